"""A client that does not read is dropped; the others go on."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
import uvicorn
import websockets
from asgiref.sync import sync_to_async
from django.db import connections

from agents import consumers, event_stream
from platform_project.accounts.models import User
from platform_project.accounts.services import tokens
from platform_project.asgi import application
from tests.factories.accounts import client_for
from tests.factories.agents import chain, start


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The real server, in a thread, with little patience."""
    monkeypatch.setattr(consumers, "SEND_SECONDS", 0.5)
    monkeypatch.setattr(consumers, "CLOSE_SECONDS", 0.1)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(application, lifespan="off", ws="websockets-sansio", log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()
    listening.close()


def _client(address: str) -> websockets.connect:
    """Uncompressed, so that what was not read fills the buffers in between."""
    return websockets.connect(address, compression=None)


async def _read_for_ever(client: websockets.ClientConnection) -> None:
    while True:
        await client.recv()


@sync_to_async
def _prepare(user: User) -> tuple[str, str]:
    execution_id: str = start(client_for(user), chain())["id"]
    return tokens.issue(user).access, execution_id


async def test_a_client_that_does_not_read_is_dropped_and_another_is_not(
    transactional_db: None, alice: User, port: int
) -> None:
    token, execution_id = await _prepare(alice)
    address = f"ws://127.0.0.1:{port}/ws?token={token}"
    subscribe = json.dumps({"type": "subscribe", "execution_id": execution_id})
    async with _client(address) as slow, _client(address) as quick:
        for watcher in (slow, quick):
            await watcher.send(subscribe)
            assert json.loads(await watcher.recv())["type"] == "subscribed"
        slow.transport.pause_reading()
        large = {"type": "output.delta", "text": "x" * 100_000}
        for _ in range(100):
            await sync_to_async(event_stream.send)(UUID(execution_id), [large])
        got: list[int] = []
        while len(got) < 100:
            frame = json.loads(await asyncio.wait_for(quick.recv(), 20))
            got += [e["sequence"] for e in (frame if isinstance(frame, list) else [frame])]
        assert got == list(range(1, 101))
        await asyncio.sleep(2)
        slow.transport.resume_reading()
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(_read_for_ever(slow), 20)
    await sync_to_async(connections.close_all)()
