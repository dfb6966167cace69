"""What can be connected."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.catalogue.provider import AuthKind, Provider
from integrations.catalogue.providers import PROVIDERS
from integrations.models.credential import KINDS
from integrations.oauth.clients import configured_in, configured_providers
from integrations.services import offers
from integrations.services.private_lookup import is_key, made_of_workspace
from platform_project.accounts.api.workspace import WorkspaceView


class AskedFieldRead(serializers.Serializer[Any]):
    name = serializers.CharField(
        help_text="In the body of `POST /credentials`, where a dot leads into `secret`, or of `…/authorize`."
    )
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name, not the base's label
    is_required = serializers.BooleanField()
    is_secret = serializers.BooleanField()


class OfferedAuthRead(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    is_configured = serializers.BooleanField(help_text="Whether it can be connected in this way now.")
    fields = AskedFieldRead(many=True)  # type: ignore[assignment]  # likewise


class OfferedScopeRead(serializers.Serializer[Any]):
    name = serializers.CharField()
    description = serializers.CharField()
    is_always_asked = serializers.BooleanField()


class AddressPartRead(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name, not the base's label
    pattern = serializers.CharField()
    example = serializers.CharField()


class ServiceRead(serializers.Serializer[Any]):
    """A provider as people connect it (that of a sign-in has another shape); `provider_row` fills it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    website = serializers.URLField()
    help = serializers.CharField(help_text="How one gets at a credential; empty where the website says it.")
    auth = OfferedAuthRead(many=True)
    scopes = OfferedScopeRead(many=True, help_text="Of OAuth 2; empty for other kinds.")
    parts = AddressPartRead(many=True, help_text="Of the service's address, to be asked before consent.")
    is_configured = serializers.BooleanField(
        help_text="False where people can only give consent, and the operator has no application there."
    )
    has_system_credential = serializers.BooleanField(help_text="Agents may use it without one's own.")
    can_be_tested = serializers.BooleanField()
    is_private = serializers.BooleanField(help_text="An API that was imported in this workspace.")


class ServiceList(serializers.Serializer[Any]):
    results = ServiceRead(many=True)


class Providers(WorkspaceView, APIView):
    @extend_schema(operation_id="providers_list", responses=ServiceList, tags=["credentials"])
    def get(self, request: Request) -> Response:
        """Every service that can be connected here, by name, and what each kind of credential asks for."""
        of_operator, with_consent = offers.providers_of_operator(), configured_providers()
        with_consent |= configured_in(self.workspace.pk)
        own = [made.provider for made in made_of_workspace(self.workspace.pk)]
        offered = [*PROVIDERS, *(row for row in own if row.auth != (AuthKind.NONE,))]
        found = sorted(offered, key=lambda row: row.name.lower())
        return Response({"results": [provider_row(row, of_operator, with_consent) for row in found]})


def provider_row(
    provider: Provider, of_operator: frozenset[str], with_consent: frozenset[str]
) -> dict[str, Any]:
    """A provider as `ServiceRead`. with_consent: slugs of those where the operator has an application."""
    oauth = provider.oauth
    told = dict(oauth.offered) if oauth else {}
    return {
        "slug": provider.slug,
        "name": provider.name,
        "website": provider.website,
        "help": provider.help,
        "auth": [
            {
                "kind": kind.value,
                "is_configured": kind is not AuthKind.OAUTH2 or provider.slug in with_consent,
                "fields": [_asked(field) for field in offers.fields_of(provider, kind)],
            }
            for kind in provider.auth
        ],
        "scopes": [
            {"name": name, "description": told.get(name, ""), "is_always_asked": name in oauth.scopes}
            for name in (oauth.all_scopes if oauth else ())
        ]
        if oauth
        else [],
        "parts": [
            {"name": part.name, "label": part.label, "pattern": part.pattern, "example": part.example}
            for part in (oauth.parts if oauth else ())
        ],
        "is_configured": provider.slug in with_consent
        or any(kind is not AuthKind.OAUTH2 for kind in provider.auth),
        "has_system_credential": offers.serves_everybody(provider, of_operator),
        "is_private": is_key(provider.slug),
        "can_be_tested": provider.test is not None or provider.slug == "smtp",
    }


def _asked(field: offers.AskedField) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "is_required": field.is_required,
        "is_secret": field.is_secret,
    }
