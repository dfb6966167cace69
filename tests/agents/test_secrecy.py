"""Inputs that were marked secret are used and never shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from agents.runner.expand import expand
from blocks.library.basic.values import StoreValue
from platform_project.accounts.models import User
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, firings, graph_json, node, start, wait

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
