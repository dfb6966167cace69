"""The door for calls from outside: proven and stored before the answer, worked on after it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.services import deliveries
from integrations.services.deliveries import Call
from platform_project.kit.json_api import BodyTooLarge
from platform_project.kit.throttling import client_address

MAX_BODY_BYTES = 1024 * 1024  # also where MAX_BODY_BYTES of the settings is more


class WebhookTaken(serializers.Serializer[Any]):
    """A call that is stored; the work on it has still to begin."""

    delivery_id = serializers.UUIDField(allow_null=True)
    is_repeated = serializers.BooleanField(help_text="It was sent before; nothing begins again.")


class AsJson(BaseContentNegotiation):
    """Senders of webhooks ask for all sorts of answers, and read none."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class WebhookIngress(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]
    content_negotiation_class = AsJson

    @extend_schema(
        operation_id="call_webhook",
        request={"application/json": OpenApiTypes.ANY},
        responses={202: WebhookTaken},
        tags=["webhooks"],
        auth=[],
    )
    def post(self, request: Request, webhook_id: UUID) -> Response:
        """Take a call of an outside service: any content type, at most 1 MB, signed as its trigger says.

        The call is stored before the answer; an agent starts right after it, once however often it is sent.
        """
        taken = deliveries.take(webhook_id, _call(request))
        if taken.challenge is not None:
            return Response({"challenge": taken.challenge})
        shown = {"delivery_id": taken.delivery_id, "is_repeated": taken.is_repeated}
        return Response(WebhookTaken(shown).data, status=202)


def _call(request: Request) -> Call:
    body = request.body
    if len(body) > MAX_BODY_BYTES:
        raise BodyTooLarge(f"The body is larger than {MAX_BODY_BYTES} bytes.", limit_bytes=MAX_BODY_BYTES)
    return Call(
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.query_params.dict(),
        body=body,
        address=client_address(request),
    )
