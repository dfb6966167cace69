"""Every path of the server. Each app brings its own part of the API."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path, re_path
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from integrations.api.oauth import client_document, oauth_callback
from platform_project.errors import NotFound
from platform_project.web import push_worker, web_app

API_PARTS = [
    "platform_project.accounts.api.urls",
    "platform_project.notifications.api.urls",
    "blocks.api.urls",
    "integrations.api.urls",
    "credits.webhooks",
    "credits.api.urls",
    "agents.api.urls",
    "marketplace.api.urls",
]


@csrf_exempt  # a wrong path is a wrong path, whatever the method
def unknown_api_path(request: HttpRequest) -> JsonResponse:
    """An unknown path under /api, in the API's error shape whatever DEBUG says."""
    body = {
        "code": NotFound.code,
        "message": "There is nothing at this path.",
        "details": {"path": request.path},
    }
    return JsonResponse(body, status=404)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return unknown_api_path(request) if _is_api(request) else defaults.page_not_found(request, exception)


def crashed(request: HttpRequest) -> HttpResponse:
    if not _is_api(request):
        return defaults.server_error(request)
    return JsonResponse(
        {"code": "internal_error", "message": "Something went wrong on our side.", "details": {}}, status=500
    )


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/webhooks/"))


handler404 = not_found
handler500 = crashed

urlpatterns: list[Any] = [
    path("admin/", admin.site.urls),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("oauth/callback", oauth_callback),  # where providers send browsers back to
    path("oauth/client", client_document),  # what we say of ourselves to them
    *(path("api/v1/", include(part)) for part in API_PARTS),
    re_path(r"^api/", unknown_api_path),
    path("push-worker.js", push_worker),
    # All else is an address within the web app, which knows its own; a wrong file stays a wrong path.
    re_path(r"^(?!(?:admin|api|health|static|webhooks|ws)(?:/|$))", web_app, name="web"),
]
