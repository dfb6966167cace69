"""Which listing offers an agent, for who asks before it goes."""

from __future__ import annotations

from uuid import UUID

from agents.listed import OfferedAs
from marketplace.models import Listing, Submission


def listing_of(graph_id: UUID) -> OfferedAs | None:
    """Its title is that of what is shown, or else of what was written last."""
    listing = Listing.objects.filter(graph=graph_id).select_related("approved").first()
    if listing is None:
        return None
    said = listing.approved or Submission.objects.filter(listing=listing).order_by("-number").first()
    return OfferedAs(listing.pk, said.title if said else listing.slug, listing.state)
