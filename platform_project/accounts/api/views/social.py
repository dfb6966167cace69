"""Social sign-in: which providers there are, the two stops of the browser, and the code at the end."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from social_core.exceptions import SocialAuthBaseException
from social_django import views as social_views

from platform_project.accounts.api import serializers
from platform_project.accounts.api.views.auth import OpenView, session_of
from platform_project.accounts.api.views.base import given
from platform_project.accounts.services import social
from platform_project.errors import PlatformError

begin = social_views.auth  # POST, with a CSRF token


@csrf_exempt
def complete(request: HttpRequest, backend: str) -> HttpResponse:
    """Where the provider sends the browser back to; on with a code, or with the code of an error."""
    # Whoever is signed in to the admin in this browser is another matter: do not link to them.
    request.user = AnonymousUser()
    try:
        answer: HttpResponse = social_views.complete(request, backend)
    except SocialAuthBaseException:
        return _back(error="social_sign_in_failed")
    except PlatformError as err:
        return _back(error=err.code)
    return answer


class Providers(OpenView):
    @extend_schema(
        operation_id="list_providers", responses=serializers.ProviderRead(many=True), tags=["auth"]
    )
    @method_decorator(ensure_csrf_cookie)
    def get(self, request: Request) -> Response:
        """The providers of social sign-in that are set up here, perhaps none."""
        backends = [import_string(path) for path in settings.AUTHENTICATION_BACKENDS if "social_core" in path]
        return Response(
            [
                {
                    "name": backend.name,
                    "title": backend.title,
                    "begin_url": reverse("social:begin", args=[backend.name]),
                }
                for backend in backends
            ]
        )


class Exchange(OpenView):
    @extend_schema(
        operation_id="exchange_social_code",
        request=serializers.CodeWrite,
        responses=serializers.SessionRead,
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        """Tokens for the code that a social sign-in ended with; it works once, for a minute."""
        user, pair = social.exchange(**given(serializers.CodeWrite, request))
        return Response(session_of(user, pair))


def _back(**query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{settings.PUBLIC_URL}/sign-in/social?{urlencode(query)}")
