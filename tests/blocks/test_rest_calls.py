"""How the maker of REST blocks asks, pages, signs and fails; rows are tried by recordings."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from blocks.library.providers.github._api import repository_of
from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Call,
    Operation,
    Paging,
    PagingStyle,
    RestBlock,
    Subpath,
    blocks_of,
    delete,
    get,
    gives,
    items,
    number,
    post,
    text,
)
from blocks.rest.making import make_block
from blocks.rest.requests import Line
from blocks.rest.templates import LEFT_OUT, filled, filled_path
from blocks.sdk import AuthFailed, Context, Credential, Firing, InvalidInput, RateLimited, find_block, fire
from integrations.catalogue.providers import find_provider
from tests.blocks.conftest import API_KEY
from tests.blocks.rest_recordings import rest_blocks
from tests.blocks.wire import Reply, Request, Wire

API = Api(provider="shed", name="Shed", base_url="https://shed.example")
ID = "00000000-0000-4000-8000-00000000000a"
LISTED = {"names": gives(list[str], "Names", "things[].name")}


def made(
    *calls: Call, api: Api = API, takes: dict[str, Any] | None = None, **options: Any
) -> type[RestBlock]:
    options.setdefault("gives", {"answer": gives(dict[str, Any], "All", "@")})
    row = Operation(id=ID, slug="try", about="Try.", calls=calls, takes=takes or {}, **options)
    return make_block(api, row, __name__)


def said(body: Any, status: int = 200, **headers: str) -> Reply:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json", **sent})


# --- Templates --------------------------------------------------------------------------------------------
def test_what_has_no_value_is_left_out_with_its_key() -> None:
    template = {"a": "{a}", "b": {"c": "{b}"}, "d": ["{b}", "{a}"], "e": "x {a}", "f": "x {b}", "g": {}}
    assert filled(template, {"a": 1, "b": None}) == {"a": 1, "d": [1], "e": "x 1", "g": {}}
    assert filled({"a": "{b}"}, {}) is LEFT_OUT
    assert filled("{file.id}", {"file": {"id": "7"}}) == "7"


def test_values_in_a_path_stay_in_their_place() -> None:
    values = {"name": "a/b?c#d", "path": Subpath("docs/a b.md")}
    assert filled_path("/x/{name}/{path}", values) == "/x/a%2Fb%3Fc%23d/docs/a%20b.md"


@pytest.mark.parametrize("value", ["", None, "..", ".", Subpath("a/../b")])
async def test_a_value_that_would_lead_elsewhere_is_refused(value: Any, wire: Wire, ctx: Context) -> None:
    takes = {"name": text("A name", None, read=lambda _: value)}
    firing = await fire(made(get("/things/{name}"), takes=takes), {"name": "x"}, ctx)
    assert firing.error == "`name` is empty, or no part of an address."
    assert (firing.error_code, wire.seen) == ("invalid_input", [])


@pytest.mark.parametrize("given", ["octocat/Hello-World", "https://github.com/octocat/Hello-World.git"])
def test_a_repository_is_known_by_its_name_and_address(given: str) -> None:
    assert repository_of(given) == "octocat/Hello-World"


async def test_a_value_that_a_row_cannot_read_is_refused_by_name(wire: Wire, ctx: Context) -> None:
    takes = {"repo": text("A repository", read=repository_of)}
    firing = await fire(made(get("/repos/{repo}"), takes=takes), {"repo": "no/such/thing"}, ctx)
    assert firing.error_code == "invalid_input"
    assert firing.error is not None
    assert firing.error.startswith("`repo`: 'no/such/thing' is no repository")
    assert wire.seen == []


# --- Signing ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("auth", "kind", "path", "headers"),
    [
        (Auth(), "api_key", "/me", {"authorization": f"Bearer {API_KEY}"}),
        (Auth(prefix="Bot "), "api_key", "/me", {"authorization": f"Bot {API_KEY}"}),
        (Auth(prefix="Bot "), "oauth2", "/me", {"authorization": f"Bearer {API_KEY}"}),
        (Auth(AuthStyle.HEADER, "X-Key"), "api_key", "/me", {"x-key": API_KEY}),
        (Auth(AuthStyle.HEADER, "X-Key"), "oauth2", "/me", {"authorization": f"Bearer {API_KEY}"}),
        (Auth(AuthStyle.QUERY, "key"), "api_key", f"/me?key={API_KEY}", {}),
        (Auth(AuthStyle.PATH, prefix="bot"), "api_key", f"/bot{API_KEY}/me", {}),
        (Auth(AuthStyle.BASIC), "user_password", "/me", {"authorization": "Basic YWRhOnNrLXNlY3JldC1rZXk="}),
    ],
)
async def test_a_credential_travels_as_the_api_takes_it(
    auth: Auth, kind: str, path: str, headers: dict[str, str], wire: Wire, ctx: Context
) -> None:
    async def credential(provider: str) -> Credential:
        return Credential(provider, API_KEY, wire.base_url, "ada", kind)

    ctx.credentials = credential
    firing = await fire(
        made(get("/me"), api=Api(provider="shed", name="Shed", base_url="", auth=auth)), {}, ctx
    )
    assert firing.error is None
    assert wire.seen[0].path == path
    sent = wire.seen[0].headers
    assert {name: sent[name] for name in headers} == headers
    assert API_KEY not in str({name: value for name, value in sent.items() if name not in headers})


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("", "https://docs.example"),
        ("https://www.example", "https://docs.example"),
        ("https://docs.example", "https://docs.example"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9"),
    ],
)
def test_an_address_that_somebody_chose_goes_before_the_usual_one(named: str, asked: str) -> None:
    api = Api(provider="x", name="X", base_url="https://docs.example", catalogue_url="https://www.example")
    row = Operation(id=ID, slug="try", about="Try.", calls=[get("/")], takes={}, gives={})
    line = Line(api, row, Credential("x", API_KEY, named), Context())
    assert line.is_own(f"{asked}/next")
    assert not line.is_own("https://elsewhere.example/next")


def test_every_api_names_the_address_that_credentials_name() -> None:
    apis = {(block.api.name, block.api.base_url): block.api for block in rest_blocks()}
    assert len(apis) >= 40
    for api in apis.values():
        if api.auth.style is AuthStyle.NONE:
            continue  # nobody keeps a credential for it
        provider = find_provider(api.provider)
        assert provider is not None, api.provider
        assert (api.catalogue_url or api.base_url) == provider.base_url, api.name


def test_every_right_that_a_row_takes_can_be_asked_for() -> None:
    tried = 0
    for block in rest_blocks():
        provider = find_provider(block.api.provider)
        if provider is not None and provider.oauth is not None:
            assert set(block.scopes) <= set(provider.oauth.all_scopes), block.slug
            tried += bool(block.scopes)
    assert tried >= 200


# --- Pages ------------------------------------------------------------------------------------------------
def _page(number: int, **more: Any) -> dict[str, Any]:
    return {"things": [{"name": f"{number}a"}, {"name": f"{number}b"}], **more}


ALL = [f"{number}{letter}" for number in (1, 2, 3) for letter in "ab"]


def pages(paging: Paging, *replies: Reply, wire: Wire) -> type[RestBlock]:
    wire.replies = [*replies, said({"things": []})]
    takes = {"most": number("At most", 100)}
    return made(get("/things", {"size": 2}), takes=takes, gives=LISTED, paging=paging)


async def test_links_are_followed_on_the_apis_own_host(wire: Wire, ctx: Context) -> None:
    next_page = f'<{wire.base_url}/things?page=2>; rel="next"'
    elsewhere = '<http://127.0.0.1:1/things>; rel="next"'
    paging = Paging(style=PagingStyle.LINK, items="things", limit="most")
    block = pages(paging, said(_page(1), Link=next_page), said(_page(2), Link=elsewhere), wire=wire)
    firing = await fire(block, {}, ctx)
    assert firing.outputs == [("names", ["1a", "1b", "2a", "2b"])]
    assert [request.path for request in wire.seen] == ["/things?size=2", "/things?page=2"]


async def test_cursors_page_numbers_and_offsets_are_counted_on(wire: Wire, ctx: Context) -> None:
    cursor = Paging(style=PagingStyle.CURSOR, items="things", next="next", field="after")
    block = pages(cursor, said(_page(1, next="x")), said(_page(2, next="y")), said(_page(3)), wire=wire)
    assert (await fire(block, {}, ctx)).outputs == [("names", ALL)]
    for style, field in ((PagingStyle.PAGE, "page"), (PagingStyle.OFFSET, "skip")):
        paging = Paging(style=style, items="things", field=field)
        block = pages(paging, *(said(_page(number)) for number in (1, 2, 3)), wire=wire)
        assert (await fire(block, {}, ctx)).outputs == [("names", ALL)]
    assert [request.path.partition("&")[2] for request in wire.seen] == [
        *("", "after=x", "after=y"), *("", "page=2", "page=3", "page=4"), *("", "skip=2", "skip=4", "skip=6"),
    ]  # fmt: skip


async def test_no_more_is_asked_for_than_is_wanted_or_allowed(wire: Wire, ctx: Context) -> None:
    wire.answer = lambda request: said(_page(1, next="again"))
    paging = Paging(
        style=PagingStyle.CURSOR, items="things", next="next", field="after", limit="most", max_pages=4
    )
    block = made(get("/things"), takes={"most": number("At most", 100)}, gives=LISTED, paging=paging)
    assert (await fire(block, {"most": 3}, ctx)).outputs == [("names", ["1a", "1b", "1a"])]
    assert len(wire.seen) == 2
    await fire(block, {}, ctx)
    assert len(wire.seen) == 2 + 4


async def test_a_pin_with_a_default_may_be_told_to_ask_for_nothing(wire: Wire, ctx: Context) -> None:
    block = made(get("/things", "most"), takes={"most": number("At most", 10, ge=5).or_none()}, gives=LISTED)
    for given in ({}, {"most": None}, {"most": 7}):
        await fire(block, given, ctx)
    assert [request.path for request in wire.seen] == ["/things?most=10", "/things", "/things?most=7"]
    assert (await fire(block, {"most": 4}, ctx)).error_code == "invalid_input"


# --- Several calls ----------------------------------------------------------------------------------------
async def test_calls_for_each_item_come_back_in_the_order_of_the_items(wire: Wire, ctx: Context) -> None:
    together = threading.Barrier(3, timeout=5)

    def answer(request: Request) -> Reply:
        together.wait()
        return said({"name": request.path[-1]})

    wire.answer = answer
    block = made(
        get("/things/{item}", over="ids"),
        takes={"ids": items(str, "Ids")},
        gives={"names": gives(list[str], "Names", "[].name")},
    )
    assert (await fire(block, {"ids": ["c", "a", "b"]}, ctx)).outputs == [("names", ["c", "a", "b"])]


async def test_a_write_that_stops_half_way_says_how_far_it_got(wire: Wire, ctx: Context) -> None:
    wire.replies = [said({}), said({}), said({"message": "No more room"}, 500)]
    block = made(delete("/things/{item}", over="ids"), takes={"ids": items(str, "Ids")})
    firing = await fire(block, {"ids": ["a", "b", "c", "d"]}, ctx)
    assert firing.error == "2 of 4 were done, then: Shed answers with status 500."
    assert (firing.error_code, firing.retryable, len(wire.seen)) == ("provider_refused", False, 3)


async def test_too_many_calls_are_refused_before_the_first(wire: Wire, ctx: Context) -> None:
    block = made(get("/things/{item}", over="ids"), takes={"ids": items(int, "Ids")})
    firing = await fire(block, {"ids": list(range(501))}, ctx)
    assert (firing.error_code, wire.seen) == ("invalid_input", [])


@pytest.mark.parametrize(("call", "tries"), [(get("/x"), 3), (post("/x"), 1), (post("/x", reads=True), 3)])
async def test_only_what_changes_nothing_is_tried_again(
    call: Call, tries: int, wire: Wire, ctx: Context
) -> None:
    wire.replies = [said({}, 503)]
    block = made(call)
    firing = await fire(block, {}, ctx)
    assert (firing.error_code, len(wire.seen)) == ("provider_down", tries)
    assert block.at_most_once is (tries == 1)
    assert made(call, repeats=True).at_most_once is False


# --- Refusals ---------------------------------------------------------------------------------------------
async def refused(reply: Reply, wire: Wire, ctx: Context, **options: Any) -> Firing:
    wire.replies = [reply]
    return await fire(made(post("/x"), **options), {}, ctx)


@pytest.mark.parametrize(
    ("reply", "code", "error"),
    [
        (
            said({"message": "Bad credentials"}, 401),
            "auth_failed",
            "Shed refuses the credential: Bad credentials.",
        ),
        (
            said({"message": "Not yours"}, 403),
            "auth_failed",
            "Shed does not allow this: Not yours. It takes the right 'repo'.",
        ),
        (
            said({}, 403, X_Accepted_OAuth_Scopes="admin:org, repo"),
            "auth_failed",
            "Shed does not allow this. It takes the right 'admin:org' and 'repo'.",
        ),
        (
            said({"error": {"message": "Name is taken."}}, 422),
            "invalid_input",
            "Shed refuses what it was sent (status 422): Name is taken.",
        ),
        (said({}, 403, X_RateLimit_Remaining="0"), "rate_limited", "Shed asks to send less often."),
        (said({}, 502), "provider_down", "Shed answers with status 502."),
        (Reply(200, b"<html>"), "provider_down", "Shed's answer cannot be read."),
    ],
)
async def test_a_refusal_is_told_in_the_providers_own_words(
    reply: Reply, code: str, error: str, wire: Wire, ctx: Context
) -> None:
    firing = await refused(reply, wire, ctx, scopes=("repo",))
    assert (firing.error_code, firing.error) == (code, error)


@pytest.mark.parametrize("name", ["X_RateLimit_Reset", "X_Rate_Limit_Reset"])
async def test_github_and_x_say_when_one_may_ask_again(name: str, wire: Wire, ctx: Context) -> None:
    firing = await refused(said({}, 429, **{name: str(int(time.time()) + 600)}), wire, ctx)
    assert firing.retry_after_seconds is not None
    assert 500 < firing.retry_after_seconds <= 600


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"X_RateLimit_Reset": "42"}, 42), ({"X_RateLimit_Reset": "42", "Retry_After": "7"}, 7)],
)
async def test_reddit_says_how_long_one_is_to_wait(
    headers: dict[str, str], seconds: float, wire: Wire, ctx: Context
) -> None:
    firing = await refused(said({}, 429, **headers), wire, ctx)
    assert firing.retry_after_seconds == seconds


@pytest.mark.parametrize("told", ["soon", "1.5e3", "999999", "-1"])
async def test_a_wait_that_cannot_be_one_is_not_believed(told: str, wire: Wire, ctx: Context) -> None:
    firing = await refused(said({}, 429, X_RateLimit_Reset=told), wire, ctx)
    assert (firing.error_code, firing.retry_after_seconds) == ("rate_limited", None)


async def test_github_says_what_is_wrong_with_each_field(wire: Wire, ctx: Context) -> None:
    errors = [{"resource": "Issue", "code": "missing"}, {"message": "title is too long"}]
    wire.replies = [said({"message": "Validation Failed", "errors": errors}, 422)]
    block = find_block("github.make_issue")
    assert block is not None
    firing = await fire(block, {"repo_url": "a/b", "title": "t", "body": "b"}, ctx)
    words = "GitHub refuses what it was sent (status 422): Validation Failed; title is too long."
    assert (firing.error_code, firing.error) == ("invalid_input", words)


@pytest.mark.parametrize(
    ("words", "code"),
    [("invalid_auth", "auth_failed"), ("ratelimited", "rate_limited"), ("other", "provider_refused")],
)
async def test_an_answer_of_200_may_be_a_refusal(words: str, code: str, wire: Wire, ctx: Context) -> None:
    meaning = {"invalid_auth": AuthFailed, "ratelimited": RateLimited}
    api = Api(provider="x", name="X", base_url="", failed="ok == `false` && error", meaning=meaning)
    firing = await refused(said({"ok": False, "error": words}), wire, ctx, api=api)
    assert firing.error_code == code


async def test_a_refusal_of_200_may_have_a_code_beside_its_words(wire: Wire, ctx: Context) -> None:
    meaning = {"RATELIMIT": RateLimited, "NO_TEXT": InvalidInput}
    api = Api(provider="x", name="X", base_url="", failed="errors[0]", meaning=meaning)
    found = [
        await refused(said({"errors": [[code, "take a break."]]}), wire, ctx, api=api)
        for code in ("RATELIMIT", "NO_TEXT", "OTHER")
    ]
    assert [(firing.error_code, firing.error) for firing in found] == [
        ("rate_limited", "X asks to send less often: take a break."),
        ("invalid_input", "X refuses: take a break."),
        ("provider_refused", "X refuses: take a break."),
    ]


# --- What is given ----------------------------------------------------------------------------------------
async def test_what_an_answer_does_not_hold_is_empty_or_not_sent(wire: Wire, ctx: Context) -> None:
    wire.replies = [said({"id": 7, "note": None})]
    pins = {
        "id": gives(str, "Id"),
        "note": gives(str, "Note"),
        "count": gives(int, "Count"),
        "names": gives(list[str], "Names"),
        "owner": gives(str | None, "Owner"),
    }
    firing = await fire(made(get("/x"), gives=pins), {}, ctx)
    assert firing.outputs == [("id", "7"), ("note", ""), ("names", []), ("owner", None)]


async def test_what_is_rare_is_sent_only_where_there_is_something(wire: Wire, ctx: Context) -> None:
    block = made(get("/x"), gives={"next": gives(str, "Next", is_rare=True), "id": gives(str | None, "Id")})
    wire.replies = [said({"next": "b"}), said({})]
    assert (await fire(block, {}, ctx)).outputs == [("next", "b"), ("id", None)]
    assert (await fire(block, {}, ctx)).outputs == [("id", None)]


async def test_an_answer_of_another_kind_is_the_providers_fault(wire: Wire, ctx: Context) -> None:
    wire.replies = [said([1, 2])]
    select: Callable[[Any], Any] = lambda answer: answer["things"]["name"]  # noqa: E731  # typed
    firing = await fire(made(get("/x"), gives={"name": gives(str, "Name", select)}), {}, ctx)
    assert firing.error == "Shed's answer is not what its documentation says."
    assert firing.error_code == "provider_down"


def test_models_of_pins_are_made_when_they_are_first_asked_for() -> None:
    (block,) = blocks_of(
        API, [Operation(id=ID, slug="try", about="Try.", calls=[get("/")], takes={}, gives={})], "x"
    )
    assert "Input" not in block.__dict__
    assert block.Input is block.Input
    assert (block.slug, block.name, block.providers) == ("shed.try", "Shed Try", ("shed",))
