from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.urls import path
from rest_framework import generics, serializers
from rest_framework.test import APIClient

from platform_project.accounts.models import User, Workspace
from platform_project.kit.pagination import NewestFirst
from tests.factories.accounts import client_for

START = datetime(2026, 1, 1, tzinfo=UTC)


class Row(serializers.ModelSerializer[Workspace]):
    class Meta:
        model = Workspace
        fields = ("name",)


class Rows(generics.ListAPIView[Workspace]):
    serializer_class = Row
    queryset = Workspace.objects.filter(personal_of=None)


class ByName(NewestFirst):
    ordering: ClassVar[tuple[str, ...]] = ("name", "-id")


class RowsByName(Rows):
    pagination_class = ByName


urlpatterns = [path("rows", Rows.as_view()), path("by-name", RowsByName.as_view())]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def make(*names: str, step: timedelta = timedelta(seconds=1)) -> None:
    rows = Workspace.objects.bulk_create([Workspace(name=name) for name in names])
    for number, row in enumerate(rows):
        Workspace.objects.filter(pk=row.pk).update(created_at=START + number * step)


def names(body: dict[str, Any]) -> list[str]:
    return [row["name"] for row in body["results"]]


def walk(client: APIClient, url: str | None, link: str = "next") -> list[list[str]]:
    pages = []
    while url:
        body = client.get(url).json()
        pages.append(names(body))
        url = body[link]
    return pages


@pytest.fixture
def client(alice: User) -> APIClient:
    return client_for(alice)


def test_the_newest_come_first_in_pages(client: APIClient) -> None:
    make("a", "b", "c", "d", "e")
    assert walk(client, "/rows?page_size=2") == [["e", "d"], ["c", "b"], ["a"]]


def test_one_can_walk_back(client: APIClient) -> None:
    make("a", "b", "c", "d", "e")
    first = client.get("/rows?page_size=2").json()
    assert first["previous"] is None
    last = client.get(client.get(first["next"]).json()["next"]).json()
    assert last["next"] is None
    assert walk(client, last["previous"], "previous") == [["c", "b"], ["e", "d"]]


def test_rows_of_the_same_moment_are_neither_skipped_nor_repeated(client: APIClient) -> None:
    made = [f"r{number}" for number in range(25)]
    make(*made, step=timedelta(0))
    seen = [name for page in walk(client, "/rows?page_size=4") for name in page]
    assert sorted(seen) == sorted(made)


def test_a_new_row_does_not_shift_the_next_page(client: APIClient) -> None:
    make("a", "b", "c")
    following = client.get("/rows?page_size=2").json()["next"]
    Workspace.objects.create(name="new")
    assert names(client.get(following).json()) == ["a"]


def test_another_ordering_may_mix_directions(client: APIClient) -> None:
    make("b", "a", "c", "a")
    assert walk(client, "/by-name?page_size=1") == [["a"], ["a"], ["b"], ["c"]]


def test_no_rows_are_one_empty_page(client: APIClient) -> None:
    assert client.get("/rows").json() == {"next": None, "previous": None, "results": []}


def test_a_page_holds_fifty_unless_told(client: APIClient) -> None:
    make(*[f"r{number}" for number in range(60)])
    assert len(client.get("/rows").json()["results"]) == 50
    assert len(client.get("/rows?page_size=200").json()["results"]) == 60


@pytest.mark.parametrize("size", ["0", "201", "-1", "x", "", "1e2", "²", "9" * 400, "000000200999999"])
def test_it_refuses_a_page_size_out_of_bounds(client: APIClient, size: str) -> None:
    response = client.get("/rows", {"page_size": size})
    assert (response.status_code, list(response.json()["details"])) == (400, ["page_size"])
    assert "1 to 200" in response.json()["message"]


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("x", id="garbage"),
        pytest.param("", id="empty"),
        pytest.param("é", id="accent"),
        pytest.param("WzAsInllc3RlcmRheSIsIngiXQ==", id="no time"),
        pytest.param("WzAsIjIwMjYtMDEtMDEiXQ==", id="too few values"),
        pytest.param("WzAsMSwyXQ==", id="numbers"),
        pytest.param(
            "WzAsIjIwMjYtMDEtMDEgMDA6MDAiLCIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAiXQ==",
            id="time without a zone",
        ),
        pytest.param("W10=", id="nothing"),
        pytest.param("MQ==", id="no list"),
        pytest.param("A" * 2000, id="long"),
    ],
)
def test_it_refuses_a_cursor_that_it_did_not_give(client: APIClient, cursor: str) -> None:
    make("a")
    response = client.get("/rows", {"cursor": cursor})
    assert (response.status_code, list(response.json()["details"])) == (400, ["cursor"])


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
@pytest.mark.parametrize("backwards", [0, 1])
def test_it_refuses_a_cursor_outside_of_the_calendar(client: APIClient, time: str, backwards: int) -> None:
    make("a")
    values = [backwards, time, "00000000-0000-0000-0000-000000000000"]
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    response = client.get("/rows", {"cursor": cursor})
    assert (response.status_code, list(response.json()["details"])) == (400, ["cursor"])


def test_a_page_costs_one_query(client: APIClient, django_assert_num_queries: Callable[[int], Any]) -> None:
    make("a", "b")
    with django_assert_num_queries(2):  # the caller, the page
        client.get("/rows?page_size=1")
