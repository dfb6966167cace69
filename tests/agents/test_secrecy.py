"""Inputs that were marked secret are used and never shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from agents.models import Execution, NodeExecution
from agents.runner.expand import expand
from agents.secrecy import Mask, shown_pins
from agents.secret_texts import numbers_of, texts_of
from blocks.library.basic.values import StoreValue
from blocks.library.web.request import SendWebRequest
from platform_project.accounts.models import User
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, REQUEST, firings, graph_json, node, start, wait

SECRET = "hunter2-hunter2"


def test_a_secret_input_is_used_and_hidden_everywhere(
    worker: Worker, alice: User, client_of: Callable[..., APIClient]
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("key", "agent.short_text_input", name="key", secret=True),
        node("pin", "agent.short_text_input", name="pin", secret=True, value="default-secret"),
        node("text", "text.fill_template", format="{{ k }}/{{ p }}/{{ k|length }}"),
        node("out", OUTPUT, name="shown"),
        links=("key.result -> text.values_#_k", "pin.result -> text.values_#_p", "text.output -> out.value"),
    )
    started = start(client, graph, inputs={"key": SECRET})
    assert started["inputs"] == {"key": "***"}
    ended = wait(client, started["id"])
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"shown": [f"***/***/{len(SECRET)}"]})
    everything = json.dumps([ended, firings(client, ended["id"])])
    assert SECRET not in everything
    assert "default-secret" not in everything


def test_a_value_laid_over_a_secret_input_is_hidden_everywhere(
    alice: User, client_of: Callable[..., APIClient]
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("key", "agent.short_text_input", name="key", secret=True, value="default-secret"),
        node("out", OUTPUT, name="shown"),
        links=("key.result -> out.value",),
    )
    started = start(client, graph, nodes_input_masks={"key": {"value": SECRET}})
    expand(UUID(started["id"]))
    ended = client.get(f"/api/v1/executions/{started['id']}").json()
    assert ended["outputs"] == {"shown": ["***"]}
    assert ended["nodes_input_masks"] == {"key": {"value": "***"}}
    assert SECRET not in json.dumps([started, ended, firings(client, started["id"])])


def test_a_value_laid_over_a_secret_pin_is_hidden(
    alice: User, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StoreValue, "secret_pins", lambda: frozenset({"data"}))
    graph = graph_json(node("kept", "basic.store_value", input=1))
    masks = {"kept": {"data_#_key": SECRET, "input": "shown"}}
    started = start(client_of(alice), graph, nodes_input_masks=masks)
    assert started["nodes_input_masks"] == {"kept": {"data_#_key": "***", "input": "shown"}}


def mask_of(*values: Any, name: str = "key") -> Mask:
    return Mask(texts_of(values), numbers_of(values), {name: list(values)})


def seen(client: APIClient, execution_id: str) -> str:
    """Everything the API tells of an execution, once its light firings have run."""
    expand(UUID(execution_id))
    told = [client.get(f"/api/v1/executions/{execution_id}").json(), firings(client, execution_id)]
    return json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("length", [120, 200, 5_000])
def test_the_beginning_of_a_long_secret_that_a_message_quotes_is_hidden(
    length: int, alice: User, client_of: Callable[..., APIClient]
) -> None:
    token = "eyJhbGciOiJIUzI1NiJ9." + "".join(f"{number:x}" for number in range(length))
    client = client_of(alice)
    graph = graph_json(
        node("key", "agent.short_text_input", name="key", secret=True),
        node("sum", "logic.calculator", a=1, b=2),
        node("out", OUTPUT, name="why"),
        links=("key.result -> sum.operation", "sum.error -> out.value"),
    )
    started = start(client, graph, inputs={"key": token})
    shown = seen(client, started["id"])
    assert token[:6] not in shown
    assert 'not \\"***…' in shown
    stored = NodeExecution.objects.get(execution_id=started["id"], node_key="sum").error
    assert token[:60] in stored  # so that the mask was needed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("not hunter2-hu….", "not ***….", id="cut"),
        pytest.param("Bearer hunt…", "Bearer ***…", id="four characters"),
        pytest.param("Bearer hun…", "Bearer hun…", id="three characters"),
        pytest.param("hunter2-hunter2…", "***…", id="whole"),
        pytest.param("hunter2- and more…", "hunter2- and more…", id="not cut there"),
        pytest.param("hunthunter2… hunter2-h…", "hunt***… ***…", id="twice"),
        pytest.param("…hunter2", "…hunter2", id="after the cut"),
    ],
)
def test_a_cut_secret_is_hidden_before_an_ellipsis(text: str, shown: str) -> None:
    assert mask_of(SECRET).hide(text) == shown


def test_a_cut_secret_that_holds_an_ellipsis_itself_is_hidden() -> None:
    assert mask_of("abcd…efgh-ijkl").hide("x abcd…efgh…") == "x ***…"


@pytest.mark.parametrize("secret", ['pass"word', "back\\slash", "müßig-ñ", "tab\tand\nline", "a'b\"c<d>&"])
def test_a_secret_within_json_text_is_hidden(secret: str) -> None:
    mask = mask_of(secret)
    once = [json.dumps({"k": secret}, ensure_ascii=is_ascii) for is_ascii in (True, False)]
    twice = [json.dumps([text], ensure_ascii=is_ascii) for text in once for is_ascii in (True, False)]
    assert [mask.hide(text) for text in once] == ['{"k": "***"}'] * 2
    assert [mask.hide(text) for text in twice] == [r'["{\"k\": \"***\"}"]'] * 4
    assert mask.hide(f"not {secret!r}") in {"not '***'", 'not "***"'}


def test_a_secret_number_is_hidden_everywhere(alice: User, client_of: Callable[..., APIClient]) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("key", "agent.number_input", name="key", secret=True),
        node("text", "text.fill_template", format="is {{ k }}"),
        node("out", OUTPUT, name="shown"),
        node("raw", OUTPUT, name="raw"),
        links=("key.result -> text.values_#_k", "text.output -> out.value", "key.result -> raw.value"),
    )
    started = start(client, graph, inputs={"key": 12345678})
    assert started["inputs"] == {"key": "***"}
    assert "12345678" not in seen(client, started["id"])
    outputs = client.get(f"/api/v1/executions/{started['id']}").json()["outputs"]
    assert outputs == {"shown": ["is ***"], "raw": ["***"]}


@pytest.mark.parametrize("given", [4711, "4711", 4711.0, " 4711", "4711.00"])
def test_a_secret_number_is_hidden_as_number_and_as_text(given: Any) -> None:
    shown: Any = mask_of(given).hide({"a": [4711, 4711.0, "is 4711!"], "b": [4712, True, "47 11"]})
    assert shown["a"][:2] == ["***", "***"]
    assert "4711" not in shown["a"][2]
    assert shown["b"] == [4712, True, "47 11"]


@pytest.mark.parametrize("value", ["abc", 7, 1, True, False, 0, "", [1], {"a": 2}])
def test_a_short_secret_is_hidden_under_its_own_name_and_not_elsewhere(value: Any) -> None:
    shown = mask_of(value, name="pin").hide({"pin": value, "other": value})
    assert shown == {"pin": "***", "other": value}


def test_a_short_secret_is_hidden_where_it_is_given(alice: User, client_of: Callable[..., APIClient]) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("pin", "agent.number_input", name="pin", secret=True, value=5),
        node("out", OUTPUT, name="shown", value=1),
    )
    started = start(client, graph, inputs={"pin": 987}, nodes_input_masks={"pin": {"value": 986}})
    assert started["inputs"] == {"pin": "***"}
    assert started["nodes_input_masks"] == {"pin": {"value": "***"}}
    expand(UUID(started["id"]))
    fired = next(row for row in firings(client, started["id"]) if row["node_id"] == "pin")
    assert fired["input"]["value"] == "***"
    assert Execution.objects.get(pk=started["id"]).inputs == {"pin": 987}


def test_headers_laid_over_a_node_are_hidden_if_they_carry_keys(
    alice: User, client_of: Callable[..., APIClient]
) -> None:
    graph = graph_json(node("call", REQUEST, url="https://example.com"))
    masks = {
        "call": {
            "headers": {"Authorization": f"Bearer {SECRET}", "Accept": "text/html"},
            "headers_#_X-Api-Key": SECRET,
            "headers_#_X-Trace": "on",
        }
    }
    started = start(client_of(alice), graph, nodes_input_masks=masks)
    assert started["nodes_input_masks"] == {
        "call": {
            "headers": {"Authorization": "***", "Accept": "text/html"},
            "headers_#_X-Api-Key": "***",
            "headers_#_X-Trace": "on",
        }
    }


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        pytest.param(json.dumps({"Authorization": SECRET}), "***", id="as JSON text"),
        pytest.param([SECRET], "***", id="as a list"),
        pytest.param({}, {}, id="none"),
        pytest.param("", "", id="empty"),
    ],
)
def test_headers_that_are_not_yet_an_object_are_hidden(headers: Any, shown: Any) -> None:
    assert shown_pins({"headers": headers}, SendWebRequest) == {"headers": shown}
