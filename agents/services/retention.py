"""The rules of what is kept: of a graph, else of its workspace, else of the settings.

The days of each are no more than the workspace's tier has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction

from agents.models import Graph, Keep, RetentionPolicy
from credits.services.tiers import limits_of
from platform_project.accounts.models import Workspace


class DecidedBy(StrEnum):
    """Whose rule it is."""

    GRAPH = "graph"
    WORKSPACE = "workspace"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept of executions that ended. days: since the end, then nothing; None is for ever."""

    keep: Keep
    days: int | None
    decided_by: DecidedBy


def rule_of_workspace(workspace: Workspace) -> Rule:
    """What holds for graphs of the workspace that have no rule of their own."""
    own = RetentionPolicy.objects.filter(workspace=workspace, graph=None).first()
    if own is not None:
        return _bounded(workspace.pk, Rule(Keep(own.keep), own.days, DecidedBy.WORKSPACE))
    usual = Rule(Keep(settings.HISTORY_KEEP), settings.HISTORY_DAYS or None, DecidedBy.PLATFORM)
    return _bounded(workspace.pk, usual)


def rule_of_graph(graph: Graph) -> Rule:
    """What holds for the executions of the graph."""
    own = RetentionPolicy.objects.filter(graph=graph).first()
    if own is not None:
        return _bounded(graph.workspace_id, Rule(Keep(own.keep), own.days, DecidedBy.GRAPH))
    return rule_of_workspace(graph.workspace)


@transaction.atomic
def change_rule_of_workspace(workspace: Workspace, **changed: object) -> Rule:
    """Give the workspace a rule: what holds now, with `keep` or `days` as given.

    It holds for executions that ended before, too.
    """
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    held = rule_of_workspace(workspace)
    values = {"keep": held.keep, "days": held.days, **changed}
    RetentionPolicy.objects.update_or_create(workspace=workspace, graph=None, defaults=values)
    return rule_of_workspace(workspace)


@transaction.atomic
def change_rule_of_graph(graph: Graph, **changed: object) -> Rule:
    """Give the graph a rule of its own: what holds now, with `keep` or `days` as given."""
    Graph.objects.select_for_update(no_key=True).get(pk=graph.pk)
    held = rule_of_graph(graph)
    values = {"workspace": graph.workspace, "keep": held.keep, "days": held.days, **changed}
    RetentionPolicy.objects.update_or_create(graph=graph, defaults=values)
    return rule_of_graph(graph)


def end_rule_of_workspace(workspace: Workspace) -> Rule:
    """Take the workspace's rule away; what holds then."""
    RetentionPolicy.objects.filter(workspace=workspace, graph=None).delete()
    return rule_of_workspace(workspace)


def end_rule_of_graph(graph: Graph) -> Rule:
    """Take the graph's own rule away; what holds then."""
    RetentionPolicy.objects.filter(graph=graph).delete()
    return rule_of_graph(graph)


def _bounded(workspace_id: UUID, rule: Rule) -> Rule:
    """The rule, for no longer than the workspace's tier keeps anything."""
    most = limits_of(workspace_id).retention_days
    if most is None or (rule.days is not None and rule.days <= most):
        return rule
    return replace(rule, days=most, decided_by=DecidedBy.PLATFORM)
