"""Listings and submissions for tests of moderation, with people who moderate."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from agents.exchange.exports import export_agent
from agents.models import Graph
from marketplace.models import Creator, Listing, Submission
from platform_project.accounts.models import User, Workspace
from tests.factories.accounts import client_for, make_user
from tests.factories.agents import chain, save

_numbers = count(1)
DEFAULT_CHECKS = [{"id": "validates", "level": "ok", "text": "It validates."}]


def offered(user: User, graph: dict[str, Any] | None = None, **fields: Any) -> Submission:
    """A pending submission of a new listing, of the user's own workspace."""
    saved = Graph.objects.get(pk=save(client_for(user), graph or chain())["id"])
    workspace = Workspace.objects.get(personal_of=user)
    number = next(_numbers)
    creator, _ = Creator.objects.get_or_create(
        workspace=workspace, defaults={"slug": f"creator-{number}", "name": user.name}
    )
    listing = Listing.objects.create(
        workspace=workspace, creator=creator, slug=f"listing-{number}", graph=saved
    )
    return again(listing, user, number=1, **fields)


def again(listing: Listing, user: User, *, number: int, **fields: Any) -> Submission:
    """Another pending submission of a listing, whose graph is as it is now."""
    assert listing.graph is not None
    version = listing.graph.versions.get(number=listing.graph.active_number)
    said: dict[str, Any] = {
        "title": "Letter opener",
        "price": 2_500_000,
        "state": "pending",
        "graph_version": version.number,
        "file": export_agent(version),
        "checks": DEFAULT_CHECKS,
        "submitted_by": user,
        "submitted_at": timezone.now(),
    }
    made: Submission = Submission.objects.create(listing=listing, number=number, **said | fields)
    return made


def moderator(name: str, group: str = "Moderators") -> User:
    """Somebody of the staff who is in a group of moderators."""
    user = make_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)  # rights are kept on the object


def senior(name: str) -> User:
    return moderator(name, "Senior moderators")
