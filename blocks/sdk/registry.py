"""All blocks there are: every class below `blocks.library` that declares an id."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from blocks.sdk.block import Block

_LIBRARY = "blocks.library"

FindBlock = Callable[[str], type[Block] | None]


@cache
def all_blocks() -> Sequence[type[Block]]:
    """Every block, sorted by slug. The first call imports the library."""
    root = importlib.import_module(_LIBRARY)
    for module in pkgutil.walk_packages(root.__path__, f"{_LIBRARY}."):
        importlib.import_module(module.name)
    return tuple(sorted(_declared(Block), key=lambda block: block.slug))


def find_block(ref: str) -> type[Block] | None:
    """The block whose UUID, slug or alias is `ref`, in any case."""
    return _by_name().get(ref.lower())


def names_of(block: type[Block]) -> Sequence[str]:
    """What graphs may call the block."""
    return (block.id, block.slug, *block.aliases)


@cache
def _by_name() -> Mapping[str, type[Block]]:
    """Raises ValueError if two blocks answer to one name."""
    found: dict[str, type[Block]] = {}
    for block in all_blocks():
        for name in {name.lower() for name in names_of(block)}:
            if name in found:
                raise ValueError(
                    f"{block.__qualname__} and {found[name].__qualname__} both answer to '{name}'."
                )
            found[name] = block
    return found


def _declared(base: type[Block]) -> Iterator[type[Block]]:
    for block in base.__subclasses__():
        if "id" in block.__dict__ and block.__module__.startswith(f"{_LIBRARY}."):
            yield block
        yield from _declared(block)
