"""What a machine can tell of an agent before a moderator looks at it.

A `problem` keeps it from being submitted; a `warning` is for the moderator's eyes, and the creator's.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from agents.engine.disabled import enabled
from agents.engine.graph import Node
from agents.engine.plan import make_plan
from agents.engine.validation import Report, check_run, check_structure
from agents.models import Origin
from blocks.sdk import BlockKind, find_block
from marketplace.models import Category, Submission
from marketplace.models.submission import SubmissionState
from marketplace.services.agent_files import FiledGraph, graphs_of, nodes_that_run, title_of
from marketplace.services.facts import host_of, texts_in
from marketplace.services.secrets_in_texts import RANDOM, secret_in, secrets_in
from platform_project.kit.http_guard import is_public
from platform_project.kit.money import MICRO, credits_text

MAX_OF_ONE_KIND = 20  # lines of one check; the rest is counted
HIGH_PRICE = 1_000 * MICRO  # ten US dollars a run
SHORT_DESCRIPTION_CHARACTERS = 80
_PRIVATE_NAMES = (
    "localhost",
    ".localhost",
    ".local",
    ".internal",
    ".lan",
    ".home.arpa",
    ".intranet",
    ".corp",
)
_ANY_ADDRESS = frozenset({"web.send_request", "web.send_authenticated_request", "mcp.tool"})
_ANY_CODE = frozenset({"code.execute", "code.begin_sandbox", "code.execute_step"})


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One line. id: of the check, of which there may be several. node: its id in its graph, or empty."""

    id: str
    level: Level
    text: str
    node: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self) | {"level": self.level.value}


_Found = Iterator[Check]


def checks_of(file: Mapping[str, Any], submission: Submission) -> list[Check]:
    """Every check with its outcome, the problems first. file: as `export_agent` made it."""
    of_file: tuple[tuple[str, str, Callable[[Mapping[str, Any]], _Found]], ...] = (
        ("validates", "It and every agent that it runs can be started.", _validates),
        ("gives_something", "It does something and gives a result.", _gives_something),
        ("declared_access", "What it reaches is what its steps declare.", _declared_access),
        ("secrets", "Nothing in it looks like a key or a password.", _secrets),
        ("outbound_hosts", "The addresses in it are public and encrypted.", _outbound_hosts),
        ("others_agents", "It is made of agents of this workspace alone.", _others_agents),
    )
    of_words: tuple[tuple[str, str, Callable[[Submission], _Found]], ...] = (
        ("title", "No other listing of yours has this title.", _title),
        ("words", "The texts say enough and hold no key.", _words),
        ("price", "The price is within what is usual.", _price),
        ("cover", "There is a picture.", _cover),
        ("demo_output", "There is an example of what it gives.", _demo),
    )
    found: list[Check] = []
    for name, fine, look in of_file:
        found += _bounded(name, fine, list(look(file)))
    for name, fine, look_at in of_words:
        found += _bounded(name, fine, list(look_at(submission)))
    order = [Level.PROBLEM, Level.WARNING, Level.OK]
    return sorted(found, key=lambda check: order.index(check.level))


def problems_among(checks: list[Check]) -> list[Check]:
    return [check for check in checks if check.level is Level.PROBLEM]


def _bounded(name: str, fine: str, found: list[Check]) -> list[Check]:
    if not found:
        return [Check(name, Level.OK, fine)]
    found.sort(key=lambda check: check.level is not Level.PROBLEM)
    if len(found) <= MAX_OF_ONE_KIND:
        return found
    rest = len(found) - MAX_OF_ONE_KIND
    return [
        *found[:MAX_OF_ONE_KIND],
        Check(name, found[MAX_OF_ONE_KIND].level, f"And {rest} more of the kind."),
    ]


# --- The agent --------------------------------------------------------------------------------------------
def _validates(file: Mapping[str, Any]) -> _Found:
    for filed in graphs_of(file):
        report = check_structure(filed.graph, find_block)
        if report.is_clean:
            report = check_run(make_plan(filed.graph, find_block), {}, {})
        yield from _lines(filed, report)


