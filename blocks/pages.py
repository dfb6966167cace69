"""The reference page of each block, and the contract it has kept to, made from its declaration.

    docs/blocks/README.md       the list, by category
    docs/blocks/SLUG.md         one page a block
    docs/blocks/FAMILY.md       one page for all blocks of an API that are rows
    docs/blocks/contracts.json  slug → version and hash of its contract

A contract that changed under the same version is refused: graphs that are saved lean on it.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from blocks.rest import RestBlock
from blocks.sdk import Block, BlockKind, PinSpec, Price, PriceBasis, all_blocks, contract_of

FOLDER = "docs/blocks"
CONTRACTS = "contracts.json"
INDEX = "README.md"
MAX_DEFAULT_CHARACTERS = 60
_SHARED = frozenset({"slug", "version", "categories"})  # what a page for many does not repeat
_GENERATED = "<!-- Written by `make blocks` from the block's declaration. -->"

Contracts = dict[str, dict[str, Any]]


class ContractBroken(Exception):
    """A block's pins changed and its version did not."""


def pages(kept: Mapping[str, Any]) -> dict[str, str]:
    """File name → text, of all that belongs into the folder.

    kept: the contracts as they were written last. Raises ContractBroken.
    """
    blocks = all_blocks()
    files = {_file(block): _page(block) for block in blocks if not issubclass(block, RestBlock)}
    families: dict[str, list[type[Block]]] = {}
    for block in blocks:
        if issubclass(block, RestBlock):
            families.setdefault(_file(block), []).append(block)
    files |= {name: _family_page(rows) for name, rows in families.items()}
    files[INDEX] = _index(blocks)
    files[CONTRACTS] = json.dumps(_contracts(blocks, kept), indent=2) + "\n"
    return files


def kept_contracts(folder: Path) -> Contracts:
    """The contracts as they were written last; none if they never were."""
    file = folder / CONTRACTS
    found: Contracts = json.loads(file.read_text()) if file.exists() else {}
    return found


def _contracts(blocks: Sequence[type[Block]], kept: Mapping[str, Any]) -> Contracts:
    broken = []
    found: Contracts = {}
    for block in blocks:
        found[block.slug] = {"version": block.version, "contract": contract_of(block)}
        before = kept.get(block.slug, found[block.slug])
        if before["version"] == block.version and before["contract"] != found[block.slug]["contract"]:
            broken.append(block.slug)
    if broken:
        names = ", ".join(broken)
        raise ContractBroken(
            f"The pins of {names} changed: give the block a higher `version`, then run `make blocks`."
        )
    return found


# --- Pages ------------------------------------------------------------------------------------------------
def _index(blocks: Sequence[type[Block]]) -> str:
    lines = ["# All blocks", "", _GENERATED]
    for category in sorted({block.category for block in blocks}):
        lines += [
            "",
            f"## {category.replace('_', ' ').capitalize()}",
            "",
            "| block | what it does |",
            "|---|---|",
        ]
        lines += [
            f"| [{block.name}]({_address(block)}) | {_cell(block.description)} |"
            for block in blocks
            if block.category == category
        ]
    return "\n".join(lines) + "\n"


def _file(block: type[Block]) -> str:
    return f"{block.slug.split('.')[0] if issubclass(block, RestBlock) else block.slug}.md"


def _address(block: type[Block]) -> str:
    """Of its page, or of its part of one."""
    part = "#" + "".join(c for c in block.name.lower().replace(" ", "-") if c.isalnum() or c == "-")
    return _file(block) + (part if issubclass(block, RestBlock) else "")


