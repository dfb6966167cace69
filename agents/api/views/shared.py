"""What the views of this app share: checked bodies, pages of other rows, parameters of paths."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response

ID = OpenApiParameter("id", {"type": "string", "format": "uuid"}, OpenApiParameter.PATH)
NUMBER = OpenApiParameter("number", int, OpenApiParameter.PATH, description="Number of a version.")


def page_of(view: Any, rows: QuerySet[Any], serializer: Any, **context: Any) -> Response:
    """One page of rows that are not the view's own model."""
    page = view.paginate_queryset(rows)
    answer: Response = view.get_paginated_response(serializer(page, many=True, context=context).data)
    return answer


def valid(serializer: Any) -> Any:
    serializer.is_valid(raise_exception=True)
    return serializer
