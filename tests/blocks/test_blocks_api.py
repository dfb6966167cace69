"""The catalogue and single firings over REST."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from blocks.api.caching import make_ready
from blocks.sdk import Block, all_blocks
from platform_project.accounts.models import User
from tests.blocks.wire import Reply, Request, Wire, recorded
from tests.factories.accounts import make_team

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., APIClient]
CALCULATOR = "b1ab9b19-67a6-406d-abf5-2dba76d00c79"
SUM = {"input": {"operation": "Add", "a": "5", "b": [1, 2, 3]}}


@pytest.fixture(autouse=True)
def no_firings_counted() -> None:
    client = cache._cache.get_client(None, write=True)  # type: ignore[attr-defined]  # the Redis back end has it
    keys = list(client.scan_iter("cache:*rate:execute_block*"))
    if keys:
        client.delete(*keys)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/v1/blocks"),
        ("get", "/api/v1/blocks/logic.calculator"),
        ("post", "/api/v1/blocks/basic.note/execute"),
    ],
)
def test_anonymous_callers_are_refused(method: str, path: str) -> None:
    response = getattr(APIClient(), method)(path)
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/v1/blocks"),
        ("get", "/api/v1/blocks/logic.calculator"),
        ("post", "/api/v1/blocks/basic.note/execute"),
    ],
)
def test_strangers_do_not_see_a_workspace(
    method: str, path: str, alice: User, bob: User, client_of: ClientOf
) -> None:
    response = getattr(client_of(bob, make_team(alice)), method)(path)
    assert response.status_code == 404


def test_a_viewer_reads_and_only_a_runner_fires(alice: User, bob: User, client_of: ClientOf) -> None:
    team = make_team(alice, viewer=bob)
    assert client_of(bob, team).get("/api/v1/blocks").status_code == 200
    response = client_of(bob, team).post(f"/api/v1/blocks/{CALCULATOR}/execute", SUM, format="json")
    assert response.status_code == 403
    assert (
        client_of(alice, team).post(f"/api/v1/blocks/{CALCULATOR}/execute", SUM, format="json").status_code
        == 200
    )


def test_all_blocks_are_listed_by_slug_with_their_pins_in_order(alice: User, client_of: ClientOf) -> None:
    page = client_of(alice).get("/api/v1/blocks?page_size=1000").json()
    assert [row["slug"] for row in page["results"]] == [block.slug for block in all_blocks()]
    assert (page["next"], page["previous"]) == (None, None)
    row = next(row for row in page["results"] if row["id"] == CALCULATOR)
    assert list(row["input_schema"]["properties"]) == ["operation", "a", "b", "round_result"]
    assert row["input_schema"]["required"] == ["operation", "a", "b"]
    assert list(row["output_schema"]["properties"]) == ["result", "error"]
    shown = {name: value for name, value in row.items() if not name.endswith("_schema")}
    assert shown == {
        "id": CALCULATOR,
        "slug": "logic.calculator",
        "aliases": [],
        "name": "Calculator",
        "description": "Add, subtract, multiply, divide two numbers, or raise one to the power of the other.",
        "category": "LOGIC",
        "categories": ["LOGIC"],
        "kind": "standard",
        "version": 1,
        "pure": True,
        "static_output": False,
        "is_sensitive": False,
        "providers": [],
        "scopes": [],
        "cost": "0",
        "prices": [],
    }


def test_a_catalogue_that_was_made_ready_is_not_made_by_who_asks(alice: User, client_of: ClientOf) -> None:
    schemas = Block.input_schema.__func__  # type: ignore[attr-defined]  # beneath the method: a cache
    make_ready()
    before = schemas.cache_info()
    assert before.currsize >= len(all_blocks())
    own = "/api/v1/blocks?page_size=999"  # an answer that no other test has left behind
    assert len(client_of(alice).get(own).json()["results"]) == len(all_blocks())
    after = schemas.cache_info()
    assert after.misses == before.misses
    assert after.hits > before.hits


def test_the_list_comes_in_pages(alice: User, client_of: ClientOf) -> None:
    client = client_of(alice)
    slugs: list[str] = []
    url: str | None = "/api/v1/blocks?page_size=10"
    while url:
        page = client.get(url).json()
        assert len(page["results"]) <= 10
        slugs += [row["slug"] for row in page["results"]]
        last, url = page, page["next"]
    assert slugs == [block.slug for block in all_blocks()]
    before = client.get(last["previous"]).json()
    assert before["results"][-1]["slug"] == slugs[-len(last["results"]) - 1]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("search=template", {"bannerbear.text_overlay", "text.fill_template"}),
        (
            "search=discord message channel",
            {"discord.post_message", "discord.read_messages", "discord.send_message"},
        ),
        ("search=a1b2c3-web-scraper", {"web.extract_text"}),
        ("category=AI&search=summarizer", {"ai.text_summarizer"}),
        ("category=web", {"web.extract_text"}),
        ("search=zzz", set()),
    ],
)
def test_the_list_is_searched(query: str, slugs: set[str], alice: User, client_of: ClientOf) -> None:
    page = client_of(alice).get(f"/api/v1/blocks?{query}").json()
    assert {row["slug"] for row in page["results"]} == slugs


@pytest.mark.parametrize(
    "query", ["category=NOPE", "page_size=0", "page_size=x", "page_size=1001", f"search={'x' * 101}"]
)
def test_bad_queries_are_named(query: str, alice: User, client_of: ClientOf) -> None:
    response = client_of(alice).get(f"/api/v1/blocks?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "bad_input")
    assert list(response.json()["details"]) == [query.split("=")[0]]


@pytest.mark.parametrize("ref", [CALCULATOR, CALCULATOR.upper(), "logic.calculator"])
def test_a_block_is_found_by_any_of_its_names(ref: str, alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).get(f"/api/v1/blocks/{ref}").json()["id"] == CALCULATOR


@pytest.mark.parametrize(("method", "tail"), [("get", ""), ("post", "/execute")])
def test_an_unknown_block_is_not_found(method: str, tail: str, alice: User, client_of: ClientOf) -> None:
    response = getattr(client_of(alice), method)(f"/api/v1/blocks/no-such-block{tail}")
    assert (response.status_code, response.json()["code"]) == (404, "block_not_found")


def test_a_block_is_fired(alice: User, client_of: ClientOf) -> None:
    response = client_of(alice).post(f"/api/v1/blocks/{CALCULATOR}/execute", SUM, format="json")
    assert response.status_code == 200
    assert response.json() == {"outputs": [["result", 8.0]], "error": None, "cost": "0"}


def test_a_block_that_fails_is_an_answer(alice: User, client_of: ClientOf) -> None:
    body = {"input": {"operation": "Divide", "a": 1, "b": 0}}
    response = client_of(alice).post(f"/api/v1/blocks/{CALCULATOR}/execute", body, format="json")
    assert response.status_code == 200
    message = "A number cannot be divided by zero."
    assert response.json() == {"outputs": [["error", message]], "error": message, "cost": "0"}


@pytest.mark.parametrize("body", [{"input": [1]}, {"input": "x"}, {"input": None}, [1]])
def test_a_bad_body_is_refused(body: Any, alice: User, client_of: ClientOf) -> None:
    response = client_of(alice).post(f"/api/v1/blocks/{CALCULATOR}/execute", body, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "bad_input")


def test_an_unknown_pin_is_named(alice: User, client_of: ClientOf) -> None:
    body = {"input": {"operation": "Add", "a": 1, "b": 2, "c": 3, "credentials": {"id": "x"}}}
    response = client_of(alice).post(f"/api/v1/blocks/{CALCULATOR}/execute", body, format="json")
    assert response.status_code == 400
    assert response.json() == {
        "code": "unknown_pin",
        "message": "The block has no input 'c'.",
        "details": {"pins": ["c"]},
    }


def test_firings_are_counted(alice: User, client_of: ClientOf, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "execute_block": "2/h"}
    client = client_of(alice)
    statuses = [
        client.post(f"/api/v1/blocks/{CALCULATOR}/execute", SUM, format="json").status_code for _ in range(3)
    ]
    assert statuses == [200, 200, 429]


def test_a_block_that_calls_out_uses_the_operators_key_and_policy(
    wire: Wire, alice: User, client_of: ClientOf, settings: Settings
) -> None:
    settings.OPENAI_API_KEY = "sk-operator"
    settings.OPENAI_BASE_URL = f"{wire.base_url}/v1"
    wire.replies = [recorded("openai", "stream.sse")]
    path = "/api/v1/blocks/d4e5f6-llm-block/execute"
    body = {"input": {"prompt": "Hi", "model": "gpt-4o-mini", "retry": 1}}

    refused = client_of(alice).post(path, body, format="json").json()
    assert "OUTBOUND_ALLOWED_HOSTS" in refused["error"]
    assert wire.seen == []

    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    answered = client_of(alice).post(path, body, format="json").json()
    assert answered["error"] is None
    assert answered["outputs"][0] == ["response", "Graphs become chords."]
    assert wire.seen[0].headers["authorization"] == "Bearer sk-operator"
    assert "sk-operator" not in str(answered)


def connections_in_use() -> int:
    """Also by threads that tests before this one have left."""
    stats = connection.pool.get_stats()  # type: ignore[attr-defined]  # PostgreSQL's has it
    in_use: int = stats["pool_size"] - stats["pool_available"]
    return in_use


def fewer_after_a_while(than: int) -> bool:
    """A thread of the pool's own takes what is given back, a moment later."""
    deadline = time.monotonic() + 5
    while connections_in_use() >= than:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@pytest.mark.django_db(transaction=True)
