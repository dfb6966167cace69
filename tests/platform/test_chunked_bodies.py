from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from pytest_django import Settings
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.kit.chunked_bodies import measure_chunked_body


class Echo(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def post(self, request: Request) -> Response:
        return Response({"got": request.data})


def chunked(body: bytes) -> HttpRequest:
    headers = [(b"transfer-encoding", b"chunked"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    return ASGIRequest(scope, BytesIO(body))


def answer(request: HttpRequest) -> HttpResponse:
    response: Any = Echo.as_view()(request)
    rendered: HttpResponse = response.render()
    return rendered


def test_a_chunked_body_is_read() -> None:
    response = measure_chunked_body(answer)(chunked(b'{"a": 1}'))
    assert json.loads(response.content) == {"got": {"a": 1}}


async def test_it_is_read_under_an_asynchronous_server_as_well() -> None:
    async def later(request: HttpRequest) -> HttpResponse:
        return answer(request)

    response = await measure_chunked_body(later)(chunked(b'{"a": 1}'))
    assert json.loads(response.content) == {"got": {"a": 1}}


def test_a_chunked_body_has_the_same_limit(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = measure_chunked_body(answer)(chunked(b'"' + b"x" * 200 + b'"'))
    assert response.status_code == 400
    assert json.loads(response.content)["code"] == "body_too_large"
