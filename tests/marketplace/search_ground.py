"""Public listings for tests of search, as rows: what search reads of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from marketplace.models import Creator, Listing, ListingState, Submission, SubmissionState
from marketplace.search.indexing import index_listing
from platform_project.accounts.models import User, Workspace


def creator_of(user: User) -> Creator:
    workspace = Workspace.objects.get(personal_of=user)
    made = {"slug": user.email.partition("@")[0], "name": user.name}
    found: Creator = Creator.objects.get_or_create(workspace=workspace, defaults=made)[0]
    return found


def listed(creator: Creator, title: str, subtitle: str = "", **said: Any) -> UUID:
    """A public listing that can be found; said: of its submission, or of the listing where that has it."""
    of_listing = {name: said.pop(name) for name in list(said) if hasattr(Listing, name)}
    number = Listing.objects.count()
    listing = Listing.objects.create(
        workspace_id=creator.workspace_id, creator=creator, slug=f"agent-{number}", **of_listing
    )
    shown = Submission.objects.create(
        listing=listing,
        number=1,
        graph_version=1,
        title=title,
        subtitle=subtitle,
        state=SubmissionState.APPROVED,
        **said,
    )
    Listing.objects.filter(pk=listing.pk).update(
        approved=shown, state=ListingState.PUBLIC, published_at=timezone.now()
    )
    assert index_listing(listing.pk)
    found: UUID = listing.pk
    return found
