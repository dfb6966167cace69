"""The pages of blocks, and the contracts that a change must not break unnoticed."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from blocks.pages import CONTRACTS, FOLDER, INDEX, ContractBroken, kept_contracts, pages
from blocks.rest import RestBlock
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Pin, Price, Widget, all_blocks, contract_of
from blocks.sdk.prices import PriceBasis

ROOT = Path(__file__).resolve().parents[2]


def test_no_block_broke_its_contract_under_the_same_version() -> None:
    kept = kept_contracts(ROOT / FOLDER)
    assert len(kept) > 30
    pages(kept)


def test_a_changed_contract_asks_for_a_new_version() -> None:
    block = all_blocks()[0]
    kept = {block.slug: {"version": block.version, "contract": "another"}}
    with pytest.raises(ContractBroken, match=block.slug):
        pages(kept)
    pages({block.slug: {"version": block.version - 1, "contract": "another"}})


def test_there_is_a_page_for_every_block_and_a_list_of_all() -> None:
    files = pages({})
    slugs = [block.slug for block in all_blocks() if not issubclass(block, RestBlock)]
    rows = [block for block in all_blocks() if issubclass(block, RestBlock)]
    families = {block.slug.split(".")[0] for block in rows}
    assert sorted(files) == sorted([*(f"{name}.md" for name in [*slugs, *families]), INDEX, CONTRACTS])
    assert [slug for slug in slugs if f"]({slug}.md) |" not in files[INDEX]] == []
    for block in rows:
        assert f"## {block.name}\n" in files[f"{block.slug.split('.')[0]}.md"]
        assert f"| [{block.name}](" in files[INDEX]
    page = files["logic.calculator.md"]
    assert "| `a` | number | **required** | The first number |" in page
    assert "| price | free |" in page


def test_the_command_writes_what_is_stale_and_check_only_tells(tmp_path: Path) -> None:
    def check() -> int:
        try:
            call_command("block_docs", "--check", "--folder", str(tmp_path), stderr=StringIO())
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0

    assert check() == 1
    assert list(tmp_path.iterdir()) == []
    call_command("block_docs", "--folder", str(tmp_path))
    assert check() == 0
    (tmp_path / "gone.md").write_text("a block that is no more")
    (tmp_path / INDEX).write_text("changed")
    assert check() == 1
    call_command("block_docs", "--folder", str(tmp_path))
    assert not (tmp_path / "gone.md").exists()
    assert check() == 0


def test_the_command_writes_nothing_when_a_contract_is_broken(tmp_path: Path) -> None:
    slug = all_blocks()[0].slug
    (tmp_path / CONTRACTS).write_text(f'{{"{slug}": {{"version": 1, "contract": "another"}}}}')
    with pytest.raises(CommandError, match="higher `version`"):
        call_command("block_docs", "--folder", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [CONTRACTS]


# --- What belongs to a contract ---------------------------------------------------------------------------
def made(pin: Any, annotation: Any = str, **attributes: Any) -> type[Block]:
    """A block with one input."""
    given = type("Input", (BlockInput,), {"__annotations__": {"text": annotation}, "text": pin})
    body = {
        "Input": given,
        "Output": BlockOutput,
        "execute": lambda self, input: None,
        "__module__": __name__,
    }
    names = {"id": "00000000-0000-4000-8000-000000000000", "slug": "test.made", "category": Category.TEXT}
    return type("Made", (Block,), {**body, **names, **attributes})


SAME = [
    pytest.param(made(Pin(description="Other words", example="x", title="T")), id="texts"),
    pytest.param(made(Pin(description="d", widget=Widget.LONG_TEXT, advanced=True)), id="form"),
    pytest.param(made(Pin(description="d", by_reference=True)), id="by reference"),
    pytest.param(made(Pin(description="d"), prices=(Price("1"),)), id="price"),
]
OTHER = [
    pytest.param(made(Pin("", description="d")), id="a default"),
    pytest.param(made(Pin(description="d"), int), id="a type"),
    pytest.param(made(Pin(description="d", max_length=5)), id="a bound"),
    pytest.param(made(Pin(description="d", secret=True)), id="secret"),
    pytest.param(made(Pin(description="d"), static_output=True), id="static"),
]


@pytest.mark.parametrize("block", SAME)
def test_what_is_for_people_may_change(block: type[Block]) -> None:
    assert contract_of(block) == contract_of(made(Pin(description="d")))


@pytest.mark.parametrize("block", OTHER)
def test_what_graphs_lean_on_may_not(block: type[Block]) -> None:
    assert contract_of(block) != contract_of(made(Pin(description="d")))


def test_a_default_that_holds_words_of_a_schema_counts_whole() -> None:
    one, other = ({"title": "a"}, {"title": "b"})
    first, second = (made(Pin(given, description="d"), dict[str, str]) for given in (one, other))
    assert contract_of(first) != contract_of(second)


# --- Hints, dependence and prices -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("pin", "annotation", "widget"),
    [
        (Pin(description="d"), str, "text"),
        (Pin(None, description="d"), int | None, "number"),
        (Pin(description="d"), float, "number"),
        (Pin(description="d"), bool, "toggle"),
        (Pin(description="d"), list[str], "list"),
        (Pin(description="d"), dict[str, int], "key_value"),
        (Pin(description="d"), Any, "json"),
        (Pin(description="d"), int | str, "json"),
        (Pin(None, description="d"), Category | None, "select"),
        (Pin(description="d", secret=True), str, "secret"),
        (Pin(description="d", widget=Widget.MODEL), str, "model"),
    ],
)
def test_every_pin_says_how_it_is_asked_for(pin: Any, annotation: Any, widget: str) -> None:
    assert made(pin, annotation).input_pins()["text"].schema["widget"] == widget


def test_a_pin_may_depend_on_others_that_are_there() -> None:
    pin = Pin(description="d", depends_on={"text": ("a", "b")})
    assert made(pin).input_schema()["properties"]["text"]["depends_on"] == {"text": ["a", "b"]}
    with pytest.raises(TypeError, match="nowhere"):
        made(Pin(description="d", depends_on={"nowhere": ["a"]})).input_schema()


def test_the_first_price_that_fits_counts_and_no_price_is_free() -> None:
    prices = (Price("0.5", when={"text": "big"}), Price("0.000001", PriceBasis.TOKENS, per=1_000))
    block = made(Pin(description="d"), prices=prices)
    big, other = block.price_for({"text": "big"}), block.price_for({})
    assert big is not None
    assert other is not None
    assert (big.micro_credits, other.micro_credits) == (500_000, 1)
    assert made(Pin(description="d")).price_for({}) is None


@pytest.mark.parametrize(("credits", "per"), [("-1", 1), ("0.0000001", 1), ("1", 0)])
def test_a_price_is_a_whole_number_of_micro_credits(credits: str, per: int) -> None:
    with pytest.raises(ValueError, match=r"price|micro"):
        Price(credits, per=per)


def test_a_pure_block_is_free() -> None:
    with pytest.raises(TypeError, match="cannot be both"):
        made(Pin(description="d"), pure=True, prices=(Price("1"),))
