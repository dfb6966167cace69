"""Single calls of OpenAI's protocol beside chat: images, audio and embeddings."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from blocks.library.ai import _ask
from blocks.library.ai._chat import Draft, errors_of, load
from blocks.library.ai._choice import chosen, credential_for
from blocks.library.ai._failures import failure_of
from blocks.library.ai._openai_wire import client_of, count_usage
from blocks.sdk import BlockFailure, Context, InvalidInput, ModelSpec

ATTEMPTS = 3
T = TypeVar("T")


async def served(model: str, ctx: Context, capability: str, providers: tuple[str, ...]) -> ModelSpec:
    """The model called so. Raises InvalidInput, naming `model`, if the table says that it cannot do that."""
    spec = await chosen(model, ctx)
    if spec.provider not in providers or (spec.capabilities and capability not in spec.capabilities):
        raise InvalidInput(f"`model`: {spec.name!r} is no model for that ({capability}).", pin="model")
    return spec


async def ask(spec: ModelSpec, ctx: Context, call: Callable[[Any], Awaitable[T]]) -> T:
    """What `call` gets from the provider's client; what that used is counted. Tried again as chats are."""
    await load("openai")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _once(spec, ctx, call)
        except BlockFailure as failure:
            asked = failure.retry_after_seconds
            wait = _ask.BACKOFF_SECONDS * 2.0 ** (attempt - 1) if asked is None else asked
            if not failure.retryable or attempt == ATTEMPTS or wait > _ask.LONGEST_WAIT_SECONDS:
                raise
        await asyncio.sleep(wait)
    raise AssertionError("The last attempt returns or raises.")


async def _once(spec: ModelSpec, ctx: Context, call: Callable[[Any], Awaitable[T]]) -> T:
    import httpx2

    draft = Draft(spec, ctx)
    try:
        answer = await call(client_of(await credential_for(spec, ctx), draft))
    except (errors_of("openai"), httpx2.RequestError, json.JSONDecodeError) as err:
        raise failure_of(err, spec.provider, ctx) from err
    usage = getattr(answer, "usage", None)
    if usage is not None and hasattr(usage, "model_dump"):
        count_usage(draft, usage.model_dump())
        draft.count()
    return answer
