"""Agents in the marketplace of the demo world: examples of the gallery, by a creator named Polychord."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from django.conf import settings

from agents.api.serializers import GraphWrite
from agents.services.graphs import create_graph
from marketplace.models import Creator, Listing
from marketplace.services.creators import change_creator, creator_of
from marketplace.services.moderation import approve, claim
from marketplace.services.submissions import change_submission, start_submission, submit
from platform_project.accounts.models import User, Workspace

NAME = "Polychord"
BIO = "Small agents to begin with. They need no key, and each is open: look into it and make it your own."


@dataclass(frozen=True, slots=True)
class Offer:
    """What is said of one file of the gallery."""

    file: str
    subtitle: str
    categories: list[str]
    tags: list[str]


OFFERS = (
    Offer("refund-desk", "Letters about refunds, the large ones after a look", ["support"], ["letters"]),
    Offer("sales-table", "Picks the large sales of a table and adds them up", ["sales", "data"], ["tables"]),
    Offer("tidy-report", "Loose notes become a report", ["productivity", "writing"], ["notes", "report"]),
)


def seed(user: User) -> None:
    """Offer the examples that are not offered yet, with `user` as their moderator."""
    if settings.MARKETPLACE_FOUR_EYES:
        return  # one person alone cannot approve them
    creator = _creator()
    offered = set(Listing.objects.filter(creator=creator).values_list("slug", flat=True))
    for offer in OFFERS:
        if offer.file not in offered:
            _offer(offer, creator.workspace, user)


def _creator() -> Creator:
    """Of a workspace without members: nobody signs in as the creator of the examples."""
    workspace = Workspace.objects.filter(name=NAME, personal_of=None, memberships=None).first()
    if workspace is None:
        workspace = Workspace.objects.create(name=NAME)
    creator = creator_of(workspace=workspace)
    if not creator.bio:
        change_creator(creator=creator, bio=BIO)
        Creator.objects.filter(pk=creator.pk).update(is_verified=True, is_featured=True)
    return creator


def _offer(offer: Offer, workspace: Workspace, user: User) -> None:
    path = settings.BASE_DIR / "examples" / "gallery" / f"{offer.file}.json"
    example = orjson.loads(path.read_bytes())
    given = GraphWrite(data=example["graph"])
    given.is_valid(raise_exception=True)
    version = create_graph(workspace=workspace, user=user, given=given.document())
    draft = change_submission(
        submission=start_submission(graph=version.graph, version=version.number, user=user),
        title=example["title"],
        subtitle=offer.subtitle,
        description=example["description"],
        instructions=example["hint"],
        categories=offer.categories,
        tags=offer.tags,
        is_closed=False,
        changelog="The first version.",
    )
    waiting = claim(submission=submit(submission=draft, user=user), moderator=user)
    listing = approve(submission=waiting, moderator=user).listing
    Listing.objects.filter(pk=listing.pk).update(is_featured=offer is OFFERS[0])
