"""What a file says: agents, those that they run, and what had to be changed to read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from agents.engine.validation import Report
from agents.services.graphs import GraphDocument

Key = tuple[str, int | None]  # id and version of a graph in the file it comes from


@dataclass(frozen=True, slots=True)
class FileGraph:
    """One graph of a file. key: what nodes that run it call it; None if it has no id."""

    key: Key | None
    document: GraphDocument
    notes: Report = field(default_factory=Report)  # what was left out or put right; none of it stops a run


@dataclass(frozen=True, slots=True)
class AgentFile:
    agents: tuple[FileGraph, ...]  # one, or those of a bundle
    sub_graphs: tuple[FileGraph, ...] = ()  # that come along because another runs them

    def graphs(self) -> Iterator[FileGraph]:
        yield from self.agents
        yield from self.sub_graphs
