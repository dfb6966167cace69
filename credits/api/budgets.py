"""Budgets over REST: members see them, owners and admins set them."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from credits.api.serializers import CreditsField
from credits.models import Budget, BudgetScope
from credits.services import limits
from platform_project.accounts.api.people import PersonName
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.known_fields import KnownFields
from platform_project.kit.money import credits_text, micro_of

_LIMIT_HELP = "A decimal number of credits, 0 or above."


class BudgetWrite(KnownFields):
    scope = serializers.ChoiceField(choices=BudgetScope.choices)
    graph_id = serializers.UUIDField(
        default=None,
        allow_null=True,
        help_text="Of the scope graph; of execution, to limit the runs of this agent alone.",
    )
    user_id = serializers.UUIDField(default=None, allow_null=True, help_text="Of the scope user.")
    limit = serializers.CharField(max_length=20, help_text=_LIMIT_HELP)

    def validate_limit(self, text: str) -> int:
        return _limit(text)


class BudgetChange(KnownFields):
    limit = serializers.CharField(max_length=20, help_text=_LIMIT_HELP)

    def validate_limit(self, text: str) -> int:
        return _limit(text)


class BudgetRead(serializers.ModelSerializer[Budget]):
    user = PersonName()
    user_id = serializers.UUIDField(read_only=True, allow_null=True)
    execution_id = serializers.UUIDField(
        read_only=True,
        allow_null=True,
        help_text="Of one run, which was started with it. It ends with the run.",
    )
    limit = CreditsField()
    used = serializers.SerializerMethodField(
        help_text="Taken so far in the day or month that counts; null for the scope execution."
    )

    class Meta:
        model = Budget
        fields = ["id", "scope", "graph_id", "execution_id", "user_id", "user", "limit", "used", "created_at"]
        read_only_fields = fields

    def get_used(self, budget: Budget) -> str | None:
        used = self.context["used"].get(budget.pk)
        return None if used is None else credits_text(used)


class _Budgets(WorkspaceView, GenericAPIView[Budget]):
    serializer_class = BudgetRead
    roles: ClassVar[dict[str, Role]] = dict.fromkeys(("post", "patch", "delete"), Role.ADMIN)

    def get_queryset(self) -> QuerySet[Budget]:
        mine: QuerySet[Budget] = Budget.objects.for_user(self.user, workspace=self.workspace)
        return mine.select_related("user")

    def budget(self, budget_id: UUID) -> Budget:
        found: Budget = get_object_or_404(self.get_queryset(), pk=budget_id)
        return found

    def shown(self, budgets: list[Budget]) -> Any:
        context = {"used": limits.used_of(self.workspace, budgets)}
        return BudgetRead(budgets, many=True, context=context).data


class Budgets(_Budgets):
    @extend_schema(operation_id="credits_budgets", responses=BudgetRead(many=True), tags=["credits"])
    def get(self, request: Request) -> Response:
        """What the workspace wants to spend at most, newest first."""
        page = cast("list[Budget]", self.paginate_queryset(self.get_queryset()))
        return self.get_paginated_response(self.shown(page))

    @extend_schema(
        operation_id="credits_budgets_create",
        request=BudgetWrite,
        responses={201: BudgetRead},
        tags=["credits"],
    )
    def post(self, request: Request) -> Response:
        """Limit what is spent. Steps that would go beyond wait until it allows them."""
        values = given(BudgetWrite, request)
        scope = BudgetScope(values.pop("scope"))
        made = limits.set_budget(workspace=self.workspace, scope=scope, **values)
        return Response(self.shown([self.budget(made.pk)])[0], 201)


class BudgetDetail(_Budgets):
    @extend_schema(
        operation_id="credits_budgets_change", request=BudgetChange, responses=BudgetRead, tags=["credits"]
    )
    def patch(self, request: Request, budget_id: UUID) -> Response:
        """Give it another limit. If that is higher, what waits for it goes on."""
        budget = self.budget(budget_id)
        changed = limits.change_limit(budget, given(BudgetChange, request)["limit"])
        return Response(self.shown([changed])[0])

    @extend_schema(
        operation_id="credits_budgets_delete", request=None, responses={204: None}, tags=["credits"]
    )
    def delete(self, request: Request, budget_id: UUID) -> Response:
        """Limit this no more. What waits for it goes on."""
        limits.end_budget(self.budget(budget_id))
        return Response(status=204)


def _limit(text: str) -> int:
    amount = micro_of(text, field="limit")
    if amount < 0:
        raise serializers.ValidationError("Must be 0 or above.")
    return amount
