"""Credentials over REST. Secrets go in and never come out."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.catalogue.provider import AuthKind
from integrations.models import Credential
from integrations.models.credential import KINDS
from integrations.services import probing, upkeep, vault
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import WorkspaceView, refuse_below
from platform_project.accounts.models import Role
from platform_project.errors import BadInput
from platform_project.kit.known_fields import KnownFields
from platform_project.kit.throttling import rate_limit


class SecretField(serializers.DictField):
    """What opens the provider: names and values by kind. Never shown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(write_only=True, **options)


class CredentialWrite(KnownFields):
    provider = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=KINDS)
    secret = SecretField(
        default=dict,
        help_text='`{"api_key"}`, `{"username", "password"}` or `{"headers": {name: value}}`, by kind.',
    )
    title = serializers.CharField(max_length=vault.MAX_TITLE_CHARS, default="", allow_blank=True)
    host = serializers.CharField(
        max_length=270, default="", allow_blank=True, help_text="`api.example.com` or `*.example.com`."
    )
    base_url = serializers.CharField(
        max_length=500, default="", allow_blank=True, help_text="Of a server of one's own."
    )
    is_shared = serializers.BooleanField(default=False)
    expires_at = serializers.DateTimeField(default=None, allow_null=True)


class CredentialChange(KnownFields):
    title = serializers.CharField(max_length=vault.MAX_TITLE_CHARS, required=False)
    is_shared = serializers.BooleanField(required=False)
    secret = SecretField(required=False, help_text="In the place of the one there is, of the same kind.")


class CredentialRead(serializers.ModelSerializer[Credential]):
    is_mine = serializers.SerializerMethodField()

    class Meta:
        model = Credential
        fields = (
            "id", "provider", "kind", "title", "last_four", "account", "scopes", "host", "base_url",
            "is_shared", "is_mine", "state", "state_reason", "expires_at", "last_used_at", "last_tested_at",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_is_mine(self, credential: Credential) -> bool:
        return bool(credential.created_by_id == self.context["user"].pk)


class CredentialTested(serializers.Serializer[Any]):
    is_well = serializers.BooleanField(allow_null=True, help_text="null: nothing can be said now.")
    reason = serializers.CharField()
    credential = CredentialRead()


class _Credentials(WorkspaceView, GenericAPIView[Credential]):
    """What the caller may use: their own, and what is shared. A viewer has none."""

    serializer_class = CredentialRead
    roles: ClassVar[dict[str, Role]] = dict.fromkeys(("get", "post", "patch", "delete"), Role.RUNNER)

    def get_queryset(self) -> QuerySet[Credential]:
        return Credential.objects.for_user(self.user, workspace=self.workspace)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "user": getattr(self, "user", None)}

    def shown(self, credential: Credential) -> Any:
        return CredentialRead(credential, context={"user": self.user}).data

    def credential(self, credential_id: UUID) -> Credential:
        found: Credential = get_object_or_404(self.get_queryset(), pk=credential_id)
        return found

    def refuse_sharing_below(self, is_shared: bool | None) -> None:
        """Raise RoleTooLow or ScopeMissing if it is to be shared and the caller may not."""
        if is_shared:
            refuse_below(upkeep.SHARING, self.membership, self.request.auth)


class Credentials(_Credentials):
    @extend_schema(
        operation_id="credentials_list",
        parameters=[OpenApiParameter("provider", str, description="Slug of a provider.")],
        responses=CredentialRead(many=True),
        tags=["credentials"],
    )
    def get(self, request: Request) -> Response:
        """Your credentials in this workspace and those that are shared there, newest first."""
        found = self.get_queryset().defer("secret")
        if provider := request.query_params.get("provider"):
            found = found.filter(provider=_no_longer_than(provider, 100))
        page = self.paginate_queryset(found)
        return self.get_paginated_response(CredentialRead(page, many=True, context={"user": self.user}).data)

    @extend_schema(
        operation_id="credentials_create",
        request=CredentialWrite,
        responses={201: CredentialRead},
        tags=["credentials"],
    )
    def post(self, request: Request) -> Response:
        """Connect a provider by a key, a password or headers. By consent: `POST /oauth/…/authorize`."""
        values = given(CredentialWrite, request)
        self.refuse_sharing_below(values["is_shared"])
        kind = AuthKind(values.pop("kind"))
        if kind is AuthKind.OAUTH2:
            raise BadInput(
                "Consent is given at the provider.", kind=["Begin at /oauth/{provider}/authorize."]
            )
        credential = vault.connect(user=self.user, workspace=self.workspace, kind=kind, **values)
        return Response(self.shown(credential), 201)


class CredentialDetail(_Credentials):
    @extend_schema(operation_id="credentials_retrieve", responses=CredentialRead, tags=["credentials"])
    def get(self, request: Request, credential_id: UUID) -> Response:
        """One credential, without what is secret in it."""
        return Response(self.shown(self.credential(credential_id)))

    @extend_schema(
        operation_id="credentials_change",
        request=CredentialChange,
        responses=CredentialRead,
        tags=["credentials"],
    )
    def patch(self, request: Request, credential_id: UUID) -> Response:
        """Rename it, share it, or put another secret in its place. For whoever connected it."""
        values = given(CredentialChange, request)
        self.refuse_sharing_below(values.get("is_shared"))
        credential = self.credential(credential_id)
        if "secret" in values and credential.kind == AuthKind.OAUTH2:
            raise BadInput("Tokens are not typed in: reconnect it.", secret=["Not for OAuth 2."])
        return Response(self.shown(upkeep.change(credential, user=self.user, **values)))

    @extend_schema(
        operation_id="credentials_revoke", request=None, responses={204: None}, tags=["credentials"]
    )
    def delete(self, request: Request, credential_id: UUID) -> Response:
        """Give it back: nothing acts with it from now on, and the provider is told where it can be."""
        upkeep.revoke(self.credential(credential_id), self.user, role=self.role)
        return Response(status=204)


class CredentialTest(_Credentials):
    @extend_schema(
        operation_id="credentials_test", request=None, responses=CredentialTested, tags=["credentials"]
    )
    def post(self, request: Request, credential_id: UUID) -> Response:
        """Ask the provider whether it works, by a request that changes nothing."""
        credential = self.credential(credential_id)
        rate_limit("test_credential").take(self.user.pk)
        finding = probing.test(credential)
        shown = {"is_well": finding.is_well, "reason": finding.reason, "credential": self.shown(credential)}
        return Response(shown)


def _no_longer_than(text: str, limit: int) -> str:
    if len(text) > limit:
        raise BadInput(f"provider: at most {limit} characters.", provider=[f"At most {limit} characters."])
    return text
