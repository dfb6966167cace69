"""Rates that the environment names: wrong ones are refused before anything uses them."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured


def rates_per_minute(**given: str) -> dict[str, int]:
    """`{"openai": 500}` of `NAME="openai=500"`. Raises ImproperlyConfigured, naming the variable."""
    ((variable, text),) = given.items()
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, number = part.partition("=")
        name, number = name.strip(), number.strip()
        if not name or not number.isdecimal():
            raise ImproperlyConfigured(f"{variable} must look like openai=500,anthropic=50, not {part!r}.")
        found[name] = int(number)
    return found
