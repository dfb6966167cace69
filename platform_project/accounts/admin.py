"""Accounts in the admin. No secret is shown, and nothing that a service must do is done by hand."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.forms import BaseModelForm
from django.http import HttpRequest
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from social_django.models import Association, Nonce, UserSocialAuth
from unfold.admin import TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from platform_project.accounts.models import ApiKey, Invitation, Membership, User, Workspace
from platform_project.kit.admin_pages import Page, is_own_page

# Groups are made by the apps that have some, and given to people on their pages; tokens and the protocol's
# bookkeeping are nobody's business.
for _model in (Group, OutstandingToken, BlacklistedToken, Association, Nonce, UserSocialAuth):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


class ReadOnly:
    """Mix into admins of rows that only services write."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class LowerCaseEmail:
    """Mix into forms of users: addresses are kept in lower case."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class UserAddForm(LowerCaseEmail, UserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class UserEditForm(LowerCaseEmail, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdminPage(UserAdmin, Page):  # type: ignore[type-arg]  # generic in its stubs only
    form = UserEditForm
    add_form = UserAddForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "groups", "date_joined")
    search_fields = ("email", "name")
    ordering = ("-date_joined",)
    readonly_fields = ("date_joined", "last_login", "email_verified_at")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("name", "timezone", "email_verified_at")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Times", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")},
        ),
    )

    def save_model(self, request: HttpRequest, obj: User, form: BaseModelForm[User], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            User.objects.open_workspace(obj)


class MembershipInline(ReadOnly, TabularInline):
    model = Membership
    fields = ("user", "role", "created_at")
    readonly_fields = fields
    extra = 0
    can_delete = False


@admin.register(Workspace)
class WorkspaceAdminPage(Page):
    list_display = ("name", "is_personal", "personal_of", "has_priority", "max_running", "created_at")
    list_select_related = ("personal_of",)
    search_fields = ("name", "personal_of__email")
    list_filter = ("has_priority", "created_at")
    ordering = ("-created_at",)
    readonly_fields = ("personal_of", "created_at")
    inlines: ClassVar[list[Any]] = [MembershipInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Workspace | None = None) -> bool:
        """A personal workspace goes with its user, and only so."""
        if is_own_page(request, self.opts) and (obj is None or obj.is_personal):
            return False
        return bool(super().has_delete_permission(request, obj))

    @admin.display(boolean=True, description="personal")
    def is_personal(self, workspace: Workspace) -> bool:
        return workspace.is_personal


@admin.register(Invitation)
class InvitationAdminPage(ReadOnly, Page):
    list_display = ("email", "workspace", "role", "invited_by", "created_at", "expires_at", "accepted_at")
    list_select_related = ("workspace", "invited_by")
    search_fields = ("email", "workspace__name")
    ordering = ("-created_at",)


@admin.register(ApiKey)
class ApiKeyAdminPage(ReadOnly, Page):
    list_display = (
        "name",
        "prefix",
        "user",
        "workspace",
        "scopes",
        "last_used_at",
        "expires_at",
        "revoked_at",
    )
    list_select_related = ("user", "workspace")
    search_fields = ("name", "prefix", "user__email")
    ordering = ("-created_at",)
    fields = (*list_display, "created_at")