def test_the_database_connection_is_given_back_while_a_block_waits(
    wire: Wire, alice: User, client_of: ClientOf, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    client = client_of(alice)
    assert client.get("/api/v1/me").status_code == 200
    held = connections_in_use()
    given_back: list[bool] = []

    def answer(request: Request) -> Reply:
        given_back.append(fewer_after_a_while(than=held))
        return Reply(body=b'"done"')

    wire.answer = answer
    body = {"input": {"url": wire.base_url, "method": "GET"}}
    answered = client.post("/api/v1/blocks/web.send_request/execute", body, format="json").json()
    assert answered["outputs"] == [["response", "done"]]
    assert given_back == [True]
    assert client.get("/api/v1/blocks").status_code == 200  # and there is one again


def test_a_missing_key_is_said(alice: User, client_of: ClientOf, settings: Settings, wire: Wire) -> None:
    settings.DISCORD_BOT_TOKEN = ""
    wire.replies = [Reply()]
    body = {"input": {"channel_id": "1", "message": "x"}}
    answer = client_of(alice).post("/api/v1/blocks/discord.post_message/execute", body, format="json").json()
    assert answer["error"] == "No credential for Discord is connected: connect one at /integrations."
    assert wire.seen == []


@pytest.mark.parametrize(
    ("slug", "sender"),
    [
        ("telegram.message_trigger", "telegram"),
        ("agent.webhook_trigger", "generic_webhook"),
        ("agent.input", None),
    ],
)
def test_a_trigger_block_says_whose_calls_it_takes(
    slug: str, sender: str | None, alice: User, client_of: ClientOf
) -> None:
    assert client_of(alice).get(f"/api/v1/blocks/{slug}").json().get("called_by") == sender
