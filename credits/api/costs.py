"""What credits were spent on: by agent, model, provider, block, day or person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits import reports
from credits.api.serializers import CostsRead
from credits.reports import By
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import BadInput
from platform_project.kit.query_params import choice_of, moment_of

MAX_DAYS = 366
_USUAL_DAYS = 30
_BY = [str(by) for by in By if by is not By.WORKSPACE]


class Costs(WorkspaceView, APIView):
    roles: ClassVar[dict[str, Role]] = {"get": Role.VIEWER}

    @extend_schema(
        operation_id="credits_costs",
        parameters=[
            OpenApiParameter("by", str, enum=_BY, default="graph"),
            OpenApiParameter(
                "from", OpenApiTypes.DATETIME, description="Inclusive. Else 30 days before `to`."
            ),
            OpenApiParameter("to", OpenApiTypes.DATETIME, description="Else now."),
        ],
        responses=CostsRead,
        tags=["credits"],
    )
    def get(self, request: Request) -> Response:
        """What was spent in a span of at most 366 days, the dearest 100 first; days in UTC, in order."""
        by = By(choice_of(request, "by", _BY, By.GRAPH))
        since, until = _span(request)
        spending = reports.spending_for(self.user, self.workspace, since=since, until=until)
        shown = {
            "by": by.value,
            "since": since,
            "until": until,
            "total": spending.total,
            "results": spending.by(by),
        }
        return Response(CostsRead(shown).data)


def _span(request: Request) -> tuple[datetime, datetime]:
    until = moment_of(request, "to") or timezone.now()
    try:
        since = moment_of(request, "from") or until - timedelta(days=_USUAL_DAYS)
    except OverflowError:  # no moment lies before it
        since = until
    if not timedelta() < until - since <= timedelta(days=MAX_DAYS):
        message = f"Must lie before `to`, by at most {MAX_DAYS} days."
        raise BadInput(f"from: {message}", **{"from": [message]})
    return since, until
