"""How to fire each block that calls out, so that one contract can be tried on all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from blocks.library.ai import _chat
from blocks.library.web import wikipedia
from tests.blocks.wire import RECORDINGS, Reply, recorded


@dataclass(frozen=True)
class Outside:
    """One block and the service it calls."""

    values: Callable[[str], dict[str, Any]]  # from the address of the wire
    reply: Reply  # a recorded answer with which it does well
    codes: dict[int, str] = field(default_factory=dict)  # statuses that mean something else here
    base: tuple[Any, str] | None = None  # module and name of the service's address, if it is fixed
    patience: tuple[Any, str] | None = None  # the same of its time limit, if it has one of its own


def _feed() -> Reply:
    return Reply(200, (RECORDINGS / "feeds/rss.xml").read_bytes(), {"Content-Type": "application/xml"})


_ONCE = {"polling_rate": 1, "run_continuously": False}

OUTSIDE: dict[str, Outside] = {
    "ai.text_generator": Outside(
        lambda base: {"prompt": "Hi", "model": "gpt-4o-mini", "retry": 1},
        recorded("openai", "stream.sse"),
        patience=(_chat, "REQUEST_TIMEOUT_SECONDS"),
    ),
    "data.read_spreadsheet": Outside(
        lambda base: {"file_input": base}, Reply(200, b"a,b\n1,2", {"Content-Type": "text/csv"})
    ),
    "discord.post_message": Outside(
        lambda base: {"channel_id": "42", "message": "Hi"}, recorded("discord", "message.json")
    ),
    "discord.send_message": Outside(
        lambda base: {"message_content": "Hi", "channel_name": "42"}, recorded("discord", "message.json")
    ),
    "web.extract_text": Outside(
        lambda base: {"url": base}, Reply(200, b"<p>Hi</p>", {"Content-Type": "text/html"})
    ),
    "web.read_feed": Outside(lambda base: {"rss_url": base, **_ONCE}, _feed()),
    "web.wikipedia_summary": Outside(
        lambda base: {"topic": "Bee"}, recorded("wikipedia", "summary.json"), base=(wikipedia, "BASE_URL")
    ),
}

# It hands on answers of any status, each by the output of its kind.
HANDS_ON_REFUSALS = frozenset({"web.send_request"})
