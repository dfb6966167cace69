"""Agents of the marketplace in somebody's library: copies of approved files, which go on whatever becomes of
the listing (docs/adr/0035).

    install            a copy, with those that it runs, once for each workspace and listing
    available_updates  what was approved since, with what changed
    update             a new version of the copy, from the newest approved file
    fork               a graph of one's own, of an open one
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from agents.engine import limits
from agents.exchange.agent_files import read_agent
from agents.exchange.document import AgentFile, FileGraph
from agents.exchange.exports import export_agent
from agents.exchange.imports import Imported, import_agent
from agents.models import Graph, GraphVersion, Origin
from agents.models.origin import MAX_FILE_ID_CHARACTERS
from agents.services import origins
from agents.services.runs import version_of
from marketplace.errors import AgentNotAdded, OwnListing, PriceChanged
from marketplace.models import Listing, ListingState, Submission, SubmissionState
from marketplace.queries import added_of
from marketplace.services.counts import count_install
from platform_project.accounts.models import User, Workspace
from platform_project.errors import NotFound
from platform_project.kit.locks import lock
from platform_project.kit.money import credits_text
from platform_project.kit.throttling import rate_limit

MAX_UPDATES = 100  # that are told at a time; the rest is there once these are done


@dataclass(frozen=True, slots=True)
class Change:
    """One version that was approved since. changelog: its creator's words."""

    number: int
    decided_at: datetime | None
    changelog: str


@dataclass(frozen=True, slots=True)
class Update:
    """What an added agent may be brought up to. prices: micro-credits a run."""

    graph_id: UUID
    name: str
    listing: Listing
    number: int  # that is here
    newest: int
    price: int  # of what is here
    newest_price: int
    changes: tuple[Change, ...]  # the newest first


# --- Adding -----------------------------------------------------------------------------------------------
def installed(*, listing_id: UUID, workspace: Workspace) -> Graph | None:
    """The agent of a listing as it is in a workspace; None if it is not."""
    found: Graph | None = added_of(listing_id).filter(workspace=workspace).first()
    return found


@transaction.atomic
def install(*, listing: Listing, workspace: Workspace, user: User, price: int | None = None) -> Graph:
    """Add the agent of a listing to a workspace; the same graph again if it is there.

    price: micro-credits a run, as the buyer was shown it. Raises NotFound for what is not public, OwnListing,
    PriceChanged.
    """
    rate_limit("install").take(user.pk)
    lock("install", listing.pk, workspace.pk)
    if found := installed(listing_id=listing.pk, workspace=workspace):
        return found
    if listing.workspace_id == workspace.pk:
        raise OwnListing("This is the workspace's own agent: it is in its library already.")
    offered = _offered(listing.pk)
    _refuse_other_price(offered, price)
    file = _file_of(offered)
    imported = import_agent(workspace=workspace, user=user, file=file)
    Origin.objects.bulk_create(
        _origin(offered, one.version.graph_id, given, is_step=place > 0)
        for place, (one, given) in enumerate(zip(imported, file.graphs(), strict=True))
    )
    count_install(listing, user)
    graph: Graph = imported[0].version.graph
    return graph


def _offered(listing_id: UUID) -> Submission:
    """What may be installed of a listing now. Raises NotFound."""
    found = (
        Listing.objects.filter(pk=listing_id, state=ListingState.PUBLIC).select_related("approved").first()
    )
    if found is None or found.approved is None:
        raise NotFound("There is no such agent in the marketplace.")
    approved: Submission = found.approved
    approved.listing = found
    return approved


def _refuse_other_price(offered: Submission, price: int | None) -> None:
    if price is not None and offered.price != price:
        told = f"A run costs {credits_text(offered.price)} credits now."
        raise PriceChanged(told, price=credits_text(offered.price))


def _file_of(offered: Submission) -> AgentFile:
    """The approved file; its agent is called as buyers know it, and says what was said to them."""
    file = read_agent(offered.file)
    [agent] = file.agents
    called = replace(
        agent.document,
        name=offered.title,
        description=offered.subtitle,
        instructions=offered.instructions or agent.document.instructions,
        label=f"Version {offered.number}",
        notes=offered.changelog[: limits.MAX_NOTES_CHARACTERS],
    )
    return replace(file, agents=(replace(agent, document=called),))


def _origin(offered: Submission, graph_id: UUID, given: FileGraph, *, is_step: bool) -> Origin:
    return Origin(
        graph_id=graph_id,
        listing_id=offered.listing_id,
        submission_id=offered.pk,
        number=offered.number,
        file_id=_file_id(given),
        creator_workspace_id=offered.listing.workspace_id,
        price=0 if is_step else offered.price,
        is_closed=offered.is_closed,
        is_step=is_step,
    )


def _file_id(given: FileGraph) -> str:
    return given.key[0][:MAX_FILE_ID_CHARACTERS] if given.key else ""


