"""Credits as people read them. Stored as whole micro-credits; 1 credit is 1 US cent."""

from __future__ import annotations

MICRO = 1_000_000


def credits_text(micro_credits: int) -> str:
    """`15_000` → `"0.015"`; exact, without trailing zeros."""
    sign = "-" if micro_credits < 0 else ""
    whole, part = divmod(abs(micro_credits), MICRO)
    return f"{sign}{whole}.{part:06d}".rstrip("0").rstrip(".") if part else f"{sign}{whole}"
