"""What the pages of the admin share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin

ROWS = 30  # a row is up to 8 kB of HTML


class Page(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """The base of our pages: their lists come in small pieces, also for who asks for all."""

    list_per_page = ROWS
    list_max_show_all = ROWS


def is_own_page(request: HttpRequest, opts: Any) -> bool:
    """True on the pages of the model with these `_meta`; False while an owner of it is being deleted."""
    match = request.resolver_match
    return match is None or (match.url_name or "").startswith(f"{opts.app_label}_{opts.model_name}_")
