"""The addresses that outside services call: below /webhooks, and below /api/v1 as well."""

from __future__ import annotations

from django.urls import path

from integrations.webhooks.ingress import WebhookIngress

_path = "webhooks/<uuid:webhook_id>"

urlpatterns = [path(_path, WebhookIngress.as_view(), name="api-webhook")]
outside_the_api = [path(_path, WebhookIngress.as_view(schema=None), name="webhook")]