def _lines(filed: FiledGraph, report: Report) -> _Found:
    nodes = {node.id: node for node in filed.graph.nodes}
    for text in report.graph:
        yield Check("validates", Level.PROBLEM, f"{_of(filed)}{text}")
    for link in report.links:
        yield Check("validates", Level.PROBLEM, f"{_of(filed)}A link: {link['message']}")
    for node_id, told in report.nodes.items():
        node = nodes.get(node_id)
        block = node and find_block(node.block_id)
        name = f"“{_called(node)}”: " if node else ""
        for pin, text in told.items():
            if pin == "payload" and block and block.kind is BlockKind.TRIGGER:
                continue  # the event brings it
            yield Check("validates", Level.PROBLEM, f"{_of(filed)}{name}{pin}: {text}", node_id)


def _gives_something(file: Mapping[str, Any]) -> _Found:
    kinds = [block.kind for _, node in nodes_that_run(file) if (block := find_block(node.block_id))]
    if not any(kind in (BlockKind.STANDARD, BlockKind.AGENT, BlockKind.REVIEW) for kind in kinds):
        yield Check("gives_something", Level.PROBLEM, "It has no step that does anything.")
    first = next(graphs_of(file), None)
    nodes = enabled(first.graph).nodes if first else ()
    if not any((block := find_block(node.block_id)) and block.kind is BlockKind.OUTPUT for node in nodes):
        yield Check("gives_something", Level.WARNING, "It has no output: who runs it sees no result.")


def _declared_access(file: Mapping[str, Any]) -> _Found:
    for filed, node in nodes_that_run(file):
        block = find_block(node.block_id)
        if block is None:
            continue
        name = title_of(node, block.name)
        linked = {link.sink_name.split("_#_")[0] for link in filed.graph.links if link.sink_id == node.id}
        if block.slug in _ANY_CODE:
            told = f"{_of(filed)}“{name}” runs code, which may reach what nothing declares."
            yield Check("declared_access", Level.WARNING, told, node.id)
        elif block.slug in _ANY_ADDRESS and linked & {"url", "server_url"}:
            told = f"{_of(filed)}“{name}” calls an address that is known only when it runs."
            yield Check("declared_access", Level.WARNING, told, node.id)


def _secrets(file: Mapping[str, Any]) -> _Found:
    for filed in graphs_of(file):
        said = {key: filed.said.get(key) for key in ("name", "description", "instructions", "settings")}
        forms = {key: filed.said.get(key) for key in ("input_schema", "output_schema")}
        for place, what in secrets_in({**said, **forms}):
            yield _secret(filed, place, what)
        for node in filed.graph.nodes:  # disabled ones too: they go along
            for place, what in secrets_in(
                {**node.input_default, "metadata": node.metadata, "settings": node.settings}
            ):
                yield _secret(filed, f"“{_called(node)}”: {place}", what, node.id)


def _secret(filed: FiledGraph, place: str, what: str, node_id: str = "") -> Check:
    text = f"{_of(filed)}{place} holds what looks like {what}."
    return Check("secrets", _how_bad(what), text, node_id)


def _how_bad(what: str) -> Level:
    return Level.WARNING if what == RANDOM else Level.PROBLEM


def _outbound_hosts(file: Mapping[str, Any]) -> _Found:
    for filed in graphs_of(file):
        for node in filed.graph.nodes:
            for text in sorted(set(texts_in(node.input_default))):
                yield from _of_address(filed, node.id, text)


def _of_address(filed: FiledGraph, node_id: str, text: str) -> _Found:
    host = host_of(text)
    if not host:
        return
    if _is_private(host):
        told = f"{_of(filed)}{host} is an address that only some network of your own has."
        yield Check("outbound_hosts", Level.PROBLEM, told, node_id)
    elif _as_address(host) is not None:
        told = f"{_of(filed)}{host} is a bare address: nobody can tell whose it is."
        yield Check("outbound_hosts", Level.WARNING, told, node_id)
    elif text.strip().lower().startswith(("http://", "ws://")):
        told = f"{_of(filed)}{host} is called without encryption."
        yield Check("outbound_hosts", Level.WARNING, told, node_id)


