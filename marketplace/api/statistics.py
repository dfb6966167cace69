"""Statistics of a workspace's listings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from credits.api.serializers import CreditsField
from marketplace.models import Listing
from marketplace.services.statistics import statistics_of
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import BadInput
from platform_project.kit.query_params import day_of, id_of

MAX_DAYS = 366
_USUAL_DAYS = 30


class CountsRead(serializers.Serializer[Any]):
    views = serializers.IntegerField(help_text="People who looked at a page, each once a day.")
    installs = serializers.IntegerField(help_text="People who added it for the first time.")
    runs = serializers.IntegerField(help_text="Runs of others that ended well.")
    earned = CreditsField(help_text="The creator's share, in credits.")


class DayRead(CountsRead):
    day = serializers.DateField()


class StatisticsRead(serializers.Serializer[Any]):
    first = serializers.DateField()
    last = serializers.DateField()
    days = DayRead(many=True, help_text="Each day of the span (UTC), in order.")
    sums = CountsRead()


class ListingStatistics(WorkspaceView):
    roles: ClassVar[dict[str, Role]] = {"get": Role.BUILDER}

    @extend_schema(
        operation_id="get_statistics",
        parameters=[
            OpenApiParameter("listing", OpenApiTypes.UUID, description="Else of all of the workspace."),
            OpenApiParameter("from", OpenApiTypes.DATE, description="Else 30 days up to `to`."),
            OpenApiParameter("to", OpenApiTypes.DATE, description="Inclusive. Else today."),
        ],
        responses=StatisticsRead,
        tags=["store"],
    )
    def get(self, request: Request) -> Response:
        """What became of the workspace's listings, day by day, over at most 366 days."""
        first, last = _span(request)
        found = statistics_of(self._listings(request), first=first, last=last)
        shown = {"first": first, "last": last, "days": found.days, "sums": found.sums}
        return Response(StatisticsRead(shown).data)

    def _listings(self, request: Request) -> QuerySet[Listing]:
        mine: QuerySet[Listing] = Listing.objects.for_user(self.user, workspace=self.workspace)
        wanted = id_of(request, "listing")
        if wanted is None:
            return mine
        get_object_or_404(mine, pk=wanted)
        return mine.filter(pk=wanted)


def _span(request: Request) -> tuple[date, date]:
    last = day_of(request, "to") or timezone.now().date()
    first = day_of(request, "from") or _before(last)
    if not 0 <= (last - first).days < MAX_DAYS:
        said = f"Must not lie behind `to`, nor {MAX_DAYS} days or more before it."
        raise BadInput(f"from: {said}", **{"from": [said]})
    return first, last


def _before(last: date) -> date:
    return last - min(timedelta(days=_USUAL_DAYS - 1), last - date.min)
