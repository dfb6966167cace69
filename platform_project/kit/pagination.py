"""Lists in pages that neither skip nor repeat a row while rows come and go.

A cursor holds the ordering values of the row at the edge of a page; the next page is what lies beyond
it (keyset pagination). All ordering fields are compared together, so rows that share a time are safe.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Field, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from platform_project.errors import BadInput

_CURSOR_MAX_CHARS = 2000
_NUMBER_MAX_CHARS = 9


@dataclass(frozen=True)
class _Edge:
    backwards: bool
    values: list[str]


class NewestFirst(BasePagination):
    """Newest rows first, 50 a page; `?page_size=` up to 200. Subclass with another `ordering`.

    ordering: fields or annotations that are never null; the last one unique.
    """

    ordering: ClassVar[Sequence[str]] = ("-created_at", "-id")
    page_size: ClassVar[int] = 50
    max_page_size: ClassVar[int] = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self._base_url = request.build_absolute_uri()
        size = self._page_size(request)
        edge = self._edge(request)
        backwards = edge is not None and edge.backwards
        beyond = self._beyond(queryset, edge)
        size = self.fit(beyond, size)
        rows = list(beyond[: size + 1])
        has_more = len(rows) > size
        rows = rows[:size]
        if backwards:
            rows.reverse()
        self._rows = rows
        self._has_next = backwards or has_more
        self._has_previous = has_more if backwards else edge is not None
        return rows

    def fit(self, beyond: QuerySet[Any], size: int) -> int:
        """How many of the next rows a page may hold, at least one; override where rows are large."""
        return size

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "next": self._link(backwards=False) if self._has_next else None,
                "previous": self._link(backwards=True) if self._has_previous else None,
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"},
             "description": "Where the page begins: taken from `next` or `previous` of another page."},
            {"name": "page_size", "in": "query", "required": False, "schema": size,
             "description": "Rows on a page."},
        ]  # fmt: skip

    def _page_size(self, request: Request) -> int:
        given = request.query_params.get("page_size")
        if given is None:
            return self.page_size
        is_number = given.isascii() and given.isdecimal() and len(given) <= _NUMBER_MAX_CHARS
        if not (is_number and 1 <= int(given) <= self.max_page_size):
            raise BadInput(
                f"page_size must be a whole number from 1 to {self.max_page_size}.",
                page_size=[f"1 to {self.max_page_size}"],
            )
        return int(given)

    def _edge(self, request: Request) -> _Edge | None:
        given = request.query_params.get("cursor")
        if given is None:
            return None
        try:
            if len(given) > _CURSOR_MAX_CHARS:
                raise ValueError("too long")
            backwards, *values = orjson.loads(base64.urlsafe_b64decode(given.encode()))
        except (ValueError, TypeError, binascii.Error) as err:
            raise _bad_cursor() from err
        well_formed = len(values) == len(self.ordering) and all(isinstance(value, str) for value in values)
        if not well_formed or "\0" in "".join(values):
            raise _bad_cursor()
        return _Edge(backwards=bool(backwards), values=values)

    def _beyond(self, queryset: QuerySet[Any], edge: _Edge | None) -> QuerySet[Any]:
        if edge is None:
            return queryset.order_by(*self.ordering)
        order = [_reversed(field) for field in self.ordering] if edge.backwards else list(self.ordering)
        return queryset.filter(_after(queryset, order, edge.values)).order_by(*order)

    def _link(self, *, backwards: bool) -> str | None:
        if not self._rows:
            return None
        row = self._rows[0] if backwards else self._rows[-1]
        values = [_text_of(row, field.lstrip("-")) for field in self.ordering]
        cursor = base64.urlsafe_b64encode(orjson.dumps([int(backwards), *values])).decode()
        return replace_query_param(self._base_url, "cursor", cursor)


def _after(queryset: QuerySet[Any], order: Sequence[str], values: Sequence[str]) -> Q:
    """(a, b) > (x, y), spelled out so that each field may have its own direction."""
    found, equal, bound = Q(), Q(), Q()
    for place, (field, text) in enumerate(zip(order, values, strict=True)):
        name = field.lstrip("-")
        value = _value_of(queryset, name, text)
        beyond = "lt" if field.startswith("-") else "gt"
        if place == 0:
            bound = Q(**{f"{name}__{beyond}e": value})  # lets PostgreSQL seek in the index of the first field
        found |= equal & Q(**{f"{name}__{beyond}": value})
        equal &= Q(**{name: value})
    return bound & found


def _value_of(queryset: QuerySet[Any], name: str, text: str) -> Any:
    made = queryset.query.annotations.get(name)
    field: Field[Any, Any] = made.output_field if made else queryset.model._meta.get_field(name)
    try:
        value = field.to_python(text)
        return _in_utc(value) if isinstance(value, datetime) else value
    except (ValidationError, ValueError, OverflowError) as err:
        raise _bad_cursor() from err


def _in_utc(moment: datetime) -> datetime:
    """Raises OverflowError where UTC has no such moment: outside of the years 1 to 9999."""
    if moment.tzinfo is None:
        raise ValueError("without a time zone")
    return moment.astimezone(UTC)


def _text_of(row: Any, name: str) -> str:
    return str(row[name] if isinstance(row, dict) else getattr(row, name))


def _reversed(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _bad_cursor() -> BadInput:
    return BadInput("cursor is not one that this API gave out.", cursor=["Not valid."])
