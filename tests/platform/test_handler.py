from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from asgiref.testing import ApplicationCommunicator

from platform_project.kit.handler import ThreadHandler

COMMUNICATOR: Any = ApplicationCommunicator  # has no types
SCOPE = {"type": "http", "method": "GET", "path": "/api/nothing", "query_string": b""}


async def test_a_request_goes_to_a_thread_once_beside_its_beginning_and_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visits: list[str] = []
    visit = SyncToAsync.__call__

    async def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        visits.append(getattr(self.func, "__qualname__", repr(self.func)))
        return await visit(self, *args, **kwargs)

    monkeypatch.setattr(SyncToAsync, "__call__", counted)
    server = COMMUNICATOR(ThreadHandler(), {**SCOPE, "headers": [(b"host", b"testserver")]})
    await server.send_input({"type": "http.request", "body": b""})
    assert (await server.receive_output(10))["status"] == 404
    await server.receive_output(10)
    await server.wait()
    assert [one for one in visits if one.endswith("get_response")] == ["BaseHandler.get_response"]
    assert len(visits) <= 3  # signals of the beginning, the chain, the answer's end
