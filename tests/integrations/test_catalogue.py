"""Every row of the catalogue: well-formed, complete, and able to speak with its authorization server."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from pytest_django import Settings

from blocks.sdk import all_blocks
from integrations.catalogue.oauth import Call, OAuth2
from integrations.catalogue.provider import AuthKind, Provider
from integrations.catalogue.providers import PROVIDERS, find_provider
from integrations.oauth import exchanges, requests
from integrations.oauth.errors import AuthorizationRefused, AuthorizationServerAway, GrantGone
from integrations.oauth.requests import Client, authorize_url, challenge_of
from tests.blocks.wire import Reply, Request, Wire, serving
from tests.integrations.dialects import ACCESS, DIALECTS, REFRESH, Dialect

CLIENT = Client("our-application", "our-secret")
BACK, VERIFIER, STATE = "https://ours.example/oauth/callback", "v" * 43, "a-state"
WITH_CONSENT = [row for row in PROVIDERS if row.oauth is not None and not row.oauth.is_discovered]
BASIC = "Basic " + base64.b64encode(b"our-application:our-secret").decode()

every_row = pytest.mark.parametrize("row", PROVIDERS, ids=lambda row: row.slug)
every_consent = pytest.mark.parametrize("slug", [row.slug for row in WITH_CONSENT])

# Agents from elsewhere name providers by these slugs.
NAMED_ELSEWHERE = (
    "agent_mail", "aiml_api", "airtable", "anthropic", "apollo", "ayrshare", "baas", "bannerbear",
    "d_id", "database", "dataforseo", "discord", "e2b", "elevenlabs", "enrichlayer", "exa", "fal",
    "firecrawl", "github", "google", "google_maps", "groq", "http", "hubspot", "ideogram", "jina",
    "linear", "llama_api", "mcp", "medium", "mem0", "notion", "nvidia", "ollama", "open_router",
    "openai", "openweathermap", "pinecone", "reddit", "replicate", "revid", "screenshotone", "slack",
    "slant3d", "smartlead", "smtp", "stagehand", "telegram", "todoist", "twitter", "unreal_speech",
    "v0", "webshare_proxy", "wolfram", "wordpress", "zerobounce",
)  # fmt: skip


# --- Rows -------------------------------------------------------------------------------------------------
def test_slugs_are_unique_and_plain() -> None:
    slugs = [row.slug for row in PROVIDERS]
    assert len(slugs) > 80
    assert len(set(slugs)) == len(slugs)
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9_]{1,100}", slug)] == []
    assert len({row.name for row in PROVIDERS}) == len(slugs)


def test_providers_that_agents_from_elsewhere_name_are_there() -> None:
    assert [slug for slug in NAMED_ELSEWHERE if find_provider(slug) is None] == []


@every_row
def test_a_row_is_well_formed(row: Provider) -> None:
    assert row.website.startswith("https://")
    assert row.auth
    assert len(set(row.auth)) == len(row.auth)
    assert (row.oauth is not None) == (AuthKind.OAUTH2 in row.auth)
    assert not row.base_url.endswith("/")
    if row.base_url and AuthKind.NONE not in row.auth:
        assert row.base_url.startswith("https://")
    fields = {
        AuthKind.API_KEY: {"api_key"},
        AuthKind.USER_PASSWORD: {"username", "password"},
    }
    known = set().union(*(fields.get(kind, set()) for kind in row.auth))
    assert {name for name, _ in row.labels} <= known
    assert all(label for _, label in row.labels)


@every_row
def test_a_probe_is_a_request_that_can_be_made(row: Provider) -> None:
    for probe in filter(None, (row.test, row.consent_test)):
        assert probe.path.startswith(("/", "https://"))
        assert probe.method in ("GET", "POST", "HEAD")
        texts = [probe.path, *(text for pairs in (probe.headers, probe.params) for _, text in pairs)]
        assert set(re.findall(r"\{(\w+)\}", " ".join(texts))) <= {"secret", "username"}
        if AuthKind.NONE not in row.auth:
            assert probe.has_basic_auth or any("{secret}" in text for text in texts)
    if row.consent_test is not None:
        assert row.oauth is not None


def test_most_credentials_can_be_tried() -> None:
    assert sum(row.test is not None for row in PROVIDERS) >= 65


# --- Consent ----------------------------------------------------------------------------------------------
def row_of(slug: str) -> OAuth2:
    found = find_provider(slug)
    assert found is not None
    assert found.oauth is not None
    return found.oauth.resolved()


def test_each_that_asks_for_consent_has_its_dialect_written_down() -> None:
    assert len(WITH_CONSENT) >= 30
    assert {row.slug for row in WITH_CONSENT} == DIALECTS.keys()


@every_consent
def test_every_address_is_https_and_every_scope_is_explained(slug: str) -> None:
    row = row_of(slug)
    calls = [call for call in (row.lengthen, row.refresh, row.revoke, row.account) if call]
    urls = [row.authorize_url, row.token_url, *(call.url for call in calls)]
    if row.refresh_url:
        urls.append(row.refresh_url)
    for url in urls:
        parts = urlsplit(url)
        assert (parts.scheme, bool(parts.hostname), parts.fragment) == ("https", True, ""), url
    assert all(words for _, words in row.offered)
    assert set(row.scopes) <= {name for name, _ in row.offered}
    assert len(set(row.all_scopes)) == len(row.all_scopes) == len(row.offered)
    assert not any(re.search(r"[\s,]", scope) for scope in row.all_scopes)
    assert row.account_paths


@every_consent
def test_rows_with_parts_in_their_addresses_have_tokens_that_last(slug: str) -> None:
    """A refresh and a revocation know no parts."""
    row = row_of(slug)
    if row.parts:
        assert row.refresh is row.revoke is None
        for part in row.parts:
            assert re.fullmatch(part.pattern, part.example)
            for wrong in ("", "a/b", "a.evil.example/", "a?b", "a#b", "ä", "a\n"):
                assert not re.fullmatch(part.pattern, wrong, re.ASCII)


@every_consent
def test_the_address_to_agree_at_holds_what_is_needed(slug: str) -> None:
    row, said = row_of(slug), DIALECTS[slug]
    url = authorize_url(
        row,
        CLIENT,
        redirect_uri=BACK,
        scopes=row.all_scopes,
        state=STATE,
        verifier=VERIFIER,
        parts=said.parts,
    )
    assert "{" not in url
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query, strict_parsing=True).items()}
    needed = {
        "response_type": "code",
        said.id_name: CLIENT.client_id,
        "redirect_uri": BACK,
        "state": STATE,
        **said.asks,
    }
    if row.all_scopes:
        needed["scope"] = said.between.join(row.all_scopes)
    if said.pkce:
        needed |= {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
    assert needed.items() <= asked.items()
    assert asked.keys() - needed.keys() <= {"prompt"}
    assert CLIENT.client_secret not in url


# --- Speaking with a stand-in -----------------------------------------------------------------------------
class StandIn:
    """Answers as one provider does, and refuses what that provider would."""

    def __init__(self, said: Dialect, row: OAuth2) -> None:
        self.said, self.row = said, row
        self.is_gone = False
        self.wire = Wire(answer=self.answer)

    def answer(self, request: Request) -> Reply:
        parts = urlsplit(request.path)
        place = f"{request.method} {parts.path[1:]}"
        query = dict(parse_qsl(parts.query))
        if place.endswith(self.said.refresh_path or self.said.token_path) and not self._trades(query):
            return self._token(request, query)
        if place.endswith(self.said.token_path):
            return self._token(request, query) if "code" in self._given(request, query) else self._traded()
        if place == self.said.revoke:
            return self._revoked(request, query)
        if self._trades(query):
            return self._traded()
        return self._about(request)

    def _trades(self, query: dict[str, str]) -> bool:
        return query.get("grant_type", "").endswith(("exchange_token", "ig_refresh_token"))

    def _given(self, request: Request, query: dict[str, str]) -> dict[str, str]:
        kind = request.headers.get("content-type", "")
        if self.said.body == "query":
            return query
        if self.said.body == "json":
            found: dict[str, str] = request.json() if kind.startswith("application/json") else {}
            return found
        return dict(parse_qsl(request.body.decode())) if kind.startswith("application/x-www-form") else {}

    def _token(self, request: Request, query: dict[str, str]) -> Reply:
        if self.is_gone:
            status, body = self.said.gone
            return Reply(status, json.dumps(body).encode())
        given = self._given(request, query)
        own = (given.pop(self.said.id_name, None), given.pop("client_secret", None))
        if self.said.auth == "basic":
            assert own == (None, None)
            assert request.headers["authorization"] == BASIC
        else:
            assert own == (CLIENT.client_id, CLIENT.client_secret)
            assert "authorization" not in request.headers
        assert request.headers["accept"] == "application/json"
        exchange = {"grant_type": "authorization_code", "code": "a-code", "redirect_uri": BACK}
        proof = {"code_verifier": VERIFIER} if self.said.pkce else {}
        renewal = {"grant_type": "refresh_token", "refresh_token": REFRESH}
        assert given in (exchange | proof, renewal)
        return Reply(body=json.dumps(self.said.answer).encode())

    def _traded(self) -> Reply:
        if self.is_gone:
            status, body = self.said.gone
            return Reply(status, json.dumps(body).encode())
        lasting = {"access_token": ACCESS, "token_type": "bearer", "expires_in": 5_184_000}
        return Reply(body=json.dumps(lasting).encode())

    def _revoked(self, request: Request, query: dict[str, str]) -> Reply:
        everything = f"{request.path} {request.body.decode()} {request.headers.get('authorization')}"
        assert "{" not in everything.replace('{"', "")
        assert any(text in everything for text in (ACCESS, REFRESH, "acct_1"))
        return Reply(200, b"{}")

    def _about(self, request: Request) -> Reply:
        assert self.said.about is not None, f"nothing is at {request.path}"
        assert ACCESS in f"{request.path} {request.headers}"
        return Reply(body=json.dumps(self.said.about).encode())


def moved(value: Any, base: str) -> Any:
    """The row with every address on this machine: the host becomes the first part of the path."""
    changes: dict[str, Any] = {"social": ""} if isinstance(value, OAuth2) else {}
    for field in dataclasses.fields(value):
        found = getattr(value, field.name)
        if isinstance(found, str) and found.startswith("https://") and field.name != "base_url":
            changes[field.name] = f"{base}/{found.removeprefix('https://')}"
        elif isinstance(found, Call):
            changes[field.name] = moved(found, base)
    return dataclasses.replace(value, **changes)


@pytest.fixture
def stand_in(slug: str, settings: Settings) -> Iterator[StandIn]:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    standing = StandIn(DIALECTS[slug], row_of(slug))
    with serving(standing.wire):
        yield standing


def here(slug: str, stand_in: StandIn) -> Provider:
    known = find_provider(slug)
    assert known is not None
    return dataclasses.replace(known, oauth=moved(stand_in.row, stand_in.wire.base_url))


async def redeemed(provider: Provider, said: Dialect) -> exchanges.Granted:
    return await exchanges.redeem(
        provider, CLIENT, code="a-code", redirect_uri=BACK, verifier=VERIFIER, parts=said.parts
    )


@every_consent
async def test_a_code_is_traded_for_a_credential(slug: str, stand_in: StandIn) -> None:
    said = DIALECTS[slug]
    granted = await redeemed(here(slug, stand_in), said)
    tokens = granted.tokens
    assert (tokens.access_token, tokens.lifetime_seconds) == (ACCESS, said.lifetime)
    assert tokens.refresh_token == said.answer.get("refresh_token", "")
    assert tokens.scopes == said.scopes
    assert (granted.account, granted.base_url) == (said.account, said.base_url)
    assert ACCESS not in repr(granted)


@every_consent
async def test_tokens_are_renewed_and_the_end_of_a_consent_is_understood(
    slug: str, stand_in: StandIn
) -> None:
    said, provider = DIALECTS[slug], here(slug, stand_in)
    secret = {"access_token": ACCESS, "refresh_token": REFRESH}
    if provider.oauth is None or provider.oauth.parts:
        return
    tokens = await exchanges.renew(provider, CLIENT, secret)
    asked = stand_in.wire.seen[-1]
    assert tokens.access_token == ACCESS
    if said.own_refresh is not None:
        assert said.own_refresh.items() <= dict(parse_qsl(urlsplit(asked.path).query)).items()
    else:
        assert urlsplit(asked.path).path == f"/{said.refresh_path or said.token_path}"
    stand_in.is_gone = True
    with pytest.raises(GrantGone):
        await exchanges.renew(provider, CLIENT, secret)


@every_consent
async def test_what_is_given_back_is_named(slug: str, stand_in: StandIn) -> None:
    said, provider = DIALECTS[slug], here(slug, stand_in)
    secret = {"access_token": ACCESS, "refresh_token": REFRESH}
    assert await exchanges.give_back(provider, CLIENT, secret, said.account) is bool(said.revoke)
    places = [f"{asked.method} {urlsplit(asked.path).path[1:]}" for asked in stand_in.wire.seen]
    assert places == ([said.revoke] if said.revoke else [])


ODD: list[Any] = [
    pytest.param(200, b"", AuthorizationRefused, id="nothing"),
    pytest.param(200, b"<html>", AuthorizationRefused, id="a page"),
    pytest.param(200, b"[]", AuthorizationRefused, id="a list"),
    pytest.param(200, b'{"access_token": ""}', AuthorizationRefused, id="no token"),
    pytest.param(200, b'{"access_token": {"a": 1}}', AuthorizationRefused, id="an odd token"),
    pytest.param(200, b'{"access_token": "a\\nb"}', AuthorizationRefused, id="two lines"),
    pytest.param(200, b'{"error": "<script>"}', AuthorizationRefused, id="an odd error"),
    pytest.param(200, b"error=access_denied", AuthorizationRefused, id="a form"),
    pytest.param(401, b'{"error": "invalid_client"}', AuthorizationRefused, id="not known"),
    pytest.param(404, b"", AuthorizationRefused, id="not there"),
    pytest.param(429, b'{"error": "x"}', AuthorizationServerAway, id="too much"),
    pytest.param(503, b"", AuthorizationServerAway, id="away"),
    pytest.param(400, b'{"error": "temporarily_unavailable"}', AuthorizationServerAway, id="later"),
]


@pytest.mark.parametrize("slug", ["gitlab"])
@pytest.mark.parametrize(("status", "body", "kind"), ODD)
async def test_an_odd_answer_is_no_token(
    slug: str, stand_in: StandIn, status: int, body: bytes, kind: type[Exception]
) -> None:
    stand_in.wire.answer = None
    stand_in.wire.replies = [Reply(status, body)]
    with pytest.raises(kind) as caught:
        await redeemed(here(slug, stand_in), DIALECTS[slug])
    assert "<" not in str(caught.value)


def test_the_scopes_of_blocks_can_be_asked_for() -> None:
    """A block names what it needs; the row has to offer that."""
    wanted = [
        (slug, scope)
        for block in all_blocks()
        for slug in getattr(block, "providers", ())
        for scope in getattr(block, "scopes", ())
    ]
    missing = [
        (slug, scope)
        for slug, scope in wanted
        if (row := find_provider(slug)) is not None and row.oauth and scope not in row.oauth.all_scopes
    ]
    assert missing == []


def test_braces_that_name_nothing_stay() -> None:
    made = requests.call(
        Call(url="https://a.example/{access_token}", json=(("query", "{ viewer { email } } {none}"),)),
        CLIENT,
        {"access_token": "a/b"},
    )
    assert made.url == "https://a.example/a%2Fb"
    assert made.json == {"query": "{ viewer { email } } {none}"}
    assert "a%2Fb" not in repr(made)
