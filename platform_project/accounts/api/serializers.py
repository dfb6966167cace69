"""What the accounts' endpoints read and answer. Answers name every field that they show."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.core.validators import RegexValidator
from rest_framework import serializers

from platform_project.accounts.api.people import PersonName
from platform_project.accounts.models import ApiKey, Invitation, Membership, Role, Scope, User
from platform_project.accounts.services.registration import (
    EMAIL_MAX_CHARS,
    NAME_MAX_CHARS,
    PASSWORD_MAX_CHARS,
)

TOKEN_MAX_CHARS = 2000
ATTEMPT_MAX_CHARS = 100
_one_line = RegexValidator(r"[\x00-\x1f\x7f\u2028\u2029]", "Must be one line of text.", inverse_match=True)


def _name(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=NAME_MAX_CHARS, validators=[_one_line], **options)


def _email() -> serializers.EmailField:
    return serializers.EmailField(max_length=EMAIL_MAX_CHARS)


def _password() -> serializers.CharField:
    return serializers.CharField(
        max_length=PASSWORD_MAX_CHARS,
        trim_whitespace=False,
        write_only=True,
        style={"input_type": "password"},
    )


def _token() -> serializers.CharField:
    return serializers.CharField(max_length=TOKEN_MAX_CHARS, write_only=True)


# --- Answers ----------------------------------------------------------------------------------------------
class UserRead(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("id", "email", "name", "timezone", "date_joined")
        read_only_fields = fields


class TokensRead(serializers.Serializer[Any]):
    access = serializers.CharField(read_only=True)
    refresh = serializers.CharField(read_only=True)


class SessionRead(TokensRead):
    user = UserRead(read_only=True)


class WorkspaceRead(serializers.ModelSerializer[Membership]):
    """A workspace as the caller sees it: with their role in it."""

    id = serializers.UUIDField(source="workspace.id", read_only=True)
    name = serializers.CharField(source="workspace.name", read_only=True)
    is_personal = serializers.BooleanField(source="workspace.is_personal", read_only=True)
    created_at = serializers.DateTimeField(source="workspace.created_at", read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "name", "is_personal", "role", "created_at")
        read_only_fields = fields


class MemberRead(serializers.ModelSerializer[Membership]):
    user_id = serializers.UUIDField(read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    joined_at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Membership
        fields = ("user_id", "email", "name", "role", "joined_at")
        read_only_fields = fields


class InvitationRead(serializers.ModelSerializer[Invitation]):
    invited_by = PersonName()

    class Meta:
        model = Invitation
        fields = ("id", "email", "role", "invited_by", "created_at", "expires_at")
        read_only_fields = fields


class ApiKeyRead(serializers.ModelSerializer[ApiKey]):
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices), read_only=True)
    workspace = serializers.UUIDField(source="workspace_id", read_only=True)

    class Meta:
        model = ApiKey
        fields = ("id", "name", "prefix", "scopes", "workspace", "created_at", "expires_at", "last_used_at")
        read_only_fields = fields


class ApiKeyCreated(ApiKeyRead):
    """A new key: the one answer that shows it."""

    key = serializers.CharField(read_only=True, help_text="The key itself. It is shown this once.")

    class Meta:
        model = ApiKey
        fields = ("key", *ApiKeyRead.Meta.fields)
        read_only_fields = fields


class ProviderRead(serializers.Serializer[Any]):
    name = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    begin_url = serializers.CharField(
        read_only=True, help_text="POST a form here, with the CSRF token of the cookie, to begin."
    )


# --- Requests ---------------------------------------------------------------------------------------------
class RegisterWrite(serializers.Serializer[Any]):
    email = _email()
    password = _password()
    name = _name(required=False, default="", allow_blank=True)


class SignInWrite(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=EMAIL_MAX_CHARS)
    password = _password()


class RefreshWrite(serializers.Serializer[Any]):
    refresh = _token()


class RotateWrite(RefreshWrite):
    attempt = serializers.CharField(
        max_length=ATTEMPT_MAX_CHARS,
        required=False,
        default="",
        help_text="A random name that you keep until the answer is there. If the answer gets lost, the token "
        "works again under the same name for a minute.",
    )


class PasswordChangeWrite(serializers.Serializer[Any]):
    old_password = _password()
    new_password = _password()


class PasswordResetRequestWrite(serializers.Serializer[Any]):
    email = _email()


class PasswordResetWrite(serializers.Serializer[Any]):
    token = _token()
    password = _password()


class ProfileWrite(serializers.Serializer[Any]):
    name = _name(required=False, allow_blank=True)
    timezone = serializers.CharField(max_length=64, required=False, help_text="IANA name, as Europe/Madrid")

    def validate_timezone(self, given: str) -> str:
        if given not in available_timezones():
            raise serializers.ValidationError("Not the IANA name of a time zone, such as Europe/Madrid.")
        return given


class WorkspaceWrite(serializers.Serializer[Any]):
    name = _name()


class MemberWrite(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=Role.choices)


class InvitationWrite(serializers.Serializer[Any]):
    email = _email()
    role = serializers.ChoiceField(choices=Role.choices)


class TokenWrite(serializers.Serializer[Any]):
    token = _token()


class CodeWrite(serializers.Serializer[Any]):
    code = _token()


class ApiKeyWrite(serializers.Serializer[Any]):
    name = _name()
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices), min_length=1, max_length=len(Scope)
    )
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
