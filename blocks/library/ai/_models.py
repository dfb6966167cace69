"""Which provider serves a model, told from the model's name."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_MODEL = "gpt-5.2-2025-12-11"
DEFAULT_PROVIDER = "openai"  # also for any server that speaks OpenAI's protocol

# Prefix of the model's name → provider. A prefix that ends with "/" is not part of the model's own name.
_PREFIXES = (
    ("ollama/", "ollama"),
    ("groq/", "groq"),
    ("open_router/", "open_router"),
    ("openrouter/", "open_router"),
    ("openai:", "openai"),
    ("anthropic:", "anthropic"),
    ("claude", "anthropic"),
    ("gpt", "openai"),
    ("chatgpt", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
)


@dataclass(frozen=True, slots=True)
class Model:
    name: str  # as the provider calls it
    provider: str


def model_named(name: str) -> Model:
    """The model and its provider; `vendor/model` without a known prefix goes to OpenRouter."""
    for prefix, provider in _PREFIXES:
        if name.startswith(prefix):
            return Model(name.removeprefix(prefix) if prefix[-1] in "/:" else name, provider)
    return Model(name, "open_router" if "/" in name else DEFAULT_PROVIDER)
