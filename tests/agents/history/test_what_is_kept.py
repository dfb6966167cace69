"""Retention keeps of executions what its rule says, and of those above and below them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents import tasks
from agents.history import prune
from agents.history.prune import Pruned
from agents.models import Execution, ExecutionState, Graph, Review
from agents.services import retention
from credits.models import Subscription, Tier
from platform_project.accounts.models import User
from tests.agents.history.pruned import (
    held,
    kept,
    make_family,
    rule,
)
from tests.factories.agents import firings
from tests.factories.history import VALUE, days_ago, make_execution, make_graph

Clients = Callable[..., APIClient]


KEPT = [
    pytest.param("all", ("whole", "whole", "whole"), id="all"),
    pytest.param("failures", ("metadata", "whole", "metadata"), id="failures"),
    pytest.param("metadata", ("metadata", "metadata", "metadata"), id="metadata"),
    pytest.param("nothing", ("gone", "gone", "gone"), id="nothing"),
]


@pytest.mark.parametrize(("keep", "left"), KEPT)
def test_what_is_kept_of_an_execution_that_ended(keep: str, left: tuple[str, ...], graph: Graph) -> None:
    statuses = ["COMPLETED", "FAILED", "TERMINATED"]
    ended = [make_execution(graph, days_ago(0.5), status=status) for status in statuses]
    rule(graph, keep=keep)
    prune.prune()
    assert tuple(kept(execution) for execution in ended) == left
    assert prune.prune() == Pruned()


def test_of_metadata_the_counts_times_and_codes_stay(graph: Graph, alice: User, client_of: Clients) -> None:
    fields: dict[str, Any] = {
        "status": "FAILED",
        "error": "n1: 1 is no text",
        "error_code": "invalid_input",
        "cost": 10,
    }
    execution = make_execution(
        graph, days_ago(0.5), **fields, nodes_input_masks={"n1": VALUE}, unconsumed={"n1": {"input": 1}}
    )
    rule(graph, keep="metadata")
    assert tasks.prune_history() is None
    client = client_of(alice)
    shown = client.get(f"/api/v1/executions/{execution.pk}").json()
    assert (shown["status"], shown["error"], shown["error_code"]) == ("FAILED", None, "invalid_input")
    assert (shown["node_count"], shown["cost"], shown["history"]) == (2, "0.00001", "metadata")
    assert (shown["inputs"], shown["nodes_input_masks"], shown["outputs"]) == ({}, {}, {})
    assert shown["unconsumed"] == {"n1": {"input": 1}}
    rows = firings(client, str(execution.pk))
    assert [(row["node_id"], row["index"], row["status"]) for row in rows] == [
        ("n1", 0, "COMPLETED"),
        ("n1", 1, "COMPLETED"),
    ]
    assert {(str(row["input"]), str(row["outputs"]), row["error"]) for row in rows} == {("{}", "[]", None)}
    assert all(row["started_at"] and row["ended_at"] and row["cost"] == "0.000005" for row in rows)


def test_days_count_from_the_end_and_take_all(graph: Graph) -> None:
    old, new = make_execution(graph, days_ago(7.01)), make_execution(graph, days_ago(6.99))
    long = make_execution(graph, days_ago(1), began=days_ago(20))
    running = make_execution(graph, None, began=days_ago(20))
    rule(graph, keep="all", days=7)
    assert prune.prune() == Pruned(removed=1)
    assert [kept(execution) for execution in (old, new, long, running)] == ["gone", "whole", "whole", "whole"]


def test_stripped_executions_go_when_their_days_are_over(graph: Graph) -> None:
    old, new = make_execution(graph, days_ago(8)), make_execution(graph, days_ago(2))
    rule(graph, keep="metadata")
    assert prune.prune() == Pruned(stripped=2)
    rule(graph, days=7)
    assert prune.prune() == Pruned(removed=1)
    assert (kept(old), kept(new)) == ("gone", "metadata")


def test_an_execution_that_just_ended_can_still_be_read(graph: Graph, settings: Any) -> None:
    execution = make_execution(graph, days_ago(1 / 24 / 60 * 9))
    rule(graph, keep="nothing")
    assert (prune.prune(), kept(execution)) == (Pruned(), "whole")
    settings.HISTORY_GRACE_MINUTES = 8
    assert (prune.prune(), kept(execution)) == (Pruned(removed=1), "gone")


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING", "REVIEW", "INSUFFICIENT_CREDITS"])
def test_what_has_not_ended_is_never_touched(status: str, graph: Graph) -> None:
    execution = make_execution(graph, None, began=days_ago(400), status=status)
    rule(graph, keep="nothing", days=1)
    assert (prune.prune(), kept(execution)) == (Pruned(), "whole")
    assert ExecutionState.objects.filter(pk=execution.pk).exists()


def test_a_graphs_rule_goes_before_its_workspaces_and_that_before_the_platforms(
    graph: Graph, alice: User, bob: User, settings: Any
) -> None:
    own, shared, free = graph, make_graph(alice), make_graph(bob)
    ended = [make_execution(graph, days_ago(2)) for graph in (own, shared, free)]
    settings.HISTORY_KEEP, settings.HISTORY_DAYS = "all", 3
    assert prune.prune() == Pruned()
    rule(own, keep="all", days=None)
    retention.change_rule_of_workspace(shared.workspace, keep="metadata")
    assert prune.prune() == Pruned(stripped=1)
    assert [kept(execution) for execution in ended] == ["whole", "metadata", "whole"]
    settings.HISTORY_DAYS = 1
    assert prune.prune() == Pruned(removed=1)
    assert [kept(execution) for execution in ended] == ["whole", "metadata", "gone"]


def test_executions_of_sub_agents_are_kept_as_the_one_above_them(alice: User, graph: Graph) -> None:
    outer, inner = graph, make_graph(alice)
    top, child = make_family(outer, inner, days_ago(1))
    rule(inner, keep="nothing")
    assert (prune.prune(), kept(top), kept(child)) == (Pruned(), "whole", "whole")
    rule(inner, keep="all")
    rule(outer, keep="metadata")
    assert (prune.prune(), kept(top), kept(child)) == (Pruned(stripped=1), "metadata", "metadata")
    rule(outer, keep="nothing")
    assert (prune.prune(), kept(top), kept(child)) == (Pruned(removed=1), "gone", "gone")


def test_nothing_is_taken_while_somebody_builds_on_a_sub_agents_execution(months: None, alice: User) -> None:
    top, child = make_family(outer := make_graph(alice), make_graph(alice), days_ago(1))
    rule(outer, keep="nothing")
    with held(Execution, child.pk):
        assert (prune.prune(), kept(top), kept(child)) == (Pruned(), "whole", "whole")
    assert prune.prune().removed == 1


def test_of_metadata_neither_what_was_asked_nor_what_waited_stays(graph: Graph) -> None:
    execution = make_execution(graph, days_ago(1))
    ExecutionState.objects.update(snapshot={"tokens": [VALUE]})
    Review.objects.create(
        workspace=graph.workspace,
        execution=execution,
        firing_id=execution.node_executions.all()[0].pk,
        node_key="n1",
        kind="data",
        status="APPROVED",
        name="Is this right?",
        data=VALUE,
        answer_schema={},
        decided_data=VALUE,
        message="Yes",
    )
    rule(graph, keep="metadata")
    assert prune.prune() == Pruned(stripped=1)
    review = Review.objects.get()
    assert (review.name, review.data, review.answer_schema, review.decided_data) == ("", None, None, None)
    assert (review.message, review.status, review.kind) == ("", "APPROVED", "data")
    assert ExecutionState.objects.get().snapshot is None


@pytest.mark.parametrize(("has_tiers", "left"), [(True, "gone"), (False, "whole")])
def test_no_rule_keeps_longer_than_the_tier_of_its_workspace(
    graph: Graph, settings: Any, has_tiers: bool, left: str
) -> None:
    settings.CREDITS = has_tiers
    tier = {"name": "Free", "position": 0, "retention_days": 30}
    Tier.objects.update_or_create(slug="free", defaults=tier)
    rule(graph, keep="all", days=365)
    old, young = make_execution(graph, days_ago(31)), make_execution(graph, days_ago(29))
    prune.prune()
    assert (kept(old), kept(young)) == (left, "whole")
    assert retention.rule_of_graph(graph).days == (30 if has_tiers else 365)
    Subscription.objects.create(
        workspace=graph.workspace, tier=Tier.objects.create(slug="most", position=90), status="active"
    )
    assert retention.rule_of_graph(graph).days == 365
