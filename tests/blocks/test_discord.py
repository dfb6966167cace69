"""The Discord blocks against recorded answers."""

from __future__ import annotations

import pytest

from blocks.library.discord.messages import PostDiscordMessage, SendDiscordMessage
from blocks.sdk import Context, fire
from tests.blocks.conftest import API_KEY
from tests.blocks.wire import Reply, Request, Wire, recorded

POST = {"channel_id": "1234567890", "message": "Graphs become chords."}


def _server(request: Request) -> Reply:
    if request.path == "/users/@me/guilds":
        return recorded("discord", "guilds.json")
    if request.path.startswith("/guilds/"):
        return recorded("discord", "channels.json") if "501" in request.path else Reply(body=b"[]")
    return recorded("discord", "message.json")


async def test_a_message_is_posted_with_the_bots_token(wire: Wire, ctx: Context) -> None:
    wire.replies = [recorded("discord", "message.json")]
    firing = await fire(PostDiscordMessage, POST, ctx)
    assert firing.outputs == [("message_id", "99"), ("channel_id", "1234567890"), ("status", "Message sent")]
    sent = wire.seen[0]
    assert (sent.method, sent.path) == ("POST", "/channels/1234567890/messages")
    assert sent.headers["authorization"] == f"Bot {API_KEY}"
    assert sent.json() == {"content": "Graphs become chords."}


async def test_a_long_message_is_posted_in_parts(wire: Wire, ctx: Context) -> None:
    wire.replies = [recorded("discord", "message.json")]
    await fire(PostDiscordMessage, {**POST, "message": "a" * 2_000 + "b" * 5}, ctx)
    assert [request.json()["content"] for request in wire.seen] == ["a" * 2_000, "bbbbb"]


async def test_a_failure_between_parts_is_not_retryable(wire: Wire, ctx: Context) -> None:
    wire.replies = [
        recorded("discord", "message.json"),
        recorded("discord", "error_429.json", 429, retry_after="1"),
    ]
    firing = await fire(PostDiscordMessage, {**POST, "message": "a" * 2_001}, ctx)
    assert firing.error == "1 of 2 parts were sent, then: Discord asks to send less often."
    assert not firing.retryable


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"channel_id": "../users", "message": "x"}, "Input 'channel_id'"),
        ({"channel_id": "1", "message": "   "}, "The message is empty."),
        ({"channel_id": "1", "message": "x" * 20_001}, "The message has 20,001 characters; at most 20,000"),
    ],
)
async def test_it_refuses_before_it_sends(
    given: dict[str, str], error: str, wire: Wire, ctx: Context
) -> None:
    firing = await fire(PostDiscordMessage, given, ctx)
    assert firing.error_code == "invalid_input"
    assert firing.error is not None
    assert firing.error.startswith(error)
    assert wire.seen == []


@pytest.mark.parametrize(
    ("reply", "code", "retryable", "wait"),
    [
        (recorded("discord", "error_401.json", 401), "auth_failed", False, None),
        (recorded("discord", "error_403.json", 403), "provider_refused", False, None),
        (recorded("discord", "error_429.json", 429, retry_after="1.5"), "rate_limited", True, 1.5),
        (Reply(404, b'{"message": "Unknown Channel", "code": 10003}'), "provider_refused", False, None),
        (Reply(500, b"oops"), "provider_down", True, None),
        (Reply(200, b"not json"), "provider_down", True, None),
    ],
)
async def test_discords_refusal_is_typed_and_sent_once(
    reply: Reply, code: str, retryable: bool, wait: float | None, wire: Wire, ctx: Context
) -> None:
    wire.replies = [reply]
    firing = await fire(PostDiscordMessage, POST, ctx)
    assert (firing.error_code, firing.retryable, firing.retry_after_seconds) == (code, retryable, wait)
    assert firing.outputs == [("error", firing.error)]
    assert API_KEY not in str(firing)
    assert len(wire.seen) == 1


async def test_a_channel_is_found_by_its_name_among_text_channels(wire: Wire, ctx: Context) -> None:
    wire.answer = _server
    given = {"message_content": "Hi", "channel_name": "#General", "server_name": "orchestra"}
    firing = await fire(SendDiscordMessage, given, ctx)
    assert firing.outputs == [("status", "Message sent"), ("message_id", "99"), ("channel_id", "701")]
    assert [r.path for r in wire.seen] == [
        "/users/@me/guilds",
        "/guilds/501/channels",
        "/channels/701/messages",
    ]


async def test_a_channels_id_needs_no_search(wire: Wire, ctx: Context) -> None:
    wire.answer = _server
    await fire(SendDiscordMessage, {"message_content": "Hi", "channel_name": "42"}, ctx)
    assert [request.path for request in wire.seen] == ["/channels/42/messages"]


async def test_a_channel_that_nobody_knows_is_named(wire: Wire, ctx: Context) -> None:
    wire.answer = _server
    firing = await fire(SendDiscordMessage, {"message_content": "Hi", "channel_name": "attic"}, ctx)
    assert firing.error == "The bot sees no channel 'attic'."
    assert all(request.method == "GET" for request in wire.seen)
