"""What a firing costs, by what its block declares and what the operator says instead."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from blocks.library.ai.text_generator import AITextGenerator
from blocks.library.pinecone.vectors import PineconeInsert, PineconeQuery
from blocks.library.text.templates import FillTextTemplate
from blocks.sdk import Block, ModelSpec, ModelTable, Usage
from blocks.sdk.usage import NOTHING
from credits.models import Basis, Part
from credits.services.price_book import PriceBook, Rate
from credits.services.pricing import MAX_HOLD, Target, cost_of, estimate, items_in, target_of
from platform_project.kit.money import MICRO

TINY = ModelSpec(
    name="tiny",
    provider="openai",
    context_tokens=10_000,
    max_output_tokens=2_000,
    input_price=Decimal("0.15"),
    output_price=Decimal("0.60"),
    cached_price=Decimal("0.05"),
)
TABLE = ModelTable([TINY, replace(TINY, name="off", is_enabled=False)])
AT_TINY = Target("openai", "tiny", TINY)
ASKED = {"prompt": "Hi", "model": "tiny"}
ONE_ANSWER = 20 * 15 + 3 * 60


def cost(
    block: type[Block], inputs: dict[str, Any], usage: Usage = NOTHING, *rates: Rate, **more: Any
) -> int:
    given: dict[str, Any] = {"seconds": 0.0, "items": 1, "bytes": 0, "is_own_credential": False, **more}
    return cost_of(block, inputs, usage, book=PriceBook(rates), **given)


def rate(part: Part, basis: Basis, credits: str, **more: Any) -> Rate:
    return Rate(part, basis, int(Decimal(credits) * MICRO), **more)


def test_a_model_costs_what_its_table_says() -> None:
    assert cost(AITextGenerator, ASKED, TINY.usage(20, 3), target=AT_TINY) == ONE_ANSWER
    assert cost(AITextGenerator, ASKED, TINY.usage(20, 3, 20), target=AT_TINY) == 20 * 5 + 3 * 60


def test_a_flat_price_is_of_each_firing_that_goes_well() -> None:
    assert cost(PineconeQuery, {}) == MICRO
    assert cost(PineconeQuery, {}, has_failed=True) == 0


def test_what_failed_pays_for_what_it_used_of_a_model() -> None:
    assert cost(AITextGenerator, ASKED, TINY.usage(20, 3), target=AT_TINY, has_failed=True) == ONE_ANSWER


def test_items_are_counted_in_the_longest_list() -> None:
    given = {"index": "a", "chunks": ["x", "y", "z"], "embeddings": [[0.1]] * 3}
    assert items_in(PineconeInsert, given) == 3
    assert cost(PineconeInsert, given, items=3) == 3 * MICRO


@pytest.mark.parametrize(
    ("rates", "charged"),
    [
        pytest.param((), 0, id="nothing is said"),
        pytest.param((rate(Part.PLATFORM, Basis.FIRING, "0.1", provider="openai"),), 100_000, id="platform"),
        pytest.param((rate(Part.PROVIDER, Basis.FIRING, "0.1", provider="openai"),), 0, id="provider"),
    ],
)
def test_a_key_of_ones_own_is_free_of_the_providers_part(rates: tuple[Rate, ...], charged: int) -> None:
    used = TINY.usage(20, 3)
    assert cost(AITextGenerator, ASKED, used, *rates, target=AT_TINY, is_own_credential=True) == charged


def test_the_platforms_part_is_added_to_the_providers() -> None:
    fee = rate(Part.PLATFORM, Basis.FIRING, "0.1", provider="openai")
    assert cost(AITextGenerator, ASKED, TINY.usage(20, 3), fee, target=AT_TINY) == 100_000 + ONE_ANSWER


def test_the_operators_price_stands_in_the_place_of_the_declared_one() -> None:
    margin = rate(Part.PROVIDER, Basis.MODEL, "1.5", provider="openai")
    assert cost(AITextGenerator, ASKED, TINY.usage(20, 3), margin, target=AT_TINY) == ONE_ANSWER * 3 // 2
    other = Target("groq", "llama")
    assert cost(AITextGenerator, ASKED, Usage(cost=7), margin, target=other) == 7


def test_of_several_prices_those_count_that_say_most_of_what_they_are_about() -> None:
    of_provider = rate(Part.PROVIDER, Basis.FIRING, "9", provider="openai")
    sent = rate(Part.PROVIDER, Basis.TOKENS_IN, "1", per=1_000, model="tiny")
    cached = rate(Part.PROVIDER, Basis.TOKENS_CACHED, "0.5", per=1_000, model="tiny")
    received = rate(Part.PROVIDER, Basis.TOKENS_OUT, "4", per=1_000, model="tiny")
    used = TINY.usage(3_000, 500, 1_000)
    charged = cost(AITextGenerator, ASKED, used, of_provider, sent, cached, received, target=AT_TINY)
    assert charged == 2 * MICRO + MICRO // 2 + 2 * MICRO
    of_block = rate(Part.PROVIDER, Basis.FIRING, "5", block_id=AITextGenerator.id)
    assert cost(AITextGenerator, ASKED, used, of_provider, sent, of_block, target=AT_TINY) == 5 * MICRO


def test_a_price_may_ask_for_inputs() -> None:
    large = rate(Part.PROVIDER, Basis.FIRING, "3", block_id=PineconeQuery.id, when={"include_values": True})
    assert cost(PineconeQuery, {"include_values": True}, NOTHING, large) == 3 * MICRO
    assert cost(PineconeQuery, {"include_values": False}, NOTHING, large) == MICRO


@pytest.mark.parametrize(
    ("basis", "per", "charged"), [(Basis.SECONDS, 1, 2_500_000), (Basis.BYTES, 1_000_000, 500_000)]
)
def test_seconds_and_bytes_are_counted_in_parts(basis: Basis, per: int, charged: int) -> None:
    by = rate(Part.PROVIDER, basis, "1", per=per, block_id=PineconeQuery.id)
    assert cost(PineconeQuery, {}, NOTHING, by, seconds=2.5, bytes=500_000) == charged


def test_half_a_micro_credit_is_rounded_up() -> None:
    by = rate(Part.PROVIDER, Basis.BYTES, "0.000001", per=2, block_id=PineconeQuery.id)
    assert [cost(PineconeQuery, {}, NOTHING, by, bytes=count) for count in (0, 1, 2, 3)] == [0, 1, 1, 2]


def test_only_what_may_cost_something_is_looked_at() -> None:
    of_model = PriceBook([rate(Part.PROVIDER, Basis.FIRING, "1", model="tiny")])
    of_provider = PriceBook([rate(Part.PLATFORM, Basis.FIRING, "1", provider="pinecone")])
    assert [PriceBook().touches(block) for block in (AITextGenerator, PineconeQuery)] == [True, True]
    assert of_model.touches(FillTextTemplate) is False
    assert of_provider.touches(PineconeQuery) is True


def test_an_estimate_is_of_the_longest_answer() -> None:
    most = estimate(AITextGenerator, ASKED, target=AT_TINY, is_own_credential=False, book=PriceBook())
    assert 2_000 * 60 < most < 2_000 * 60 + 1_000 * 15
    short = {**ASKED, "max_tokens": 10}
    assert (
        estimate(AITextGenerator, short, target=AT_TINY, is_own_credential=False, book=PriceBook())
        < most // 10
    )
    assert estimate(AITextGenerator, ASKED, target=AT_TINY, is_own_credential=True, book=PriceBook()) == 0


def test_an_estimate_is_bounded() -> None:
    dear = replace(TINY, output_price=Decimal(1_000_000))
    target = Target("openai", "tiny", dear)
    assert (
        estimate(AITextGenerator, ASKED, target=target, is_own_credential=False, book=PriceBook()) == MAX_HOLD
    )


def test_a_target_is_the_model_and_who_serves_it() -> None:
    assert target_of(AITextGenerator, ASKED, TABLE) == AT_TINY
    assert target_of(AITextGenerator, {"model": "groq:x"}, TABLE).provider == "groq"
    assert target_of(AITextGenerator, {"model": "off"}, TABLE) == Target(model="off")
    assert target_of(PineconeQuery, {}, TABLE) == Target(provider="pinecone")
