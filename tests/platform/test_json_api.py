from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path
from pytest_django import Settings
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from platform_project.errors import Conflict, NotAuthenticated
from platform_project.kit.json_api import to_json


class Echo(APIView):
    """Answers what it was sent, or raises what the test asks for."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    raises: Exception | None = None

    def get(self, request: Request) -> Response:
        assert Echo.raises is not None
        raise Echo.raises

    def post(self, request: Request) -> Response:
        return Response({"got": request.data})


class Guarded(APIView):
    def get(self, request: Request) -> Response:
        return Response({})


urlpatterns = [path("echo", Echo.as_view()), path("guarded", Guarded.as_view())]
pytestmark = [pytest.mark.urls(__name__)]


def send(body: bytes | str, content_type: str = "application/json") -> Any:
    return APIClient().post("/echo", body, content_type=content_type)


def raised(monkeypatch: pytest.MonkeyPatch, exc: Exception) -> Any:
    monkeypatch.setattr(Echo, "raises", exc)
    return APIClient(raise_request_exception=False).get("/echo")


def test_it_reads_and_answers_json() -> None:
    response = send('{"text": "naïve", "numbers": [1, 2.5, null, true]}')
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == {"got": {"text": "naïve", "numbers": [1, 2.5, None, True]}}


def test_it_names_the_place_of_malformed_json() -> None:
    response = send('{\n  "a": nope}')
    assert response.status_code == 400
    body = response.json()
    assert body["code"] == "malformed_json"
    assert (body["details"]["line"], body["details"]["column"]) == (2, 8)
    assert "line 2, column 8" in body["message"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"a": NaN}', id="nan"),
        pytest.param('{"a": Infinity}', id="infinity"),
        pytest.param('{"a": 1e999}', id="overflow"),
        pytest.param('{"a": "\\ud800"}', id="lone surrogate"),
        pytest.param(b'{"a": "\xff"}', id="not utf-8"),
        pytest.param('{"a": 1', id="cut off"),
    ],
)
def test_it_refuses_what_is_not_json(body: bytes | str) -> None:
    response = send(body)
    assert (response.status_code, response.json()["code"]) == (400, "malformed_json")


def test_it_takes_json_of_the_greatest_depth_and_refuses_one_level_more(settings: Settings) -> None:
    settings.MAX_JSON_DEPTH = 100
    assert send("[" * 100 + "]" * 100).status_code == 200
    response = send("[" * 101 + "]" * 101)
    assert response.status_code == 400
    assert response.json() == {
        "code": "bad_input",
        "message": "The body is nested deeper than 100 levels.",
        "details": {"limit": 100},
    }


def test_it_refuses_bottomless_json_without_falling_over() -> None:
    response = send("[" * 100_000)
    assert (response.status_code, response.json()["details"]) == (400, {"limit": 100})


def test_it_takes_wide_json_that_is_not_deep() -> None:
    assert send(orjson.dumps([{"a": []}] * 1000)).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"nodes": [{"id": "a\0b"}]}, "nodes.0.id", id="value"),
        pytest.param({"a\0": 1}, "", id="key"),
        pytest.param("\0", "", id="top"),
    ],
)
def test_it_refuses_a_nul_character_and_names_its_place(body: Any, field: str) -> None:
    response = send(orjson.dumps(body))
    assert (response.status_code, response.json()["code"]) == (400, "bad_input")
    assert response.json()["details"] == {"field": field}


def test_it_takes_text_that_only_looks_like_a_nul_character() -> None:
    assert send(r'{"a": "\\u0000"}').json() == {"got": {"a": r"\u0000"}}


def test_it_refuses_a_body_that_is_too_large_and_names_the_limit(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    response = send(b'"' + b"x" * (2 * 1024 * 1024) + b'"')
    assert response.status_code == 400
    assert response.json()["code"] == "body_too_large"
    assert response.json()["details"] == {"limit_bytes": 1024 * 1024, "size_bytes": 2 * 1024 * 1024 + 2}


def test_it_refuses_other_media_types() -> None:
    response = send("a=1", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_an_empty_body_is_an_empty_object() -> None:
    assert send("").json() == {"got": {}}


def test_anonymous_callers_get_401_with_a_challenge() -> None:
    response = APIClient().get("/guarded")
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_wrong_method_gets_405_in_the_same_shape() -> None:
    response = APIClient().delete("/echo")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert set(response.json()) == {"code", "message", "details"}


@pytest.mark.parametrize(
    ("exc", "status", "code"),
    [
        pytest.param(Conflict("No.", state="x"), 409, "conflict", id="platform error"),
        pytest.param(NotAuthenticated("Who?"), 401, "not_authenticated", id="unknown caller"),
        pytest.param(Http404(), 404, "not_found", id="django 404"),
        pytest.param(PermissionDenied(), 403, "not_allowed", id="django 403"),
        pytest.param(exceptions.PermissionDenied(), 403, "not_allowed", id="drf 403"),
        pytest.param(exceptions.NotFound(), 404, "not_found", id="drf 404"),
        pytest.param(exceptions.ParseError(), 400, "malformed_request", id="drf 400"),
    ],
)
def test_errors_become_answers(
    monkeypatch: pytest.MonkeyPatch, exc: Exception, status: int, code: str
) -> None:
    response = raised(monkeypatch, exc)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert set(response.json()) == {"code", "message", "details"}


def test_validation_errors_keep_their_field_map(monkeypatch: pytest.MonkeyPatch) -> None:
    response = raised(monkeypatch, exceptions.ValidationError({"name": ["Too long."]}))
    assert response.status_code == 400
    assert response.json() == {
        "code": "bad_input",
        "message": "Not valid: name.",
        "details": {"name": ["Too long."]},
    }


def test_throttled_callers_are_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    response = raised(monkeypatch, exceptions.Throttled(wait=7.2))
    assert (response.status_code, response.headers["Retry-After"]) == (429, "8")
    assert response.json()["details"] == {"retry_after_seconds": 8}


def test_a_bug_is_logged_and_answers_without_its_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    response = raised(monkeypatch, RuntimeError("the password is hunter2"))
    assert response.status_code == 500
    assert response.json() == {
        "code": "internal_error",
        "message": "Something went wrong on our side.",
        "details": {},
    }
    assert "unhandled error in Echo" in caplog.text


def test_answers_keep_numbers_that_other_json_writers_lose() -> None:
    assert to_json({"a": Decimal("0.015"), "b": 2**70, "c": float("nan")}) == (
        b'{"a": "0.015", "b": 1180591620717411303424, "c": null}'
    )
