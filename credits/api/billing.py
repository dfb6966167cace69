"""Paying: tiers, top-ups, cards, invoices and statements. Members see them, owners and admins pay."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits import gateway
from credits.api.billing_json import (
    AutoTopUpRead,
    AutoTopUpWrite,
    InvoiceRead,
    PageRead,
    SubscriptionWrite,
    TiersRead,
    TopUpMade,
    TopUpRead,
    TopUpWrite,
)
from credits.models import BillingProfile, Subscription, Tier, TopUp
from credits.services import statements, subscriptions, tiers, topups
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import NotFound
from platform_project.kit.csv_text import csv_answer

_STATEMENT = re.compile(r"(\d{4}-\d{2})\.(csv|pdf)")


class Billing(WorkspaceView, APIView):
    """What costs money is for owners and admins, and for their API keys that reach as far."""

    roles: ClassVar[dict[str, Role]] = dict.fromkeys(("post", "put"), Role.ADMIN)


class Tiers(Billing):
    @extend_schema(operation_id="credits_tiers", responses=TiersRead, tags=["credits"])
    def get(self, request: Request) -> Response:
        """What a workspace may be given each month, and which of it this one has."""
        held = Subscription.objects.for_user(self.user, workspace=self.workspace).first()
        current = held if held is not None and held.holds else None
        shown = {
            "current": tiers.tier_of(self.workspace.pk).pk,
            "status": current.status if current else None,
            "period_ends_at": current.period_ends_at if current else None,
            "ends_at": current.ends_at if current else None,
            "has_payments": gateway.is_on(),
            "results": Tier.objects.filter(is_offered=True),
        }
        return Response(TiersRead(shown).data)


class SubscriptionView(Billing):
    @extend_schema(
        operation_id="credits_subscribe", request=SubscriptionWrite, responses=PageRead, tags=["credits"]
    )
    def post(self, request: Request) -> Response:
        """Choose another tier. `url` is the page to pay on; null if it is done without."""
        wanted = given(SubscriptionWrite, request)["tier"]
        url = subscriptions.choose(workspace=self.workspace, by=self.user, tier=wanted)
        return Response(PageRead({"url": url}).data)


class TopUps(Billing, GenericAPIView[TopUp]):
    serializer_class = TopUpRead

    def get_queryset(self) -> QuerySet[TopUp]:
        mine: QuerySet[TopUp] = TopUp.objects.for_user(self.user, workspace=self.workspace)
        return mine.select_related("created_by")

    @extend_schema(operation_id="credits_top_ups", responses=TopUpRead(many=True), tags=["credits"])
    def get(self, request: Request) -> Response:
        """Credits that were bought, or were to be, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(TopUpRead(page, many=True).data)

    @extend_schema(
        operation_id="credits_top_up", request=TopUpWrite, responses={201: TopUpMade}, tags=["credits"]
    )
    def post(self, request: Request) -> Response:
        """Buy credits on the page `checkout_url`. They come once the payment has."""
        credits = given(TopUpWrite, request)["credits"]
        row, url = topups.begin(workspace=self.workspace, by=self.user, credits=credits)
        return Response(TopUpMade({"id": row.pk, "checkout_url": url}).data, 201)


class AutoTopUp(Billing):
    @extend_schema(operation_id="credits_auto_top_up", responses=AutoTopUpRead, tags=["credits"])
    def get(self, request: Request) -> Response:
        """When credits are bought by themselves. `threshold` null: never."""
        found = BillingProfile.objects.for_user(self.user, workspace=self.workspace).first()
        return Response(AutoTopUpRead(found or BillingProfile()).data)

    @extend_schema(
        operation_id="credits_auto_top_up_change",
        request=AutoTopUpWrite,
        responses=AutoTopUpRead,
        tags=["credits"],
    )
    def put(self, request: Request) -> Response:
        """Buy so many whenever less is free, from the card of the last top-up; `threshold` null ends it."""
        values = given(AutoTopUpWrite, request)
        return Response(AutoTopUpRead(topups.set_automatic(workspace=self.workspace, **values)).data)


class Portal(Billing):
    @extend_schema(operation_id="credits_portal", request=None, responses=PageRead, tags=["credits"])
    def post(self, request: Request) -> Response:
        """The page for cards, invoices and the end of a subscription."""
        return Response(PageRead({"url": subscriptions.portal(workspace=self.workspace, by=self.user)}).data)


class Invoices(Billing):
    roles: ClassVar[dict[str, Role]] = {"get": Role.ADMIN}

    @extend_schema(operation_id="credits_invoices", responses=InvoiceRead(many=True), tags=["credits"])
    def get(self, request: Request) -> Response:
        """The newest invoices; none if nothing was paid."""
        found: list[Any] = subscriptions.invoices(self.workspace.pk) if gateway.is_on() else []
        return Response(InvoiceRead(found, many=True).data)


class StatementFile(Billing):
    @extend_schema(
        operation_id="credits_statement",
        parameters=[
            OpenApiParameter("name", str, OpenApiParameter.PATH, description="2026-11.csv or 2026-11.pdf")
        ],
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, "application/pdf"): OpenApiTypes.BINARY},
        tags=["credits"],
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        """What came and went within a calendar month (UTC)."""
        found = _STATEMENT.fullmatch(name)
        if found is None:
            raise NotFound("There is no such statement.", name=name[:100])
        month, kind = found.groups()
        kept_as = f"credits-{name}"
        if kind == "csv":
            lines = statements.csv_lines(self.workspace.pk, month)
            return csv_answer(request._request, lines, name=kept_as)
        paper = statements.as_pdf(self.workspace.pk, month, name=self.workspace.name)
        headers = {"Content-Disposition": f'attachment; filename="{kept_as}"'}
        return HttpResponse(paper, content_type="application/pdf", headers=headers)
