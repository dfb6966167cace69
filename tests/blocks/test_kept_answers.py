"""Clients may keep the catalogue, and are told in a word when theirs is still the same."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from blocks.api import caching
from blocks.sdk import all_blocks
from platform_project.accounts.models import User
from platform_project.kit.json_api import to_json

Clients = Callable[..., APIClient]
WHOLE = "/api/v1/blocks?page_size=1000"


@pytest.fixture(autouse=True)
def nothing_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "_written", {})


@pytest.mark.parametrize(
    "path", ["/api/v1/blocks", "/api/v1/blocks?schemas=false", "/api/v1/blocks/agent.output"]
)
def test_a_client_that_has_the_answer_gets_no_other(path: str, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    first = client.get(path)
    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache")
    again = client.get(path, HTTP_IF_NONE_MATCH=f"W/{first['ETag']}")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(path, HTTP_IF_NONE_MATCH='"other"').content == first.content


def test_another_page_and_another_catalogue_have_another_tag(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(alice)
    tags = {client.get(f"/api/v1/blocks?page_size={size}")["ETag"] for size in (5, 6)}
    assert len(tags) == 2
    fewer = all_blocks()[1:]
    monkeypatch.setattr(caching, "all_blocks", lambda: fewer)
    assert client.get("/api/v1/blocks?page_size=5")["ETag"] not in tags


def test_who_is_not_signed_in_is_told_nothing(alice: User, client_of: Clients) -> None:
    tag = client_of(alice).get("/api/v1/blocks")["ETag"]
    answer = APIClient().get("/api/v1/blocks", HTTP_IF_NONE_MATCH=tag)
    assert answer.status_code == 401
    assert not answer.has_header("ETag")


def test_a_wrong_question_is_refused_and_not_kept(alice: User, client_of: Clients) -> None:
    answer = client_of(alice).get("/api/v1/blocks?category=nope")
    assert answer.status_code == 400
    assert not answer.has_header("ETag")


def test_the_whole_catalogue_is_written_once_and_goes_out_as_each_client_takes_it(
    alice: User, bob: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def counted(said: Any) -> bytes:
        written.append(len(said))
        return to_json(said)

    plain = client_of(alice).get(WHOLE)
    monkeypatch.setattr(caching, "to_json", counted)
    again = client_of(bob).get(WHOLE)
    packed = client_of(bob).get(WHOLE, HTTP_ACCEPT_ENCODING="gzip, br")
    assert written == []
    assert len(plain.json()["results"]) == len(all_blocks())
    assert again.content == gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], packed["ETag"]) == ("gzip", f"W/{plain['ETag']}")
    assert (again.has_header("Content-Encoding"), again["Vary"]) == (False, packed["Vary"])
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 5


def test_what_is_written_is_let_go_when_others_are_asked_for(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    pages = [
        client.get(f"/api/v1/blocks?page_size={size}") for size in range(400, 400 + caching.MAX_KEPT + 2)
    ]
    assert {page.status_code for page in pages} == {200}
    assert len(caching._written) == caching.MAX_KEPT
    small = client.get("/api/v1/blocks?page_size=1")
    assert small.status_code == 200
    assert len(caching._written) == caching.MAX_KEPT
