"""Chat completions: OpenAI's protocol, which most providers and servers of one's own speak."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from blocks.library.ai import _chat
from blocks.library.ai._chat import Draft, Question
from blocks.sdk import Credential

# Mistral and Perplexity count without being asked, and refuse or ignore the question.
_COUNTS_UNASKED = ("mistral", "perplexity")
_SAYS_COST = ("open_router", "perplexity")
_REASONING_SERIES = re.compile(r"o\d")


def client_of(credential: Credential, draft: Draft) -> Any:
    import openai

    return openai.AsyncOpenAI(
        api_key=credential.api_key or _chat.NO_KEY,
        base_url=credential.base_url,
        http_client=draft.ctx.http.client(),
        max_retries=0,
        timeout=_chat.REQUEST_TIMEOUT_SECONDS,
    )


async def read(question: Question, credential: Credential, draft: Draft) -> None:
    """Stream one answer into `draft`."""
    client = client_of(credential, draft)
    messages: Any = question.messages
    stream = await client.chat.completions.create(
        model=question.spec.wire_name, messages=messages, stream=True, **_options(question)
    )
    async with stream:
        async for chunk in stream:
            _count(draft, chunk)
            for choice in chunk.choices:
                draft.is_whole = draft.is_whole or choice.finish_reason is not None
                if choice.delta is not None:
                    await _take(draft, choice.delta)


def _options(question: Question) -> dict[str, Any]:
    spec = question.spec
    made: dict[str, Any] = {}
    if spec.provider not in _COUNTS_UNASKED:
        made["stream_options"] = {"include_usage": True}
    if spec.provider == "open_router":
        made["extra_body"] = {"usage": {"include": True}}
    if question.max_tokens is not None:
        # OpenAI's newer models refuse `max_tokens`, other servers do not know the new name.
        name = "max_completion_tokens" if spec.provider == "openai" else "max_tokens"
        made[name] = question.max_tokens
    if question.wants_json and spec.provider != "perplexity":
        made["response_format"] = {"type": "json_object"}
    if question.tools:
        made["tools"] = [
            {
                "type": "function",
                "function": {"name": t.name, "description": t.description, "parameters": t.parameters},
            }
            for t in question.tools
        ]
        if not (question.may_call_many or _REASONING_SERIES.match(spec.wire_name)):
            made["parallel_tool_calls"] = False
    return made


async def _take(draft: Draft, delta: Any) -> None:
    for call in delta.tool_calls or ():
        told = call.function
        draft.begin_call(call.index, call.id or "", (told and told.name) or "")
        draft.add_arguments(call.index, (told and told.arguments) or "")
    for source in getattr(delta, "annotations", None) or ():
        if isinstance(source, dict):
            draft.sources.append(source)
    if delta.content:
        await draft.add_text(delta.content)


def _count(draft: Draft, chunk: Any) -> None:
    """Take over what the provider counts; the last count holds."""
    found = getattr(chunk, "search_results", None)  # Perplexity's own sources, again in every piece
    if isinstance(found, list) and found:
        draft.sources = [_cited(one) for one in found if isinstance(one, dict)]
    if chunk.usage is None:
        return
    count_usage(draft, chunk.usage.model_dump())


def count_usage(draft: Draft, used: dict[str, Any]) -> None:
    details = used.get("prompt_tokens_details") or used.get("input_tokens_details") or {}
    draft.tokens_in = _whole(used.get("prompt_tokens", used.get("input_tokens")))
    draft.tokens_out = _whole(used.get("completion_tokens", used.get("output_tokens")))
    draft.tokens_cached = _whole(details.get("cached_tokens") or used.get("prompt_cache_hit_tokens"))
    if draft.spec.provider in _SAYS_COST:
        draft.cost_usd = _usd(used.get("cost"))


def _cited(found: dict[str, Any]) -> dict[str, Any]:
    known = {name: found[name] for name in ("title", "url", "date") if isinstance(found.get(name), str)}
    return {"type": "url_citation", "url_citation": known}


def _whole(value: Any) -> int:
    return int(value) if isinstance(value, int | float) and 0 < value < 1e12 else 0


def _usd(value: Any) -> Decimal | None:
    if isinstance(value, dict):
        value = value.get("total_cost")
    if not isinstance(value, int | float | str) or isinstance(value, bool):
        return None
    try:
        usd = Decimal(str(value))
    except InvalidOperation:
        return None
    return usd if usd.is_finite() and usd >= 0 else None
