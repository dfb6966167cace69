"""A template or pattern bomb costs its node, and nothing else: with a real worker."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, chain, firings, graph_json, node, start, wait

FILL = "text.fill_template"
GROWN = """
{% set n = namespace(a=[1], b=[1]) %}
{% for i in range(60) %}{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}
{{ n.a == n.b }}
"""
KEPT = "{% set n = namespace(l=[]) %}{% for i in range(9999) %}{% set n.l = [n.l, v ~ i] %}{% endfor %}"
NOISE = "".join(random.Random(1).choices("ab", k=300_000))
BOMBS = {
    "endless template": node("bomb", FILL, values={}, format=GROWN),
    "hungry template": node("bomb", FILL, values={"v": "x" * 100_000}, format=KEPT),
    "pattern": node("bomb", "text.match_pattern", text=NOISE, match="[ab]*a[ab]{900}c", data=1),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_fails_its_node_while_the_run_beside_it_completes(
    bomb: dict[str, Any], worker: Worker, alice: User, bob: User, client_of: Callable[..., APIClient]
) -> None:
    hers, his = client_of(alice), client_of(bob)
    beside = node("fine", FILL, values={"name": "Ada"}, format="Hi {{ name }}")
    graph = graph_json(bomb, beside, node("out", OUTPUT, name="said"), links=("fine.output -> out.value",))

    hit = start(hers, graph)["id"]
    others = [start(his, chain())["id"] for _ in range(3)]

    assert [wait(his, other)["status"] for other in others] == ["COMPLETED"] * 3
    ended = wait(hers, hit)
    assert (ended["status"], ended["outputs"]) == ("FAILED", {"said": ["Hi Ada"]})
    rows = {row["node_id"]: row for row in firings(hers, hit)}
    assert {name: row["status"] for name, row in rows.items()} == {
        "bomb": "FAILED", "fine": "COMPLETED", "out": "COMPLETED",
    }  # fmt: skip
    assert rows["bomb"]["error"].startswith(("The template takes more", "The pattern takes more"))
    assert worker.process.poll() is None
