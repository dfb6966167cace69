"""Waiting for a message on Discord, against a server whose channels fill while the step waits."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from blocks.library.discord import reading
from blocks.library.discord.reading import ReadDiscordMessages
from blocks.sdk import Context, fire
from tests.blocks.conftest import API_KEY
from tests.blocks.wire import Reply, Request, Wire


class Discord:
    """One server. What is in `coming` is written there, one message each time that somebody looks."""

    def __init__(self, *coming: dict[str, Any]) -> None:
        self.coming = list(coming)
        self.written: list[dict[str, Any]] = [message("7", "general", "An old one")]
        self.looks = 0

    def __call__(self, request: Request) -> Reply:
        assert request.headers["authorization"] == f"Bot {API_KEY}"
        parts = urlsplit(request.path)
        if parts.path == "/users/@me/guilds":
            return _json([{"id": "50", "name": "Home"}, {"id": "51", "name": "Empty"}])
        if parts.path == "/guilds/50/channels":
            self.looks += 1
            if self.looks > 1 and self.coming:
                self.written.append(self.coming.pop(0))
            return _json([self._channel("1", "general"), self._channel("2", "random"), VOICE])
        if parts.path.startswith("/guilds/"):
            return _json([])
        after = int(parse_qs(parts.query)["after"][0])
        channel = parts.path.split("/")[2]
        found = [one for one in self.written if one["channel_id"] == channel and int(one["id"]) > after]
        return _json(found[::-1])

    def _channel(self, channel_id: str, name: str) -> dict[str, Any]:
        ids = [one["id"] for one in self.written if one["channel_id"] == channel_id]
        return {"id": channel_id, "name": name, "type": 0, "last_message_id": ids[-1] if ids else None}


VOICE = {"id": "3", "name": "Talk", "type": 2, "last_message_id": None}


def message(message_id: str, channel: str, content: str, **author: Any) -> dict[str, Any]:
    who = {"id": "900", "username": "ada", **author}
    return {"id": message_id, "channel_id": {"general": "1", "random": "2"}[channel], "content": content} | {
        "author": who
    }


def _json(body: Any) -> Reply:
    return Reply(body=json.dumps(body).encode())


@pytest.fixture(autouse=True)
def asks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_ASK_EVERY_SECONDS", 0.01)


async def test_the_next_message_of_a_person_is_handed_on(wire: Wire, ctx: Context) -> None:
    wire.answer = Discord(message("8", "general", "I am a bot", bot=True), message("9", "random", "Hello"))
    firing = await fire(ReadDiscordMessages, {}, ctx)
    assert (firing.error, dict(firing.outputs)) == (
        None,
        {
            "message_content": "Hello",
            "message_id": "9",
            "channel_id": "2",
            "channel_name": "random",
            "user_id": "900",
            "username": "ada",
        },
    )


async def test_one_channel_may_be_waited_for(wire: Wire, ctx: Context) -> None:
    wire.answer = Discord(message("8", "random", "Elsewhere"), message("9", "general", "Here"))
    given = {"channel_name": "#General", "server_name": "home"}
    assert dict((await fire(ReadDiscordMessages, given, ctx)).outputs)["message_content"] == "Here"


async def test_it_fails_when_nobody_writes(wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: Any) -> Any:
        raise TimeoutError

    wire.answer = Discord()
    monkeypatch.setattr(reading, "_next", never)
    firing = await fire(ReadDiscordMessages, {"wait_seconds": 5}, ctx)
    assert (firing.error, firing.outputs) == (
        "Nobody wrote anything within 5 seconds.",
        [("error", "Nobody wrote anything within 5 seconds.")],
    )


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"channel_name": "secret"}, "The bot sees no channel 'secret'."),
        ({"server_name": "Nowhere"}, "The bot is on no server 'Nowhere'."),
        ({"wait_seconds": 1}, "Input 'wait_seconds'"),
    ],
)
async def test_what_is_not_there_cannot_be_waited_for(
    given: dict[str, Any], error: str, wire: Wire, ctx: Context
) -> None:
    wire.answer = Discord()
    firing = await fire(ReadDiscordMessages, given, ctx)
    assert firing.error is not None
    assert error in firing.error


async def test_a_bot_that_is_refused_says_so(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(401, b'{"message": "401: Unauthorized"}')]
    assert (await fire(ReadDiscordMessages, {}, ctx)).error_code == "auth_failed"
