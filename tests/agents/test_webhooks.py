"""Calls from outside start an agent once, however often they are sent; forged ones change nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Execution
from agents.services import trigger_starts
from integrations.models import Webhook, WebhookDelivery
from platform_project.accounts.models import Membership, User
from tests.asgi import LEFT_TO_DJANGO
from tests.factories import webhooks
from tests.factories.agents import OUTPUT, graph_json, node, save
from tests.factories.webhooks import call, generic, listening, make_trigger, path_of

Clients = Callable[..., APIClient]

PUSH = {"ref": "refs/heads/main", "repository": {"full_name": "ada/engine"}}
MESSAGE = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message", "text": "Good morning"}}
PAID = {"id": "evt_1", "type": "invoice.paid", "data": {"object": {"total": 100}}}
UPDATE = {"update_id": 7, "message": {"message_id": 1, "chat": {"id": 5}, "text": "Good morning"}}
ENRICHED, SHIPPED = webhooks.recorded("exa_event.json"), webhooks.recorded("slant3d_shipped.json")
PING = webhooks.recorded("airtable_ping.json")
ORDER = {"order": {"status": "paid", "items": [{"name": "bolt"}]}}

SENDERS = [
    pytest.param("github", partial(webhooks.github, event="push", body=PUSH), PUSH, "push", id="github"),
    pytest.param("slack", partial(webhooks.slack, body=MESSAGE), MESSAGE, "message", id="slack"),
    pytest.param("stripe", partial(webhooks.stripe, body=PAID), PAID, "invoice.paid", id="stripe"),
    pytest.param("telegram", partial(webhooks.telegram, body=UPDATE), UPDATE, "message.text", id="telegram"),
    pytest.param("exa", partial(webhooks.exa, body=ENRICHED), ENRICHED, "webset.item.enriched", id="exa"),
    pytest.param("slant3d", partial(webhooks.slant3d, body=SHIPPED), SHIPPED, "order.shipped", id="slant3d"),
    pytest.param(
        "generic_webhook", partial(webhooks.generic, body=ORDER, delivery="d1"), ORDER, "", id="generic"
    ),
]
WRONG = "another-secret-0123456789"


def _start_all() -> list[Execution]:
    """What workers do with what is stored; each is asked for twice."""
    found = list(WebhookDelivery.objects.order_by("received_at").values_list("pk", flat=True))
    started = [trigger_starts.start(pk) for pk in (*found, *found)]
    return [execution for execution in started if execution is not None]


@pytest.mark.parametrize(("provider", "send", "payload", "event"), SENDERS)
def test_a_call_that_is_delivered_three_times_starts_its_agent_once(
    provider: str, send: Callable[..., Any], payload: Any, event: str, alice: User, client_of: Clients
) -> None:
    trigger = make_trigger(client_of(alice), provider=provider)
    answers = [send(path=path_of(trigger)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert [answer.json()["is_repeated"] for answer in answers] == [False, True, True]
    assert len({answer.json()["delivery_id"] for answer in answers}) == 1
    (execution,) = _start_all()
    assert execution.nodes_input_masks == {"hook": {"payload": payload}}
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.event, delivery.started_id) == ("started", event, execution.pk)
    row = client_of(alice).get("/api/v1/executions?trigger=webhook").json()["results"][0]
    assert (row["id"], row["trigger"], row["started_by"]) == (str(execution.pk), "webhook", "Alice")


@pytest.mark.parametrize(("provider", "send", "payload", "event"), SENDERS)
def test_a_forged_call_changes_nothing_but_the_count_of_them(
    provider: str, send: Callable[..., Any], payload: Any, event: str, alice: User, client_of: Clients
) -> None:
    trigger = make_trigger(client_of(alice), provider=provider)
    answers = [send(path=path_of(trigger), secret=WRONG), call(path_of(trigger), payload)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json()["code"] == "webhook_refused"
    assert not WebhookDelivery.objects.exists()
    assert Webhook.objects.get().refused_count == 2
    health = client_of(alice).get(f"/api/v1/triggers/{trigger['id']}").json()["health"]
    assert (health["state"], "(2 so far)" in health["last_error"]) == ("failing", True)
    assert health["next_step"].endswith(f"which ends in {webhooks.SECRET[-4:]}.")


@pytest.mark.parametrize("send", [webhooks.slack, webhooks.stripe, webhooks.exa])
def test_a_call_that_was_signed_long_ago_is_refused(
    send: Callable[..., Any], alice: User, client_of: Clients
) -> None:
    trigger = make_trigger(client_of(alice), provider=send.__name__)
    assert send(path_of(trigger), PAID, age_seconds=301).status_code == 401
    assert send(path_of(trigger), PAID, age_seconds=-301).status_code == 401
    assert not WebhookDelivery.objects.exists()
    assert send(path_of(trigger), PAID, age_seconds=290).status_code == 202


def test_airtable_hears_nothing_and_its_secret_is_a_key_in_base_64(alice: User, client_of: Clients) -> None:
    trigger = make_trigger(client_of(alice), provider="airtable", secret=webhooks.SECRET_BASE64)
    answers = [webhooks.airtable(path_of(trigger), PING) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b""), (204, b"")]
    assert "content-type" not in answers[0].headers
    assert webhooks.airtable(path_of(trigger), PING, secret="d3Jvbmc=").status_code == 401
    (execution,) = _start_all()
    assert execution.nodes_input_masks == {"hook": {"payload": PING}}
    unreadable = make_trigger(client_of(alice), provider="airtable", secret="no base 64 at all")
    assert webhooks.airtable(path_of(unreadable), PING, secret="").status_code == 401


def test_slack_hears_its_challenge_and_nothing_is_stored(alice: User, client_of: Clients) -> None:
    trigger = make_trigger(client_of(alice), provider="slack")
    asked = {"type": "url_verification", "challenge": "abc", "token": "t"}
    answer = webhooks.slack(path_of(trigger), asked)
    assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})
    assert webhooks.slack(path_of(trigger), asked, secret=WRONG).status_code == 401
    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        pytest.param({"X-Webhook-Secret": webhooks.SECRET}, "", 202, id="header"),
        pytest.param({}, f"?secret={webhooks.SECRET}", 202, id="query"),
        pytest.param({}, "?secret=no", 401, id="wrong query"),
        pytest.param({"X-Webhook-Signature": "sha256=" + "0" * 64}, "", 401, id="wrong signature"),
        pytest.param(
            {"X-Webhook-Secret": "no"}, f"?secret={webhooks.SECRET}", 401, id="one right, one wrong"
        ),
        pytest.param({}, "", 401, id="nothing"),
    ],
)
def test_any_sender_may_prove_itself_in_several_ways(
    headers: dict[str, str], query: str, status: int, alice: User, client_of: Clients
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    assert call(path + query, ORDER, headers).status_code == status
    assert WebhookDelivery.objects.count() == (status == 202)
    assert not any(webhooks.SECRET in str(row.headers) for row in WebhookDelivery.objects.all())


@pytest.mark.parametrize(
    ("body", "kind", "payload"),
    [
        pytest.param(b"", "application/json", {}, id="nothing"),
        pytest.param(b"[1, 2]", "application/json", {"body": [1, 2]}, id="a list"),
        pytest.param(b'{"a": 1}', "application/x-www-form-urlencoded", {"a": 1}, id="JSON that curl sends"),
        pytest.param(
            b"a=1&b=2&b=3", "application/x-www-form-urlencoded", {"a": "1", "b": ["2", "3"]}, id="form"
        ),
        pytest.param(
            b"payload=%7B%22a%22%3A1%7D", "application/x-www-form-urlencoded", {"a": 1}, id="wrapped"
        ),
        pytest.param(b"<a>\xff\x00</a>", "text/xml", {"body": "<a>\ufffd\ufffd</a>"}, id="text"),
        pytest.param(b"{no", "text/plain", {"body": "{no"}, id="text that begins like JSON"),
    ],
)
def test_any_content_type_becomes_a_payload(
    body: bytes, kind: str, payload: Any, alice: User, client_of: Clients
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    assert call(path, body, {"X-Webhook-Secret": webhooks.SECRET, "Content-Type": kind}).status_code == 202
    (execution,) = _start_all()
    assert execution.nodes_input_masks == {"hook": {"payload": payload}}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"{no", "malformed_json", id="broken JSON"),
        pytest.param(b"[" * 500 + b"]" * 500, "bad_input", id="deep"),
        pytest.param(b'{"a": "\\u0000"}', "bad_input", id="NUL"),
        pytest.param(b" " * (1024 * 1024 + 1), "body_too_large", id="large"),
    ],
)
def test_a_body_that_cannot_be_kept_is_refused_in_words(
    body: bytes, code: str, alice: User, client_of: Clients
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    answer = call(path, body, {"X-Webhook-Secret": webhooks.SECRET})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not WebhookDelivery.objects.exists()


def test_an_unknown_address_and_another_method_are_said_as_json(alice: User, client_of: Clients) -> None:
    path = path_of(make_trigger(client_of(alice)))
    unknown = path[:-4] + ("0000" if not path.endswith("0000") else "1111")
    assert (generic(unknown, ORDER).status_code, generic(unknown, ORDER).json()["code"]) == (404, "not_found")
    assert generic("/webhooks/none", ORDER).status_code == LEFT_TO_DJANGO
    assert APIClient().post("/webhooks/none", {}).json()["code"] == "not_found"
    answer = webhooks.send("GET", path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"
    assert generic(f"/api/v1{path}", ORDER).status_code == 202


def test_a_paused_trigger_takes_nothing_and_what_had_come_waits_for_a_person(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    trigger = make_trigger(client)
    assert generic(path_of(trigger), ORDER).status_code == 202
    paused = client.patch(f"/api/v1/triggers/{trigger['id']}", {"is_enabled": False}).json()
    assert paused["is_enabled"] is False
    answer = generic(path_of(trigger), ORDER)
    assert (answer.status_code, answer.json()["code"]) == (410, "webhook_paused")
    assert _start_all() == []
    assert WebhookDelivery.objects.get().status == "skipped"


def test_calls_past_the_rate_are_refused_and_not_stored(
    alice: User, client_of: Clients, settings: Any
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "webhook": "2/d", "webhook_refused": "1/d"}
    path = path_of(make_trigger(client_of(alice)))
    assert [generic(path, ORDER).status_code for _ in range(3)] == [202, 202, 429]
    assert [generic(path, ORDER, secret=WRONG).status_code for _ in range(3)] == [401, 429, 429]
    assert (WebhookDelivery.objects.count(), Webhook.objects.get().refused_count) == (2, 1)


def test_only_the_events_that_are_asked_for_start_it(alice: User, client_of: Clients) -> None:
    trigger = make_trigger(client_of(alice), provider="github", events=["pull_request.opened", "star"])
    sent = [("pull_request", "opened"), ("pull_request", "closed"), ("star", "created"), ("starred", "x")]
    for number, (event, action) in enumerate(sent):
        answer = webhooks.github(path_of(trigger), event, {"action": action}, delivery=f"guid-{number}")
        assert answer.status_code == 202
    assert len(_start_all()) == 2
    found = {row.event: row.status for row in WebhookDelivery.objects.all()}
    assert found == {
        "pull_request.opened": "started",
        "pull_request.closed": "skipped",
        "star.created": "started",
        "starred.x": "skipped",
    }


def test_github_saying_hello_starts_nothing(alice: User, client_of: Clients) -> None:
    trigger = make_trigger(client_of(alice), provider="github")
    assert webhooks.github(path_of(trigger), "ping", {"zen": "Keep it simple."}).status_code == 202
    assert _start_all() == []
    assert WebhookDelivery.objects.get().status == "skipped"


def test_filters_all_have_to_hold(alice: User, client_of: Clients) -> None:
    filters = [{"path": "$.order.status", "equals": "paid"}, {"path": "order.items.0.name", "equals": "bolt"}]
    path = path_of(make_trigger(client_of(alice), filters=filters))
    generic(path, ORDER, "d1")
    generic(path, {"order": {"status": "paid", "items": []}}, "d2")
    generic(path, {"order": "paid"}, "d3")
    assert len(_start_all()) == 1
    errors = {row.key: row.error for row in WebhookDelivery.objects.exclude(key="d1")}
    assert errors == {
        "d2": "The filter on order.items.0.name does not fit.",
        "d3": "The filter on $.order.status does not fit.",
    }


def test_the_address_stays_while_the_agent_changes(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    trigger = make_trigger(client)
    graph = f"/api/v1/graphs/{trigger['graph_id']}"
    assert client.put(graph, listening(pin="constants", constants={"source": "shop"})).status_code == 200
    generic(path_of(trigger), ORDER)
    (execution,) = _start_all()
    assert execution.version.number == 2
    client.put(graph, graph_json(node("out", OUTPUT, name="result", value=1)))
    generic(path_of(trigger), ORDER)
    assert _start_all() == []
    health = client.get(f"/api/v1/triggers/{trigger['id']}").json()["health"]
    assert health["state"] == "failing"
    assert health["last_error"] == "Version 3 of the agent has no trigger block with the id 'hook'."
    assert health["next_step"] == "Mend what it says, then replay the delivery."


def test_an_agent_with_an_input_payload_needs_no_trigger_block(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("in", "agent.input", name="payload"),
        node("out", OUTPUT, name="result"),
        links=("in.result -> out.value",),
    )
    trigger = make_trigger(client, graph, node_id="")
    generic(path_of(trigger), ORDER)
    (execution,) = _start_all()
    assert (execution.inputs, execution.nodes_input_masks) == ({"payload": ORDER}, {})


def test_of_several_triggers_of_an_agent_only_the_one_that_was_called_fires(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("hook", webhooks.GENERIC),
        node("other", webhooks.GENERIC),
        node("out", OUTPUT, name="result"),
        links=("hook.payload -> out.value",),
    )
    generic(path_of(make_trigger(client, graph)), ORDER)
    (execution,) = _start_all()
    assert execution.pinned_outputs == {"other": []}


def _make_viewer(user: User) -> None:
    Membership.objects.filter(user=user).update(role="viewer")


def _switch_off(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("lose", [_make_viewer, _switch_off])
def test_nothing_starts_in_the_name_of_somebody_who_left(
    lose: Callable[[User], None], alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    trigger = make_trigger(client)
    lose(alice)
    generic(path_of(trigger), ORDER)
    assert _start_all() == []
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.error.split(".")[0]) == (
        "failed",
        "Who made this trigger may no longer run agents here",
    )


def test_what_keeps_an_agent_from_starting_stands_in_the_delivery(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    trigger = make_trigger(client)
    graph = graph_json(node("hook", webhooks.GENERIC), node("ask", "web.wikipedia_summary"))
    assert client.put(f"/api/v1/graphs/{trigger['graph_id']}", graph).status_code == 200
    generic(path_of(trigger), ORDER)
    assert _start_all() == []
    assert "ask.topic: This pin is required" in WebhookDelivery.objects.get().error
    assert not Execution.objects.exists()


def test_a_start_takes_the_payload_of_its_own_graph_alone(alice: User, bob: User, client_of: Clients) -> None:
    hers, his = make_trigger(client_of(alice)), make_trigger(client_of(bob))
    generic(path_of(hers), ORDER, "same")
    generic(path_of(his), {"his": 1}, "same")
    assert {str(run.graph_id) for run in _start_all()} == {hers["graph_id"], his["graph_id"]}
    for client, trigger in ((client_of(alice), hers), (client_of(bob), his)):
        rows = client.get("/api/v1/executions").json()["results"]
        assert [row["graph_id"] for row in rows] == [trigger["graph_id"]]
        answer = client.get(f"/api/v1/triggers/{trigger['id']}/deliveries").json()["results"]
        assert len(answer) == 1


def test_an_address_goes_with_its_agent(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    trigger = make_trigger(client)
    generic(path_of(trigger), ORDER)
    assert client.delete(f"/api/v1/graphs/{trigger['graph_id']}?confirmed=true").status_code == 204
    assert generic(path_of(trigger), ORDER).status_code == 404
    assert not Webhook.objects.exists()
    assert not WebhookDelivery.objects.exists()
    assert save(client, listening())["version"] == 1
