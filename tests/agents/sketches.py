"""What a model may answer that draws agents, and a server that answers so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rest_framework.test import APIClient

from tests.blocks.streams import openai_says
from tests.blocks.wire import Reply, Wire, serving

NEWS = "Every morning read this RSS feed, summarise new posts and send them to Slack."
STEPS: list[dict[str, Any]] = [
    {"id": "feed", "block": "web.read_feed", "title": "Read the feed",
     "values": {"polling_rate": 60, "run_continuously": False}},
    {"id": "summary", "block": "ai.text_summarizer", "title": "Summarise",
     "values": {"model": "gpt-4o-mini"}},
    {"id": "send", "block": "slack.send_message", "title": "Tell the team", "values": {}},
]  # fmt: skip
LINKS = [
    {"from": "feed.entry_#_description", "to": "summary.text"},
    {"from": "summary.summary", "to": "send.text"},
]
OPEN = [
    {"step": "feed", "pin": "rss_url", "why": "The address of your feed"},
    {"step": "send", "pin": "channel", "why": "Which channel gets the news"},
]


def drawing(**changes: Any) -> dict[str, Any]:
    """A right answer to NEWS, with what a test wants otherwise."""
    return {
        "name": "Morning news",
        "description": "Sends what is new.",
        "steps": STEPS,
        "links": LINKS,
        "open": OPEN,
        "explanation": "It reads your feed each morning.",
        "schedule": "0 7 * * *",
        **changes,
    }


@contextmanager
def answering(settings: Any, *answers: Any, **options: Any) -> Iterator[Wire]:
    """A model of the operator's that gives these answers in turn, the last one for good."""
    said = [one if isinstance(one, str) else json.dumps(one) for one in answers]
    replies = [openai_says(text) for text in said]
    wire = Wire(replies=[Reply(r.status, r.body, r.headers, **options) for r in replies])
    with serving(wire):
        settings.OPENAI_API_KEY = "sk-of-the-operator"
        settings.OPENAI_BASE_URL = f"{wire.base_url}/v1"
        settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
        yield wire


def asked(client: APIClient, wish: str = NEWS, **more: Any) -> list[dict[str, Any]]:
    """The lines of an answer."""
    answer = client.post(
        "/api/v1/graphs/sketch", {"wish": wish, "model": "gpt-4o-mini", **more}, format="json"
    )
    assert answer.status_code == 200, answer.content
    lines = b"".join(answer.streaming_content).split(b"\n")  # type: ignore[attr-defined]  # of a streamed answer
    return [json.loads(line) for line in lines if line]


def last(client: APIClient, wish: str = NEWS, **more: Any) -> dict[str, Any]:
    return asked(client, wish, **more)[-1]


def told(wire: Wire, turn: int = -1) -> str:
    """The last message of a question to the model."""
    text: str = wire.seen[turn].json()["messages"][-1]["content"]
    return text
