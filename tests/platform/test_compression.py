"""Large JSON answers travel compressed to whoever takes gzip, and nothing else changes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from platform_project.kit.compression import compress_answers

LARGE = b'{"text": "' + b"abcd" * 20_000 + b'"}'
JSON = "application/json"


def _passed(response: Any, accept: str = "gzip", method: str = "GET") -> Any:
    request = RequestFactory().generic(method, "/", HTTP_ACCEPT_ENCODING=accept)
    return compress_answers(lambda _: response)(request)


@pytest.mark.parametrize("size", [2_000, len(LARGE)])
def test_a_large_answer_is_compressed(size: int) -> None:
    content = LARGE[:size]
    answer = _passed(HttpResponse(content, JSON, headers={"ETag": '"a"'}))
    assert gzip.decompress(answer.content) == content
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert (answer["Content-Length"], answer["ETag"]) == (str(len(answer.content)), 'W/"a"')
    assert len(answer.content) < size / 2


LEFT_ALONE = [
    pytest.param(HttpResponse(LARGE[:1_000], JSON), {}, id="small"),
    pytest.param(HttpResponse(LARGE, JSON), {"accept": ""}, id="not taken"),
    pytest.param(HttpResponse(LARGE, JSON), {"accept": "br, gzip;q=0"}, id="refused"),
    pytest.param(HttpResponse(LARGE, JSON), {"method": "POST"}, id="of a change"),
    pytest.param(HttpResponse(LARGE, JSON, status=400), {}, id="a refusal"),
    pytest.param(HttpResponse(LARGE, "image/png"), {}, id="no JSON"),
    pytest.param(HttpResponse(LARGE, JSON, headers={"Content-Encoding": "br"}), {}, id="compressed before"),
]


@pytest.mark.parametrize(("response", "asked"), LEFT_ALONE)
def test_what_need_not_be_compressed_is_left_alone(response: HttpResponse, asked: dict[str, Any]) -> None:
    before = response.content
    answer = _passed(response, **asked)
    assert answer.content == before
    assert answer.get("Content-Encoding") != "gzip"


def test_a_stream_goes_as_it_is() -> None:
    answer = _passed(StreamingHttpResponse(iter([LARGE]), JSON))
    assert b"".join(answer.streaming_content) == LARGE


def test_the_catalogue_travels_compressed(alice: User, client_of: Callable[..., APIClient]) -> None:
    answer = client_of(alice).get("/api/v1/blocks?page_size=1000", HTTP_ACCEPT_ENCODING="gzip, br")
    whole = gzip.decompress(answer.content)
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 150_000 < len(whole)
