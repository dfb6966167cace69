"""Agents of the marketplace in a library: adding, bringing up to date, forking."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.serializers import GraphPublished, GraphRead
from agents.api.views.versions import published, shown, version_of
from agents.engine import limits
from agents.models import Graph
from marketplace.api.fields import PriceField
from marketplace.models import Listing
from marketplace.services import installs
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import NotFound
from platform_project.kit.known_fields import KnownFields
from platform_project.kit.money import credits_text


class Installed(serializers.Serializer[Any]):
    graph_id = serializers.UUIDField()
    is_new = serializers.BooleanField(help_text="False: it was there before.")


class ChangeOfListing(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    decided_at = serializers.DateTimeField(allow_null=True)
    changelog = serializers.CharField()


class UpdateRead(serializers.Serializer[Any]):
    """What an added agent may be brought up to."""

    graph_id = serializers.UUIDField()
    name = serializers.CharField()
    listing_id = serializers.UUIDField(source="listing.pk")
    creator = serializers.CharField(source="listing.creator.slug")
    slug = serializers.CharField(source="listing.slug")
    number = serializers.IntegerField(help_text="Of the version that is here.")
    newest = serializers.IntegerField()
    price = serializers.SerializerMethodField(help_text="Credits a run, of what is here.")
    newest_price = serializers.SerializerMethodField(help_text="Credits a run, once it is updated.")
    changes = ChangeOfListing(many=True, help_text="The newest first.")

    def get_price(self, update: installs.Update) -> str:
        return credits_text(update.price)

    def get_newest_price(self, update: installs.Update) -> str:
        return credits_text(update.newest_price)


class PriceSeen(KnownFields):
    price = PriceField(
        required=False, help_text="Credits a run, as you were shown it: with another one nothing is done."
    )


class ForkWrite(serializers.Serializer[Any]):
    name = serializers.CharField(
        max_length=limits.MAX_NAME_CHARACTERS, default="", allow_blank=True, help_text="Of the copy."
    )


class ListingInstallation(WorkspaceView):
    @extend_schema(operation_id="install_listing", request=PriceSeen, responses=Installed, tags=["store"])
    def post(self, request: Request, listing_id: UUID) -> Response:
        """Add an agent of the marketplace to the library; nothing new if it is there."""
        listing = Listing.objects.filter(pk=listing_id).first()
        if listing is None:
            raise NotFound("There is no such agent in the marketplace.")
        seen = given(PriceSeen, request)
        before = installs.installed(listing_id=listing_id, workspace=self.workspace)
        graph = installs.install(listing=listing, workspace=self.workspace, user=self.user, **seen)
        return Response(Installed({"graph_id": graph.pk, "is_new": before is None}).data)


class LibraryUpdates(WorkspaceView):
    @extend_schema(operation_id="library_updates", responses=UpdateRead(many=True), tags=["store"])
    def get(self, request: Request) -> Response:
        """Added agents of which something newer was approved, with what changed since."""
        return Response(UpdateRead(installs.available_updates(self.workspace), many=True).data)


class OwnGraphView(WorkspaceView):
    """Of one graph of the workspace."""

    def graph(self, graph_id: UUID) -> Graph:
        found: Graph = get_object_or_404(
            Graph.objects.for_user(self.user, workspace=self.workspace), pk=graph_id
        )
        return found


class GraphUpdate(OwnGraphView):
    @extend_schema(operation_id="update_graph", request=PriceSeen, responses=GraphPublished, tags=["store"])
    def post(self, request: Request, graph_id: UUID) -> Response:
        """Bring an added agent up to the newest approved version; `misfits` says what does not fit that."""
        seen = given(PriceSeen, request)
        version = installs.update(graph=self.graph(graph_id), user=self.user, **seen)
        return Response(published(version))


class GraphFork(OwnGraphView):
    roles: ClassVar[dict[str, Role]] = {"post": Role.BUILDER}

    @extend_schema(operation_id="fork_graph", request=ForkWrite, responses={201: GraphRead}, tags=["store"])
    def post(self, request: Request, graph_id: UUID) -> Response:
        """Make a copy that can be changed, with those that it runs. Closed agents cannot be forked."""
        made = installs.fork(graph=self.graph(graph_id), user=self.user, **given(ForkWrite, request))
        return Response(shown(version_of(made, None)), status=201)
