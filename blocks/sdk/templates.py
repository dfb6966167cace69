"""Users' Jinja templates, for blocks. Jinja is imported when the first of them is filled.

How they are kept from doing harm stands in `template_sandbox.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNFILLED = "The template cannot be filled: "  # how InvalidInput begins; the reason follows


def render(template: str, values: Mapping[str, Any], *, escape_html: bool = False) -> str:
    """`template` filled with `values`, which are JSON-safe; unknown names are empty.

    Blocks for a second at most. Raises InvalidInput for a template that is wrong, TooLarge and TooCostly for
    one that asks too much.
    """
    from blocks.sdk import template_sandbox

    return template_sandbox.render(template, values, escape_html=escape_html)
