"""The most that a workspace wants to spend. Firings that would go beyond wait."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7


class BudgetScope(models.TextChoices):
    """What is added up."""

    EXECUTION = "execution", "each run, with the agents that it runs"
    GRAPH = "graph", "one agent, in a calendar month (UTC)"
    DAY = "day", "the workspace, in a day (UTC)"
    USER = "user", "one person, in a calendar month (UTC)"


class BudgetQuerySet(OwnedQuerySet):
    pass


class Budget(OwnedModel):
    """A limit for a workspace: of each execution or one, of one graph, of the day, or of one person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.CharField(max_length=10, choices=BudgetScope.choices)
    graph_id = models.UUIDField(null=True, blank=True)  # of GRAPH; of EXECUTION: its runs alone, else all
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # of USER
    execution_id = models.UUIDField(null=True, blank=True)  # of EXECUTION: this run alone, until it is over
    limit = models.BigIntegerField()  # micro-credits, >= 0
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(limit__gte=0), name="budget_is_not_negative"),
            models.CheckConstraint(condition=Q(scope__in=BudgetScope.values), name="budget_scope_is_known"),
            models.CheckConstraint(
                condition=Q(scope__in=["execution", "graph"]) | Q(graph_id__isnull=True),
                name="budget_of_a_graph_alone_names_one",
            ),
            models.CheckConstraint(
                condition=~Q(scope="graph") | Q(graph_id__isnull=False), name="budget_of_a_graph_names_it"
            ),
            models.CheckConstraint(
                condition=Q(execution_id__isnull=True) | Q(scope="execution", graph_id__isnull=True),
                name="budget_of_a_run_is_of_it_alone",
            ),
            models.CheckConstraint(
                condition=Q(scope="user", user__isnull=False) | (~Q(scope="user") & Q(user__isnull=True)),
                name="budget_of_a_person_names_them",
            ),
            models.UniqueConstraint(
                fields=["workspace", "scope", "graph_id", "user", "execution_id"],
                name="budget_is_the_only_one_of_its_kind",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.limit}"
