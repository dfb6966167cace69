"""Connecting an account at a provider: the API that begins, and where the browser comes back to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.oauth import connecting, states
from integrations.oauth.addresses import CALLBACK_PATH
from integrations.oauth.discovery import client_document as about_us
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import IsMember, IsPerson, WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.known_fields import KnownFields


class AuthorizeWrite(KnownFields):
    scopes = serializers.ListField(
        child=serializers.CharField(max_length=300),
        max_length=100,
        required=False,
        help_text="Besides those that are always asked for; of those that the provider's row offers.",
    )
    credential_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="One of your own, to connect again: it keeps its id and its scopes.",
    )
    title = serializers.CharField(max_length=100, required=False, allow_blank=True)
    return_to = serializers.CharField(
        max_length=connecting.MAX_PATH_CHARS,
        required=False,
        help_text="The page of this site to come back to, as in /integrations.",
    )
    parts = serializers.DictField(
        child=serializers.CharField(max_length=100),
        required=False,
        help_text='Parts of the provider\'s addresses that differ by user, as in {"shop": "my-shop"}.',
    )
    base_url = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="The server, where the provider is any server, as in https://mcp.example.com/mcp.",
    )


class AuthorizeRead(serializers.Serializer[Any]):
    url = serializers.CharField(help_text="Where to send the browser, within ten minutes.")


class Authorize(WorkspaceView):
    permission_classes = [IsMember, IsPerson]  # it ends in a browser
    roles = {"post": Role.RUNNER}

    @extend_schema(operation_id="oauth_authorize", request=AuthorizeWrite, responses=AuthorizeRead)
    def post(self, request: Request, slug: str) -> Response:
        """Begin to connect your account at a provider.

        The answer sets a cookie: the same browser has to come back. It does to `return_to`, with
        `?connected=<credential id>` or `?oauth_error=<code>`.
        """
        wanted = {name: value for name, value in given(AuthorizeWrite, request).items() if value is not None}
        url, begun = connecting.begin(user=self.user, workspace=self.workspace, provider=slug, **wanted)
        answer = Response({"url": url})
        answer.set_cookie(
            begun.cookie_name,
            begun.cookie,
            max_age=states.VALID_SECONDS,
            path=CALLBACK_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",  # the provider's page leads back here
        )
        return answer


@require_safe
def oauth_callback(request: HttpRequest) -> HttpResponse:
    """Where providers send browsers back to: on to the page where the user began, with how it ended."""
    if request.method == "HEAD":
        return HttpResponse()  # whoever looks ahead must not use the code up
    query = {name: str(value) for name, value in request.GET.items()}
    outcome = connecting.finish(query, request.COOKIES)
    ending = {"oauth_error": outcome.error} if outcome.error else {"connected": str(outcome.credential_id)}
    answer = HttpResponseRedirect(_with_query(outcome.return_to, ending))
    answer["Referrer-Policy"] = "no-referrer"  # the code stands in this address
    if name := states.cookie_name_of(query.get("state", "")):
        answer.delete_cookie(name, path=CALLBACK_PATH, samesite="Lax")
    return answer


@require_safe
def client_document(request: HttpRequest) -> HttpResponse:
    """What we say of ourselves to authorization servers that take this address as our id."""
    return JsonResponse(about_us())


def _with_query(path: str, query: dict[str, str]) -> str:
    bare, hash_mark, fragment = path.partition("#")
    return f"{bare}{'&' if '?' in bare else '?'}{urlencode(query)}{hash_mark}{fragment}"
