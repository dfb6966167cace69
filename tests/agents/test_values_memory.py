"""50 MB through ten nodes: what it costs the worker in memory, and how often it is stored.

`pytest tests/agents/test_values_memory.py -s` prints the figures of docs/performance.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from rest_framework.test import APIClient

from agents.models import Execution, StoredValue
from platform_project.accounts.models import User
from tests.agents.test_reruns import retry
from tests.agents.values import files_of
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, REQUEST, STORE, graph_json, node, start, wait

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("values_folder")]

MB = 1_000_000
SIZE = 50 * MB
NOISE = 10 * MB  # of a process with threads and pools
LINKS = ["get.response -> s0.input", *(f"s{i}.output -> s{i + 1}.input" for i in range(9))]


def fetching(page: Outside, *more: dict[str, Any], links: tuple[str, ...] = ()) -> dict[str, Any]:
    get = node("get", REQUEST, url=f"{page.url}/say?say=x&times={SIZE}", method="GET")
    return graph_json(get, *more, links=links)


class Memory:
    """What a process holds at most, above what it held when this was made."""

    def __init__(self, process: psutil.Process) -> None:
        self.process = process
        self.before = int(process.memory_info().rss)

    def most_during(self, run: Callable[[], object]) -> int:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")  # VmHWM counts from here
        run()
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        highest = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(highest.split()[1]) * 1024 - self.before


def test_ten_nodes_that_hand_50_mb_on_cost_no_memory_and_one_file(
    own_worker: Callable[[], Worker], page: Outside, alice: User, client_of: Callable[..., APIClient]
) -> None:
    client, worker = client_of(alice), own_worker()

    def run(graph: dict[str, Any]) -> str:
        ended = wait(client, start(client, graph)["id"], seconds=60)
        assert ended["status"] == "COMPLETED", ended
        return str(ended["id"])

    chain = [node(f"s{i}", STORE) for i in range(10)]
    through_ten = fetching(
        page, *chain, node("out", OUTPUT, name="y"), links=(*LINKS, "s9.output -> out.value")
    )
    run(graph_json(node("a", STORE, input="x"), node("b", REQUEST, url=page.url, method="GET")))  # warm
    memory = Memory(psutil.Process(worker.process.pid))
    execution_id = ""

    def fetch_and_hand_on() -> None:
        nonlocal execution_id
        execution_id = run(through_ten)

    whole = memory.most_during(fetch_and_hand_on)
    memory = Memory(memory.process)
    chain_alone = memory.most_during(lambda: retry(client, execution_id, from_node="s0"))
    files = files_of(Execution.objects.all()[0].workspace_id)
    figures = f"fetched, and handed on: {whole / MB:.0f} MB; handed on: {chain_alone / MB:.0f} MB"
    sys.stdout.write(f"\n{figures}; files: {len(files)}\n")
    assert (len(files), files[0].stat().st_size, StoredValue.objects.count()) == (1, SIZE + 2, 1)
    assert page.count("/say") == 1
    assert chain_alone < NOISE, figures
    assert whole < 3 * SIZE, figures  # the body, and what it says
