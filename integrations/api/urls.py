"""The integrations' part of `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from integrations.api.views import Models

urlpatterns = [path("models", Models.as_view())]
