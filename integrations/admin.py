"""The table of models: prices, limits, successors, which agents may ask. And credentials, unopened;
and our applications at providers, whose secrets are written and never read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from blocks.sdk.models import CAPABILITIES, known_models
from integrations.catalogue.provider import AuthKind
from integrations.catalogue.providers import PROVIDERS
from integrations.models import (
    AIModel,
    ConsentServer,
    Credential,
    OAuthApp,
    PrivateProvider,
    Webhook,
    WebhookDelivery,
)
from integrations.services import model_table, upkeep, vault
from integrations.services.secret_shapes import MAX_SECRET_CHARS
from platform_project.accounts.admin import ReadOnly
from platform_project.errors import BadInput
from platform_project.kit import crypto
from platform_project.kit.admin_pages import Page


class AIModelForm(forms.ModelForm):  # type: ignore[type-arg]  # it is not generic when it runs
    capabilities = forms.MultipleChoiceField(
        choices=[(name, name) for name in CAPABILITIES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = AIModel
        fields = [
            "name", "provider", "provider_name", "is_enabled", "replaced_by", "context_tokens",
            "max_output_tokens", "input_price", "output_price", "cached_price", "capabilities",
        ]  # fmt: skip

    def clean_replaced_by(self) -> str:
        name: str = self.cleaned_data["replaced_by"]
        if name and name == self.cleaned_data.get("name"):
            raise forms.ValidationError("A model cannot be replaced by itself.")
        if name and name not in {spec.name for spec in model_table.table_now()}:
            raise forms.ValidationError("There is no such model.")
        return name


@admin.register(AIModel)
class AIModelPage(Page):
    form = AIModelForm
    list_display = (
        "name", "provider", "is_enabled", "context_tokens", "max_output_tokens", "input_price",
        "output_price", "cached_price", "replaced_by", "is_own",
    )  # fmt: skip
    list_filter = ("provider", "is_enabled", "is_own")
    search_fields = ("name", "provider_name")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("name",) if obj is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was released comes back at the next start: it is switched off instead."""
        if isinstance(obj, AIModel) and obj.name in {spec.name for spec in known_models()}:
            return False
        return bool(super().has_delete_permission(request, obj))

    def save_model(self, request: HttpRequest, obj: AIModel, form: Any, change: Any) -> None:
        obj.is_own = True
        super().save_model(request, obj, form, change)
        model_table.forget()

    def delete_model(self, request: HttpRequest, obj: AIModel) -> None:
        super().delete_model(request, obj)
        model_table.forget()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Of those chosen, the ones that were added here."""
        super().delete_queryset(request, queryset.exclude(name__in=[spec.name for spec in known_models()]))
        model_table.forget()


def _secret_field() -> forms.CharField:
    return forms.CharField(
        max_length=MAX_SECRET_CHARS,
        required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="Never shown again.",
    )


class SystemCredentialForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A credential for everybody, or another secret in one that is there."""

    provider = forms.ChoiceField(choices=[(row.slug, row.name) for row in PROVIDERS])
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.value) for kind in (AuthKind.API_KEY, AuthKind.USER_PASSWORD)]
    )
    title = forms.CharField(max_length=100, required=False)
    base_url = forms.CharField(max_length=500, required=False, help_text="Of a server of one's own.")
    api_key = _secret_field()
    username = forms.CharField(max_length=500, required=False)
    password = _secret_field()

    class Meta:
        model = Credential
        fields = ["provider", "kind", "title", "base_url"]

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        names = ("api_key",) if given.get("kind") == AuthKind.API_KEY else ("username", "password")
        try:
            self.drafted = vault.drafted(
                provider=given.get("provider", ""),
                kind=AuthKind(given.get("kind", AuthKind.API_KEY)),
                secret={name: given.get(name, "") for name in names},
                title=given.get("title", ""),
                base_url=given.get("base_url", ""),
            )
        except BadInput as refusal:
            raise forms.ValidationError(refusal.message) from None