def _page(block: type[Block]) -> str:
    lines = [f"# {block.name}", "", _GENERATED, "", *_prose(block), "", "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in _facts(block) if value]
    lines += ["", "## Takes", "", "| pin | type | if not given | |", "|---|---|---|---|"]
    lines += [_input_row(pin) for pin in block.input_pins().values()]
    lines += ["", "## Gives", "", "| pin | type | |", "|---|---|---|"]
    lines += [_output_row(pin) for pin in block.output_pins().values()]
    return "\n".join(lines) + "\n"


def _family_page(blocks: Sequence[type[Block]]) -> str:
    """Of rows: what they all give, an error, is said once."""
    lines = [f"# {blocks[0].slug.split('.')[0]}", "", _GENERATED]
    for block in blocks:
        facts = "; ".join(
            f"{name} {value}"
            for name, value in _facts(block)
            if value not in ("", "free") and name not in _SHARED
        )
        lines += ["", f"## {block.name}", "", *_prose(block), "", f"`{block.slug}`; {facts}.", ""]
        lines += ["| takes | type | if not given | |", "|---|---|---|---|"]
        lines += [_input_row(pin) for pin in block.input_pins().values()]
        lines += ["", "| gives | type | |", "|---|---|---|"]
        lines += [_output_row(pin) for pin in block.output_pins().values() if pin.name != "error"]
    return "\n".join(lines) + "\n"


def _prose(block: type[Block]) -> list[str]:
    return [line.rstrip() for line in inspect.cleandoc(block.__doc__ or "").splitlines()]


def _facts(block: type[Block]) -> Iterator[tuple[str, str]]:
    yield "slug", f"`{block.slug}`"
    yield "id", f"`{block.id}`"
    yield "other names", ", ".join(f"`{alias}`" for alias in block.aliases)
    yield "categories", ", ".join(category.value for category in block.categories)
    yield "kind", "" if block.kind is BlockKind.STANDARD else block.kind.value
    yield "version", str(block.version)
    yield "price", "; ".join(map(_price, block.prices)) or "free"
    yield "needs a credential of", " or ".join(block.providers)
    if issubclass(block, RestBlock):
        yield "with the rights", " ".join(f"`{scope}`" for scope in block.scopes)
    yield "works", "; ".join(_ways(block))


def _ways(block: type[Block]) -> Iterator[str]:
    if block.pure:
        yield "in place, without side effects"
    else:
        yield f"for at most {block.timeout_seconds:g} s"
    if block.static_output:
        yield "its outputs keep lending their last value"
    if block.at_most_once:
        always = block.may_repeat.__func__ is Block.may_repeat.__func__  # type: ignore[attr-defined]  # a bound class method has it
        yield "never twice: it fails if its worker is lost" + ("" if always else ", unless it only asks")
    if block.changes_shared_state():
        yield "one at a time on what it changes"
    if block.is_sensitive:
        yield "may have to be approved first"


def _price(price: Price) -> str:
    if price.basis is PriceBasis.MODEL:
        return "by the model ([models](../models.md))"
    per = f"{price.per:,} {price.basis.value}" if price.per > 1 else price.basis.value.rstrip("s")
    only = " and ".join(f"`{pin}` is {json.dumps(value)}" for pin, value in price.when.items())
    return f"{price.credits} credits per {per}" + (f" if {only}" if only else "")


def _output_row(pin: PinSpec) -> str:
    return f"| `{pin.name}` | {_type(pin)} | {_described(pin)} |"


def _input_row(pin: PinSpec) -> str:
    given = "**required**" if pin.required else _default(pin.default)
    flags = [
        name
        for name, is_set in (
            ("advanced", pin.advanced),
            ("secret", pin.secret),
            ("asked of a person", pin.human_input),
        )
        if is_set
    ]
    told = _described(pin) + (f" *({', '.join(flags)})*" if flags else "")
    return f"| `{pin.name}` | {_type(pin)} | {given} | {told} |"


def _type(pin: PinSpec) -> str:
    return _cell(pin.shape.expected.removeprefix("a ").removeprefix("an "))


def _default(value: Any) -> str:
    if value is None or value == "":
        return ""
    text = json.dumps(value, ensure_ascii=False)
    shown = text if len(text) <= MAX_DEFAULT_CHARACTERS else f"{text[: MAX_DEFAULT_CHARACTERS - 1]}…"
    return f"`{_cell(shown)}`"


def _described(pin: PinSpec) -> str:
    text = _cell(pin.schema.get("description", ""))
    if depends_on := pin.schema.get("depends_on"):
        only = " and ".join(
            f"`{name}` is {' or '.join(json.dumps(value) for value in wanted)}"
            for name, wanted in depends_on.items()
        )
        text = f"{text} (only if {_cell(only)})"
    return text


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
