"""Schedules: when agents run by themselves, and what became of each time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.serializers import ExecutionRead
from agents.api.views.shared import ID, page_of, valid
from agents.models import Graph, Preset, Schedule, ScheduledStart
from agents.models.preset import MAX_NAME_CHARACTERS
from agents.models.schedule import Missed, Outcome
from agents.queries import last_starts
from agents.services import schedules
from agents.services.saved_inputs import kept_inputs, shown_inputs
from agents.timing.words import words_of
from platform_project.accounts.api.people import PersonName
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.idempotency import idempotent
from platform_project.kit.pagination import NewestFirst
from platform_project.kit.query_params import id_of

SHOWN_TIMES = 5
MAX_CHARACTERS = 200  # of an expression or zone that is looked at at all


class ScheduledStartRead(serializers.ModelSerializer[ScheduledStart]):
    outcome = serializers.ChoiceField(choices=Outcome.choices, read_only=True)
    execution_id = serializers.UUIDField(read_only=True, allow_null=True)
    status = serializers.CharField(
        source="execution.status",
        read_only=True,
        default=None,
        allow_null=True,
        help_text="Of the execution.",
    )

    class Meta:
        model = ScheduledStart
        fields = ["planned_at", "started_at", "outcome", "execution_id", "status", "error_code", "error"]
        read_only_fields = fields


class ScheduleRead(serializers.ModelSerializer[Schedule]):
    graph_id = serializers.UUIDField(read_only=True)
    graph_name = serializers.CharField(source="graph.name", read_only=True)
    preset_id = serializers.UUIDField(read_only=True, allow_null=True)
    inputs = serializers.SerializerMethodField(help_text="Over those of the preset. Secrets are hidden.")
    cron = serializers.SerializerMethodField()
    missed = serializers.ChoiceField(choices=Missed.choices, read_only=True)
    words = serializers.SerializerMethodField(help_text="When it runs, as people say it.")
    next = serializers.SerializerMethodField(help_text="The next five times; none while it is off.")
    last = serializers.SerializerMethodField()
    runs_as = PersonName()

    class Meta:
        model = Schedule
        fields = [
            "id", "graph_id", "graph_name", "preset_id", "inputs", "name", "cron", "every_seconds",
            "timezone", "missed", "is_enabled", "words", "next", "last", "runs_as", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_inputs(self, schedule: Any) -> dict[str, Any]:
        return shown_inputs(schedule.inputs, schedule.input_schema)

    def get_cron(self, schedule: Schedule) -> str | None:
        return schedule.cron or None

    def get_words(self, schedule: Schedule) -> str:
        return words_of(schedule.recurrence)

    @extend_schema_field(serializers.ListField(child=serializers.DateTimeField()))
    def get_next(self, schedule: Schedule) -> list[str]:
        return [_text(moment) for moment in schedule.next_times(SHOWN_TIMES)]

    @extend_schema_field(ScheduledStartRead(allow_null=True))
    def get_last(self, schedule: Schedule) -> dict[str, Any] | None:
        last = self.context["last"].get(schedule.pk)
        return None if last is None else ScheduledStartRead(last).data


class ScheduleChange(serializers.Serializer[Any]):
    """cron or every_seconds: the one that is given takes the place of the other."""

    name = serializers.CharField(max_length=MAX_NAME_CHARACTERS, allow_blank=True, default="")
    preset_id = serializers.UUIDField(required=False, allow_null=True)
    inputs = serializers.DictField(
        default=dict,
        help_text="Input name → value, over those of the preset. A hidden secret that is sent back stays.",
    )
    cron = serializers.CharField(
        max_length=MAX_CHARACTERS, required=False, allow_null=True, help_text="Five fields, as 0 9 * * 1-5"
    )
    every_seconds = serializers.IntegerField(
        required=False, allow_null=True, max_value=2**31 - 1, help_text="60 or more."
    )
    timezone = serializers.CharField(
        max_length=MAX_CHARACTERS, default="UTC", help_text="IANA name, as Europe/Berlin"
    )
    missed = serializers.ChoiceField(
        choices=Missed.choices,
        default=Missed.ONCE,
        help_text="Times at which nothing could be started: skip them, start once for all, or for each.",
    )
    is_enabled = serializers.BooleanField(default=True)

    def times(self) -> dict[str, Any]:
        """Those of cron and every_seconds that hold something."""
        given = {name: self.validated_data.get(name) for name in ("cron", "every_seconds")}
        return {name: value for name, value in given.items() if value is not None}


class ScheduleWrite(ScheduleChange):
    graph_id = serializers.UUIDField()


class TimesWrite(serializers.Serializer[Any]):
    cron = serializers.CharField(max_length=MAX_CHARACTERS, required=False, allow_null=True)
    every_seconds = serializers.IntegerField(required=False, allow_null=True, max_value=2**31 - 1)
    timezone = serializers.CharField(max_length=MAX_CHARACTERS, default="UTC")


class TimesRead(serializers.Serializer[Any]):
    next = serializers.ListField(child=serializers.DateTimeField())
    words = serializers.CharField()


class LastPlannedFirst(NewestFirst):
    ordering: ClassVar[list[str]] = ["-planned_at", "-id"]


class ScheduleViewSet(WorkspaceView, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Schedule]):
    """When agents of the workspace run by themselves."""

    serializer_class = ScheduleRead
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    roles: ClassVar[dict[str, Role]] = {"preview": Role.VIEWER, "run_now": Role.RUNNER}

    def get_queryset(self) -> QuerySet[Schedule]:
        found: QuerySet[Schedule] = Schedule.objects.for_user(self.user, workspace=self.workspace).shown()
        graph_id = id_of(self.request, "graph") if self.action == "list" else None
        return found if graph_id is None else found.filter(graph_id=graph_id)

    @extend_schema(parameters=[OpenApiParameter("graph", OpenApiTypes.UUID, description="Of this agent.")])
    def list(self, request: Request) -> Response:
        """The schedules of the workspace, the newest first."""
        page: Any = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.shown(*page))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.shown(self.get_object())[0])

    @extend_schema(request=ScheduleWrite, responses={201: ScheduleRead})
    def create(self, request: Request) -> Response:
        """Run an agent at times. Inputs are refused if a run with them would be."""
        checked = valid(ScheduleWrite(data=request.data))
        given = self.rows_of(checked)
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        graph = get_object_or_404(mine, pk=given.pop("graph_id"))
        made = schedules.create_schedule(graph=graph, user=self.user, **given)
        return Response(self.again(made), status=status.HTTP_201_CREATED)

    @extend_schema(request=ScheduleChange, responses=ScheduleRead)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is given, and leave the rest; `is_enabled` pauses it and goes on."""
        schedule: Any = self.get_object()
        given = self.rows_of(valid(ScheduleChange(data=request.data, partial=True)))
        if "inputs" in given:
            given["inputs"] = kept_inputs(given["inputs"], schedule.inputs, schedule.input_schema)
        return Response(self.again(schedules.change_schedule(schedule=schedule, user=self.user, **given)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a schedule. What it started stays."""
        self.get_object().delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=TimesWrite, responses=TimesRead)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """The next five times of a cron expression or a distance, and what it is in words."""
        given = valid(TimesWrite(data=request.data)).validated_data
        recurrence = schedules.recurrence_of(
            cron=given.get("cron") or "",
            every_seconds=given.get("every_seconds"),
            timezone_name=given["timezone"],
        )
        coming = recurrence.next(timezone.now(), SHOWN_TIMES)
        return Response(TimesRead({"next": coming, "words": words_of(recurrence)}).data)

    @extend_schema(
        request=None,
        responses={201: ExecutionRead},
        parameters=[ID, OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    @action(detail=True, methods=["post"], url_path="run-now")
    @idempotent
    def run_now(self, request: Request, pk: str) -> Response:
        """Start once more, now. The schedule's times stay as they are."""
        execution = schedules.run_now(schedule=self.get_object(), user=self.user)
        return Response(ExecutionRead(execution).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=ScheduledStartRead(many=True), parameters=[ID], filters=False)
    @action(detail=True, pagination_class=LastPlannedFirst)
    def starts(self, request: Request, pk: str) -> Response:
        """What became of each planned time, the last first."""
        rows = self.get_object().starts.select_related("execution")
        return page_of(self, rows, ScheduledStartRead)

    def rows_of(self, checked: ScheduleChange) -> dict[str, Any]:
        """What was sent, with the preset as a row; cron and every_seconds only where they hold something."""
        given = {
            name: value
            for name, value in checked.validated_data.items()
            if name not in ("cron", "every_seconds")
        }
        if given.get("preset_id") is not None:
            mine = Preset.objects.for_user(self.user, workspace=self.workspace)
            given["preset"] = get_object_or_404(mine, pk=given["preset_id"])
        elif "preset_id" in given:
            given["preset"] = None
        given.pop("preset_id", None)
        return given | checked.times()

    def again(self, schedule: Schedule) -> Any:
        return self.shown(self.get_queryset().get(pk=schedule.pk))[0]

    def shown(self, *rows: Schedule) -> Any:
        return ScheduleRead(rows, many=True, context={"last": last_starts(rows)}).data


def _text(moment: Any) -> str:
    return serializers.DateTimeField().to_representation(moment)
