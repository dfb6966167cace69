"""Files that are refused, and who may not import any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.engine import limits
from agents.models import Graph
from platform_project.accounts.models import User
from tests.agents.agent_files import (
    CHILD,
    echo,
    imported,
)
from tests.factories.accounts import make_team

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]


LONG = "x" * 300
REFUSED = [
    pytest.param({}, "nodes", id="nothing"),
    pytest.param({"nodes": None}, "nodes", id="null nodes"),
    pytest.param([], "nodes", id="a list"),
    pytest.param({"nodes": {}}, "nodes", id="nodes as object"),
    pytest.param({"nodes": [1]}, "nodes[0]", id="a node that is none"),
    pytest.param({"nodes": [{"id": {}}]}, "nodes[0].id", id="an id that is none"),
    pytest.param({"nodes": [{"id": LONG}]}, "nodes[0].id", id="a long id"),
    pytest.param({"nodes": [{"id": "a", "block_id": LONG}]}, "nodes[0].block_id", id="a long block"),
    pytest.param({"nodes": [], "links": {}}, "links", id="links as object"),
    pytest.param({"nodes": [], "links": [{"sink_name": LONG}]}, "links[0].sink_name", id="a long pin"),
    pytest.param({"nodes": [], "name": LONG}, "name", id="a long name"),
    pytest.param({"nodes": [], "name": 5}, "name", id="a name that is none"),
    pytest.param({"nodes": [], "sub_graphs": [7]}, "sub_graphs[0]", id="a sub-graph that is none"),
    pytest.param(
        {"nodes": [], "sub_graphs": [{"nodes": [], "sub_graphs": [{"nodes": 1}]}]},
        "sub_graphs[0].sub_graphs[0].nodes",
        id="deep down",
    ),
    pytest.param({"nodes": [{}] * (limits.MAX_NODES + 1)}, "nodes", id="too many nodes"),
    pytest.param({"nodes": [], "links": [{}] * (limits.MAX_LINKS + 1)}, "links", id="too many links"),
    pytest.param(
        {"nodes": [], "sub_graphs": [{"nodes": []}] * (limits.MAX_SUB_GRAPHS + 1)},
        "sub_graphs",
        id="too many sub-graphs",
    ),
]


@pytest.mark.parametrize(("file", "field"), REFUSED)
def test_a_file_that_cannot_be_read_is_refused_by_field(file: Any, field: str, client: APIClient) -> None:
    answer = client.post("/api/v1/graphs/import", file)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert list(answer.json()["details"]) == [field]
    assert not Graph.objects.exists()


def test_anonymous_callers_and_viewers_import_nothing(alice: User, bob: User, client_of: Clients) -> None:
    assert APIClient().post("/api/v1/graphs/import", echo(), format="json").status_code == 401
    team = make_team(alice, viewer=bob)
    assert client_of(bob, team).post("/api/v1/graphs/import", echo()).status_code == 403
    assert not Graph.objects.exists()


def test_what_is_imported_belongs_to_the_workspace(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice)
    graph = imported(client_of(alice, team), echo() | {"sub_graphs": [echo(id=CHILD)]})
    assert {row.workspace_id for row in Graph.objects.all()} == {team.pk}
    assert client_of(bob).get(f"/api/v1/graphs/{graph['id']}").status_code == 404
