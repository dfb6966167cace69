"""Finding blocks by words, by what they are, and by what would work with a pin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from rest_framework.test import APIClient

from blocks.sdk import all_blocks
from blocks.sdk.fits import Fit, fit
from blocks.sdk.shapes import shape_of
from platform_project.accounts.models import User

ClientOf = Callable[..., APIClient]
Size = Literal["s", "m"]

FITS: list[tuple[Any, Any, Fit]] = [
    (str, str, Fit.EXACT),
    (int, float, Fit.EXACT),
    (float, int, Fit.CONVERTED),
    (int, str, Fit.CONVERTED),
    (str, int, Fit.NONE),
    (bool, int, Fit.NONE),
    (Any, int, Fit.OPEN),
    (dict[str, int], Any, Fit.OPEN),
    (list[str], list[str], Fit.EXACT),
    (list[int], list[str], Fit.CONVERTED),
    (list[dict[str, Any]], list[str], Fit.NONE),
    (str, list[str], Fit.CONVERTED),
    (list[str], str, Fit.NONE),
    (dict[str, str], dict[str, str], Fit.EXACT),
    (dict[str, str], str, Fit.NONE),
    (str | None, str, Fit.EXACT),
    (int, str | int | None, Fit.EXACT),
    (Size, str, Fit.EXACT),
    (str, Size, Fit.CONVERTED),
    (Literal["s"], Size, Fit.EXACT),
    (Literal["xl"], Size, Fit.NONE),
]


@pytest.mark.parametrize(("source", "sink", "how"), FITS)
def test_types_fit_as_people_would_link_them(source: Any, sink: Any, how: Fit) -> None:
    assert fit(shape_of(source), shape_of(sink)) is how


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> APIClient:
    return client_of(alice)


def rows(client: APIClient, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/blocks?page_size=1000&{query}")
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


@pytest.mark.django_db
def test_what_is_named_so_comes_first(client: APIClient) -> None:
    slugs = [row["slug"] for row in rows(client, "search=condition")]
    assert slugs[0] == "logic.condition"
    assert rows(client, "search=create list")[0]["slug"] == "data.create_list"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("kind=input", lambda row: row["kind"] == "input"),
        ("provider=openai", lambda row: "openai" in row["providers"]),
        ("pure=true", lambda row: row["pure"]),
        ("pure=false&category=web", lambda row: not row["pure"] and "WEB" in row["categories"]),
        ("free=true", lambda row: row["prices"] == []),
    ],
)
def test_filters_leave_what_they_say(
    query: str, holds: Callable[[dict[str, Any]], bool], client: APIClient
) -> None:
    found = {row["slug"] for row in rows(client, query)}
    assert found == {row["slug"] for row in rows(client, "") if holds(row)}
    assert found


@pytest.mark.django_db
def test_schemas_may_be_left_out(client: APIClient) -> None:
    assert "input_schema" in rows(client, "")[0]
    assert "input_schema" not in rows(client, "schemas=false")[0]


@pytest.mark.django_db
def test_what_could_come_after_a_pin_is_suggested_the_best_first(client: APIClient) -> None:
    found = rows(client, "after=text.fill_template:output")
    by_slug = {row["slug"]: row["fits"] for row in found}
    assert by_slug["text.split"][0] == {"pin": "text", "fit": "exact", "is_required": True}
    assert "basic.note" not in by_slug
    ranks = ["exact", "open", "converted"]
    best = [ranks.index(row["fits"][0]["fit"]) for row in found]
    assert best == sorted(best)
    assert {*best} >= {0, 1}


@pytest.mark.django_db
def test_what_could_come_before_a_pin_is_suggested_without_errors(client: APIClient) -> None:
    found = rows(client, "before=logic.calculator:a")
    exact = {row["slug"] for row in found if row["fits"][0]["fit"] == "exact"}
    assert exact >= {"agent.number_input", "logic.calculator", "logic.count_items"}
    assert exact.isdisjoint({"agent.short_text_input", "data.create_list", "text.split"})
    assert all(one["pin"] != "error" for row in found for one in row["fits"])


@pytest.mark.django_db
def test_suggestions_are_filtered_and_paged_like_any_list(client: APIClient) -> None:
    query = "after=text.fill_template:output&category=TEXT"
    whole = [row["slug"] for row in rows(client, query)]
    first = client.get(f"/api/v1/blocks?{query}&page_size=2").json()
    second = client.get(first["next"]).json()
    assert [row["slug"] for row in first["results"] + second["results"]] == whole[:4]
    assert [row["slug"] for row in client.get(second["previous"]).json()["results"]] == whole[:2]
    assert len(rows(client, "")) == len(all_blocks())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("kind=NOPE", 400, "kind"),
        ("free=perhaps", 400, "free"),
        ("schemas=no", 400, "schemas"),
        ("after=nothing", 400, "after"),
        ("after=a.b:c&before=a.b:c", 400, "before"),
        ("cursor=no.such", 400, "cursor"),
        ("after=text.fill_template:nope", 400, "pins"),
        ("after=no.block:output", 404, "block"),
    ],
)
def test_a_bad_question_is_named(query: str, status: int, field: str, client: APIClient) -> None:
    answer = client.get(f"/api/v1/blocks?{query}")
    assert (answer.status_code, list(answer.json()["details"])) == (status, [field])
