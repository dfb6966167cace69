"""One search over the marketplace, the blocks and the library of a workspace."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from blocks.search import Wanted
from blocks.search import find_blocks as find_literally
from integrations.services.private_lookup import blocks_of_workspace
from marketplace.models import EntryKind
from marketplace.search import Hit, find_all
from marketplace.search.conditions import BLOCKS, LISTINGS, Scope
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.kit.query_params import choices_of, words_of
from platform_project.kit.throttling import rate_limit

KINDS = {"listings": EntryKind.LISTING, "blocks": EntryKind.BLOCK, "agents": EntryKind.AGENT}
SHOWN = 50
OWN_BLOCKS = 5  # of APIs that the workspace imported; they are looked for by their very words


class HitRead(serializers.Serializer[Hit]):
    kind = serializers.ChoiceField(choices=EntryKind.choices, read_only=True)
    id = serializers.CharField(
        read_only=True, help_text="Of a listing or graph; of a block as it is written."
    )
    title = serializers.CharField(read_only=True)
    subtitle = serializers.CharField(read_only=True)


class HitsRead(serializers.Serializer[object]):
    results = HitRead(many=True, read_only=True)
    total = serializers.IntegerField(read_only=True)
    meant = serializers.CharField(
        read_only=True, help_text="The words as they were understood, if some were mistyped; else empty."
    )


class Search(WorkspaceView, APIView):
    @extend_schema(
        operation_id="search",
        tags=["store"],
        parameters=[
            OpenApiParameter("q", str, required=True, description="Words, at most 100 characters."),
            OpenApiParameter("kinds", str, description="Of listings, blocks, agents; commas between them."),
        ],
        responses=HitsRead,
    )
    def get(self, request: Request) -> Response:
        """Listings, blocks and the workspace's own agents in one ranking; the first 50."""
        rate_limit("store").take(self.user.pk)
        text = words_of(request, "q")
        kinds = choices_of(request, "kinds", KINDS) or list(KINDS)
        agents = Scope(EntryKind.AGENT, self.workspace.pk)
        scopes = {"listings": LISTINGS, "blocks": BLOCKS, "agents": agents}
        found = find_all(text, [scopes[kind] for kind in kinds], limit=SHOWN)
        own = self._own_blocks(text) if "blocks" in kinds and text else []
        results = [*own, *found.results][:SHOWN]
        return Response(
            {
                "results": [HitRead(hit).data for hit in results],
                "total": found.total + len(own),
                "meant": found.meant,
            }
        )

    def _own_blocks(self, text: str) -> list[Hit]:
        blocks = find_literally(blocks_of_workspace(self.workspace.pk), Wanted(words=text))
        return [Hit(EntryKind.BLOCK, one.id, one.name, one.description[:300]) for one in blocks[:OWN_BLOCKS]]