@admin.register(Credential)
class CredentialPage(Page):
    """Who connected what, and what the operator has for everybody. Not even staff sees a secret."""

    form = SystemCredentialForm
    list_display = (
        "provider", "title", "kind", "account", "state", "is_shared", "workspace", "created_by",
        "last_used_at", "created_at",
    )  # fmt: skip
    list_select_related = ("workspace", "created_by")
    list_filter = ("state", "kind", "is_shared", "created_at")
    search_fields = ("provider", "title", "created_by__email", "workspace__name")
    ordering = ("-created_at",)
    add_fields = ("provider", "kind", "title", "base_url", "api_key", "username", "password")

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        shown = (
            *self.list_display, "host", "base_url", "scopes", "last_four", "expires_at", "last_tested_at",
            "state_reason",
        )  # fmt: skip
        return self.add_fields if obj is None else shown

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A credential is replaced by another one; users' are theirs to change."""
        return False

    def save_model(self, request: HttpRequest, obj: Credential, form: Any, change: Any) -> None:
        for field in Credential._meta.concrete_fields:
            if field.attname not in ("id", "created_at", "updated_at"):
                setattr(obj, field.attname, getattr(form.drafted, field.attname))
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Credential) -> None:
        upkeep.give_back(Credential.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        upkeep.give_back(queryset)


class OAuthAppForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    provider = forms.ChoiceField(
        choices=[(row.slug, row.name) for row in PROVIDERS if row.oauth and not row.oauth.is_discovered],
        help_text="The address that it may send users back to: see docs/oauth.md.",
    )
    client_secret = forms.CharField(
        max_length=4000,
        required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="Never shown again. Empty: as it is.",
    )

    class Meta:
        model = OAuthApp
        fields = ["provider", "client_id", "is_enabled"]

    def clean_client_secret(self) -> str:
        secret: str = self.cleaned_data["client_secret"].strip()
        if not secret and not self.instance.secret:
            raise forms.ValidationError("A new application needs its secret.")
        return secret


@admin.register(OAuthApp)
class OAuthAppPage(Page):
    form = OAuthAppForm
    list_display = ("provider", "client_id", "is_enabled", "updated_at")
    list_filter = ("is_enabled",)
    search_fields = ("provider", "client_id")

    def save_model(self, request: HttpRequest, obj: OAuthApp, form: Any, change: Any) -> None:
        if secret := form.cleaned_data["client_secret"]:
            obj.secret = crypto.seal({"client_secret": secret})
        super().save_model(request, obj, form, change)


@admin.register(ConsentServer)
class ConsentServerPage(ReadOnly, Page):
    """Servers of users' choice, and where they gave consent for them. Not even staff sees a secret."""

    list_display = ("url", "issuer", "client_id", "client_auth", "is_current", "ends_at", "created_at")
    list_filter = ("is_current", "client_auth", "created_at")
    search_fields = ("url", "issuer")
    ordering = ("-created_at",)
    fields = (*list_display, "resource", "authorize_url", "token_url", "revoke_url", "redirect_uri")


@admin.register(PrivateProvider)
class PrivateProviderPage(ReadOnly, Page):
    """APIs that workspaces imported. What they are made of is theirs: it is no field of this page."""

    list_display = ("name", "slug", "base_url", "revision", "workspace", "created_by", "updated_at")
    list_select_related = ("workspace", "created_by")
    list_filter = ("created_at",)
    search_fields = ("name", "slug", "base_url", "workspace__name", "created_by__email")
    ordering = ("-updated_at",)
    fields = (*list_display, "about", "website", "source_url", "digest", "created_at")


@admin.register(Webhook)
class WebhookPage(ReadOnly, Page):
    """Addresses that outside services call, without their secrets."""

    list_display = (
        "id", "provider", "is_enabled", "registration", "refused_count", "last_refused_at", "workspace",
        "created_by", "created_at",
    )  # fmt: skip
    list_select_related = ("workspace", "created_by")
    list_filter = ("provider", "is_enabled", "registration")
    search_fields = ("id", "workspace__name", "created_by__email")
    ordering = ("-created_at",)
    fields = (
        *list_display, "secret_last_four", "resource", "events", "registration_error", "last_refused_reason",
        "removed_at",
    )  # fmt: skip


@admin.register(WebhookDelivery)
class WebhookDeliveryPage(ReadOnly, Page):
    """What came and what became of it. What was sent is the workspace's: it is no field of this page."""

    list_display = ("id", "event", "status", "webhook", "workspace", "received_at", "error")
    list_select_related = ("webhook", "workspace")
    list_filter = ("status", "webhook__provider", "received_at")
    search_fields = ("id", "key", "started_id", "webhook__id")
    ordering = ("-received_at",)
    show_full_result_count = False
    fields = (*list_display, "key", "started_id", "replay_of", "content_type", "tries", "settled_at")
