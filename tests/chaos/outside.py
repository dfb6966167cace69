"""How often the local server was asked what: the proof that nothing ran twice."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.agents.wire import Outside


def calls(server: Outside) -> Counter[str]:
    """How often each text came, over all kinds of calls."""
    said = [_said(asked.partition(" ")[2]) for asked in list(server.asked) if not asked.startswith("POST ")]
    return Counter([*said, *(_text(body) for body in list(server.bodies))])


def text_of_firing(given: dict[str, Any]) -> str | None:
    """The text that a firing with this input sends; None if it calls nobody."""
    if "url" in given:
        return _said(given["url"])
    text: str | None = given.get("message") or given.get("prompt")
    return text


def _said(url: str) -> str:
    return parse_qs(urlsplit(url).query)["say"][0]


def _text(body: dict[str, Any]) -> str:
    text: str = body["messages"][-1]["content"] if "messages" in body else body["content"]
    return text
