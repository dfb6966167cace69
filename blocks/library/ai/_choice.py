"""Which model a step asks, and with whose right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from blocks.sdk import Context, Credential, InvalidInput, MissingCredential, ModelSpec, Pin, Price
from blocks.sdk.models import MODEL_PROVIDERS, unknown_model
from blocks.sdk.pins import Widget
from blocks.sdk.prices import PriceBasis

DEFAULT_MODEL = "gpt-5.2-2025-12-11"
DEFAULT_OLLAMA_HOST = "localhost:11434"
BY_MODEL = (Price("1", PriceBasis.MODEL),)  # the price of every block that asks one
PROVIDERS = MODEL_PROVIDERS  # of every block with a `model` pin
_OPENAI = "openai"
_OPENAI_HOST = "api.openai.com"


def model_pin(default: str = DEFAULT_MODEL) -> Any:
    return Pin(
        default,
        description="The model's name in the table of models; `provider:name` asks a provider for any other",
        example="gpt-4o-mini",
        min_length=1,
        max_length=200,
        widget=Widget.MODEL,
    )


def ollama_host_pin() -> Any:
    return Pin(
        DEFAULT_OLLAMA_HOST,
        description="Where Ollama runs, for its models",
        advanced=True,
        max_length=255,
    )


def max_tokens_pin() -> Any:
    return Pin(None, description="Longest answer, in tokens", ge=1, advanced=True)


def retry_pin() -> Any:
    return Pin(3, description="How often to try if the provider fails", ge=1, le=10, advanced=True)


async def chosen(name: str, ctx: Context, *, pin: str = "model") -> ModelSpec:
    """The model that `name` asks for. Raises InvalidInput if nothing says who serves it.

    Where the operator moved OpenAI's address to a server of their own, that server knows its models' names.
    """
    name = name.strip()
    if not name:
        raise InvalidInput(f"`{pin}` names no model.", pin=pin)
    table = await ctx.model_table()
    spec = table.find(name, pin=pin)
    if spec is not None:
        return spec
    if await _is_moved(ctx):
        return ModelSpec(name=name, provider=_OPENAI)
    raise unknown_model(name, table, pin)


async def credential_for(spec: ModelSpec, ctx: Context, ollama_host: str = "") -> Credential:
    """The right to ask the model's provider, for one request. Raises MissingCredential."""
    return _at_host(await ctx.credential(spec.provider), ollama_host)


async def _is_moved(ctx: Context) -> bool:
    try:
        credential = await ctx.credential(_OPENAI)
    except MissingCredential:
        return False
    return urlsplit(credential.base_url).hostname != _OPENAI_HOST


def _at_host(credential: Credential, host: str) -> Credential:
    """For Ollama the address of its OpenAI-compatible API, at the host the step names if it names one."""
    if credential.provider != "ollama":
        return credential
    address = credential.base_url if host in ("", DEFAULT_OLLAMA_HOST) else host
    address = address if "://" in address else f"http://{address}"
    return replace(credential, base_url=f"{address.rstrip('/').removesuffix('/v1')}/v1")
