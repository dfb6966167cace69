"""The lists of executions as pages show them: filtered, with what started each, and steps for a timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from agents.models import Execution, Graph, NodeExecution
from platform_project.accounts.models import User
from tests.factories.agents import chain, graph_json, node, save
from tests.factories.history import days_ago, make_execution, make_graph

Clients = Callable[..., APIClient]


def _ids(client: APIClient, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/executions?{query}")
    assert answer.status_code == 200, answer.json()
    return [row["id"] for row in answer.json()["results"]]


def _of_each_kind(graph: Graph) -> dict[str, str]:
    """Kind → id of one such execution, the last made first in lists."""
    run = make_execution(graph, days_ago(5))
    rerun = make_execution(graph, days_ago(4), source=run)
    only_node = make_execution(graph, days_ago(3), only_node="n1", source=run)
    until = make_execution(graph, days_ago(3), until="n1", source=run)
    dry_run = make_execution(graph, days_ago(2), is_dry_run=True, only_node="n1")
    child = make_execution(graph, days_ago(1), parent=dry_run, root=dry_run, is_dry_run=True)
    made = {
        "run": run,
        "rerun": rerun,
        "only_node": only_node,
        "until": until,
        "dry_run": dry_run,
        "child": child,
    }
    return {kind: str(execution.pk) for kind, execution in made.items()}


def test_a_row_says_what_runs_what_started_it_and_who(alice: User, client_of: Clients) -> None:
    graph = make_graph(alice)
    made = _of_each_kind(graph)
    Execution.objects.update(started_by=alice)
    rows = (
        client_of(alice)
        .get("/api/v1/executions?kind=child,dry_run,only_node,until,rerun,run")
        .json()["results"]
    )
    assert {row["kind"]: row["id"] for row in rows} == made
    assert {row["graph_name"] for row in rows} == {"Test"}
    assert {row["started_by"] for row in rows} == {"Alice"}
    assert (rows[0]["parent_id"], rows[3]["source_id"]) == (made["dry_run"], made["run"])


def test_who_gave_no_name_is_shown_by_the_beginning_of_the_address(alice: User, client_of: Clients) -> None:
    make_execution(make_graph(alice), days_ago(2), started_by=alice)
    make_execution(make_graph(alice), days_ago(1), started_by=None)
    User.objects.filter(pk=alice.pk).update(name="")
    answer = client_of(alice).get("/api/v1/executions")
    assert [row["started_by"] for row in answer.json()["results"]] == [None, "alice"]
    assert "@" not in answer.content.decode()


def test_a_list_shows_what_was_started_and_not_the_sub_agents_of_it(alice: User, client_of: Clients) -> None:
    made = _of_each_kind(make_graph(alice))
    client = client_of(alice)
    child = made.pop("child")
    assert _ids(client) == list(made.values())[::-1]
    assert _ids(client, f"parent={made['dry_run']}") == [child]
    assert _ids(client, "kind=child") == [child]
    assert _ids(client, f"parent={made['run']}") == []


@pytest.mark.parametrize("kind", ["run", "rerun", "only_node", "until", "dry_run", "child"])
def test_an_execution_is_of_one_kind(kind: str, alice: User, client_of: Clients) -> None:
    made = _of_each_kind(make_graph(alice))
    assert _ids(client_of(alice), f"kind={kind}") == [made[kind]]


def test_filters_narrow_the_list_together(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph, other = make_graph(alice), make_graph(alice)
    client.put(f"/api/v1/graphs/{graph.pk}", chain(4))
    old = make_execution(graph, days_ago(3), status="FAILED")
    Execution.objects.filter(pk=old.pk).update(version=graph.versions.get(number=1))
    graph.refresh_from_db()
    new = make_execution(graph, days_ago(1), status="TERMINATED")
    foreign = make_execution(other, days_ago(2), status="FAILED")
    named = {"old": str(old.pk), "new": str(new.pk), "foreign": str(foreign.pk)}

    def found(query: str) -> list[str]:
        ids = _ids(client, query)
        return [name for one in ids for name, pk in named.items() if pk == one]

    assert found(f"graph={graph.pk}") == ["new", "old"]
    assert found(f"graph={graph.pk}&version=1") == ["old"]
    assert found("status=FAILED") == ["foreign", "old"]
    assert found("status=FAILED&status=TERMINATED") == ["new", "foreign", "old"]
    assert found(f"status=FAILED,TERMINATED&graph={graph.pk}") == ["new", "old"]
    between = (
        f"started_after={days_ago(2.5):%Y-%m-%dT%H:%M:%SZ}&started_before={days_ago(1.5):%Y-%m-%dT%H:%M:%SZ}"
    )
    assert found(between) == ["foreign"]
    rows = client.get(f"/api/v1/graphs/{graph.pk}/executions?version=1").json()["results"]
    assert [row["id"] for row in rows] == [named["old"]]


REFUSALS = [
    pytest.param("status=FAILED,NOPE", "status", "COMPLETED", id="unknown status"),
    pytest.param("kind=manual", "kind", "rerun", id="unknown kind"),
    pytest.param("graph=7", "graph", "UUID", id="no graph id"),
    pytest.param("parent=7", "parent", "UUID", id="no execution id"),
    pytest.param("version=0", "version", "from 1", id="version 0"),
    pytest.param("started_after=2026-01-01T00:00:00", "started_after", "zone", id="no zone"),
    pytest.param("started_before=2026-13-01T00:00:00Z", "started_before", "zone", id="no such month"),
]


@pytest.mark.parametrize(("query", "field", "text"), REFUSALS)
def test_what_cannot_be_asked_is_refused_by_name(
    query: str, field: str, text: str, alice: User, client_of: Clients
) -> None:
    answer = client_of(alice).get(f"/api/v1/executions?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert text in str(answer.json()["details"][field])


def _with_secret() -> dict[str, Any]:
    return graph_json(
        node("key", "agent.input", name="key", secret=True), node("s", "basic.store_value", input=1)
    )


def test_a_list_takes_the_same_queries_however_many_and_hides_secrets_in_errors(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    graph = Graph.objects.get(pk=save(client, _with_secret())["id"])
    for number in range(4):
        secret = f"very-secret-{number}"
        make_execution(
            graph, days_ago(1), status="FAILED", inputs={"key": secret}, error=f"Refused: {secret}"
        )
    client.get("/api/v1/executions")  # the plan of the version is kept from now on
    with django_assert_num_queries(4):  # user, membership, executions with versions, inputs of the failed
        rows = client.get("/api/v1/executions").json()["results"]
    assert {row["error"] for row in rows} == {"Refused: ***"}
    Execution.objects.update(error="")
    with django_assert_num_queries(3):
        assert len(client.get("/api/v1/executions").json()["results"]) == 4


def test_single_firings_can_be_read_with_their_values(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = make_graph(alice)
    execution = make_execution(graph, days_ago(1), firings=3)
    foreign = NodeExecution.objects.get(execution=make_execution(graph, days_ago(1), firings=1))
    path = f"/api/v1/executions/{execution.pk}/nodes"
    rows = client.get(path).json()["results"]
    found = client.get(path, {"ids": f"{rows[2]['id']},{rows[0]['id']},{foreign.pk}"}).json()["results"]
    assert found == [rows[0], rows[2]]
    assert client.get(path, {"ids": "x"}).json()["details"] == {"ids": ["Must be a UUID."]}


def test_a_timeline_needs_no_values_and_leads_to_sub_agents(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    graph = make_graph(alice)
    execution = make_execution(graph, days_ago(1), firings=5)
    third = NodeExecution.objects.get(execution=execution, step=2)
    child = make_execution(
        graph, days_ago(1), parent=execution, root=execution, parent_firing_id=third.pk, firings=0
    )
    path = f"/api/v1/executions/{execution.pk}/nodes"
    with django_assert_num_queries(5):  # user, membership, execution with its version, firings, children
        rows = client.get(f"{path}?values=false").json()["results"]
    assert [row["child_execution_id"] for row in rows] == [None, None, str(child.pk), None, None]
    assert {(row["input"], row["outputs"]) for row in rows} == {(None, None)}
    whole = client.get(path).json()["results"]
    assert whole[0]["input"] == {"input": {"text": "kept in confidence"}}
    left_out = {"input", "outputs"}
    assert [{k: v for k, v in row.items() if k not in left_out} for row in whole] == [
        {k: v for k, v in row.items() if k not in left_out} for row in rows
    ]
    assert client.get(f"{path}?values=no").json()["details"] == {"values": ["true or false."]}
    assert UUID(rows[0]["id"])
