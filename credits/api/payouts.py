"""Earnings, and asking for them to be paid, over REST: for owners and admins of the workspace."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.api.serializers import CreditsField
from credits.models import Payout
from credits.models.payout import MAX_DESTINATION_CHARACTERS
from credits.services import payouts
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.known_fields import KnownFields


class EarningsRead(serializers.Serializer[Any]):
    available = CreditsField(help_text="What may be asked for now.")
    least = serializers.IntegerField(help_text="Credits that one payout is of at least.")


class PayoutWrite(KnownFields):
    credits = serializers.IntegerField(help_text="Whole ones; a credit is a US cent.")
    destination = serializers.CharField(
        max_length=MAX_DESTINATION_CHARACTERS, help_text="Where to pay to, in your own words."
    )


class PayoutRead(serializers.ModelSerializer[Payout]):
    amount = CreditsField()

    class Meta:
        model = Payout
        fields = ["id", "amount", "state", "destination", "note", "created_at", "decided_at", "paid_at"]
        read_only_fields = fields


class Earnings(WorkspaceView, APIView):
    roles: ClassVar[dict[str, Role]] = {"get": Role.ADMIN}

    @extend_schema(operation_id="credits_earnings", responses=EarningsRead, tags=["credits"])
    def get(self, request: Request) -> Response:
        """What others paid for agents of this workspace, and was not paid out yet."""
        found = {"available": payouts.earned(self.workspace.pk), "least": payouts.MIN_CREDITS}
        return Response(EarningsRead(found).data)


class Payouts(WorkspaceView, GenericAPIView[Payout]):
    serializer_class = PayoutRead
    roles: ClassVar[dict[str, Role]] = {"get": Role.ADMIN, "post": Role.ADMIN}

    def get_queryset(self) -> QuerySet[Payout]:
        mine: QuerySet[Payout] = Payout.objects.for_user(self.user, workspace=self.workspace)
        return mine

    @extend_schema(operation_id="credits_payouts", responses=PayoutRead(many=True), tags=["credits"])
    def get(self, request: Request) -> Response:
        """What was asked for, newest first."""
        return self.get_paginated_response(
            PayoutRead(self.paginate_queryset(self.get_queryset()), many=True).data
        )

    @extend_schema(
        operation_id="credits_payouts_create",
        request=PayoutWrite,
        responses={201: PayoutRead},
        tags=["credits"],
    )
    def post(self, request: Request) -> Response:
        """Ask for earnings to be paid. They leave the earnings at once, and come back if it is refused."""
        wanted = given(PayoutWrite, request)
        made = payouts.request(workspace=self.workspace, by=self.user, **wanted)
        return Response(PayoutRead(made).data, 201)
