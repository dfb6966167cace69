"""Graphs and executions in the admin: every step is visible, no secret is, and nothing is changed by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from rest_framework.test import APIClient

from agents.admin import firings
from agents.models import Execution, Graph, GraphVersion, NodeExecution
from agents.runner.expand import expand
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import calling, chain, graph_json, node, save, start

Clients = Callable[..., APIClient]
Queries = Callable[[int], Any]
SECRET = "open-sesame"


@pytest.fixture
def browser(staff: User) -> Client:
    browser = Client()
    browser.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    return browser


def ran(client: APIClient, graph: dict[str, Any], **body: Any) -> Execution:
    """An execution that was taken as far as it goes without a worker."""
    execution_id = UUID(start(client, graph, **body)["id"])
    expand(execution_id)
    return Execution.objects.get(pk=execution_id)


def secretive() -> dict[str, Any]:
    return graph_json(
        node("key", "agent.short_text_input", name="key", secret=True, value="default-secret"),
        node("fill", "text.fill_template", format="key={{ key }}", **{"values_#_key": "-"}),
        node("out", "agent.output", name="shown"),
        links=("key.result -> fill.values_#_key", "fill.output -> out.value"),
    )


def everything() -> list[Any]:
    models: tuple[Any, ...] = (Graph, GraphVersion, Execution, NodeExecution)
    return [list(model.objects.order_by("pk").values()) for model in models]


def text_of(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_every_firing_of_an_execution_is_on_its_page_in_order(
    browser: Client, alice: User, client_of: Clients
) -> None:
    execution = ran(client_of(alice), chain(5))
    html = text_of(browser, f"/admin/agents/execution/{execution.pk}/change/")
    places = [html.index(f"{name} #0") for name in ("n0", "n1", "n2", "n3", "out")]
    assert places == sorted(places)
    assert html.count("COMPLETED") >= 6
    assert "hello" in html
    for row in NodeExecution.objects.all():
        assert f"/admin/agents/nodeexecution/{row.pk}/change/" in html


def test_a_long_execution_shows_its_first_firings_and_a_link_to_all(
    browser: Client, alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firings, "MAX_FIRINGS", 3)
    execution = ran(client_of(alice), chain(5))
    html = text_of(browser, f"/admin/agents/execution/{execution.pk}/change/")
    assert "n2 #0" in html
    assert "n3 #0" not in html
    assert "The first 3 are shown." in html
    assert f"/admin/agents/nodeexecution/?execution={execution.pk}" in html


def test_the_list_of_firings_of_an_execution_is_in_order(
    browser: Client, alice: User, client_of: Clients
) -> None:
    execution, other = (ran(client_of(alice), chain(4)) for _ in range(2))
    html = text_of(browser, f"/admin/agents/nodeexecution/?execution={execution.pk}")
    rows = list(NodeExecution.objects.filter(execution=execution).in_order())
    places = [html.index(str(row.pk)) for row in rows]
    assert len(places) == 4
    assert places == sorted(places)
    assert str(NodeExecution.objects.filter(execution=other)[0].pk) not in html


def test_values_that_are_large_are_left_to_the_page_of_their_firing(
    browser: Client, alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firings, "MAX_CELL_BYTES", 10)
    execution = ran(client_of(alice), chain(3))
    html = text_of(browser, f"/admin/agents/execution/{execution.pk}/change/")
    assert html.count(firings.LARGE) == 6
    first = NodeExecution.objects.in_order()[0]
    assert "hello" in text_of(browser, f"/admin/agents/nodeexecution/{first.pk}/change/")


def test_no_page_shows_a_secret(browser: Client, alice: User, client_of: Clients) -> None:
    execution = ran(client_of(alice), secretive(), inputs={"key": SECRET})
    assert execution.outputs == {"shown": [f"key={SECRET}"]}
    urls = [
        f"/admin/agents/execution/{execution.pk}/change/",
        "/admin/agents/execution/",
        "/admin/agents/nodeexecution/",
        f"/admin/agents/graph/{execution.graph_id}/change/",
        f"/admin/agents/graphversion/{execution.version_id}/change/",
        *(f"/admin/agents/nodeexecution/{row.pk}/change/" for row in execution.node_executions.all()),
    ]
    for url in urls:
        html = text_of(browser, url)
        assert SECRET not in html, url
        assert "default-secret" not in html or "graphversion" not in url, url
    assert "key=***" in text_of(browser, urls[0])


def test_a_version_shows_its_nodes_and_links(browser: Client, alice: User, client_of: Clients) -> None:
    graph = save(client_of(alice), chain(3))
    version = GraphVersion.objects.get(graph_id=graph["id"])
    html = text_of(browser, f"/admin/agents/graphversion/{version.pk}/change/")
    for part in ("n0", "n1", "Store Value", "Agent Output", "hello"):
        assert part in html
    html = text_of(browser, f"/admin/agents/graph/{graph['id']}/change/")
    assert f"/admin/agents/graphversion/{version.pk}/change/" in html
    assert f"/admin/agents/execution/?graph={graph['id']}" in html


@pytest.mark.parametrize("asked", ["graph__id", "status", "q", "id"])
def test_executions_are_found(browser: Client, alice: User, client_of: Clients, asked: str) -> None:
    wanted = ran(client_of(alice), chain(3) | {"name": "Bees"})
    other = ran(client_of(alice), calling("https://example.com") | {"name": "Wasps"})
    query = {
        "graph__id": f"graph={wanted.graph_id}",
        "status": "status__exact=COMPLETED",
        "q": "q=bees",
        "id": f"q={str(wanted.pk)[-12:]}",
    }[asked]
    html = text_of(browser, f"/admin/agents/execution/?{query}")
    assert str(wanted.pk) in html
    assert str(other.pk) not in html


def _stop(browser: Client, *executions: Execution) -> str:
    body = {"action": "stop_selected", "_selected_action": [str(row.pk) for row in executions]}
    return browser.post("/admin/agents/execution/", body, follow=True).content.decode()


def test_selected_executions_are_stopped_and_the_deed_is_noted(
    browser: Client, staff: User, alice: User, client_of: Clients
) -> None:
    over = ran(client_of(alice), chain())
    waiting = ran(client_of(alice), calling("https://example.com"))
    assert "1 stopped. 1 had ended before." in _stop(browser, over, waiting)
    over.refresh_from_db()
    waiting.refresh_from_db()
    assert (over.status, waiting.status) == ("COMPLETED", "TERMINATED")
    assert [row.status for row in waiting.node_executions.all()] == ["TERMINATED"]
    assert LogEntry.objects.get().object_id == str(waiting.pk)


def test_staff_without_the_right_stop_nothing(alice: User, bob: User, client_of: Clients) -> None:
    from django.contrib.auth.models import Permission

    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_execution"))
    browser = Client()
    browser.force_login(
        User.objects.get(pk=bob.pk), backend="platform_project.accounts.demo_account.AccountBackend"
    )
    waiting = ran(client_of(alice), calling("https://example.com"))
    _stop(browser, waiting)
    waiting.refresh_from_db()
    assert waiting.status == "RUNNING"
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("model", ["graph", "graphversion", "execution", "nodeexecution"])
def test_nothing_is_added_changed_or_deleted_by_hand(
    model: str, browser: Client, alice: User, client_of: Clients
) -> None:
    execution = ran(client_of(alice), chain())
    row = {
        "graph": execution.graph_id,
        "graphversion": execution.version_id,
        "execution": execution.pk,
        "nodeexecution": execution.node_executions.in_order()[0].pk,
    }[model]
    base = f"/admin/agents/{model}"
    before = [
        list(rows.objects.order_by("pk").values()) for rows in (Graph, GraphVersion, Execution, NodeExecution)
    ]
    assert browser.post(f"{base}/add/", {"name": "x"}).status_code == 403
    assert browser.post(f"{base}/{row}/change/", {"name": "x", "status": "FAILED"}).status_code == 403
    assert browser.post(f"{base}/{row}/delete/", {"post": "yes"}).status_code == 403
    gone = {"action": "delete_selected", "_selected_action": str(row), "post": "yes"}
    browser.post(f"{base}/", gone)
    after = [
        list(rows.objects.order_by("pk").values()) for rows in (Graph, GraphVersion, Execution, NodeExecution)
    ]
    assert after == before


def test_a_workspace_is_deleted_with_its_agents(browser: Client, alice: User, client_of: Clients) -> None:
    team = make_team(alice)
    ran(client_of(alice, team), chain())
    answer = browser.post(f"/admin/accounts/workspace/{team.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not Graph.objects.exists()
    assert not NodeExecution.objects.exists()


LISTS = [("graph", 5), ("graphversion", 5), ("execution", 5), ("nodeexecution", 3)]


@pytest.mark.parametrize(("model", "queries"), LISTS)
def test_a_list_takes_the_same_queries_however_long(
    model: str,
    queries: int,
    browser: Client,
    alice: User,
    client_of: Clients,
    django_assert_num_queries: Queries,
) -> None:
    for _ in range(3):
        ran(client_of(alice), chain())
    with django_assert_num_queries(queries):
        browser.get(f"/admin/agents/{model}/")


def test_a_page_of_an_execution_takes_the_same_queries_however_long(
    browser: Client, alice: User, client_of: Clients, django_assert_num_queries: Queries
) -> None:
    short, long = (ran(client_of(alice), chain(length)) for length in (3, 30))
    browser.get(f"/admin/agents/execution/{short.pk}/change/")  # fills Django's cache of content types
    for execution in (short, long):
        with django_assert_num_queries(5):  # session, user, execution, firings, tokens
            browser.get(f"/admin/agents/execution/{execution.pk}/change/")


def test_others_do_not_come_in(alice: User, client_of: Clients) -> None:
    execution = ran(client_of(alice), chain())
    browser = Client()
    assert browser.get(f"/admin/agents/execution/{execution.pk}/change/").status_code == 302
    browser.force_login(alice, backend="platform_project.accounts.demo_account.AccountBackend")
    assert browser.get(f"/admin/agents/execution/{execution.pk}/change/").status_code == 302
