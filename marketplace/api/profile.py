"""The public face of a workspace, as its builders change it."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.models import Creator
from marketplace.models.creator import (
    MAX_BIO_CHARACTERS,
    MAX_LINK_CHARACTERS,
    MAX_LINKS,
    MAX_NAME_CHARACTERS,
)
from marketplace.services.creators import change_creator, creator_of
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.known_fields import KnownFields

MAX_LINK_TITLE_CHARACTERS = 40


class ProfileLink(KnownFields):
    title = serializers.CharField(max_length=MAX_LINK_TITLE_CHARACTERS)
    url = serializers.URLField(max_length=MAX_LINK_CHARACTERS, help_text="https alone.")

    def validate_url(self, url: str) -> str:
        if not url.lower().startswith("https://"):
            raise serializers.ValidationError("An address that begins with https://.")
        return url


class CreatorProfileRead(serializers.Serializer[Any]):
    slug = serializers.CharField(
        read_only=True, allow_null=True, help_text="Its name in addresses, for good; null until first saved."
    )
    name = serializers.CharField(read_only=True)
    bio = serializers.CharField(read_only=True, help_text="Markdown.")
    links = ProfileLink(many=True, read_only=True)
    avatar = serializers.UUIDField(source="avatar_id", read_only=True, allow_null=True)
    is_verified = serializers.BooleanField(read_only=True)
    is_featured = serializers.BooleanField(read_only=True)


class CreatorProfileWrite(KnownFields):
    name = serializers.CharField(max_length=MAX_NAME_CHARACTERS, required=False)
    bio = serializers.CharField(max_length=MAX_BIO_CHARACTERS, required=False, allow_blank=True)
    links = ProfileLink(many=True, required=False)
    avatar = serializers.UUIDField(
        required=False, allow_null=True, help_text="Of a picture that was put up as an avatar."
    )

    def validate_links(self, links: list[dict[str, str]]) -> list[dict[str, str]]:
        if len(links) > MAX_LINKS:
            raise serializers.ValidationError(f"At most {MAX_LINKS} links.")
        return [dict(link) for link in links]


class Profile(WorkspaceView):
    roles: ClassVar[dict[str, Role]] = {"get": Role.BUILDER}

    @extend_schema(operation_id="store_profile", responses=CreatorProfileRead, tags=["store"])
    def get(self, request: Request) -> Response:
        """What the public sees of this workspace once it offers something."""
        found: Any = Creator.objects.filter(workspace=self.workspace).first()
        none_yet: dict[str, Any] = {
            "slug": None,
            "name": self.workspace.name,
            "bio": "",
            "links": [],
            "avatar_id": None,
        }
        unmarked = {"is_verified": False, "is_featured": False}
        return Response(CreatorProfileRead(found or none_yet | unmarked).data)

    @extend_schema(
        operation_id="store_profile_change",
        request=CreatorProfileWrite,
        responses=CreatorProfileRead,
        tags=["store"],
    )
    def patch(self, request: Request) -> Response:
        """Change what is given, and leave the rest. The first change makes the creator."""
        wanted = given(CreatorProfileWrite, request)
        creator = creator_of(workspace=self.workspace)
        return Response(CreatorProfileRead(change_creator(creator=creator, **wanted)).data)
