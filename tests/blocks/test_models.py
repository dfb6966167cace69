"""The table of models: which one a name asks for, and what it costs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from blocks.sdk import InvalidInput, ModelSpec, ModelTable
from blocks.sdk.models import CAPABILITIES, MODEL_PROVIDERS, known_models
from blocks.sdk.usage import Usage, micro_credits


def test_every_released_row_is_sound() -> None:
    rows = list(known_models())
    assert len(rows) > 150
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert row.provider in MODEL_PROVIDERS, row.name
        assert row.capabilities, row.name
        assert row.capabilities <= set(CAPABILITIES), row.name
        assert known_models().get(row.name).replaced_by == "", row.name
        for price in (row.input_price, row.output_price, row.cached_price):
            assert price is None or price >= 0, row.name
        if row.max_output_tokens and row.context_tokens:
            assert row.max_output_tokens <= row.context_tokens, row.name


@pytest.mark.parametrize(
    ("name", "provider", "wire_name"),
    [
        ("gpt-4o-mini", "openai", "gpt-4o-mini"),
        ("o3-mini", "openai", "o3-mini"),
        ("claude-opus-4-7", "anthropic", "claude-opus-4-7"),
        ("llama-3.3-70b-versatile", "groq", "llama-3.3-70b-versatile"),
        ("llama3.3", "ollama", "llama3.3"),
        ("perplexity/sonar", "open_router", "perplexity/sonar"),
        ("sonar", "perplexity", "sonar"),
        ("deepseek-chat", "deepseek", "deepseek-chat"),
        ("mistral-large-latest", "mistral", "mistral-large-latest"),
        ("v0-1.5-md", "v0", "v0-1.5-md"),
        ("ollama/llama3:8b", "ollama", "llama3:8b"),
        ("groq/some-model", "groq", "some-model"),
        ("open_router/openai/gpt-4o", "open_router", "openai/gpt-4o"),
        ("openai:gpt-next", "openai", "gpt-next"),
        ("openai_compatible/qwen2.5-7b", "openai_compatible", "qwen2.5-7b"),
        ("claude-3-5-sonnet-latest", "anthropic", "claude-sonnet-4-5-20250929"),
    ],
)
def test_a_name_tells_the_provider(name: str, provider: str, wire_name: str) -> None:
    found = known_models().get(name)
    assert (found.provider, found.wire_name) == (provider, wire_name)


def test_an_unknown_name_is_refused_with_names_that_look_like_it() -> None:
    with pytest.raises(InvalidInput) as refusal:
        known_models().get("gpt-4o-minj")
    assert refusal.value.pin == "model"
    assert "there is no model 'gpt-4o-minj' in the table" in refusal.value.message
    assert "'gpt-4o-mini'" in refusal.value.message


def test_a_prefix_finds_the_price_of_a_model_of_that_provider_only() -> None:
    table = known_models()
    assert table.get("openai:gpt-4o-mini").input_price == Decimal("0.15")
    assert table.get("groq:gpt-4o-mini").input_price is None


def test_a_model_that_was_switched_off_is_refused_unless_another_stands_for_it() -> None:
    off = ModelSpec(name="old", provider="openai", is_enabled=False)
    table = ModelTable([off, ModelSpec(name="new", provider="openai")])
    with pytest.raises(InvalidInput, match="'old' is switched off"):
        table.get("old")
    stands_for = ModelSpec(name="old", provider="openai", is_enabled=False, replaced_by="new")
    assert table.overlaid([stands_for]).get("old").name == "new"


def test_models_that_replace_each_other_do_not_go_round_for_ever() -> None:
    table = ModelTable(
        ModelSpec(name=name, provider="openai", replaced_by=other, is_enabled=False)
        for name, other in (("a", "b"), ("b", "a"))
    )
    with pytest.raises(InvalidInput):
        table.get("a")


def test_a_token_of_a_cheap_model_costs_whole_micro_credits() -> None:
    mini = known_models().get("gpt-4o-mini")
    assert (mini.cost_of(1, 0), mini.cost_of(0, 1)) == (15, 60)
    assert mini.usage(1_000, 100, 400) == Usage(1_000, 100, 400, 600 * 15 + 3_000 + 100 * 60)
    assert micro_credits(Decimal(1)) == 100_000_000  # a dollar is 100 credits


def test_what_a_provider_says_is_believed_before_the_table_and_within_bounds() -> None:
    mini = known_models().get("gpt-4o-mini")
    assert mini.usage(10, 10, cost_usd=Decimal("0.5")).cost == 50_000_000
    assert mini.usage(10, 10, cost_usd=Decimal("-1")).cost == 0
    assert mini.usage(10, 10, cost_usd=Decimal("Infinity")).cost == 0
    assert mini.usage(-5, 10, 99) == Usage(0, 10, 0, 600)
