"""Which credential the steps of a real run act with, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Execution
from integrations.catalogue.provider import AuthKind
from integrations.models import Credential
from integrations.services import vault
from platform_project.accounts.models import User, Workspace
from tests.agents.test_waiting_refusals import calling_it
from tests.agents.worker import Worker
from tests.blocks.wire import Reply, Request, Wire, serving
from tests.factories.accounts import make_team
from tests.factories.agents import OUTPUT, firings, graph_json, node, save, start, wait
from tests.integrations.credentials import connect

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("worker")]
Clients = Callable[..., APIClient]


@pytest.fixture
def wire(settings: Settings) -> Iterator[Wire]:
    """Discord, for whoever has a credential that leads here; a bot whose name is `wrong` it does not know."""

    def answer(request: Request) -> Reply:
        if "wrong" in request.headers["authorization"]:
            return Reply(401, b'{"message": "401: Unauthorized"}')
        return Reply(200, b'{"id": "99", "channel_id": "1", "content": "x"}')

    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    with serving(Wire(answer=answer)) as running:
        yield running


def bot(user: User, wire: Wire, name: str, place: Workspace | None = None, **more: Any) -> Credential:
    key = {"api_key": f"bot-{name}-0123456789"}
    return connect(user, place, provider="discord", secret=key, title=name, base_url=wire.base_url, **more)


def posting(**named: Any) -> dict[str, Any]:
    return graph_json(
        node("post", "discord.post_message", channel_id="1", message="x", **named),
        node("y", OUTPUT, name="y"),
        links=("post.status -> y.value",),
    )


def names(credential: Credential) -> dict[str, Any]:
    return {"credentials": {"id": str(credential.pk), "provider": "discord", "type": "api_key", "title": "x"}}


def acted(wire: Wire) -> list[str]:
    """The names of the bots that asked since the last look."""
    found = [request.headers["authorization"].split("-")[1] for request in wire.seen]
    wire.seen.clear()
    return found


def ran(client: APIClient, graph: dict[str, Any], **body: Any) -> dict[str, Any]:
    return wait(client, start(client, graph, **body)["id"])


def test_the_node_the_run_the_starter_in_this_order(alice: User, client_of: Clients, wire: Wire) -> None:
    client = client_of(alice)
    first, second, _ = (bot(alice, wire, name) for name in ("first", "second", "newest"))
    assert ran(client, posting())["status"] == "COMPLETED"
    run = ran(client, posting(), credentials={"discord": str(first.pk)})
    assert run["credentials"] == {"discord": str(first.pk)}
    ran(client, posting(**names(second)), credentials={"discord": str(first.pk)})
    assert acted(wire) == ["newest", "first", "second"]
    again = client.post(f"/api/v1/executions/{run['id']}/retry", {}).json()
    assert wait(client, again["id"])["credentials"] == {"discord": str(first.pk)}
    assert acted(wire) == ["first"]
    first.refresh_from_db()
    assert first.last_used_at is not None


def test_whoever_starts_a_run_acts_also_in_the_agents_that_it_runs(
    alice: User, bob: User, client_of: Clients, wire: Wire
) -> None:
    team = make_team(alice, runner=bob)
    mine = bot(alice, wire, "alices", team)
    bot(bob, wire, "bobs", team)
    author = client_of(alice, team)
    inner = save(author, posting(**names(mine)))
    outer = save(author, calling_it(inner))
    started = client_of(bob, team).post(f"/api/v1/graphs/{outer['id']}/executions", {}).json()
    assert wait(author, started["id"])["status"] == "COMPLETED"
    assert acted(wire) == ["bobs"]
    started = author.post(f"/api/v1/graphs/{outer['id']}/executions", {}).json()
    wait(author, started["id"])
    assert acted(wire) == ["alices"]


def test_a_run_may_name_only_what_its_starter_may_use(
    alice: User, bob: User, client_of: Clients, wire: Wire
) -> None:
    team = make_team(alice, runner=bob)
    private, elsewhere = bot(alice, wire, "private", team), bot(bob, wire, "elsewhere")
    graph = save(client_of(alice, team), posting())
    for wrong in (private, elsewhere):
        body = {"credentials": {"discord": str(wrong.pk)}}
        refused = client_of(bob, team).post(f"/api/v1/graphs/{graph['id']}/executions", body)
        assert (refused.status_code, list(refused.json()["details"])) == (400, ["credentials.discord"])
    assert not Execution.objects.exists()


def test_what_a_provider_refuses_is_marked_until_it_serves_again(
    alice: User, client_of: Clients, wire: Wire
) -> None:
    client, kept = client_of(alice), bot(alice, wire, "wrong")
    failed = ran(client, posting())
    assert failed["status"] == "FAILED"
    kept.refresh_from_db()
    assert (kept.state, kept.state_reason) == ("refused", "Discord refuses the bot's token.")
    vault.replace_secret(kept, {"api_key": "bot-right-0123456789"})
    Credential.objects.update(state="refused")
    assert ran(client, posting())["status"] == "COMPLETED"
    kept.refresh_from_db()
    assert (kept.state, kept.state_reason) == ("ok", "")


def test_without_any_the_step_says_what_to_connect_and_where(
    alice: User, client_of: Clients, wire: Wire
) -> None:
    client = client_of(alice)
    graph = graph_json(node("shot", "web.screenshot", url="https://example.com"))
    execution = ran(client, graph)
    (row,) = firings(client, execution["id"])
    assert row["error_code"] == "missing_credential"
    assert row["error"] == "No credential for ScreenshotOne is connected: connect one at /integrations."


def test_headers_of_a_host_go_with_requests_to_it(
    alice: User, client_of: Clients, wire: Wire, worker: Worker
) -> None:
    wire.answer = lambda request: Reply(200, request.headers.get("authorization", "none").encode())
    connect(
        alice,
        provider="http",
        kind=AuthKind.HOST_SCOPED,
        host=f"127.0.0.1:{wire.port}",
        secret={"headers": {"Authorization": "Bearer canary-0123456789"}},
    )
    graph = graph_json(
        node("call", "web.send_authenticated_request", url=f"{wire.base_url}/items", method="GET"),
        node("y", OUTPUT, name="y"),
        links=("call.response -> y.value",),
    )
    execution = ran(client_of(alice), graph)
    assert execution["outputs"] == {"y": ["***"]}
    assert wire.seen[0].headers["authorization"] == "Bearer canary-0123456789"
    graph["nodes"][0]["input_default"]["url"] = wire.base_url.replace("127.0.0.1", "localhost")
    assert ran(client_of(alice), graph)["status"] == "FAILED"
    assert len(wire.seen) == 1
