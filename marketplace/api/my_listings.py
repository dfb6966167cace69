"""A creator's own listings, as they stand."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.api.fields import PriceField
from marketplace.api.submission_json import ListingBrief
from marketplace.models import Appeal, AppealState, Listing, Submission
from marketplace.services import listings
from marketplace.services.standings import standings_of
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.query_params import id_of


class SubmissionBrief(serializers.ModelSerializer[Submission]):
    class Meta:
        model = Submission
        fields = ["id", "number", "state", "submitted_at", "decided_at", "note"]
        read_only_fields = fields


class AppealBrief(serializers.ModelSerializer[Appeal]):
    submission_id = serializers.UUIDField(read_only=True, allow_null=True)
    state = serializers.ChoiceField(choices=AppealState.choices, read_only=True)

    class Meta:
        model = Appeal
        fields = ["submission_id", "text", "state", "answer", "created_at", "decided_at"]
        read_only_fields = fields


class MyListing(ListingBrief):
    """A listing with its standing beside it, as `MyListings.shown` puts it there."""

    title = serializers.CharField(source="standing.title", read_only=True)
    subtitle = serializers.CharField(source="standing.subtitle", read_only=True)
    image = serializers.UUIDField(
        source="standing.image", read_only=True, allow_null=True, help_text="Its first picture."
    )
    price = PriceField(source="approved.price", read_only=True, default=None, allow_null=True)
    version = serializers.IntegerField(
        source="approved.number", read_only=True, default=None, allow_null=True, help_text="That people get."
    )
    rating = serializers.FloatField(source="mean_rating", read_only=True, allow_null=True)
    under_way = SubmissionBrief(source="standing.under_way", read_only=True, allow_null=True)
    decided = SubmissionBrief(
        source="standing.decided", read_only=True, allow_null=True, help_text="What was decided on last."
    )
    note = serializers.CharField(
        source="standing.note", read_only=True, help_text="Of a moderator, on why it stands as it does."
    )
    appeal = AppealBrief(source="standing.appeal", read_only=True, allow_null=True, help_text="The last one.")

    class Meta(ListingBrief.Meta):
        fields = [
            *ListingBrief.Meta.fields, "title", "subtitle", "image", "price", "version", "under_way",
            "decided", "note", "appeal", "rating", "rating_count", "view_count", "install_count", "run_count",
            "published_at", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class MyListingsView(WorkspaceView, GenericAPIView[Listing]):
    roles: ClassVar[dict[str, Role]] = {"get": Role.BUILDER}
    serializer_class = MyListing

    def get_queryset(self) -> QuerySet[Listing]:
        mine: QuerySet[Listing] = Listing.objects.for_user(self.user, workspace=self.workspace)
        return mine.select_related("creator", "graph", "approved").defer("approved__file")

    def listing(self, listing_id: UUID) -> Listing:
        found: Listing = get_object_or_404(self.get_queryset(), pk=listing_id)
        return found

    def shown(self, found: list[Any]) -> Any:
        standings = standings_of(found)
        for listing in found:
            listing.standing = standings[listing.pk]
        return MyListing(found, many=True).data


class MyListings(MyListingsView):
    @extend_schema(
        operation_id="my_listings",
        parameters=[OpenApiParameter("graph", OpenApiTypes.UUID, description="Of this agent.")],
        responses=MyListing(many=True),
        tags=["store"],
    )
    def get(self, request: Request) -> Response:
        """What this workspace offers or is about to, the newest first."""
        found = self.get_queryset()
        if (graph := id_of(request, "graph")) is not None:
            found = found.filter(graph=graph)
        page = cast("list[Listing]", self.paginate_queryset(found))
        return self.get_paginated_response(self.shown(page))


class MyListingUnpublish(MyListingsView):
    @extend_schema(operation_id="unpublish_listing", request=None, responses=MyListing, tags=["store"])
    def post(self, request: Request, listing_id: UUID) -> Response:
        """Take it out of the marketplace. Who has added it goes on with it."""
        listing = listings.unpublish(listing=self.listing(listing_id), user=self.user)
        return Response(self.shown([self.listing(listing.pk)])[0])


class MyListingPublish(MyListingsView):
    @extend_schema(operation_id="publish_listing", request=None, responses=MyListing, tags=["store"])
    def post(self, request: Request, listing_id: UUID) -> Response:
        """Show again what was approved."""
        listing = listings.publish_again(listing=self.listing(listing_id), user=self.user)
        return Response(self.shown([self.listing(listing.pk)])[0])
