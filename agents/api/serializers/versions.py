"""Versions of graphs: what they hold, what people say of them, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.api.serializers.graphs import LinkJson, LinkRead, NodeJson, NodeRead, label_field, notes_field
from agents.api.serializers.origins import OriginRead, origin_shown
from agents.engine.diff import UNSET, Change
from agents.engine.graph import Link
from agents.exchange.graph_settings import GraphSettingsJson
from agents.models import GraphVersion
from agents.runner.plans import problems_of
from agents.services import origins, triggers
from agents.services.versions import VersionDiff
from platform_project.accounts.api.people import PersonName


class VersionSummary(serializers.ModelSerializer[GraphVersion]):
    version = serializers.IntegerField(source="number", read_only=True)
    is_active = serializers.SerializerMethodField()
    created_by = PersonName()

    class Meta:
        model = GraphVersion
        fields = ["version", "is_active", "label", "notes", "name", "description", "created_by", "created_at"]
        read_only_fields = fields

    def get_is_active(self, version: GraphVersion) -> bool:
        return version.number == version.graph.active_number


class TriggerNodeRead(serializers.Serializer[Any]):
    """A trigger block: what an event outside can start."""

    node_id = serializers.CharField(source="name", help_text="To make a trigger by.")
    block_id = serializers.CharField(source="block.id", help_text="Its output `payload` says what it takes.")
    name = serializers.CharField(source="block.name")
    provider = serializers.CharField(
        source="spec.provider", help_text="Who calls; `generic_webhook`: anybody."
    )
    events = serializers.ListField(child=serializers.CharField(), help_text="That start it; empty: all.")


class GraphRead(VersionSummary):
    """One version of a graph, whole; of a closed agent only what who runs it has to know."""

    id = serializers.UUIDField(source="graph_id", read_only=True)
    nodes = NodeRead(many=True, read_only=True)
    links = LinkRead(many=True, read_only=True)
    input_schema = serializers.DictField(read_only=True)
    output_schema = serializers.DictField(read_only=True)
    settings = GraphSettingsJson(read_only=True)
    trigger_nodes = serializers.SerializerMethodField(help_text="Of closed agents too.")
    is_draft = serializers.SerializerMethodField(
        help_text="It names blocks or pins that are not here, and refuses to run."
    )
    is_deleted = serializers.SerializerMethodField(help_text="It is there for executions that ran it.")
    origin = serializers.SerializerMethodField(help_text="null: it was made here.")

    class Meta:
        model = GraphVersion
        fields = [
            "id", "name", "description", "instructions", "recommended_schedule_cron", "version", "is_active",
            "is_draft", "label", "notes", "nodes", "links", "settings", "input_schema", "output_schema",
            "trigger_nodes", "created_by", "created_at", "is_deleted", "origin",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: GraphVersion) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if origins.is_closed(instance.graph_id):
            shown |= {"nodes": [], "links": [], "settings": {}}
        return shown

    @extend_schema_field(TriggerNodeRead(many=True))
    def get_trigger_nodes(self, version: GraphVersion) -> Any:
        return TriggerNodeRead(triggers.nodes_of(version), many=True).data

    @extend_schema_field(OriginRead(allow_null=True))
    def get_origin(self, version: GraphVersion) -> dict[str, Any] | None:
        return origin_shown(version.graph)

    def get_is_deleted(self, version: GraphVersion) -> bool:
        return version.deleted_at is not None

    def get_is_draft(self, version: GraphVersion) -> bool:
        return not problems_of(version.pk).is_clean


class MisfitRead(serializers.Serializer[Any]):
    """Something that starts the agent by itself and cannot start the active version."""

    kind = serializers.ChoiceField(choices=["preset", "schedule", "trigger"])
    id = serializers.UUIDField()
    name = serializers.CharField()
    code = serializers.CharField(help_text="Of the refusal, or `trigger_not_registered`.")
    message = serializers.CharField()


class MisfitsRead(serializers.Serializer[Any]):
    misfits = MisfitRead(many=True)


class GraphPublished(GraphRead):
    """A version that has just become the active one, and what does not fit it."""

    misfits = MisfitRead(many=True)

    class Meta(GraphRead.Meta):
        fields = [*GraphRead.Meta.fields, "misfits"]


class VersionDescribe(serializers.Serializer[Any]):
    """What is left out stays."""

    label = label_field(required=False)  # type: ignore[assignment]  # DRF takes fields off the class
    notes = notes_field(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError({"label": ["Give label, notes or both."]})
        return attrs


class VersionRestore(serializers.Serializer[Any]):
    label = label_field(default="")  # type: ignore[assignment]  # DRF takes fields off the class
    notes = notes_field(default="")


class ChangeRead(serializers.Serializer[Any]):
    path = serializers.ListField(
        child=serializers.CharField(), help_text='As ["input_default", "url"] in a node.'
    )
    old = serializers.JSONField(required=False, help_text="Left out: there was nothing.")
    new = serializers.JSONField(required=False, help_text="Left out: there is nothing now.")


class ChangedNodeRead(serializers.Serializer[Any]):
    id = serializers.CharField()
    changes = ChangeRead(many=True)


class NodesDiffRead(serializers.Serializer[Any]):
    added = NodeJson(many=True)
    removed = NodeJson(many=True)
    changed = ChangedNodeRead(many=True)


class ChangedLinkRead(serializers.Serializer[Any]):
    old = LinkJson()
    new = LinkJson()


class LinksDiffRead(serializers.Serializer[Any]):
    added = LinkJson(many=True)
    removed = LinkJson(many=True)
    changed = ChangedLinkRead(many=True, help_text="The same pins; now static, or no longer.")


class VersionDiffRead(serializers.Serializer[Any]):
    """How to come from one version to another; `diff_answer` fills it."""

    is_empty = serializers.BooleanField()
    about = ChangeRead(many=True, help_text="In name, description, instructions and recommended schedule.")
    nodes = NodesDiffRead()
    links = LinksDiffRead()
    settings = ChangeRead(many=True)
    is_reordered = serializers.BooleanField(
        help_text="Nodes that are in both stand in another order, which decides ties in a run."
    )


def diff_answer(found: VersionDiff) -> dict[str, Any]:
    """As `VersionDiffRead`."""
    graph = found.graph
    changed = [{"id": node_id, "changes": _changes(each)} for node_id, each in graph.changed_nodes.items()]
    return {
        "is_empty": graph.is_empty and not found.about,
        "about": _changes(found.about),
        "nodes": {
            "added": [asdict(node) for node in graph.added_nodes],
            "removed": [asdict(node) for node in graph.removed_nodes],
            "changed": changed,
        },
        "links": {
            "added": [_link(link) for link in graph.added_links],
            "removed": [_link(link) for link in graph.removed_links],
            "changed": [{"old": _link(old), "new": _link(new)} for old, new in graph.changed_links],
        },
        "settings": _changes(graph.settings),
        "is_reordered": graph.is_reordered,
    }


def _changes(found: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {"path": list(change.path)}
        | {name: value for name, value in (("old", change.old), ("new", change.new)) if value is not UNSET}
        for change in found
    ]


def _link(link: Link) -> dict[str, Any]:
    shown = asdict(link)
    return shown if link.id else {name: value for name, value in shown.items() if name != "id"}
