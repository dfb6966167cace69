"""The integrations' part of `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from integrations.api.oauth import Authorize
from integrations.api.views import Models

urlpatterns = [
    path("models", Models.as_view()),
    path("oauth/<slug:slug>/authorize", Authorize.as_view()),
]
