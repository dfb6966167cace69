"""Agents drawn from words over REST: the answer comes line by line while a model works."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import StreamingHttpResponse
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from agents.api.serializers import GraphWrite
from agents.api.serializers.graphs import document_of
from agents.api.views.shared import valid
from agents.services.sketches import SketchRequest, sketch_for
from agents.sketching.asking import Stage
from agents.sketching.open_points import PointKind
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.kit.lines import CONTENT_TYPE, told_by_lines
from platform_project.kit.throttling import rate_limit

MAX_WISH_CHARACTERS = 4_000


class SketchWish(serializers.Serializer[Any]):
    wish = serializers.CharField(
        max_length=MAX_WISH_CHARACTERS, help_text="What the agent shall do, or what is to be changed."
    )
    model = serializers.CharField(
        max_length=200,
        default="",
        allow_blank=True,
        help_text="By its name in the table, or `provider:name`. Left out: the usual one of your accounts.",
    )
    graph = GraphWrite(required=False, allow_null=True, help_text="The agent that is to be changed.")
    credentials = serializers.DictField(
        child=serializers.UUIDField(), default=dict, help_text="Provider → id of the one to ask with."
    )

    def request(self) -> SketchRequest:
        given = self.validated_data
        drawn = given.get("graph")
        base = None if drawn is None else document_of(drawn)
        credentials = {provider: str(pk) for provider, pk in given["credentials"].items()}
        return SketchRequest(given["wish"], given["model"].strip(), base, credentials)


class SketchUsage(serializers.Serializer[Any]):
    """What the model's provider counted, in all rounds together."""

    model = serializers.CharField()
    provider = serializers.CharField()
    tokens_in = serializers.IntegerField()
    tokens_out = serializers.IntegerField()
    tokens_cached = serializers.IntegerField()
    cost = serializers.CharField(help_text="Credits, as a decimal number.")


class OpenPointRead(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[kind.value for kind in PointKind])
    node_id = serializers.CharField(allow_blank=True)
    pin = serializers.CharField(allow_blank=True, help_text="Of a value that is to be filled in.")
    providers = serializers.ListField(
        child=serializers.CharField(), help_text="An account of one of them serves."
    )
    why = serializers.CharField(
        allow_blank=True,
        help_text="As the model says it; of a schedule its times in words.",
    )


class SketchProgress(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=["progress"])
    stage = serializers.ChoiceField(choices=[stage.value for stage in Stage])
    attempt = serializers.IntegerField()


class SketchDone(serializers.Serializer[Any]):
    """Nothing is saved: `graph` is for POST or PUT, once the person has looked at it."""

    type = serializers.ChoiceField(choices=["sketch"])
    graph = GraphWrite()
    explanation = serializers.CharField()
    todo = OpenPointRead(many=True)
    usage = SketchUsage()


class SketchFailure(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=["failed"])
    code = serializers.CharField()
    message = serializers.CharField()
    details = serializers.DictField()
    usage = SketchUsage()


_LINE = PolymorphicProxySerializer(
    component_name="SketchLine",
    serializers={"progress": SketchProgress, "sketch": SketchDone, "failed": SketchFailure},
    resource_type_field_name="type",
)


class Sketches(WorkspaceView):
    @extend_schema(
        operation_id="graphs_sketch",
        request=SketchWish,
        responses={(200, CONTENT_TYPE): _LINE},
        tags=["graphs"],
    )
    def post(self, request: Request) -> StreamingHttpResponse:
        """Let a model draw an agent, or change one: one JSON object to a line, `sketch` or `failed` at last.

        It takes up to two minutes; who hangs up ends it. Nothing is saved.
        """
        given = valid(SketchWish(data=request.data)).request()
        rate_limit("sketch").take(self.user.pk)
        work = sketch_for(given, user=self.user, workspace=self.workspace)
        if not connection.in_atomic_block:
            connection.close()  # back to the pool: the model takes its time
        return told_by_lines(request._request, work)
