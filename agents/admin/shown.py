"""Values as the admin shows them: readable, bounded, and without what a person marked as secret."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agents.models import Node
from agents.secrecy import shown_pins
from blocks.finding import find_any_block
from platform_project.kit.admin_pages import is_own_page

MAX_VALUE_CHARACTERS = 100_000  # of one value on a page of its own
MAX_CELL_CHARACTERS = 300  # of one value in a table

STATUS_LABELS = {
    "QUEUED": "info",
    "RUNNING": "info",
    "AWAITING_INPUT": "warning",
    "REVIEW": "warning",
    "INSUFFICIENT_CREDITS": "warning",
    "COMPLETED": "success",
    "FAILED": "danger",
    "TERMINATED": "warning",
}


class LookedAt:
    """Mix into admins of rows that only services write. They go only along with what owns them."""

    opts: Any

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """True while something else is being deleted, such as an account with all that it owns."""
        return not is_own_page(request, self.opts)


def once(row: Model, name: str, make: Callable[[], SafeString]) -> SafeString:
    """What `make` gives, kept on the row: a page asks several times for each of its fields."""
    kept: dict[str, SafeString] = row.__dict__.setdefault("_shown", {})
    if name not in kept:
        kept[name] = make()
    return kept[name]


def pretty(value: Any) -> SafeString:
    """A JSON value on several lines, cut if it is very long."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if len(text) > MAX_VALUE_CHARACTERS:
        text = f"{text[:MAX_VALUE_CHARACTERS]}\n… ({len(text):,} characters; the API gives them all)"
    return format_html('<pre style="white-space: pre-wrap; overflow-wrap: anywhere">{}</pre>', text)


def cell(value: Any) -> str:
    """A JSON value on one line, cut."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_CELL_CHARACTERS else f"{text[: MAX_CELL_CHARACTERS - 1]}…"


def seconds(took: timedelta | None) -> str:
    return "–" if took is None else f"{took.total_seconds():,.3f} s"


def shown_tokens(tokens_in: int, tokens_out: int, tokens_cached: int) -> SafeString:
    counts = [f"{count:,}" for count in (tokens_in, tokens_cached, tokens_out)]
    return format_html("{} in ({} of them cached), {} out", *counts)


def block_name(block_id: object) -> str:
    block = find_any_block(str(block_id))
    return block.name if block else f"gone ({block_id})"


def shown_default(node: Node) -> dict[str, Any]:
    """A node's defaults, without the pins and inputs that are secret."""
    block = find_any_block(node.block_id)
    return shown_pins(node.input_default, block) if block else dict(node.input_default)


def link_to(row: Model, text: str) -> SafeString:
    """A link to a row's own page in the admin."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html(
        '<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>',
        reverse(name, args=[row.pk]),
        text,
    )


def list_link(model: type[Model], text: str, **filters: Any) -> SafeString:
    """A link to the list of a model, filtered."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", query=filters)
    return _link(url, text)


def _link(url: str, text: str) -> SafeString:
    return format_html('<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', url, text)
