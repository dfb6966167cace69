"""Which accounts a run of an agent may be told to act by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from blocks.sdk import find_block
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import STORE, graph_json, node, save
from tests.integrations.credentials import connect

Clients = Callable[..., APIClient]


def post(name: str, **values: Any) -> dict[str, Any]:
    return node(name, "discord.post_message", channel_id="1", message="x", **values)


def block_name(slug: str) -> str:
    block = find_block(slug)
    assert block is not None
    return block.name


def asked(client: APIClient, graph_id: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/graphs/{graph_id}/credentials", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["accounts"]


def test_each_account_is_asked_for_once_with_the_steps_that_act_by_it(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    off = {**post("off"), "settings": {"is_disabled": True}}
    named = {**post("a"), "metadata": {"customized_name": "Tell them"}}
    saved = save(client, graph_json(named, post("b"), off, name="Teller"))
    steps = [
        {"agent": "Teller", "node_id": "a", "title": "Tell them"},
        {"agent": "Teller", "node_id": "b", "title": block_name("discord.post_message")},
    ]
    assert asked(client, saved["id"]) == [
        {"providers": ["discord"], "is_optional": False, "is_served": False, "nodes": steps}
    ]
    connect(alice, provider="discord", secret={"api_key": "bot-0123456789"}, title="bot")
    assert asked(client, saved["id"])[0]["is_served"] is True


def test_a_step_that_names_an_account_of_the_starter_is_left_out_and_one_of_somebody_else_is_not(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, runner=bob)
    bot = connect(alice, team, provider="discord", secret={"api_key": "bot-0123456789"}, title="bot")
    named = {"credentials": {"id": str(bot.pk), "provider": "discord"}}
    saved = save(client_of(alice, team), graph_json(post("a", **named)))
    assert asked(client_of(alice, team), saved["id"]) == []
    [account] = asked(client_of(bob, team), saved["id"])
    assert (account["providers"], account["is_served"]) == (["discord"], False)


def test_the_agents_that_it_runs_count_and_other_versions_can_be_asked_for(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    below = save(client, graph_json(post("a"), name="Below"))
    runs = graph_json(node("sub", "agent.run_agent", graph_id=below["id"]), name="Above")
    above = save(client, runs)
    assert [one["agent"] for one in asked(client, above["id"])[0]["nodes"]] == ["Below"]
    changed = client.put(f"/api/v1/graphs/{above['id']}", graph_json(node("x", STORE, input=1)))
    assert changed.status_code == 200, changed.content
    assert asked(client, above["id"]) == []
    assert len(asked(client, above["id"], version=1)) == 1
    assert client.get(f"/api/v1/graphs/{above['id']}/credentials?version=9").status_code == 404


def test_it_is_for_those_who_may_run_the_agent(alice: User, bob: User, client_of: Clients) -> None:
    path = f"/api/v1/graphs/{save(client_of(alice), graph_json(post('a')))['id']}/credentials"
    assert APIClient().get(path).status_code == 401
    assert client_of(bob).get(path).status_code == 404
