"""The integrations' part of `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from integrations.api.credentials import CredentialDetail, Credentials, CredentialTest
from integrations.api.oauth import Authorize
from integrations.api.private_providers import PrivateProviderApplication, PrivateProviders
from integrations.api.providers import Providers
from integrations.api.views import Models

urlpatterns = [
    path("models", Models.as_view()),
    path("oauth/<str:slug>/authorize", Authorize.as_view()),
    path("providers", Providers.as_view()),
    path("providers/openapi", PrivateProviders.as_view()),
    path("providers/openapi/<uuid:provider_id>/application", PrivateProviderApplication.as_view()),
    path("credentials", Credentials.as_view()),
    path("credentials/<uuid:credential_id>", CredentialDetail.as_view()),
    path("credentials/<uuid:credential_id>/test", CredentialTest.as_view()),
]
