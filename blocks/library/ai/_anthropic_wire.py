"""Anthropic's messages: its own protocol, to which conversations are translated."""

from __future__ import annotations

import json
import re
from typing import Any

from blocks.library.ai import _chat
from blocks.library.ai._chat import Draft, Message, Question
from blocks.library.ai._fit import tokens_of
from blocks.sdk import Credential

DEFAULT_MAX_TOKENS = 4_096  # its API wants a number; every model takes this one
_LEAST_ROOM = 256
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+);base64,(.*)", re.DOTALL)


async def read(question: Question, credential: Credential, draft: Draft) -> None:
    """Stream one answer into `draft`."""
    import anthropic

    client = anthropic.AsyncAnthropic(
        api_key=credential.api_key,
        base_url=credential.base_url,
        http_client=draft.ctx.http.client(),
        max_retries=0,
        timeout=_chat.REQUEST_TIMEOUT_SECONDS,
    )
    system, messages = translated(question.messages)
    tools: dict[str, Any] = _tools(question) if question.tools else {}
    stream: Any = await client.messages.create(
        model=question.spec.wire_name,
        system=system or anthropic.omit,
        messages=messages,  # type: ignore[arg-type]  # dicts of the shape its types describe
        max_tokens=_room(question),
        stream=True,
        **tools,
    )
    async with stream:
        async for event in stream:
            await _take(draft, event)


async def _take(draft: Draft, event: Any) -> None:
    if event.type == "message_start":
        _count_input(draft, event.message.usage)
    elif event.type == "content_block_start" and event.content_block.type == "tool_use":
        draft.begin_call(event.index, event.content_block.id, event.content_block.name)
    elif event.type == "content_block_delta" and event.delta.type == "text_delta":
        await draft.add_text(event.delta.text)
    elif event.type == "content_block_delta" and event.delta.type == "input_json_delta":
        draft.add_arguments(event.index, event.delta.partial_json)
    elif event.type == "message_delta":
        draft.tokens_out = event.usage.output_tokens or draft.tokens_out
    elif event.type == "message_stop":
        draft.is_whole = True


def _count_input(draft: Draft, usage: Any) -> None:
    """Its `input_tokens` leaves out what was read from or written to its cache."""
    draft.tokens_cached = usage.cache_read_input_tokens or 0
    written = usage.cache_creation_input_tokens or 0
    draft.tokens_in = usage.input_tokens + draft.tokens_cached + written
    draft.tokens_out = usage.output_tokens or 0


def _room(question: Question) -> int:
    spec = question.spec
    wanted = question.max_tokens or spec.max_output_tokens or DEFAULT_MAX_TOKENS
    if spec.context_tokens is None:
        return wanted
    left = spec.context_tokens - tokens_of(question.messages)
    return max(min(wanted, left), min(wanted, _LEAST_ROOM))


def _tools(question: Question) -> dict[str, Any]:
    tools = [
        {"name": t.name, "description": t.description, "input_schema": t.parameters} for t in question.tools
    ]
    choice = {"type": "auto", "disable_parallel_tool_use": not question.may_call_many}
    return {"tools": tools, "tool_choice": choice}


def translated(messages: list[Message]) -> tuple[str, list[Message]]:
    """The system prompt, and the turns; what follows each other in one role becomes one turn."""
    system: list[str] = []
    turns: list[Message] = []
    for message in messages:
        if message["role"] in ("system", "developer"):
            system.append(_text_of(message.get("content")))
            continue
        role = "assistant" if message["role"] == "assistant" else "user"
        content = _content(message)
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] = _as_list(turns[-1]["content"]) + _as_list(content)
        elif content:
            turns.append({"role": role, "content": content})
    return "\n\n".join(part for part in system if part), turns


def _content(message: Message) -> Any:
    content = message.get("content")
    if message["role"] == "tool":
        told = {"type": "tool_result", "tool_use_id": message.get("tool_call_id", ""), "content": content}
        return [told]
    if message.get("tool_calls"):
        said = [{"type": "text", "text": content}] if content else []
        return [*said, *(_tool_use(call) for call in message["tool_calls"])]
    if isinstance(content, list):
        return [_part(part) for part in content]
    return content or ""


def _tool_use(call: dict[str, Any]) -> dict[str, Any]:
    try:
        arguments = json.loads(call["function"]["arguments"] or "{}")
    except ValueError:
        arguments = {}
    return {
        "type": "tool_use",
        "id": call["id"],
        "name": call["function"]["name"],
        "input": arguments if isinstance(arguments, dict) else {},
    }


def _part(part: Any) -> Any:
    if not isinstance(part, dict) or part.get("type") != "image_url":
        return part
    url = part["image_url"]["url"]
    inline = _DATA_URL.fullmatch(url)
    if inline is None:
        return {"type": "image", "source": {"type": "url", "url": url}}
    source = {"type": "base64", "media_type": inline.group(1), "data": inline.group(2)}
    return {"type": "image", "source": source}


def _as_list(content: Any) -> list[Any]:
    if isinstance(content, list):
        return content
    return [{"type": "text", "text": content}] if content else []


def _text_of(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content or () if isinstance(part, dict))
