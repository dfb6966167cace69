"""What a graph says, as values: the nodes and links of one version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """One use of a block. `id` is the author's own text; `block_id` a UUID, slug or alias."""

    id: str
    block_id: str
    input_default: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)  # see `settings.NodeSettings`

    @property
    def is_disabled(self) -> bool:
        """Kept, but no part of any run (`disabled.py`)."""
        return self.settings.get("is_disabled") is True


@dataclass(frozen=True, slots=True)
class Link:
    """A wire from an output pin to an input pin; either name may carry a path (`pins.py`)."""

    source_id: str
    source_name: str
    sink_id: str
    sink_name: str
    is_static: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and links in the author's order, which is also the order that decides ties."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)  # see `settings.GraphSettings`


def own_title(metadata: Mapping[str, Any]) -> str:
    """What its author calls a node; empty if nothing."""
    called = metadata.get("customized_name")
    return called if isinstance(called, str) else ""
