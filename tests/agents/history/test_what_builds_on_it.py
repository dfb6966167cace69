"""Retention leaves what somebody builds on, and says what is gone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from agents import history
from agents.errors import HistoryGone
from agents.history import prune
from agents.history.prune import Pruned
from agents.models import Execution, Graph, RetentionPolicy
from agents.services import runs
from agents.services.runs import RunRequest
from platform_project.accounts.models import User
from tests.agents.history.pruned import (
    MAY,
    kept,
    prune_elsewhere,
    rule,
)
from tests.factories.history import days_ago, make_execution, make_graph

Clients = Callable[..., APIClient]


def test_who_builds_on_firings_is_told_when_they_are_gone(graph: Graph) -> None:
    execution = make_execution(graph, days_ago(1))
    assert history.has_firings(execution)
    history.refuse_if_pruned(execution)
    rule(graph, keep="metadata")
    prune.prune()
    assert not history.has_firings(execution)
    with pytest.raises(HistoryGone) as refused:
        history.refuse_if_pruned(execution)
    assert (refused.value.code, refused.value.details) == ("history_gone", {"execution": str(execution.pk)})
    rule(graph, keep="nothing")
    prune.prune()
    with pytest.raises(HistoryGone):
        history.refuse_if_pruned(execution)


def test_what_an_unfinished_rerun_may_take_over_stays(graph: Graph) -> None:
    source = make_execution(graph, days_ago(30))
    again = make_execution(graph, None, source=source)
    rule(graph, keep="nothing")
    assert (prune.prune(), kept(source)) == (Pruned(), "whole")
    Execution.objects.filter(pk=again.pk).update(status="COMPLETED", ended_at=days_ago(0))
    assert (prune.prune(), kept(source)) == (Pruned(removed=1), "gone")
    again.refresh_from_db()
    assert (again.source_id, kept(again)) == (None, "whole")


def test_running_again_what_is_gone_is_refused(graph: Graph, alice: User, client_of: Clients) -> None:
    execution = make_execution(graph, days_ago(1))
    rule(graph, keep="metadata")
    prune.prune()
    answer = client_of(alice).post(f"/api/v1/executions/{execution.pk}/retry", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "history_gone")
    assert Execution.objects.get() == execution


def test_an_execution_that_never_fired_has_nothing_to_miss(graph: Graph, alice: User) -> None:
    execution = runs.start_run(graph=graph, user=alice, request=RunRequest())
    runs.stop_run(execution_id=execution.pk)
    assert not history.has_firings(execution)
    history.refuse_if_pruned(execution)


@pytest.mark.parametrize("ended", [days_ago(1), MAY], ids=["one of many", "a whole month"])
def test_what_somebody_builds_on_stays_until_they_are_done(
    ended: datetime, months: None, alice: User
) -> None:
    graph = make_graph(alice)
    execution = make_execution(graph, ended)
    rule(graph, keep="nothing")
    with transaction.atomic():
        history.refuse_if_pruned(execution)
        pruner = threading.Thread(target=prune_elsewhere)
        pruner.start()
        pruner.join()
        assert kept(execution) == "whole"
    prune.prune()
    assert kept(execution) == "gone"


def test_without_a_rule_everything_stays_for_ever(graph: Graph) -> None:
    execution = make_execution(graph, days_ago(4000))
    assert (prune.prune(), kept(execution)) == (Pruned(), "whole")
    assert not RetentionPolicy.objects.exists()
