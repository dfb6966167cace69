"""What an import would make, and by which accounts its steps are to act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Graph
from platform_project.accounts.models import User
from tests.agents.agent_files import (
    CHILD,
    RUN_AGENT,
    STORE,
    TEXT_GENERATOR,
    UNKNOWN,
    agent_file,
    echo,
    file_node,
)
from tests.factories.accounts import make_team
from tests.integrations.credentials import connect

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]
IMPORT, PREVIEW = "/api/v1/graphs/import", "/api/v1/graphs/import/preview"
OF_ELSEWHERE = {"id": "c-1", "provider": "anthropic", "type": "api_key", "title": "Theirs"}


@pytest.fixture
def client(alice: User, client_of: Clients, settings: Settings) -> APIClient:
    settings.OPENAI_API_KEY = settings.ANTHROPIC_API_KEY = ""
    return client_of(alice)


def asking(**more: Any) -> dict[str, Any]:
    """An agent with two steps that ask a model, one of a service that another installation knows."""
    ask = file_node("ask", TEXT_GENERATOR, prompt="Hi", credentials=OF_ELSEWHERE)
    ask["metadata"]["customized_name"] = "Ask it"
    again = file_node("again", TEXT_GENERATOR, prompt="Ho", credentials=OF_ELSEWHERE)
    return agent_file(ask, again, file_node("keep", STORE, input=1), **more)


def test_a_preview_says_what_would_come_and_saves_nothing(client: APIClient) -> None:
    odd = file_node("odd", UNKNOWN)
    file = asking() | {"sub_graphs": [echo(id=CHILD, name="Child")]}
    file["nodes"].append(odd)
    answer = client.post(PREVIEW, file)
    assert answer.status_code == 200, answer.json()
    found = answer.json()
    assert [(agent["name"], agent["node_count"], agent["is_sub_agent"]) for agent in found["agents"]] == [
        ("Elsewhere", 4, False),
        ("Child", 2, True),
    ]
    main, child = (agent["report"] for agent in found["agents"])
    assert (main["is_draft"], main["unknown_blocks"], child["can_run"]) == (True, {UNKNOWN: ["odd"]}, True)
    assert found["accounts"] == [
        {
            "providers": ["anthropic"],
            "is_optional": False,
            "is_served": False,
            "nodes": [
                {"agent": "Elsewhere", "node_id": "ask", "title": "Ask it"},
                {"agent": "Elsewhere", "node_id": "again", "title": "AI Text Generator"},
            ],
        }
    ]
    assert found["file"] is None
    assert not Graph.objects.exists()


def test_an_account_that_would_serve_is_listed_too_and_may_be_changed(client: APIClient, alice: User) -> None:
    connect(alice, provider="anthropic")
    (account,) = client.post(PREVIEW, asking()).json()["accounts"]
    assert (account["providers"], account["is_served"]) == (["anthropic"], True)


def test_the_chosen_account_goes_into_every_step_that_needs_it(client: APIClient, alice: User) -> None:
    mine = connect(alice, provider="anthropic", title="Work")
    body = {"graph": asking(), "credentials": {"anthropic": str(mine.pk)}}
    assert client.post(PREVIEW, body).json()["agents"][0]["report"]["credentials"] == {}
    answer = client.post(IMPORT, body)
    assert answer.status_code == 201, answer.json()
    named = {"id": str(mine.pk), "provider": "anthropic", "type": "api_key", "title": "Work"}
    nodes = {node["id"]: node["input_default"] for node in answer.json()["nodes"]}
    assert nodes["ask"] == {"prompt": "Hi", "credentials": named}
    assert nodes["again"] == {"prompt": "Ho", "credentials": named}
    assert nodes["keep"] == {"input": 1}


def test_the_choice_holds_for_agents_that_come_along(client: APIClient, alice: User) -> None:
    mine = connect(alice, provider="anthropic")
    child = asking(id=CHILD, version=1, name="Child")
    main = agent_file(file_node("run", RUN_AGENT, graph_id=CHILD, graph_version=1)) | {"sub_graphs": [child]}
    made = client.post(IMPORT, {"graph": main, "credentials": {"anthropic": str(mine.pk)}}).json()
    (sub,) = made["sub_graphs"]
    nodes = client.get(f"/api/v1/graphs/{sub['id']}").json()["nodes"]
    assert [node["input_default"].get("credentials", {}).get("id") for node in nodes] == [
        str(mine.pk),
        str(mine.pk),
        None,
    ]


def test_an_account_of_somebody_else_or_of_another_service_is_refused(
    client: APIClient, alice: User, bob: User
) -> None:
    theirs, other = connect(bob, provider="anthropic"), connect(alice, provider="openai")
    for wrong in (theirs, other):
        answer = client.post(IMPORT, {"graph": asking(), "credentials": {"anthropic": str(wrong.pk)}})
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["credentials.anthropic"])
    answer = client.post(IMPORT, {"graph": asking(), "credentials": {"anthropic": "c-1"}})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["credentials"])
    assert not Graph.objects.exists()


def test_names_of_credentials_in_the_file_itself_choose_nothing(client: APIClient, alice: User) -> None:
    mine = connect(alice, provider="anthropic")
    made = client.post(IMPORT, asking() | {"credentials": {"anthropic": str(mine.pk)}}).json()
    assert made["nodes"][0]["input_default"] == {"prompt": "Hi"}


def test_who_may_not_import_may_not_ask_what_would_come(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, runner=bob)
    assert APIClient().post(PREVIEW, echo(), format="json").status_code == 401
    answer = client_of(bob, team).post(PREVIEW, echo())
    assert (answer.status_code, answer.json()["code"]) == (403, "role_too_low")
