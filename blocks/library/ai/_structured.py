"""Answers that are JSON of a given shape: asked for, checked, and asked for again with what was wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from blocks.library.ai._ask import Asker, user
from blocks.library.ai._chat import Message
from blocks.sdk import ProviderRefused

Check = Callable[[Any], list[str]]  # what is wrong with a value, in words for the model
MAX_STARTS = 50  # places of an answer at which JSON may begin
_SHOWN_CHARACTERS = 300

_decoder = json.JSONDecoder()


async def structured(
    to: Asker, messages: list[Message], check: Check, *, tries: int, wants_json: bool
) -> tuple[Any, list[Message]]:
    """The value that the model gives, once it passes `check`, and the messages that led to it.

    Raises ProviderRefused, with what was wrong last, after `tries` answers.
    """
    asked = messages
    wrong: list[str] = []
    for _ in range(tries):
        answer = await to.ask(asked, wants_json=wants_json)
        found = json_in(answer.text)
        wrong = ["the answer holds no JSON"] if found is None else check(found[0])
        if found is not None and not wrong:
            return found[0], asked
        told = f"That was not right: {'; '.join(wrong)}. Answer again, with the whole JSON and nothing else."
        asked = [*asked, {"role": "assistant", "content": answer.text or "(no text)"}, user(told)]
    said = asked[-2]["content"][:_SHOWN_CHARACTERS]
    why = f"The model gave no answer of the right form in {tries} tries: {'; '.join(wrong)}."
    raise ProviderRefused(f"{why} It said: {said}")


def json_in(text: str) -> tuple[Any] | None:
    """The first JSON object or list in a text, also one in a code fence or between words."""
    start = -1
    for _ in range(MAX_STARTS):
        places = [place for mark in "{[" if (place := text.find(mark, start + 1)) >= 0]
        if not places:
            return None
        start = min(places)
        try:
            value, _ = _decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        return (value,)
    return None
