"""Which page of the admin is asking for a permission."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def is_own_page(request: HttpRequest, opts: Any) -> bool:
    """True on the pages of the model with these `_meta`; False while an owner of it is being deleted."""
    match = request.resolver_match
    return match is None or (match.url_name or "").startswith(f"{opts.app_label}_{opts.model_name}_")
