"""What a workspace has, and what of it is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import ClassVar

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.api.serializers import BalanceRead, HoldRead
from credits.models import Account, AccountKind, Hold, HoldState
from credits.services import ledger, tiers
from credits.services.ledger import Expiring
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.query_params import choice_of

MAX_EXPIRING = 12  # moments


class BalanceView(WorkspaceView, APIView):
    @extend_schema(operation_id="credits_balance", responses=BalanceRead, tags=["credits"])
    def get(self, request: Request) -> Response:
        """What the workspace has, what of it is held for work in progress, and what ends soon."""
        has = ledger.balance_of(self.workspace.pk)
        shown = {
            "is_enabled": settings.CREDITS,
            "tier": tiers.tier_of(self.workspace.pk).pk,
            "balance": has.balance,
            "held": has.held,
            "available": has.available,
            "expiring": _by_end(ledger.expiring_of(self.workspace.pk)),
        }
        return Response(BalanceRead(shown).data)


class Holds(WorkspaceView, GenericAPIView[Hold]):
    serializer_class = HoldRead
    roles: ClassVar[dict[str, Role]] = {"get": Role.VIEWER}

    def get_queryset(self) -> QuerySet[Hold]:
        mine = Account.objects.for_user(self.user, workspace=self.workspace)
        return Hold.objects.filter(account__in=mine.filter(kind=AccountKind.WORKSPACE))

    @extend_schema(
        operation_id="credits_holds",
        parameters=[OpenApiParameter("state", str, enum=HoldState.values, default="open")],
        responses=HoldRead(many=True),
        tags=["credits"],
    )
    def get(self, request: Request) -> Response:
        """What is set aside, or was, newest first."""
        state = choice_of(request, "state", HoldState.values, HoldState.OPEN)
        page = self.paginate_queryset(self.get_queryset().filter(state=state))
        return self.get_paginated_response(HoldRead(page, many=True).data)


def _by_end(parts: Sequence[Expiring]) -> list[Expiring]:
    """One for each moment; grants of a month end together."""
    ends = groupby(parts, attrgetter("expires_at"))
    return [Expiring(sum(part.amount for part in same), end) for end, same in ends][:MAX_EXPIRING]
