"""Conversations that are too long for a model, made to fit.

Tokens are estimated: four ASCII characters, or one other character, are a token. Old turns go first, then
the middle of the longest texts; the system prompt and the last turn stay as long as they can.
"""

from __future__ import annotations

import json
from typing import Any

from blocks.sdk import ModelSpec

Message = dict[str, Any]

CUT = "\n[… left out to fit the model …]\n"
DEFAULT_ANSWER_TOKENS = 4_096
IMAGE_TOKENS = 1_600
_OF_A_MESSAGE = 6  # tokens around the text
_LEAST_CHARACTERS = 200  # a text is not cut further
_MAX_CUTS = 50


def tokens_of(messages: list[Message]) -> int:
    return sum(_tokens_of_message(message) for message in messages)


def text_tokens(text: str) -> int:
    plain = len(text.encode("ascii", "ignore"))
    return -(-plain // 4) + len(text) - plain


def fitted(messages: list[Message], spec: ModelSpec, max_tokens: int | None) -> list[Message]:
    """The conversation, shortened if the model could not take it. The same list if it fits."""
    if spec.context_tokens is None:
        return messages
    answer = max_tokens or spec.max_output_tokens or DEFAULT_ANSWER_TOKENS
    budget = spec.context_tokens - min(answer, spec.context_tokens // 2)
    if tokens_of(messages) <= budget:
        return messages
    return _cut(_without_old_turns(messages, budget), budget)


def bounded(max_tokens: int | None, spec: ModelSpec) -> int | None:
    """What may be asked for: never more than the model can answer."""
    if max_tokens is None or spec.max_output_tokens is None:
        return max_tokens
    return min(max_tokens, spec.max_output_tokens)


def _without_old_turns(messages: list[Message], budget: int) -> list[Message]:
    """Drop turns from the oldest on; a call of tools goes with its results."""
    kept = list(messages)
    while tokens_of(kept) > budget:
        first = next((i for i, message in enumerate(kept) if message["role"] != "system"), len(kept))
        end = first + 1
        while end < len(kept) and kept[end]["role"] == "tool":
            end += 1
        if end >= len(kept):
            break
        del kept[first:end]
    return kept


def _cut(messages: list[Message], budget: int) -> list[Message]:
    kept = [dict(message) for message in messages]
    for _ in range(_MAX_CUTS):
        over = tokens_of(kept) - budget
        longest = max(kept, key=lambda message: len(_text(message)), default=None)
        if over <= 0 or longest is None or len(_text(longest)) <= _LEAST_CHARACTERS:
            break
        longest["content"] = _shortened(_text(longest), over)
    return kept


def _shortened(text: str, tokens: int) -> str:
    """The text without about so many tokens from its middle."""
    share = tokens / max(text_tokens(text), 1)
    left = max(_LEAST_CHARACTERS // 2, int(len(text) * (1 - share) * 0.98) - len(CUT))
    head = left // 2
    return f"{text[:head]}{CUT}{text[len(text) - (left - head) :]}"


def _text(message: Message) -> str:
    content = message.get("content")
    return content if isinstance(content, str) else ""


def _tokens_of_message(message: Message) -> int:
    content = message.get("content")
    tokens = _OF_A_MESSAGE
    if isinstance(content, str):
        tokens += text_tokens(content)
    for part in content if isinstance(content, list) else ():
        is_text = isinstance(part, dict) and isinstance(part.get("text"), str)
        tokens += text_tokens(part["text"]) if is_text else IMAGE_TOKENS
    if message.get("tool_calls"):
        tokens += text_tokens(json.dumps(message["tool_calls"]))
    return tokens
