"""A closed agent whose step needs a block that is not here: nobody who added it learns which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agents.models import Execution, Graph, Origin
from agents.runner import plans
from agents.runner.expand import expand
from agents.services.misfits import misfits_of
from agents.services.origins import BLOCK_MISSING
from blocks.sdk import find_block
from marketplace.services import installs
from platform_project.accounts.models import User
from tests.factories.agents import OUTPUT, STORE, graph_json, node, save
from tests.factories.marketplace import offer

RUN_AGENT = "e189baac-8c20-45a1-94a7-55177ea42565"

Gone = Callable[[], None]


def forget_plans() -> None:
    plans._plan_of.cache_clear()
    plans._problems_of.cache_clear()


@pytest.fixture
def goes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gone]:
    """Takes the block of the step `keep` out of this installation."""

    def go() -> None:
        forget_plans()
        monkeypatch.setattr(plans, "find_block", lambda ref: None if ref == STORE else find_block(ref))

    yield go
    forget_plans()


@pytest.fixture
def added(alice: User, bob: User) -> Graph:
    """Bob's copy of an agent of Alice's."""
    made = graph_json(node("keep", STORE, input="x"), node("out", OUTPUT, name="result"),
                      links=("keep.output -> out.value",))  # fmt: skip
    return installs.install(
        listing=offer(alice, graph=made), workspace=bob.memberships.get().workspace, user=bob
    )


def expand_all() -> None:
    for _ in range(10):
        for execution_id in Execution.objects.unfinished().values_list("pk", flat=True):
            expand(execution_id)


@pytest.mark.parametrize("is_closed", [True, False])
def test_an_estimate_and_a_retry_name_the_block_of_an_open_agent_alone(
    added: Graph, b: Any, goes: Gone, is_closed: bool
) -> None:
    Origin.objects.update(is_closed=is_closed)
    url = f"/api/v1/graphs/{added.pk}"
    done = b.post(f"{url}/executions", {}).json()["id"]
    expand_all()
    assert Execution.objects.get().status == "COMPLETED"
    goes()
    told = BLOCK_MISSING if is_closed else f"No block is called {STORE!r}."
    for path in (f"{url}/estimate", f"/api/v1/executions/{done}/retry"):
        refused = b.post(path, {})
        assert (refused.status_code, refused.json()["message"]) == (400, told), path
        assert refused.json()["details"]["graph"] == [told]
        assert (STORE in refused.content.decode()) is not is_closed
    assert Execution.objects.count() == 1


def test_what_starts_it_by_itself_and_what_runs_it_are_not_told_which(
    added: Graph, b: Any, goes: Gone
) -> None:
    preset = b.post("/api/v1/presets", {"graph_id": str(added.pk), "name": "Daily", "inputs": {}})
    assert preset.status_code == 201
    mine = save(b, graph_json(node("mine", RUN_AGENT, graph_id=str(added.pk))))
    goes()
    [misfit] = misfits_of(added)
    assert (misfit.kind, STORE in misfit.message) == ("preset", False)

    started = b.post(f"/api/v1/graphs/{mine['id']}/executions", {}).json()
    expand_all()
    failed = Execution.objects.get()
    assert (failed.status, failed.error) == ("FAILED", f"mine: {BLOCK_MISSING}")
    shown = b.get(f"/api/v1/executions/{started['id']}/nodes").json()
    assert (shown["results"][0]["error"], STORE in str(shown)) == (BLOCK_MISSING, False)


def test_an_execution_under_way_ends_without_saying_which(added: Graph, b: Any, goes: Gone) -> None:
    started = b.post(f"/api/v1/graphs/{added.pk}/executions", {}).json()["id"]
    goes()
    expand_all()
    shown = b.get(f"/api/v1/executions/{started}")
    assert (shown.json()["status"], shown.json()["error_code"]) == ("FAILED", "block_gone")
    assert STORE not in shown.content.decode()
