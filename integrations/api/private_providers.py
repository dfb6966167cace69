"""APIs that a workspace imports from their OpenAPI documents."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.models import PrivateProvider
from integrations.openapi.definitions import Definition
from integrations.openapi.reading import Chosen
from integrations.services import private_imports, private_lookup
from integrations.services.private_imports import Imported, Wanted
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.known_fields import KnownFields
from platform_project.kit.throttling import rate_limit

TAGS = ["credentials"]
MAX_NAMES = 300
READING: Role = Role.VIEWER
CHANGING: Role = Role.BUILDER  # as for sharing a credential: every member's agents may use it


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "object"}]})
class SpecField(serializers.Field[Any, Any, Any, Any]):
    """A document: its text, JSON or YAML, or the object itself."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str | dict) or not data:
            raise serializers.ValidationError("Must be the text of the document, or the object itself.")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


def _names(help_text: str) -> serializers.ListField:
    field = serializers.CharField(max_length=300)
    return serializers.ListField(child=field, max_length=MAX_NAMES, required=False, help_text=help_text)


class ImportWrite(KnownFields):
    url = serializers.CharField(
        max_length=private_imports.MAX_URL_CHARS, default="", allow_blank=True, help_text="Of the document."
    )
    spec = SpecField(default="", help_text="The document itself, instead of its address.")
    name = serializers.CharField(
        max_length=private_imports.MAX_NAME_CHARS,
        default="",
        allow_blank=True,
        help_text="The document's title if left out.",
    )
    base_url = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="Where the API is, if the document does not say it, or wrongly. Left out: as somebody said "
        "before; empty: as the document says.",
    )
    tags = _names("Only operations with one of these. As before if left out, with `operations`; empty: all.")
    operations = _names("Only these, by id or as in `GET /pets`.")
    dry_run = serializers.BooleanField(default=False, help_text="Say what would be made, and make nothing.")


class NewImportWrite(ImportWrite):
    slug = serializers.CharField(
        max_length=40, default="", allow_blank=True, help_text="Made from the name if left out."
    )


class OperationRead(serializers.Serializer[Any]):
    block_id = serializers.UUIDField()
    slug = serializers.CharField(help_text="Of the block.")
    name = serializers.CharField()
    description = serializers.CharField()
    operation = serializers.CharField(help_text="Its id in the document, else method and path.")
    method = serializers.CharField()
    path = serializers.CharField()
    version = serializers.IntegerField()
    needs_credential = serializers.BooleanField()
    inputs = serializers.ListField(child=serializers.CharField())
    outputs = serializers.ListField(child=serializers.CharField())


class NotMadeRead(serializers.Serializer[Any]):
    operation = serializers.CharField()
    reason = serializers.CharField()


