"""Client ids and secrets in an environment variable: {"github": {"client_id": "…", "client_secret": "…"}}."""

from __future__ import annotations

import json

from django.core.exceptions import ImproperlyConfigured


def client_secrets(**given: str) -> dict[str, tuple[str, str]]:
    """name → (client id, client secret), of the one variable that is given.

    Raises ImproperlyConfigured, which names the variable and the entry and never what stands in it.
    """
    ((variable, text),) = given.items()
    try:
        found = json.loads(text or "{}")
    except ValueError:
        raise ImproperlyConfigured(f"{variable} is not JSON.") from None
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f"{variable} must be an object of names and applications.")
    return {name: _pair(variable, name, entry) for name, entry in found.items()}


def _pair(variable: str, name: str, entry: object) -> tuple[str, str]:
    if isinstance(entry, dict) and set(entry) == {"client_id", "client_secret"}:
        pair = (entry["client_id"], entry["client_secret"])
        if all(isinstance(value, str) and value for value in pair):
            return pair
    raise ImproperlyConfigured(f"{variable}: '{name}' must have client_id and client_secret, two texts.")
