"""Answers of models as they come over the wire, in OpenAI's and Anthropic's protocols."""

from __future__ import annotations

import json
from typing import Any

from tests.blocks.wire import Reply

_HEADERS = {"Content-Type": "text/event-stream"}


def chunk(delta: dict[str, Any] | None = None, *, finish: str | None = None, **more: Any) -> dict[str, Any]:
    """One piece of a chat completion."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    return {
        "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices, **more,
    }  # fmt: skip


def openai_says(text: str = "", *, calls: tuple[tuple[str, str, Any], ...] = (), **usage: Any) -> Reply:
    """A whole answer. calls: id, tool and arguments (as text, or as what is to become JSON)."""
    pieces = [chunk({"role": "assistant", "content": ""})]
    pieces += [chunk({"content": part}) for part in _halves(text)]
    for place, (call_id, name, given) in enumerate(calls):
        begun = {
            "index": place,
            "id": call_id,
            "type": "function",
            "function": {"name": name, "arguments": ""},
        }
        pieces.append(chunk({"tool_calls": [begun]}))
        for part in _halves(given if isinstance(given, str) else json.dumps(given)):
            pieces.append(chunk({"tool_calls": [{"index": place, "function": {"arguments": part}}]}))
    pieces.append(chunk({}, finish="tool_calls" if calls else "stop"))
    pieces.append(chunk(usage={"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25, **usage}))
    return openai_stream(*pieces)


def openai_stream(*pieces: dict[str, Any]) -> Reply:
    lines = [f"data: {json.dumps(piece)}\n\n" for piece in pieces]
    return Reply(200, "".join([*lines, "data: [DONE]\n\n"]).encode(), _HEADERS)


def anthropic_says(text: str = "", *, calls: tuple[tuple[str, str, Any], ...] = (), **usage: Any) -> Reply:
    """The same by Anthropic's protocol."""
    counted = {"input_tokens": 20, "output_tokens": 1, **usage}
    message: dict[str, Any] = {
        "id": "m1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
        "stop_sequence": None, "usage": counted,
    }  # fmt: skip
    events: list[dict[str, Any]] = [{"type": "message_start", "message": message}]
    blocks: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    if text:
        deltas = [{"type": "text_delta", "text": part} for part in _halves(text)]
        blocks.append(({"type": "text", "text": ""}, deltas))
    for call_id, name, given in calls:
        written = _halves(json.dumps(given))
        deltas = [{"type": "input_json_delta", "partial_json": part} for part in written]
        blocks.append(({"type": "tool_use", "id": call_id, "name": name, "input": {}}, deltas))
    for index, (begun, deltas) in enumerate(blocks):
        events.append({"type": "content_block_start", "index": index, "content_block": begun})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": index})
    reason = "tool_use" if calls else "end_turn"
    ended = {"stop_reason": reason, "stop_sequence": None}
    events.append({"type": "message_delta", "delta": ended, "usage": {"output_tokens": 5}})
    events.append({"type": "message_stop"})
    lines = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events]
    return Reply(200, "".join(lines).encode(), _HEADERS)


RESPONSE_USAGE = {
    "input_tokens": 30,
    "output_tokens": 12,
    "total_tokens": 42,
    "input_tokens_details": {"cached_tokens": 10},
    "output_tokens_details": {"reasoning_tokens": 4},
}


def response(status: str = "completed", **more: Any) -> dict[str, Any]:
    return {
        "id": "resp_1", "object": "response", "created_at": 1, "model": "gpt-5.1-codex", "status": status,
        "output": [], "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
        "usage": RESPONSE_USAGE, **more,
    }  # fmt: skip


def responses_stream(*events: dict[str, Any]) -> Reply:
    lines = [
        f"event: {event['type']}\ndata: {json.dumps({'sequence_number': n, **event})}\n\n"
        for n, event in enumerate(events)
    ]
    return Reply(200, "".join(lines).encode(), _HEADERS)


def text_delta(text: str) -> dict[str, Any]:
    place = {"item_id": "i", "output_index": 0, "content_index": 0, "logprobs": []}
    return {"type": "response.output_text.delta", "delta": text, **place}


def responses_say(text: str) -> Reply:
    """A whole answer by OpenAI's Responses protocol."""
    return responses_stream(text_delta(text), {"type": "response.completed", "response": response()})


def _halves(text: str) -> list[str]:
    half = len(text) // 2
    return [part for part in (text[:half], text[half:]) if part]