class PrivateProviderSummary(serializers.ModelSerializer[PrivateProvider]):
    key = serializers.CharField(help_text="What blocks and credentials name as their provider.")
    auth = serializers.SerializerMethodField(help_text="How a credential travels; `none`: it takes none.")
    takes_consent = serializers.SerializerMethodField(
        help_text="Whether members may sign in there, once the workspace has entered an application."
    )
    operation_count = serializers.SerializerMethodField()

    class Meta:
        model = PrivateProvider
        fields: tuple[str, ...] = (
            "id", "key", "slug", "name", "about", "website", "base_url", "auth", "takes_consent", "client_id",
            "source_url", "revision", "operation_count", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_auth(self, row: PrivateProvider) -> str:
        return str(row.auth.get("style", "none"))

    def get_takes_consent(self, row: PrivateProvider) -> bool:
        return private_lookup.provider_of(row).oauth is not None

    def get_operation_count(self, row: PrivateProvider) -> int:
        return len(row.block_ids)


class PrivateProviderRead(PrivateProviderSummary):
    operations = serializers.SerializerMethodField()
    left_out = NotMadeRead(many=True, help_text="What has no words here, and why.")

    class Meta(PrivateProviderSummary.Meta):
        fields = (*PrivateProviderSummary.Meta.fields, "operations", "left_out")
        read_only_fields = fields

    @extend_schema_field(OperationRead(many=True))
    def get_operations(self, row: PrivateProvider) -> list[dict[str, Any]]:
        return [operation_row(row, block_id, told) for block_id, told in private_imports.operations_of(row)]


class ImportedRead(serializers.Serializer[Any]):
    provider = PrivateProviderRead()
    added = serializers.ListField(child=serializers.CharField(), help_text="Slugs of operations.")
    changed = serializers.ListField(child=serializers.CharField())
    gone = serializers.ListField(child=serializers.CharField())
    is_saved = serializers.BooleanField()


class PrivateProviderList(serializers.Serializer[Any]):
    results = PrivateProviderSummary(many=True)


class ApplicationWrite(KnownFields):
    client_id = serializers.CharField(max_length=500, help_text="As registered at the API's developer pages.")
    client_secret = serializers.CharField(
        max_length=4_000, default="", allow_blank=True, write_only=True, help_text="Empty where it has none."
    )


class PrivateProviderApplication(WorkspaceView):
    roles: ClassVar[dict[str, Role]] = {"put": CHANGING, "delete": CHANGING}

    @extend_schema(
        operation_id="private_providers_set_application",
        request=ApplicationWrite,
        responses=PrivateProviderSummary,
        tags=TAGS,
    )
    def put(self, request: Request, provider_id: UUID) -> Response:
        """Enter the workspace's own application at an imported API, so that members can sign in there.

        Its redirect address is `<PUBLIC_URL>/oauth/callback`.
        """
        row = private_imports.set_application(self._row(provider_id), **given(ApplicationWrite, request))
        return Response(PrivateProviderSummary(row).data)

    @extend_schema(
        operation_id="private_providers_remove_application", request=None, responses={204: None}, tags=TAGS
    )
    def delete(self, request: Request, provider_id: UUID) -> Response:
        """Take it out: nobody signs in there any more, and tokens are not renewed."""
        private_imports.set_application(self._row(provider_id), client_id="", client_secret="")
        return Response(status=204)

    def _row(self, provider_id: UUID) -> PrivateProvider:
        rows = PrivateProvider.objects.for_user(self.user, workspace=self.workspace)
        found: PrivateProvider = get_object_or_404(rows, pk=provider_id)
        return found


class PrivateProviders(WorkspaceView):
    roles: ClassVar[dict[str, Role]] = {"get": READING, "post": CHANGING}

    @extend_schema(operation_id="private_providers_list", responses=PrivateProviderList, tags=TAGS)
    def get(self, request: Request) -> Response:
        """The APIs that were imported in this workspace, by name."""
        rows = private_imports.providers_of(self.workspace)
        return Response({"results": PrivateProviderSummary(rows, many=True).data})

    @extend_schema(
        operation_id="private_providers_import",
        request=NewImportWrite,
        responses={200: ImportedRead, 201: ImportedRead},
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """Make blocks of an OpenAPI 3 document, for this workspace alone; 200 if it is only tried."""
        values = given(NewImportWrite, request)
        rate_limit("import_openapi").take(self.user.pk)
        imported = private_imports.prepare(workspace=self.workspace, user=self.user, wanted=wanted_of(values))
        return imported_answer(imported, is_dry=values["dry_run"], status=201)


def wanted_of(values: dict[str, Any]) -> Wanted:
    return Wanted(
        text=values["spec"],
        url=values["url"].strip(),
        name=values["name"],
        slug=values.get("slug", ""),
        base_url=values.get("base_url"),
        chosen=_chosen(values),
    )


def _chosen(values: dict[str, Any]) -> Chosen | None:
    if "tags" not in values and "operations" not in values:
        return None
    return Chosen(tuple(values.get("tags", ())), tuple(values.get("operations", ())))


def imported_answer(imported: Imported, *, is_dry: bool, status: int) -> Response:
    """The answer to an import, which is saved before unless it is only tried."""
    if not is_dry:
        private_imports.save(imported)
    body = {
        "provider": PrivateProviderRead(imported.provider).data,
        "added": [told.slug for told in imported.added],
        "changed": [told.slug for told in imported.changed],
        "gone": [told.slug for told in imported.gone],
        "is_saved": not is_dry,
    }
    return Response(body, 200 if is_dry else status)


def operation_row(row: PrivateProvider, block_id: str, told: Definition) -> dict[str, Any]:
    """One operation as `OperationRead`."""
    return {
        "block_id": block_id,
        "slug": f"{row.slug}.{told.slug}",
        "name": told.name,
        "description": told.about,
        "operation": told.key,
        "method": told.method,
        "path": told.path,
        "version": told.version,
        "needs_credential": told.needs_credential,
        "inputs": [pin.name for pin in told.takes],
        "outputs": [pin.name for pin in told.gives],
    }
