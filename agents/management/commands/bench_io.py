"""`manage.py bench_io`: one execution whose steps all wait on the outside, on the platform that runs now.

A local server answers each call after `--seconds`. JSON on stdout: how long the execution took, how many
calls were under way together, and the memory (PSS) of the worker that made them, before, at its peak and
after. The platform must be allowed to reach the server: start it with `OUTBOUND_ALLOWED_HOSTS=127.0.0.1`.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agents.engine.graph import Graph, Link, Node
from agents.engine.state import ENDED_EXECUTION, ExecutionStatus
from agents.models import Execution
from agents.models import Graph as GraphRow
from agents.services import graphs, runs
from platform_project.accounts.models import User
from platform_project.accounts.services.registration import register
from platform_project.kit import loop
from platform_project.kit.ids import uuid7
from platform_project.supervisor import report
from platform_project.supervisor.preflight import platform_lock

WORKER = "pc-blocks"  # the process's name, as `manage.py up` gives it
PATIENCE_SECONDS = 120.0
LOOK_SECONDS = 0.1
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\nConnection: close\r\n\r\ntrue"
)


class SlowServer:
    """Answers each request after a while, on the loop of this process."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.open = self.most_open = 0
        self.came: list[float] = []  # when each call came, monotonic

    def start(self) -> str:
        """Its URL."""
        self._server = loop.run(asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=1024))
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"

    def stop(self) -> None:
        loop.the_loop().call_soon_threadsafe(self._server.close)

    async def wait(self) -> None:
        await asyncio.sleep(self.seconds)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came.append(time.monotonic())
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await reader.readuntil(b"\r\n\r\n")
            await self.wait()
            writer.write(_ANSWER)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # whoever asked has gone
        finally:
            self.open -= 1
            writer.close()


class Command(BaseCommand):
    help = "Measure many waiting calls in one worker of the running platform; JSON on stdout."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--calls", type=int, default=200, help="calls of one execution (default 200)")
        parser.add_argument("--seconds", type=float, default=10.0, help="length of each call (default 10)")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = _worker_pid()
        server = SlowServer(options["seconds"])
        user = register(email=f"bench-{uuid7()}@example.com", password=secrets.token_urlsafe())
        try:
            measured = _measured(user, fan_out(server.start(), options["calls"]), worker, server)
        finally:
            server.stop()
            GraphRow.objects.for_user(user).delete()
            user.delete()
        self.stdout.write(json.dumps(measured, indent=2))


def fan_out(url: str, calls: int) -> Graph:
    """Requests side by side, and one node that takes all answers."""
    request = {"url": url, "method": "GET"}
    nodes = [Node(f"{i}", "web.send_request", request) for i in range(calls)]
    links = [Link(f"{i}", "response", "join", f"values_$_{i}") for i in range(calls)]
    return Graph((*nodes, Node("join", "data.create_list")), tuple(links))


def _measured(user: User, graph: Graph, worker: int, server: SlowServer) -> dict[str, Any]:
    given = graphs.GraphDocument("bench", "", graph, tuple(None for _ in graph.links))
    version = graphs.create_graph(workspace=user.personal_workspace, user=user, given=given)
    before = peak = _pss_mb(worker)
    began = time.monotonic()
    execution = runs.start_run(graph=version.graph, user=user, request=runs.RunRequest())
    while execution.status not in ENDED_EXECUTION:
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise CommandError(f"The execution took longer than {PATIENCE_SECONDS:.0f} s.")
        time.sleep(LOOK_SECONDS)
        peak = max(peak, _pss_mb(worker))
        execution = Execution.objects.defer("inputs", "outputs").get(pk=execution.pk)
    took = time.monotonic() - began
    if execution.status != ExecutionStatus.COMPLETED:
        raise CommandError(f"The execution ended {execution.status}: {execution.error}")
    return {
        "calls": len(graph.nodes) - 1,
        "seconds": round(took, 2),
        "first_call_after_seconds": round(server.came[0] - began, 2),
        "last_call_after_seconds": round(server.came[-1] - began, 2),
        "most_calls_together": server.most_open,
        "worker_mb": {"before": before, "peak": peak, "after": _pss_mb(worker)},
    }


def _worker_pid() -> int:
    root, _ = platform_lock(settings.VAR_DIR).holder()
    found = [pid for pid in report.tree_of(root) if report.name_of(pid) == WORKER] if root else []
    if not found:
        raise CommandError(f"Polychord does not run on {settings.VAR_DIR}: start it with `make run`.")
    return found[0]


def _pss_mb(pid: int) -> float:
    size = report.pss_bytes(pid)
    if size is None:
        raise CommandError("The worker ended while it was measured.")
    return round(size / 2**20, 1)
