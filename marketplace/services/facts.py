"""What an agent does with data, told from its steps: what somebody should know before they run it.

Nothing here is what the creator says. It is read off the file that is offered: the blocks, the rights that
they ask for, and the addresses that stand in their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from agents.engine.graph import Node
from agents.exchange.exports import export_agent
from agents.models import GraphVersion
from blocks.rest.making import RestBlock
from blocks.sdk import Block, BlockKind, Category, find_block
from integrations.catalogue.providers import find_provider
from marketplace.services.agent_files import nodes_that_run

MAX_LINES = 40  # of each part; the rest is counted
MAX_HOSTS = 100
# First words of blocks that are code; rows of APIs say it themselves.
_CHANGING = frozenset(
    {"add", "append", "clear", "create", "delete", "edit", "insert", "post", "reply", "send", "set", "share"}
    | {"store", "update", "upload", "write"}
)
_KEEPING = {
    "memory.persist": "Keeps values between runs, in the workspace that runs it.",
    "memory.retrieve": "Reads values that earlier runs kept in the workspace.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is in a file. data_access: reads, sends, keeps, hosts → plain lines."""

    providers: list[str]  # slugs, of each of which an account may be needed
    data_access: dict[str, list[str]]
    outbound_hosts: list[str]  # that stand in its values
    blocks: list[str]  # slugs


@dataclass(slots=True)
class _Seen:
    providers: dict[str, None] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)  # service → what its steps are called
    sends: dict[str, set[str]] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)  # service → models and the like are given data
    keeps: dict[str, None] = field(default_factory=dict)
    own: dict[str, None] = field(default_factory=dict)  # lines of what needs no account
    scopes: dict[str, set[str]] = field(default_factory=dict)
    hosts: dict[str, None] = field(default_factory=dict)
    blocks: dict[str, None] = field(default_factory=dict)


def facts_of(version: GraphVersion) -> Facts:
    """Of a version and the agents that it runs. Raises GraphInvalid as `export_agent`."""
    return facts_of_file(export_agent(version))


def facts_of_file(file: Mapping[str, Any]) -> Facts:
    seen = _Seen()
    for _, node in nodes_that_run(file):
        block = find_block(node.block_id)
        if block is None:
            continue
        seen.blocks[block.slug] = None
        seen.hosts.update(dict.fromkeys(hosts_in(node.input_default)))
        _note(seen, block, node)
    hosts = sorted(seen.hosts)
    return Facts(
        providers=sorted(seen.providers),
        data_access={
            "reads": _bounded(_reads(seen)),
            "sends": _bounded(_sends(seen)),
            "keeps": _bounded(list(seen.keeps)),
            "hosts": sorted({*hosts, *_hosts_of(seen.providers)})[:MAX_HOSTS],
        },
        outbound_hosts=hosts,
        blocks=sorted(seen.blocks),
    )


def hosts_in(values: Any) -> Iterator[str]:
    """The hosts of the texts among the values that are addresses, in lower case."""
    for text in texts_in(values):
        host = host_of(text)
        if host:
            yield host


def host_of(text: str) -> str:
    """The host of a text that is an address as a whole; empty for any other."""
    bare = text.strip()
    if not bare.lower().startswith(("http://", "https://", "ws://", "wss://")):
        return ""
    try:
        return (urlsplit(bare.split()[0]).hostname or "").rstrip(".")
    except ValueError:  # as of "http://[", which is no address
        return ""


def texts_in(value: Any) -> Iterator[str]:
    """The texts in a value, at any depth; also the names in objects."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting.extend([*one.keys(), *one.values()])
        elif isinstance(one, list | tuple):
            waiting.extend(one)


def _note(seen: _Seen, block: type[Block], node: Node) -> None:
    providers = block.providers_for(node.input_default)
    seen.providers.update(dict.fromkeys(providers))
    if block.slug in _KEEPING:
        seen.keeps[_KEEPING[block.slug]] = None
    if block.kind is BlockKind.TRIGGER:
        seen.own["Starts by itself when it is called from outside."] = None
    if not providers and block.slug.startswith("web."):
        seen.own[f"Calls addresses on the internet: {block.name}."] = None
    for service in _services(providers):
        part = seen.asked if block.category is Category.AI else seen.sends if changes(block) else seen.reads
        part.setdefault(service, set()).add(block.name)
        seen.scopes.setdefault(service, set()).update(block.scopes)


def _services(providers: Sequence[str]) -> list[str]:
    """One of several is enough, so they are one service by the names of all."""
    return [" or ".join(_name(slug) for slug in providers)] if providers else []


def changes(block: type[Block]) -> bool:
    """Whether a step of it may change something outside, or send something there."""
    if issubclass(block, RestBlock):
        return not block.operation.reads
    return block.at_most_once or block.changes_shared_state() or _verb(block) in _CHANGING


def _verb(block: type[Block]) -> str:
    return block.slug.rpartition(".")[2].partition("_")[0]


def _reads(seen: _Seen) -> list[str]:
    return [f"{name}: {_listed(what)}.{_rights(seen, name)}" for name, what in sorted(seen.reads.items())]


def _sends(seen: _Seen) -> list[str]:
    asked = sorted(seen.asked.items())
    lines = [f"{name} is given what these steps work on: {_listed(what)}." for name, what in asked]
    lines += [f"{name}: {_listed(what)}.{_rights(seen, name)}" for name, what in sorted(seen.sends.items())]
    return [*lines, *seen.own]


def _rights(seen: _Seen, service: str) -> str:
    scopes = {scope.rstrip("/").rpartition("/")[2] for scope in seen.scopes.get(service, ())}
    return f" Asks for the rights {_listed(scopes)}." if scopes else ""


def _name(slug: str) -> str:
    found = find_provider(slug)
    return found.name if found is not None else slug


def _hosts_of(providers: Iterable[str]) -> Iterator[str]:
    for slug in providers:
        found = find_provider(slug)
        if found is not None and (host := host_of(found.base_url)):
            yield host


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def _bounded(lines: list[str]) -> list[str]:
    return lines if len(lines) <= MAX_LINES else [*lines[:MAX_LINES], f"And {len(lines) - MAX_LINES} more."]
