"""Who is calling: a person with an access token, or a program with an API key."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from platform_project.accounts.errors import TokenNotValid
from platform_project.accounts.models import ApiKey, User
from platform_project.accounts.services import api_keys, tokens
from platform_project.errors import NotAuthenticated


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`; one query for the user."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _, raw = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            return tokens.user_of_access(raw.strip()), None
        except TokenNotValid as err:
            raise NotAuthenticated(err.message) from err

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class ApiKeyAuthentication(BaseAuthentication):
    """`X-API-Key: pc_…`. The key stands in `request.auth`; it reaches one workspace only."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        plain = request.headers.get("X-API-Key")
        if plain is None:
            return None
        key = api_keys.live_key(plain)
        if key is None:
            raise NotAuthenticated("The API key is not valid, has expired or was revoked.")
        return key.user, key