# --- Updates ----------------------------------------------------------------------------------------------
def newest_numbers(listing_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Listing id → number of what may be installed of it now, of those that are public."""
    found = Listing.objects.filter(pk__in=listing_ids, state=ListingState.PUBLIC)
    return dict(found.values_list("pk", "approved__number"))


def available_updates(workspace: Workspace) -> list[Update]:
    """Agents of a workspace of which something newer was approved, by name."""
    rows = Graph.objects.filter(workspace=workspace, origin__is_step=False).select_related("origin")
    graphs = {graph.origin.listing_id: graph for graph in rows.order_by("name", "pk")}
    listings = Listing.objects.public().in_bulk(graphs)
    behind = [
        (graph, listings[listing_id])
        for listing_id, graph in graphs.items()
        if listing_id in listings and listings[listing_id].approved.number > graph.origin.number
    ]
    behind = behind[:MAX_UPDATES]
    changes = _changes_of([listing.pk for _, listing in behind])
    return [_update(graph, listing, changes.get(listing.pk, [])) for graph, listing in behind]


def _changes_of(listing_ids: Collection[UUID]) -> dict[UUID, list[Change]]:
    rows = Submission.objects.filter(listing__in=listing_ids, state=SubmissionState.APPROVED)
    found: dict[UUID, list[Change]] = {}
    fields = ("listing_id", "number", "decided_at", "changelog")
    for listing_id, *change in rows.order_by("-number").values_list(*fields):
        found.setdefault(listing_id, []).append(Change(*change))
    return found


def _update(graph: Graph, listing: Listing, changes: Collection[Change]) -> Update:
    origin: Origin = graph.origin
    approved = listing.approved
    assert approved is not None  # it is public
    return Update(
        graph_id=graph.pk,
        name=graph.name,
        listing=listing,
        number=origin.number,
        newest=approved.number,
        price=origin.price,
        newest_price=approved.price,
        changes=tuple(c for c in changes if origin.number < c.number <= approved.number),
    )


@transaction.atomic
def update(*, graph: Graph, user: User, price: int | None = None) -> GraphVersion:
    """Bring an added agent up to the newest approved version, which becomes the active one.

    price: micro-credits a run, as the buyer was shown it.

    What is newest already stays as it is, and so does what is not public any more. Agents that it no longer
    runs stay for its older versions. Raises AgentNotAdded or PriceChanged.
    """
    graph = Graph.objects.select_for_update().select_related("workspace").get(pk=graph.pk)
    origin = Origin.objects.select_for_update().filter(pk=graph.pk, is_step=False).first()
    if origin is None:
        raise AgentNotAdded("This agent was not added from the marketplace.")
    if newest_numbers([origin.listing_id]).get(origin.listing_id, 0) <= origin.number:
        return version_of(graph, None)
    offered = _offered(origin.listing_id)
    _refuse_other_price(offered, price)
    file = _file_of(offered)
    imported = import_agent(
        workspace=graph.workspace, user=user, file=file, into=_places(file, graph, origins.steps_of(graph))
    )
    _mark(offered, file, imported)
    return imported[0].version


def _places(file: AgentFile, graph: Graph, steps: list[Graph]) -> dict[int, Graph]:
    """Place in the file → the graph here that it is a newer version of."""
    found = origins.origins_of([step.pk for step in steps])
    known: dict[str, Graph] = {}
    for step in Graph.objects.select_for_update().filter(pk__in=found).order_by("pk"):
        known[found[step.pk].file_id] = step
    known.pop("", None)
    places = {0: graph}
    for place, given in enumerate(file.graphs()):
        if place and (step := known.pop(_file_id(given), None)):
            places[place] = step
    return places


def _mark(offered: Submission, file: AgentFile, imported: list[Imported]) -> None:
    now = [
        _origin(offered, one.version.graph_id, given, is_step=place > 0)
        for place, (one, given) in enumerate(zip(imported, file.graphs(), strict=True))
    ]
    Origin.objects.bulk_create(
        now,
        update_conflicts=True,
        unique_fields=["graph"],
        update_fields=["submission_id", "number", "file_id", "creator_workspace_id", "price", "is_closed"],
    )


# --- Copies of one's own ----------------------------------------------------------------------------------
@transaction.atomic
def fork(*, graph: Graph, user: User, name: str = "") -> Graph:
    """A graph of one's own from the active version of another, with those that it runs.

    name: as the other is called if empty. Raises AgentIsClosed, also for a closed one among those it runs.
    """
    origins.refuse_closed(graph.pk)
    file = read_agent(export_agent(version_of(graph, None)))
    [agent] = file.agents
    called = replace(agent.document, name=name or agent.document.name)
    mine = replace(file, agents=(replace(agent, document=called),))
    imported = import_agent(workspace=graph.workspace, user=user, file=mine)
    made: Graph = imported[0].version.graph
    return made
