"""Clients may keep the catalogue, and are told in a word when theirs is still the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from blocks.api import caching
from blocks.sdk import all_blocks
from platform_project.accounts.models import User

Clients = Callable[..., APIClient]


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
