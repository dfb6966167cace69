"""Large values over REST and in events: a preview and a link; the whole for who may see the execution."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.db import connections
from rest_framework.test import APIClient

from agents import events
from agents.events import node_ended
from agents.models import Execution, NodeExecution, StoredValue, ValueUse
from agents.secrecy import Mask
from platform_project.accounts.models import User
from platform_project.accounts.services import tokens
from platform_project.kit.handler import ThreadHandler
from tests.agents.values import LARGE, files_of, large_text, run_light
from tests.factories.agents import OUTPUT, STORE, firings, graph_json, node

Clients = Callable[..., APIClient]
COMMUNICATOR: Any = ApplicationCommunicator  # has no types
pytestmark = pytest.mark.usefixtures("values_folder")


def storing(value: Any) -> dict[str, Any]:
    return graph_json(
        node("a", STORE, input=value), node("out", OUTPUT, name="y"), links=("a.output -> out.value",)
    )


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def status(client: APIClient, path: str) -> int:
    answer = client.get(path)
    content(answer)  # to its end: the test client closes connections when an answer is closed before
    return int(answer.status_code)


def test_a_large_value_is_shown_by_its_beginning_and_a_link(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    ended = run_light(client, storing(large_text("ab")))
    row = StoredValue.objects.get()
    shown: dict[str, Any] = {
        "$value": row.sha256,
        "preview": large_text("ab", 199) + "…",
        "bytes": LARGE + 2,
        "type": "application/json",
        "url": f"/api/v1/executions/{ended['id']}/values/{row.sha256}",
    }
    assert ended["outputs"] == {"y": [shown]}
    a, out = firings(client, ended["id"])
    assert (a["outputs"], out["input"]["value"]) == ([["output", shown]], shown)
    assert str(row.pk) not in json.dumps([ended, a, out])
    answer = client.get(shown["url"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert (answer["Content-Length"], answer["Cache-Control"]) == (str(LARGE + 2), "no-store")
    assert json.loads(content(answer)) == large_text("ab")


def test_only_what_an_execution_mentions_is_found_through_it(
    alice: User, bob: User, client_of: Clients
) -> None:
    client = client_of(alice)
    first = run_light(client, storing(large_text("a")))["outputs"]["y"][0]["url"]
    second = run_light(client, storing(large_text("b")))["outputs"]["y"][0]["url"]
    swapped = f"{first.rsplit('/', 1)[0]}/{second.rsplit('/', 1)[1]}"
    assert status(client, first) == status(client, second) == 200
    for path in (swapped, first[:-1] + ("0" if first[-1] != "0" else "1")):
        assert (client.get(path).status_code, client.get(path).json()["code"]) == (404, "not_found")
    assert client_of(bob).get(first).status_code == 404
    assert APIClient().get(first).status_code == 401


def test_a_forged_mention_of_another_executions_value_gives_nothing(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    shown = run_light(client, storing(large_text("a")))["outputs"]["y"][0]
    said = {"sha256": shown["$value"], "bytes": shown["bytes"], "type": shown["type"]}
    forged = {"$value": {**said, "id": str(Execution.objects.get().pk), "kind": "text", "preview": ""}}
    ended = run_light(client, storing({"f": forged, "s": shown}))
    assert ended["outputs"] == {"y": [{"f": forged, "s": shown}]}
    assert client.get(f"/api/v1/executions/{ended['id']}/values/{shown['$value']}").status_code == 404
    assert ValueUse.objects.count() == 1


def test_a_missing_file_is_said_to_be(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    url = run_light(client, storing(large_text()))["outputs"]["y"][0]["url"]
    files_of(Execution.objects.get().workspace_id)[0].unlink()
    assert (client.get(url).status_code, client.get(url).json()["code"]) == (404, "value_gone")


SECRET = "hunter2-hunter2"


def with_secret(value: Any) -> dict[str, Any]:
    graph = storing(value)
    graph["nodes"].append(node("key", "agent.short_text_input", name="key", secret=True, value=SECRET))
    return graph


@pytest.mark.parametrize("pad", [0, 190], ids=["whole", "cut"])
def test_a_secret_is_hidden_in_the_preview_and_in_the_whole(
    pad: int, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    shown = run_light(client, with_secret("." * pad + SECRET + large_text()))["outputs"]["y"][0]
    assert shown["preview"].startswith("." * pad + "***")
    assert "hunter" not in shown["preview"]
    assert client.get(shown["url"]).json() == "." * pad + "***" + large_text()


def test_an_object_shows_no_beginning_where_there_are_secrets(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    shown = run_light(client, with_secret({"key": SECRET, "x": large_text()}))["outputs"]["y"][0]
    assert shown["preview"] is None
    assert client.get(shown["url"]).json() == {"key": "***", "x": large_text()}


def test_an_event_carries_the_preview_and_not_what_makes_a_reference_count(
    alice: User, client_of: Clients
) -> None:
    run_light(client_of(alice), storing(large_text()))
    execution = Execution.objects.select_related("version").get()
    event = node_ended(NodeExecution.objects.get(node_key="a"))
    payload = event.payload(execution.pk, Mask.of(execution))
    ((pin, shown),) = payload["outputs"]
    assert (pin, shown["$value"]) == ("output", StoredValue.objects.get().sha256)
    assert str(StoredValue.objects.get().pk) not in orjson.dumps(payload).decode()
    assert len(orjson.dumps(payload["outputs"])) < events.MAX_OUTPUT_BYTES


def test_pages_of_large_values_take_the_same_queries_however_many(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    items = [large_text(letter) for letter in "abc"]
    graph = graph_json(
        node("each", "logic.step_through_items", items=items),
        node("s", STORE),
        links=("each.item -> s.input",),
    )
    ended = run_light(client, graph)
    with django_assert_num_queries(7):  # as without large values, and one for all that the execution mentions
        assert len(firings(client, ended["id"])) == 4


@pytest.fixture
def link(transactional_db: None, alice: User, client_of: Clients) -> tuple[str, bytes]:
    """A link to a large value, and the header that opens it."""
    shown = run_light(client_of(alice), storing(large_text()))["outputs"]["y"][0]
    return shown["url"], f"Bearer {tokens.issue(alice).access}".encode()


async def test_a_server_sends_a_value_bit_by_bit(link: tuple[str, bytes]) -> None:
    path, authorization = link
    headers = [(b"host", b"testserver"), (b"authorization", authorization)]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    server: Any = COMMUNICATOR(ThreadHandler(), scope)
    await server.send_input({"type": "http.request", "body": b""})
    assert (await server.receive_output(10))["status"] == 200
    parts = [await server.receive_output(10)]
    while parts[-1].get("more_body"):
        parts.append(await server.receive_output(10))
    await server.wait()
    await sync_to_async(connections.close_all)()
    assert b"".join(part.get("body", b"") for part in parts) == orjson.dumps(large_text())
    assert max(len(part.get("body", b"")) for part in parts) < LARGE
