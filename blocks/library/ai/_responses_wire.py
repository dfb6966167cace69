"""OpenAI's Responses protocol, of models that chat completions do not reach."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from blocks.library.ai._chat import Draft, errors_of, load
from blocks.library.ai._failures import failure_of
from blocks.library.ai._openai_wire import client_of, count_usage
from blocks.sdk import Context, Credential, ModelSpec, ProviderDown, ProviderRefused


@dataclass(slots=True)
class Response:
    id: str = ""
    text: str = ""
    reasoning: str = ""
    notes: list[str] = field(default_factory=list)


async def respond(spec: ModelSpec, asked: dict[str, Any], credential: Credential, ctx: Context) -> Response:
    """One answer, its text streamed to `response` on the way. Raises the SDK's typed failures."""
    import httpx2

    await load("openai")

    async def show(piece: str) -> None:
        await ctx.stream("response", piece)

    draft = Draft(spec, ctx, show)
    made = Response()
    try:
        stream = await client_of(credential, draft).responses.create(
            model=spec.wire_name, stream=True, **asked
        )
        async with stream:
            async for event in stream:
                await _take(draft, made, event)
    except (errors_of("openai"), httpx2.RequestError, json.JSONDecodeError) as err:
        raise failure_of(err, spec.provider, ctx) from err
    finally:
        draft.count()
    made.text = draft.answer().text
    made.reasoning = "\n\n".join(made.notes)
    return made


async def _take(draft: Draft, made: Response, event: Any) -> None:
    if event.type == "response.output_text.delta":
        await draft.add_text(event.delta)
    elif event.type == "response.reasoning_summary_text.done":
        made.notes.append(event.text)
    elif event.type in ("response.completed", "response.incomplete", "response.failed"):
        response = event.response
        made.id = response.id
        if response.usage is not None:
            count_usage(draft, response.usage.model_dump())
        if event.type == "response.failed":
            said = response.error.message if response.error else "it does not say why"
            raise _failed(response, said)
        draft.is_whole = True


def _failed(response: Any, said: str) -> ProviderDown | ProviderRefused:
    code = response.error.code if response.error else ""
    if code == "server_error":
        return ProviderDown(f"openai failed: {said[:500]}")
    return ProviderRefused(f"openai refuses: {said[:500]}")
