"""Agents to begin with: they need no key, and give something to look at in the first minute."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.serializers import GraphRead, GraphWrite
from agents.api.views.versions import shown
from agents.services.graphs import create_graph
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.errors import NotFound
from platform_project.kit.idempotency import idempotent


class ExampleRead(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    hint = serializers.CharField(help_text="What to type first.")
    inputs = serializers.DictField(help_text="For a first run.")
    graph = GraphWrite(help_text="What an installation saves.")


class Examples(WorkspaceView):
    @extend_schema(operation_id="list_examples", responses=ExampleRead(many=True), tags=["examples"])
    def get(self, request: Request) -> Response:
        """All examples, the simplest first."""
        return Response(list(_examples().values()))


class ExampleInstallation(WorkspaceView):
    @extend_schema(
        operation_id="install_example", request=None, responses={201: GraphRead}, tags=["examples"]
    )
    @idempotent
    def post(self, request: Request, slug: str) -> Response:
        """Save an example as a graph of the workspace, to be changed and run like any other."""
        found = _examples().get(slug)
        if found is None:
            raise NotFound("There is no such example.")
        given = GraphWrite(data=found["graph"])
        given.is_valid(raise_exception=True)
        version = create_graph(workspace=self.workspace, user=self.user, given=given.document())
        return Response(shown(version), status=201)


@cache
def _examples() -> dict[str, dict[str, Any]]:
    """Slug → example, as the files of `examples/gallery` tell it."""
    files = (settings.BASE_DIR / "examples" / "gallery").glob("*.json")
    read = [{"slug": path.stem, **orjson.loads(path.read_bytes())} for path in files]
    read.sort(key=lambda example: int(example.pop("place")))
    return {example["slug"]: example for example in read}
