"""What is kept, over REST: of a workspace, and of a graph that has a rule of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.asserts import assertContains
from rest_framework.test import APIClient

from agents.models import RetentionPolicy
from platform_project.accounts.models import Scope, User
from tests.factories.accounts import client_with_key, make_key, make_team, make_user
from tests.factories.history import make_graph

Clients = Callable[..., APIClient]
ROOT = Path(__file__).resolve().parents[2]
PLATFORM = {"keep": "all", "days": None, "decided_by": "platform"}


def test_without_a_rule_the_platforms_holds(alice: User, client_of: Clients, settings: Any) -> None:
    client, graph = client_of(alice), make_graph(alice)
    assert client.get("/api/v1/retention").json() == PLATFORM
    settings.HISTORY_KEEP, settings.HISTORY_DAYS = "failures", 30
    expected = {"keep": "failures", "days": 30, "decided_by": "platform"}
    assert client.get(f"/api/v1/graphs/{graph.pk}/retention").json() == expected


def test_a_graphs_rule_begins_as_what_held_and_ends_with_its_workspaces(
    alice: User, client_of: Clients
) -> None:
    client, graph, other = client_of(alice), make_graph(alice), make_graph(alice)
    path = f"/api/v1/graphs/{graph.pk}/retention"
    shared = {"keep": "metadata", "days": 90, "decided_by": "workspace"}
    assert client.patch("/api/v1/retention", {"keep": "metadata", "days": 90}).json() == shared
    assert client.get(path).json() == shared
    own = {"keep": "metadata", "days": 7, "decided_by": "graph"}
    assert client.patch(path, {"days": 7}).json() == own
    assert client.patch(path, {"keep": "nothing", "days": None}).json() == {
        "keep": "nothing",
        "days": None,
        "decided_by": "graph",
    }
    assert client.get(f"/api/v1/graphs/{other.pk}/retention").json() == shared
    assert RetentionPolicy.objects.count() == 2
    assert client.delete(path).json() == shared
    assert client.delete("/api/v1/retention").json() == PLATFORM
    assert not RetentionPolicy.objects.exists()


REFUSED = [
    pytest.param({}, "keep", id="nothing"),
    pytest.param({"keep": "some"}, "keep", id="unknown"),
    pytest.param({"keep": None}, "keep", id="null"),
    pytest.param({"days": 0}, "days", id="no days"),
    pytest.param({"days": 36_501}, "days", id="too many days"),
    pytest.param({"days": "soon"}, "days", id="no number"),
    pytest.param({"keep": "nothing", "days": -1}, "days", id="one of two"),
]


@pytest.mark.parametrize(("body", "field"), REFUSED)
def test_a_rule_that_cannot_be_is_refused_and_changes_nothing(
    body: dict[str, Any], field: str, alice: User, client_of: Clients
) -> None:
    graph = make_graph(alice)
    for path in ("/api/v1/retention", f"/api/v1/graphs/{graph.pk}/retention"):
        answer = client_of(alice).patch(path, body)
        assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert not RetentionPolicy.objects.exists()


METHODS = ["get", "patch", "delete"]


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_finds_no_rule_and_nobody_must_sign_in(
    method: str, alice: User, bob: User, client_of: Clients
) -> None:
    graph, team = make_graph(alice), make_team(alice)
    path, body = f"/api/v1/graphs/{graph.pk}/retention", {} if method == "get" else {"keep": "nothing"}
    for where in (path, "/api/v1/retention"):
        assert getattr(APIClient(), method)(where, body).status_code == 401
    assert getattr(client_of(bob), method)(path, body).status_code == 404
    assert getattr(client_of(bob, team), method)("/api/v1/retention", body).status_code == 404
    assert not RetentionPolicy.objects.exists()


def test_only_admins_change_what_a_workspace_keeps(alice: User, client_of: Clients) -> None:
    builder, admin, viewer = make_user(), make_user(), make_user()
    team = make_team(alice, builder=builder, admin=admin, viewer=viewer)
    path = f"/api/v1/graphs/{make_graph(alice, team).pk}/retention"
    assert client_of(viewer, team).get("/api/v1/retention").json() == PLATFORM
    for method in ("patch", "delete"):
        refused = getattr(client_of(builder, team), method)("/api/v1/retention", {"keep": "nothing"})
        assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")
        refused = getattr(client_of(viewer, team), method)(path, {"keep": "nothing"})
        assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")
    assert not RetentionPolicy.objects.exists()
    assert client_of(builder, team).patch(path, {"keep": "failures"}).status_code == 200
    assert client_of(admin, team).patch("/api/v1/retention", {"keep": "nothing"}).status_code == 200
    key = client_with_key(make_key(admin, Scope.BUILD, workspace=team)[1], team)
    refused = key.patch("/api/v1/retention", {"keep": "all"})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


def test_there_is_one_rule_for_a_workspace_and_one_for_a_graph(alice: User) -> None:
    graph = make_graph(alice)
    workspace = graph.workspace
    RetentionPolicy.objects.create(workspace=workspace, keep="all")
    RetentionPolicy.objects.create(workspace=workspace, graph=graph, keep="all")
    for again in (None, graph):
        with pytest.raises(IntegrityError), transaction.atomic():
            RetentionPolicy.objects.create(workspace=workspace, graph=again, keep="all")
    assert RetentionPolicy.objects.count() == 2


def test_the_admin_writes_rules_and_refuses_a_graph_of_another_workspace(
    staff: User, alice: User, bob: User
) -> None:
    browser = Client()
    browser.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    graph, strange = make_graph(alice), make_graph(bob)
    path, given = "/admin/agents/retentionpolicy/add/", {"workspace": graph.workspace_id, "keep": "metadata"}
    refused = browser.post(path, {**given, "graph": strange.pk, "days": ""})
    assertContains(refused, "The graph belongs to another workspace.")
    assert not RetentionPolicy.objects.exists()
    assert browser.post(path, {**given, "graph": graph.pk, "days": "30"}).status_code == 302
    found = RetentionPolicy.objects.get()
    assert (found.graph, found.keep, found.days, str(found)) == (
        graph,
        "metadata",
        30,
        "keep metadata for 30 days",
    )
    assertContains(browser.get("/admin/agents/retentionpolicy/"), graph.name)


@pytest.mark.parametrize(
    ("variable", "value"), [("HISTORY_KEEP", "some"), ("HISTORY_DAYS", "-1"), ("HISTORY_GRACE_MINUTES", "-1")]
)
def test_the_platform_does_not_start_with_a_rule_that_it_does_not_understand(
    variable: str, value: str
) -> None:
    command = [sys.executable, "-c", "import platform_project.settings"]
    env = {**os.environ, variable: value}
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"ImproperlyConfigured: {variable} must be" in ended.stderr or f"{variable} 0 to" in ended.stderr