def _is_private(host: str) -> bool:
    address = _as_address(host)
    if address is not None:
        return not is_public(address)
    return "." not in host or host.endswith(_PRIVATE_NAMES)


def _as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _others_agents(file: Mapping[str, Any]) -> _Found:
    """Agents that came from the marketplace are not the creator's to hand on."""
    ids = {UUID(filed.id): filed for filed in graphs_of(file)}
    for origin in Origin.objects.filter(graph_id__in=ids):
        filed = ids[origin.graph_id]
        if not filed.is_step:
            yield Check("others_agents", Level.PROBLEM, "It was added from the marketplace: it is not yours.")
        elif origin.is_closed or origin.price:
            told = f"It runs “{filed.name}”, which is somebody else's and closed or paid for."
            yield Check("others_agents", Level.PROBLEM, told)
        else:
            told = f"It runs “{filed.name}”, which somebody else made."
            yield Check("others_agents", Level.WARNING, told)


# --- What is said of it -----------------------------------------------------------------------------------
def _title(submission: Submission) -> _Found:
    if not submission.title.strip():
        yield Check("title", Level.PROBLEM, "It has no title.")
        return
    others = Submission.objects.filter(
        listing__creator_id=submission.listing.creator_id, title__iexact=submission.title.strip()
    ).exclude(listing_id=submission.listing_id)
    is_shown = others.filter(state=SubmissionState.APPROVED) | others.filter(state=SubmissionState.PENDING)
    if is_shown.exists():
        yield Check("title", Level.PROBLEM, f"Another listing of yours is called “{submission.title}”.")


def _words(submission: Submission) -> _Found:
    for name in ("title", "subtitle", "description", "instructions", "changelog"):
        if what := secret_in(getattr(submission, name)):
            yield Check("words", _how_bad(what), f"The {name} holds what looks like {what}.")
    for _, what in secrets_in(submission.demo_output):
        yield Check("words", _how_bad(what), f"The example of its output holds what looks like {what}.")
    if not submission.subtitle.strip():
        yield Check("words", Level.PROBLEM, "It has no subtitle: say in one line what it does.")
    if not submission.description.strip():
        yield Check("words", Level.PROBLEM, "It has no description.")
    elif len(submission.description.strip()) < SHORT_DESCRIPTION_CHARACTERS:
        yield Check("words", Level.WARNING, "The description is short.")
    known = set(Category.objects.filter(slug__in=submission.categories).values_list("slug", flat=True))
    if not known:
        yield Check("words", Level.PROBLEM, "It has no category.")
    if submission.number > 1 and not submission.changelog.strip():
        yield Check("words", Level.WARNING, "Nothing is said of what has changed.")


def _price(submission: Submission) -> _Found:
    if submission.price > HIGH_PRICE:
        told = f"{credits_text(submission.price)} credits a run is much: look whether it is meant."
        yield Check("price", Level.WARNING, told)
    last = submission.listing.approved
    if last is not None and submission.price > 2 * last.price > 0:
        told = (
            f"The price was {credits_text(last.price)} credits and is {credits_text(submission.price)} now."
        )
        yield Check("price", Level.WARNING, told)


def _cover(submission: Submission) -> _Found:
    if not submission.images:
        yield Check("cover", Level.WARNING, "It has no picture.")


def _demo(submission: Submission) -> _Found:
    if not submission.demo_output:
        yield Check("demo_output", Level.WARNING, "There is no example of what it gives.")


def _called(node: Node) -> str:
    block = find_block(node.block_id)
    return title_of(node, block.name if block else node.id)


def _of(filed: FiledGraph) -> str:
    return f"In “{filed.name}”: " if filed.is_step else ""
