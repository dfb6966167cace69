"""The door for what Stripe tells: proven and stored before the answer, worked on after it."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.services import stripe_events
from platform_project.kit.json_api import BodyTooLarge

MAX_BODY_BYTES = 512 * 1024  # Stripe's own are far below


class StripeEventTaken(serializers.Serializer[Any]):
    """An event that is stored; the work on it has still to begin."""

    is_repeated = serializers.BooleanField(help_text="It was sent before; nothing happens again.")


class StripeIngress(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="call_stripe_webhook",
        request={"application/json": OpenApiTypes.ANY},
        responses={200: StripeEventTaken},
        tags=["webhooks"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Take an event of Stripe's, signed by the secret of the endpoint that the operator made there."""
        body = request.body
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge(f"The body is larger than {MAX_BODY_BYTES} bytes.", limit_bytes=MAX_BODY_BYTES)
        is_new = stripe_events.take(body, request.headers.get("Stripe-Signature", ""))
        return Response(StripeEventTaken({"is_repeated": not is_new}).data)


urlpatterns = [path("webhooks/stripe", StripeIngress.as_view(), name="stripe-webhook")]
