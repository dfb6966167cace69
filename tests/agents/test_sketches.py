"""Agents that a model draws from words: over REST, with a real server in the model's place."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Graph, Sketch
from credits.models import Entry, Hold
from credits.services import ledger
from credits.services.ledger import Balance
from platform_project.accounts.models import User
from platform_project.kit.money import MICRO
from tests.agents.sketches import LINKS, NEWS, STEPS, answering, asked, drawing, last, told
from tests.factories.accounts import make_team, make_user
from tests.factories.agents import graph_json, node

Clients = Callable[..., APIClient]
pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/v1/graphs/sketch"


def test_a_wish_becomes_a_graph_that_nobody_saved(client: APIClient, settings: Any) -> None:
    with answering(settings, drawing()) as wire:
        lines = asked(client)
    assert [(line["type"], line.get("stage")) for line in lines] == [
        ("progress", "choosing"),
        ("progress", "asking"),
        ("progress", "checking"),
        ("sketch", None),
    ]
    done = lines[-1]
    assert [node["block_id"] for node in done["graph"]["nodes"]] == [step["block"] for step in STEPS]
    assert done["graph"]["nodes"][0]["metadata"] == {"customized_name": "Read the feed"}
    assert len(done["graph"]["links"]) == len(LINKS)
    assert done["graph"]["recommended_schedule_cron"] == "0 7 * * *"
    assert done["explanation"] == "It reads your feed each morning."
    assert done["usage"] == {
        "model": "gpt-4o-mini", "provider": "openai", "tokens_in": 20, "tokens_out": 5, "tokens_cached": 0,
        "cost": "0.0006",
    }  # fmt: skip
    assert not Graph.objects.exists()
    question = wire.seen[0].json()["messages"]
    assert NEWS in question[-1]["content"]
    assert "web.read_feed" in question[0]["content"]
    assert "sk-of-the-operator" not in str(question)


def test_a_drawing_by_a_key_of_the_operators_is_paid(client: APIClient, alice: User, settings: Any) -> None:
    settings.CREDITS = True
    place = alice.personal_workspace.pk
    with answering(settings, drawing()) as wire:
        answer = client.post(PATH, {"wish": NEWS, "model": "gpt-4o-mini"}, format="json")
        assert (answer.status_code, answer.json()["code"]) == (402, "insufficient_credits")
        assert (wire.seen, Sketch.objects.count(), Hold.objects.count()) == ([], 0, 0)
        ledger.grant(workspace_id=place, amount=MICRO, key="first")
        assert last(client)["usage"]["cost"] == "0.0006"
    assert ledger.balance_of(place) == Balance(MICRO - 600, 0)
    entry = Entry.objects.get(kind="capture", account__workspace=place)
    assert (entry.amount, entry.model, entry.created_by_id) == (-600, "gpt-4o-mini", alice.pk)
    assert Sketch.objects.get().cost == 600


def test_what_is_left_to_the_person_is_said(client: APIClient, settings: Any) -> None:
    with answering(settings, drawing()):
        todo = last(client)["todo"]
    assert [(point["kind"], point["node_id"], point["pin"], point["providers"]) for point in todo] == [
        ("account", "send", "", ["slack"]),
        ("value", "feed", "rss_url", []),
        ("value", "send", "channel", []),
        ("schedule", "", "", []),
    ]
    assert [point["why"] for point in todo[1:]] == [
        "The address of your feed",
        "Which channel gets the news",
        "Every day at 7:00, UTC",
    ]


def test_what_is_wrong_is_told_to_the_model_which_puts_it_right(client: APIClient, settings: Any) -> None:
    bad_block = drawing(steps=[{**STEPS[0], "block": "web.read_rss"}, *STEPS[1:]])
    bad_link = drawing(links=[{"from": "feed.news", "to": "summary.text"}, LINKS[1]])
    with answering(settings, bad_block, bad_link, drawing()) as wire:
        lines = asked(client)
    assert lines[-1]["type"] == "sketch"
    assert "step feed: there is no block 'web.read_rss'" in told(wire, 1)
    assert "has no output pin 'news'" in told(wire, 2)
    assert "gives entry, entries, error" in told(wire, 2)
    assert [line["attempt"] for line in lines if line.get("stage") == "correcting"] == [2, 3]
    assert lines[-1]["usage"]["tokens_in"] == 60


def test_a_model_that_never_gets_it_right_fails_in_words(client: APIClient, settings: Any) -> None:
    with answering(settings, "I would rather write a poem.") as wire:
        failed = last(client)
    assert (failed["type"], failed["code"]) == ("failed", "sketch_failed")
    assert failed["details"] == {
        "problems": ["the answer holds no JSON object"],
        "said": "I would rather write a poem.",
    }
    assert len(wire.seen) == 3
    assert list(Sketch.objects.values_list("outcome", "tokens_in")) == [("sketch_failed", 60)]


def test_a_model_may_say_why_it_draws_nothing(client: APIClient, settings: Any) -> None:
    with answering(settings, {"cannot": "No block can make coffee."}):
        failed = last(client, "Make coffee")
    assert (failed["code"], failed["message"]) == ("sketch_refused", "No block can make coffee.")


def test_a_model_may_look_up_blocks_twice_and_no_more(client: APIClient, settings: Any) -> None:
    words = {"look_up": ["todoist.create_task", "make a picture"]}
    with answering(settings, words, words, words, drawing()) as wire:
        lines = asked(client)
    assert lines[-1]["type"] == "sketch"
    assert told(wire, 1).startswith("todoist.create_task: ")
    assert "ai.generate_image: " in told(wire, 1)
    assert "Do not look up any more." in told(wire, 2)
    assert "no more blocks can be looked up" in told(wire, 3)


CALL = {
    "id": "call",
    "block": "web.send_request",
    "values": {"url": "https://example.com", "headers": {"Authorization": "Bearer x"}},
}
SLACK_ACCOUNT = {"credentials": {"id": "6f1e", "provider": "slack"}}
FORBIDDEN = [
    pytest.param(
        drawing(steps=[*STEPS[:2], {**STEPS[2], "values": SLACK_ACCOUNT}]),
        "step send: 'credentials' is for the person to set",
        id="an account",
    ),
    pytest.param(
        drawing(steps=[*STEPS[:2], {"id": "send", "block": "mcp.tool", "values": {"access_token": "x"}}]),
        "step send: 'access_token' is for the person to set",
        id="a secret",
    ),
    pytest.param(
        drawing(steps=[*STEPS, CALL]),
        "step call: 'headers' is for the person to set",
        id="a key in a header",
    ),
    pytest.param(
        drawing(steps=[*STEPS, {"id": "other", "block": "agent.run_agent", "values": {"graph_id": "1"}}]),
        "step other: there is no block 'agent.run_agent'",
        id="another agent",
    ),
    pytest.param(
        drawing(steps=[{**STEPS[0], "id": "../x"}, *STEPS[1:]]),
        "must be letters, digits and _",
        id="an odd id",
    ),
    pytest.param(
        drawing(links=[*LINKS, {"from": "feed.entry", "to": "nobody.text"}]),
        "no step 'nobody'",
        id="a loose link",
    ),
]


@pytest.mark.parametrize(("answer", "problem"), FORBIDDEN)
def test_what_a_model_may_not_do_is_never_shown(
    client: APIClient, settings: Any, answer: dict[str, Any], problem: str
) -> None:
    with answering(settings, answer) as wire:
        failed = last(client)
    assert failed["code"] == "sketch_failed"
    assert any(problem in one for one in failed["details"]["problems"])
    assert len(wire.seen) == 3


def test_a_slight_fault_is_told_once_and_then_left_to_the_person(client: APIClient, settings: Any) -> None:
    forgetful = drawing(open=[], links=[LINKS[0]])
    with answering(settings, forgetful) as wire:
        done = last(client)
    assert "step send: text is required" in told(wire, 1)
    assert len(wire.seen) == 2
    values = [(point["node_id"], point["pin"]) for point in done["todo"] if point["kind"] == "value"]
    assert values == [("feed", "rss_url"), ("send", "channel"), ("send", "text")]


SLACK_NODE = {
    "id": "b7c1", "block_id": "slack.send_message",
    "input_default": {"channel": "#news", "text": "x" * 3_000, "credentials": {"id": "c1", "title": "Team"}},
    "metadata": {"position": {"x": 5, "y": 6}, "customized_name": "Tell"},
    "settings": {"timeout_seconds": 9.0},
}  # fmt: skip


def test_an_agent_is_changed_without_what_the_model_does_not_see(client: APIClient, settings: Any) -> None:
    mail = {
        "id": "m",
        "block_id": "mcp.tool",
        "input_default": {"access_token": "hunter2-secret", "unknown": "odd-value"},
        "metadata": {},
    }
    note = {"id": "note", "block_id": "basic.note", "input_default": {"text": "Mine"}, "metadata": {}}
    graph = {"name": "News", "description": "", "nodes": [SLACK_NODE, mail, note], "links": []}
    steps = [
        {"id": "n1", "block": "slack.send_message", "values": {"channel": "#all", "text": "(kept)"}},
        {"id": "hello", "block": "text.combine", "values": {"input": ["a"]}},
    ]
    with answering(settings, drawing(steps=steps, links=[], open=[])) as wire:
        done = last(client, "Send it to everybody", graph=graph)
    question = told(wire, 0)
    assert '"channel": "#news"' in question
    assert '"text": "(kept)"' in question
    for hidden in ("hunter2-secret", "odd-value", "c1", "b7c1", "Mine", "xxx"):
        assert hidden not in question
    changed, new, kept_note = done["graph"]["nodes"]
    assert changed == {**SLACK_NODE, "input_default": {**SLACK_NODE["input_default"], "channel": "#all"}}  # type: ignore[dict-item]  # a dict in a dict
    assert (new["id"], kept_note["input_default"]) == ("hello", {"text": "Mine"})
    assert done["graph"]["name"] == "News"


def test_without_an_account_it_says_how_to_connect_one(client: APIClient, settings: Any) -> None:
    answer = client.post(PATH, {"wish": NEWS})
    assert (answer.status_code, answer.json()["code"]) == (400, "no_model_account")
    assert answer.json()["details"]["connect_at"] == "/integrations"
    answer = client.post(PATH, {"wish": NEWS, "model": "claude-sonnet-4-6"})
    assert (answer.json()["code"], answer.json()["details"]["providers"]) == (
        "no_model_account",
        ["anthropic"],
    )
    assert not Sketch.objects.exists()


def test_the_usual_model_of_what_is_connected_is_asked(client: APIClient, settings: Any) -> None:
    with answering(settings, drawing()) as wire:
        done = last(client, model="")
    assert done["usage"]["model"] == wire.seen[0].json()["model"] == "gpt-5.2"


REFUSED = [
    pytest.param({"wish": ""}, "wish", id="no wish"),
    pytest.param({"wish": "x" * 4_001}, "wish", id="a long wish"),
    pytest.param({"wish": "x", "model": "no-such-model"}, "model", id="an unknown model"),
    pytest.param({"wish": "x", "graph": {"nodes": []}}, "graph", id="a graph without a name"),
    pytest.param(
        {"wish": "x", "graph": graph_json(node("odd", "0199d000-0000-7000-8000-000000000001"))},
        "graph",
        id="a block that a model cannot be told of",
    ),
    pytest.param(
        {"wish": "x", "credentials": {"openai": "0199d000-0000-7000-8000-000000000000"}},
        "credentials.openai",
        id="somebody else's account",
    ),
]


@pytest.mark.parametrize(("body", "field"), REFUSED)
def test_bad_input_is_named_and_nobody_is_asked(client: APIClient, body: dict[str, Any], field: str) -> None:
    answer = client.post(PATH, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert field in answer.json()["details"]


def test_only_builders_may_have_agents_drawn(alice: User, client_of: Clients, settings: Any) -> None:
    assert APIClient().post(PATH, {"wish": NEWS}).status_code == 401
    runner = make_user("runner")
    team = make_team(alice, runner=runner)
    assert client_of(runner, team).post(PATH, {"wish": NEWS}).json()["code"] == "role_too_low"


def test_a_user_may_ask_so_often(client: APIClient, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sketch": "1/h"}
    client.post(PATH, {"wish": NEWS})
    assert client.post(PATH, {"wish": NEWS}).json()["code"] == "too_many_tries"


def test_what_the_provider_says_is_handed_on_without_the_key(client: APIClient, settings: Any) -> None:
    with answering(settings, drawing()) as wire:
        refusal = b'{"error": {"message": "The key sk-of-the-operator is locked."}}'
        wire.replies = [type(wire.replies[0])(400, refusal, {"Content-Type": "application/json"})]
        failed = last(client)
    assert failed["code"] == "provider_refused"
    assert failed["message"] == "openai refuses with status 400: The key *** is locked."


def test_who_hangs_up_ends_it_and_it_is_written_down(client: APIClient, settings: Any) -> None:
    with answering(settings, drawing(), delay_seconds=0.5) as wire:
        answer = client.post(PATH, {"wish": NEWS, "model": "gpt-4o-mini"})
        lines = iter(answer.streaming_content)  # type: ignore[attr-defined]  # of a streamed answer
        while b"asking" not in next(lines):
            pass
        until = time.monotonic() + 5
        while not wire.seen and time.monotonic() < until:
            time.sleep(0.01)
        answer.close()
        while not Sketch.objects.exists() and time.monotonic() < until:
            time.sleep(0.01)
    assert list(Sketch.objects.values_list("outcome", "cost")) == [("cancelled", 0)]
    assert len(wire.seen) == 1


def test_a_model_that_takes_too_long_is_given_up(
    client: APIClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.sketching.asking.MAX_SECONDS", 0.2)
    with answering(settings, drawing(), delay_seconds=0.6):
        failed = last(client)
    assert (failed["code"], failed["message"]) == (
        "sketch_timed_out",
        "The model took longer than 0.2 seconds.",
    )


def test_each_wish_is_written_down_with_what_it_used(client: APIClient, alice: User, settings: Any) -> None:
    with answering(settings, drawing()):
        last(client)
    row = Sketch.objects.for_user(alice).get()
    assert (row.user, row.model, row.outcome) == (alice, "gpt-4o-mini", "sketched")
    assert (row.tokens_in, row.tokens_out, row.cost) == (20, 5, 600)
