"""Credits as people read them. Stored as whole micro-credits; 1 credit is 1 US cent."""

from __future__ import annotations

import re

from platform_project.errors import BadInput

MICRO = 1_000_000
_WRITTEN = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,6}))?", re.ASCII)


def credits_text(micro_credits: int) -> str:
    """`15_000` → `"0.015"`; exact, without trailing zeros."""
    sign = "-" if micro_credits < 0 else ""
    whole, part = divmod(abs(micro_credits), MICRO)
    return f"{sign}{whole}.{part:06d}".rstrip("0").rstrip(".") if part else f"{sign}{whole}"


def micro_of(text: str, field: str = "credits") -> int:
    """`"0.015"` → `15_000`. Raises BadInput, in the name of `field`, for anything else or a finer part."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        wanted = "Credits are a decimal number of up to 12 digits, with up to 6 after the point."
        raise BadInput(f"{field}: {wanted}", **{field: [wanted]})
    sign, whole, part = found.groups(default="")
    micro = int(whole) * MICRO + int(part.ljust(6, "0"))
    return -micro if sign else micro
