"""The JSON of submissions, as their creators see and write them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from marketplace.api.fields import EachOnce, PriceField, TagsField
from marketplace.models import Listing, Submission
from marketplace.models.submission import (
    MAX_CATEGORIES,
    MAX_CHANGELOG_CHARACTERS,
    MAX_DESCRIPTION_CHARACTERS,
    MAX_IMAGES,
    MAX_SUBTITLE_CHARACTERS,
    MAX_TITLE_CHARACTERS,
)
from marketplace.services.checks import Level
from platform_project.kit.known_fields import KnownFields

MAX_VERSION = 2**31 - 1


class CheckRead(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Of the check, of which there may be several lines.")
    level = serializers.ChoiceField(choices=[level.value for level in Level])
    text = serializers.CharField()
    node = serializers.CharField(allow_blank=True, help_text="Id of the node that it is about, or empty.")


class DataAccess(serializers.Serializer[Any]):
    """Plain lines for people."""

    reads = serializers.ListField(child=serializers.CharField())
    sends = serializers.ListField(child=serializers.CharField())
    keeps = serializers.ListField(child=serializers.CharField())
    hosts = serializers.ListField(child=serializers.CharField())


class SubmissionChecks(serializers.Serializer[Any]):
    checks = CheckRead(many=True)
    providers = serializers.ListField(child=serializers.CharField())
    data_access = DataAccess()


class ListingBrief(serializers.ModelSerializer[Listing]):
    creator = serializers.CharField(source="creator.slug", read_only=True)
    graph_id = serializers.UUIDField(read_only=True, allow_null=True)
    graph_name = serializers.CharField(source="graph.name", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Listing
        fields = ["id", "creator", "slug", "state", "graph_id", "graph_name"]
        read_only_fields = fields


class SubmissionRow(serializers.ModelSerializer[Submission]):
    listing = ListingBrief(read_only=True)
    note = serializers.CharField(read_only=True, help_text="Of the moderator who decided.")

    class Meta:
        model = Submission
        fields = [
            "id", "listing", "number", "state", "title", "graph_version", "changelog", "note", "submitted_at",
            "decided_at", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields


class SubmissionRead(SubmissionRow):
    price = PriceField(read_only=True)
    demo_output = serializers.DictField(child=serializers.ListField(), read_only=True)
    data_access = serializers.SerializerMethodField()
    checks = CheckRead(many=True, read_only=True)

    class Meta(SubmissionRow.Meta):
        fields = [
            *SubmissionRow.Meta.fields, "subtitle", "description", "instructions", "categories", "tags",
            "price", "is_closed", "images", "demo_output", "providers", "data_access", "checks",
        ]  # fmt: skip
        read_only_fields = fields

    def get_data_access(self, submission: Submission) -> dict[str, list[str]]:
        return {part: submission.data_access.get(part, []) for part in ("reads", "sends", "keeps", "hosts")}


class SubmissionStart(KnownFields):
    graph_id = serializers.UUIDField()
    version = serializers.IntegerField(
        min_value=1,
        max_value=MAX_VERSION,
        default=None,
        allow_null=True,
        help_text="Number of the version to offer; left out or null, the active one.",
    )


class SubmissionChange(KnownFields):
    title = serializers.CharField(max_length=MAX_TITLE_CHARACTERS, required=False)
    subtitle = serializers.CharField(max_length=MAX_SUBTITLE_CHARACTERS, required=False, allow_blank=True)
    description = serializers.CharField(
        max_length=MAX_DESCRIPTION_CHARACTERS, required=False, allow_blank=True, help_text="Markdown."
    )
    instructions = serializers.CharField(
        max_length=MAX_DESCRIPTION_CHARACTERS, required=False, allow_blank=True, help_text="Markdown."
    )
    changelog = serializers.CharField(
        max_length=MAX_CHANGELOG_CHARACTERS, required=False, allow_blank=True, help_text="Markdown."
    )
    categories = EachOnce(
        child=serializers.CharField(max_length=40),
        max_length=MAX_CATEGORIES,
        required=False,
        help_text="Slugs of `GET /store/categories`.",
    )
    tags = TagsField(required=False)
    price = PriceField(required=False, help_text="Credits a run.")
    is_closed = serializers.BooleanField(
        required=False, help_text="Whether who adds it runs it without seeing its graph."
    )
    images = EachOnce(
        child=serializers.UUIDField(),
        max_length=MAX_IMAGES,
        required=False,
        help_text="Ids of pictures that were put up as covers, the first one for cards.",
    )
    demo_execution = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="A run of this agent that came to its end; its outputs are shown as an example.",
    )
    graph_version = serializers.IntegerField(min_value=1, max_value=MAX_VERSION, required=False)
