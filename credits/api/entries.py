"""The entries of a workspace's account: as pages, and as a file for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from credits.api.serializers import EntryRead
from credits.models import Entry, EntryKind
from credits.reports import entries_for
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.csv_text import csv_answer, csv_line, harmless
from platform_project.kit.money import credits_text
from platform_project.kit.query_params import choices_of, id_of, moment_of, words_of

MAX_CSV_ROWS = 100_000  # of one file, the newest; a longer history is asked for in spans
_ROWS_AT_A_TIME = 2000
_COLUMNS = (
    "created_at", "kind", "amount", "balance_after", "execution_id", "node_id", "graph_id", "block_id",
    "provider", "model", "note", "created_by", "id",
)  # fmt: skip

FILTERS = [
    OpenApiParameter("kind", str, enum=EntryKind.values, many=True, description="One of these."),
    OpenApiParameter("from", OpenApiTypes.DATETIME, description="By `created_at`, inclusive."),
    OpenApiParameter("to", OpenApiTypes.DATETIME, description="By `created_at`."),
    OpenApiParameter("graph", OpenApiTypes.UUID),
    OpenApiParameter("execution", OpenApiTypes.UUID),
    OpenApiParameter("model", str),
    OpenApiParameter("provider", str),
]


class _Entries(WorkspaceView, GenericAPIView[Entry]):
    serializer_class = EntryRead
    roles: ClassVar[dict[str, Role]] = {"get": Role.VIEWER}

    def get_queryset(self) -> QuerySet[Entry]:
        return entries_for(self.user, self.workspace).select_related("created_by")

    def asked(self) -> QuerySet[Entry]:
        """Those that the filters of the query let through."""
        wanted: dict[str, Any] = {
            "kind__in": choices_of(self.request, "kind", EntryKind.values) or None,
            "created_at__gte": moment_of(self.request, "from"),
            "created_at__lt": moment_of(self.request, "to"),
            "graph_id": id_of(self.request, "graph"),
            "execution_id": id_of(self.request, "execution"),
            "model": words_of(self.request, "model") or None,
            "provider": words_of(self.request, "provider") or None,
        }
        return self.get_queryset().filter(**{name: value for name, value in wanted.items() if value})


class Entries(_Entries):
    @extend_schema(
        operation_id="credits_entries",
        parameters=FILTERS,
        responses=EntryRead(many=True),
        tags=["credits"],
    )
    def get(self, request: Request) -> Response:
        """Every movement of the workspace's credits, newest first."""
        page = self.paginate_queryset(self.asked())
        return self.get_paginated_response(EntryRead(page, many=True).data)


class EntriesFile(_Entries):
    pagination_class = None

    @extend_schema(
        operation_id="credits_entries_csv",
        parameters=FILTERS,
        responses={(200, "text/csv"): OpenApiTypes.STR},
        tags=["credits"],
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """The same as a CSV file in UTF-8, at most 100,000 of the newest."""
        rows = self.asked().order_by("-created_at", "-id")[:MAX_CSV_ROWS]
        return csv_answer(
            request._request, _lines(rows.iterator(chunk_size=_ROWS_AT_A_TIME)), name="credits.csv"
        )


def _lines(entries: Iterable[Entry]) -> Iterator[str]:
    yield csv_line(_COLUMNS)
    for entry in entries:
        yield csv_line(_cells(entry))


def _cells(entry: Entry) -> list[str]:
    texts = (entry.node_id, entry.graph_id, entry.block_id, entry.provider, entry.model, entry.note)
    return [
        entry.created_at.isoformat(),
        entry.kind,
        credits_text(entry.amount),
        credits_text(entry.balance_after),
        _text(entry.execution_id),
        *map(_text, texts),
        _text(entry.created_by and entry.created_by.get_full_name()),
        str(entry.pk),
    ]


def _text(value: object) -> str:
    """Models, notes and names of nodes are what people wrote."""
    return "" if value is None else harmless(str(value))
