"""The models that blocks may ask: who serves them, what they take and what they cost.

    name in the table        that row; a row that was replaced stands for its successor
    provider:name            that provider, also for a model that the table does not have
    ollama/…, groq/…         the same, as older graphs write it
    anything else            refused, with names that look like it

`models.csv` holds what is known when this is released; an operator's own rows are laid over it.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from blocks.sdk.errors import InvalidInput
from blocks.sdk.usage import Usage, micro_credits

MODEL_PROVIDERS = (
    "openai",
    "anthropic",
    "groq",
    "open_router",
    "ollama",
    "perplexity",
    "mistral",
    "deepseek",
    "aiml_api",
    "llama_api",
    "v0",
    "openai_compatible",
)
CAPABILITIES = (
    "chat", "responses", "tools", "json", "vision", "reasoning", "search",
    "image", "transcription", "speech", "embedding",
)  # fmt: skip

# Prefixes that are no part of the model's own name. What stands in the table by its whole name goes first:
# `perplexity/sonar` is a model of OpenRouter.
_PREFIXES: Mapping[str, str] = {
    **{f"{slug}:": slug for slug in MODEL_PROVIDERS},
    **{f"{slug}/": slug for slug in ("ollama", "groq", "open_router", "openai_compatible")},
    "openrouter/": "open_router",
}
_PER_MILLION = Decimal(1_000_000)
_MAX_SUCCESSORS = 10
_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """One model. Prices: US dollars per million tokens, None where they are not known."""

    name: str  # as graphs write it
    provider: str
    provider_name: str = ""  # as its provider calls it; `name` if empty
    context_tokens: int | None = None  # question and answer together
    max_output_tokens: int | None = None
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    cached_price: Decimal | None = None  # of input that the provider had kept
    capabilities: frozenset[str] = frozenset()  # empty: not known
    replaced_by: str = ""  # the name of the model that stands for this one
    is_enabled: bool = True

    @property
    def wire_name(self) -> str:
        return self.provider_name or self.name

    def cost_of(self, tokens_in: int, tokens_out: int, tokens_cached: int = 0) -> int:
        """Micro-credits by the table; 0 where it knows no price."""
        full = self.input_price or Decimal(0)
        kept = full if self.cached_price is None else self.cached_price
        usd = full * (tokens_in - tokens_cached) + kept * tokens_cached
        return micro_credits((usd + (self.output_price or Decimal(0)) * tokens_out) / _PER_MILLION)

    def usage(
        self, tokens_in: int, tokens_out: int, tokens_cached: int = 0, *, cost_usd: Decimal | None = None
    ) -> Usage:
        """One call's usage. cost_usd: what the provider says it costs; by the table if it does not."""
        tokens_in, tokens_out = max(tokens_in, 0), max(tokens_out, 0)
        tokens_cached = max(0, min(tokens_cached, tokens_in))
        cost = self.cost_of(tokens_in, tokens_out, tokens_cached)
        return Usage() + Usage(
            tokens_in, tokens_out, tokens_cached, cost if cost_usd is None else micro_credits(cost_usd)
        )


class ModelTable:
    """Models by name."""

    def __init__(self, rows: Iterable[ModelSpec]) -> None:
        self._rows = {row.name: row for row in rows}

    def __iter__(self) -> Iterator[ModelSpec]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def overlaid(self, rows: Iterable[ModelSpec]) -> ModelTable:
        """A table in which `rows` stand in the place of those of the same name."""
        return ModelTable({**self._rows, **{row.name: row for row in rows}}.values())

    def find(self, name: str, *, pin: str = "model") -> ModelSpec | None:
        """The model that `name` asks for; None if no row and no prefix says who serves it.

        Raises InvalidInput for a model that is switched off and has no successor.
        """
        row = self._rows.get(name)
        if row is not None:
            return self._current(row, pin)
        for prefix, provider in _PREFIXES.items():
            if name.startswith(prefix) and len(name) > len(prefix):
                return self._of_provider(name.removeprefix(prefix), provider, pin)
        return None

    def get(self, name: str, *, pin: str = "model") -> ModelSpec:
        """The same. Raises InvalidInput also for a name that says nothing."""
        found = self.find(name, pin=pin)
        if found is None:
            raise unknown_model(name, self, pin)
        return found

    def _of_provider(self, name: str, provider: str, pin: str) -> ModelSpec:
        row = self._rows.get(name)
        if row is not None and row.provider == provider:
            return self._current(row, pin)
        return ModelSpec(name=name, provider=provider)

    def _current(self, row: ModelSpec, pin: str) -> ModelSpec:
        for _ in range(_MAX_SUCCESSORS):
            if not row.replaced_by:
                break
            successor = self._rows.get(row.replaced_by)
            if successor is None:
                break
            row = successor
        if not row.is_enabled:
            raise InvalidInput(f"`{pin}`: the model '{row.name}' is switched off here.", pin=pin)
        return row


def unknown_model(name: str, table: ModelTable, pin: str = "model") -> InvalidInput:
    """The refusal of a name that the table does not have, with names that look like it."""
    alike = difflib.get_close_matches(name, [row.name for row in table if row.is_enabled], _SUGGESTIONS)
    hint = f" Did you mean {', '.join(repr(other) for other in alike)}?" if alike else ""
    return InvalidInput(
        f"`{pin}`: there is no model {name[:100]!r} in the table.{hint} "
        "`provider:name` asks a provider for a model that the table does not have.",
        pin=pin,
    )


@cache
def known_models() -> ModelTable:
    """The table as released."""
    with (Path(__file__).parent / "models.csv").open(newline="", encoding="utf-8") as file:
        return ModelTable([_read(line) for line in csv.DictReader(file)])


def _read(line: dict[str, str]) -> ModelSpec:
    return ModelSpec(
        name=line["name"],
        provider=line["provider"],
        context_tokens=_count(line["context_tokens"]),
        max_output_tokens=_count(line["max_output_tokens"]),
        input_price=_price(line["input_price"]),
        output_price=_price(line["output_price"]),
        cached_price=_price(line["cached_price"]),
        capabilities=frozenset(line["capabilities"].split()),
        replaced_by=line["replaced_by"],
    )


def _count(text: str) -> int | None:
    return int(text) if text else None


def _price(text: str) -> Decimal | None:
    return Decimal(text) if text else None
