"""The engine's cases over the API, through a real Celery worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Execution
from platform_project.accounts.models import User
from tests.agents.cases import CASES, expected_outcome, same
from tests.agents.worker import Worker
from tests.factories.agents import firings, save, start, wait


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["key"])
def test_an_engine_case_holds_on_the_queue(
    case: dict[str, Any], worker: Worker, alice: User, client_of: Callable[..., APIClient]
) -> None:
    client = client_of(alice)
    graph = {key: case["graph"][key] for key in ("name", "description", "nodes", "links")}
    body = {"inputs": case.get("inputs") or {}, "nodes_input_masks": case.get("masks") or {}}
    expected = expected_outcome(case)
    if expected is None:
        saved = save(client, graph)
        answer = client.post(f"/api/v1/graphs/{saved['id']}/executions", body)
        assert answer.status_code == 400
        assert not Execution.objects.exists()
        return
    ended = wait(client, start(client, graph, **body)["id"])
    assert ended["status"] == expected["status"], ended
    assert same(ended["outputs"], expected["outputs"])
    assert ended["node_count"] == len(firings(client, ended["id"]))
    if "node_count" in expected:
        assert (ended["node_count"], ended["error_count"]) == (
            expected["node_count"],
            expected["node_error_count"],
        )
