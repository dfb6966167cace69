"""The shelves of the marketplace and what stands on them, for anybody."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace import queries
from marketplace.api.public import StoreView
from marketplace.api.query_params import MAX_OFFSET, PARAMETERS, bounded, query_of
from marketplace.api.serializers import (
    ApprovedRead,
    CategoryRead,
    FeaturedRead,
    ListingCard,
    ListingRead,
    ListingsRead,
    RatingRead,
    RatingsRead,
    provider_name,
)
from marketplace.models import Category, Listing
from marketplace.search import Facets, find_listings, similar_to, suggestions
from marketplace.services.statistics import note_view
from platform_project.accounts.models import RANK, Role
from platform_project.kit.query_params import words_of
from platform_project.kit.throttling import client_address

SUGGESTIONS = 8
SIMILAR = 6
KEPT_PAGES = 256  # what was approved of so many listings is kept by each process
RATINGS = 20  # on a page
MAX_RATINGS = 100
LIMIT, OFFSET = OpenApiParameter("limit", int), OpenApiParameter("offset", int)


@lru_cache(maxsize=KEPT_PAGES)
def _approved(submission_id: UUID) -> dict[str, Any]:
    """What was approved stays as it is, so it is read once; the next version has another id."""
    return ApprovedRead(queries.approved_submission(submission_id)).data


class Listings(StoreView):
    @extend_schema(
        operation_id="list_listings", parameters=PARAMETERS, responses=ListingsRead, tags=["store"]
    )
    def get(self, request: Request) -> Response:
        """Agents that are offered: what is looked for, or all; the facets count all that matches."""
        found = find_listings(query_of(request))
        cards = ListingCard(queries.cards_of(found.ids), many=True).data
        facets = _facets(found.facets)
        return Response({"results": cards, "total": found.total, "facets": facets, "meant": found.meant})


class ListingDetail(StoreView):
    reads_header = True  # `installed` is that workspace's

    @extend_schema(operation_id="get_listing", responses=ListingRead, tags=["store"])
    def get(self, request: Request, creator: str, slug: str) -> Response:
        """One agent that is offered, as its newest approved version shows it."""
        listing = queries.public_card(creator, slug)
        self._note_view(listing)
        said = _approved(listing.approved_id)
        return Response({**ListingCard(listing).data, **said, "installed": self.installed(listing)})

    def _note_view(self, listing: Any) -> None:
        """Who offers it does not count as one who looks."""
        if self.caller is None:
            note_view(listing_id=listing.pk, visitor=client_address(self.request))
        elif listing.workspace_id != self.workspace.pk:
            note_view(listing_id=listing.pk, visitor=str(self.caller.pk))


class SimilarListings(StoreView):
    @extend_schema(operation_id="list_similar_listings", responses=ListingCard(many=True), tags=["store"])
    def get(self, request: Request, creator: str, slug: str) -> Response:
        """Agents that do something alike, the nearest first."""
        listing = queries.public_card(creator, slug)
        return Response(ListingCard(queries.cards_of(similar_to(listing.pk, SIMILAR)), many=True).data)


class ListingRatings(StoreView):
    reads_header = True  # `may_answer` is said of that workspace

    @extend_schema(
        operation_id="list_ratings", parameters=[LIMIT, OFFSET], responses=RatingsRead, tags=["store"]
    )
    def get(self, request: Request, creator: str, slug: str) -> Response:
        """What people said who ran it, the newest first; and how many gave how many stars."""
        listing = queries.public_card(creator, slug)
        begin = bounded(request, "offset", 0, MAX_OFFSET, 0)
        end = begin + bounded(request, "limit", 1, MAX_RATINGS, RATINGS)
        ratings = queries.ratings_of(listing)
        shown = RatingRead(ratings[begin:end], many=True, context={"user": self.caller})
        total = ratings.count()
        histogram = queries.histogram_of(listing) if total else dict.fromkeys(range(5, 0, -1), 0)
        answer = {"results": shown.data, "total": total, "histogram": histogram}
        return Response({**answer, **self._of_caller(listing)})

    def _of_caller(self, listing: Listing) -> dict[str, Any]:
        caller = self.caller
        if caller is None:
            return {"may_rate": False, "may_answer": False, "mine": None}
        mine = queries.ratings_of(listing).filter(user=caller).first()
        is_own = caller.memberships.filter(workspace=listing.workspace_id).exists()
        return {
            "may_rate": not is_own and queries.has_run(listing, caller),
            "may_answer": is_own and self.offers(listing),
            "mine": RatingRead(mine, context={"user": caller}).data if mine else None,
        }

    def offers(self, listing: Listing) -> bool:
        """Whether the caller works in the workspace that offers it now, and may speak for it."""
        is_there = self.workspace.pk == listing.workspace_id
        return is_there and RANK[self.role] >= RANK[Role.BUILDER]


class Suggestions(StoreView):
    @extend_schema(
        operation_id="list_suggestions",
        parameters=[OpenApiParameter("q", str, required=True)],
        responses=serializers.ListSerializer(child=serializers.CharField()),
        tags=["store"],
    )
    def get(self, request: Request) -> Response:
        """Titles that somebody may mean who has typed `q` so far."""
        words = words_of(request, "q")
        return Response(suggestions(words, SUGGESTIONS) if words else [])


class Categories(StoreView):
    @extend_schema(operation_id="list_categories", responses=CategoryRead(many=True), tags=["store"])
    def get(self, request: Request) -> Response:
        """The shelves, in their order."""
        return Response(CategoryRead(Category.objects.all(), many=True).data)


class Featured(StoreView):
    @extend_schema(operation_id="get_featured", responses=FeaturedRead, tags=["store"])
    def get(self, request: Request) -> Response:
        """What the operator shows first."""
        creators = queries.public_creators().filter(is_featured=True)[: queries.MAX_FEATURED]
        shown = {"listings": queries.featured_listings(), "creators": creators}
        return Response(FeaturedRead(shown).data)


def _facets(facets: Facets) -> dict[str, Any]:
    names = dict(Category.objects.values_list("slug", "name"))
    return {
        "categories": [
            {"slug": slug, "name": name, "count": facets.categories[slug]}
            for slug, name in names.items()
            if slug in facets.categories
        ],
        "providers": [
            {"id": slug, "name": provider_name(slug), "count": count}
            for slug, count in facets.providers.items()
        ],
        "prices": {"free": facets.free, "paid": facets.paid},
    }
