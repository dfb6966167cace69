"""MCP servers that want consent: asked where it is given, connected by it, and called with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from blocks.library.mcp.tool import MCPTool
from blocks.sdk import fire
from blocks.sdk.firing import Firing
from blocks.services import context_for, rights_for
from integrations.models import ConsentServer, Credential, CredentialState
from integrations.oauth.refresh import fresh
from integrations.services import endings, vault
from platform_project.accounts.models import User
from platform_project.kit import loop
from tests.integrations.credentials import connect, own_workspace
from tests.integrations.mcp_server import McpServer, running
from tests.integrations.oauth import Person

Clients = Callable[..., APIClient]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings: Settings) -> Iterator[McpServer]:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    with running() as found:
        yield found


def connected(user: User, server: McpServer, **body: Any) -> Credential:
    return Person(user).connect(server, "mcp", base_url=server.mcp_url, **body)


def begun(user: User, **body: Any) -> Any:
    return Person(user).api.post("/api/v1/oauth/mcp/authorize", body)


def called(user: User, url: str, *, named: object = None, times: int = 1) -> list[Firing]:
    place = own_workspace(user)

    async def call() -> Firing:
        ctx = context_for(user=user, workspace=place, rights=rights_for(user, place, named))
        return await fire(MCPTool, {"server_url": url, "selected_tool": "whose"}, ctx)

    async def calls() -> list[Firing]:
        return await asyncio.gather(*(call() for _ in range(times)))

    return loop.run(calls())


def test_a_server_is_connected_by_its_address_alone(alice: User, server: McpServer) -> None:
    row = connected(alice, server)
    assert (row.provider, row.kind, row.base_url) == ("mcp", "oauth2", server.mcp_url)
    assert row.title == f"MCP server {server.url.removeprefix('http://')}"
    assert row.scopes == ["tools:call"]
    (ours,) = server.registered.values()
    assert ours.redirect_uris == ("http://127.0.0.1:8000/oauth/callback",)
    assert ours.way == "client_secret_post"
    (kept,) = ConsentServer.objects.all()
    assert (kept.client_id, kept.resource, row.consent_server) == (ours.client_id, server.mcp_url, kept)
    assert ours.client_secret not in str(list(ConsentServer.objects.values()))


def test_a_step_acts_by_the_consent(alice: User, server: McpServer) -> None:
    assert called(alice, server.mcp_url)[0].error_code == "auth_failed"
    connected(alice, server)
    (firing,) = called(alice, f"{server.mcp_url}/")
    assert (firing.error, firing.outputs) == (None, [("result", "ada@example.com")])


def test_tokens_are_renewed_for_the_same_server(alice: User, server: McpServer) -> None:
    row = connected(alice, server)
    Credential.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert called(alice, server.mcp_url)[0].outputs == [("result", "ada@example.com")]
    row.refresh_from_db()
    assert vault.secret_of(row)["access_token"] == server.given[-1].access_token
    assert server.refreshes == 1


def test_a_server_that_knows_no_secrets_registers_us_without_one(alice: User, server: McpServer) -> None:
    server.consent_says = {"token_endpoint_auth_methods_supported": ["none"]}
    row = connected(alice, server)
    assert ConsentServer.objects.get().secret == ""
    Credential.objects.update(expires_at=timezone.now())
    assert fresh(Credential.objects.get()).pk == row.pk
    assert len(server.given) == 2


def test_we_are_registered_once(alice: User, bob: User, server: McpServer) -> None:
    connected(alice, server)
    connected(bob, server)
    assert len(server.registered) == ConsentServer.objects.count() == 1


def test_a_server_that_forgot_us_registers_us_anew(alice: User, server: McpServer) -> None:
    before = connected(alice, server)
    person = Person(alice)
    back = server.visit(person.begin("mcp", credential_id=str(before.pk)))
    server.registered.clear()
    assert person.come_back(back)[1] == {"oauth_error": "oauth_refused"}
    row = person.connect(server, "mcp", credential_id=str(before.pk))
    assert row.pk == before.pk
    assert row.consent_server != before.consent_server
    assert called(alice, server.mcp_url)[0].error is None


def test_the_metadata_is_found_without_being_named(alice: User, server: McpServer) -> None:
    server.names_metadata = False
    assert connected(alice, server).scopes == ["tools:read", "tools:call"]


def test_the_authorization_server_is_told_of_the_end(
    alice: User, server: McpServer, client_of: Clients
) -> None:
    row = connected(alice, server)
    assert client_of(alice).delete(f"/api/v1/credentials/{row.pk}").status_code == 204
    endings.end(row.pk)
    assert server.live() == []


def test_a_consent_goes_to_its_own_server_alone(alice: User, server: McpServer) -> None:
    row = connected(alice, server)
    with running() as other:
        (firing,) = called(alice, other.mcp_url)
        (named,) = called(alice, other.mcp_url, named={"id": str(row.pk), "provider": "mcp"})
        assert "authorization" not in other.wire.seen[0].headers
        assert len(other.wire.seen) == 1
    assert firing.error_code == "auth_failed"
    assert named.error_code == "missing_credential"
    assert named.error is not None
    assert f"is for {server.mcp_url} alone" in named.error


def test_an_access_token_of_a_server_serves_as_well(alice: User, server: McpServer) -> None:
    token = vault.secret_of(connected(alice, server))["access_token"]
    Credential.objects.all().delete()
    connect(alice, provider="mcp", secret={"api_key": token}, base_url=server.mcp_url)
    assert called(alice, server.mcp_url)[0].outputs == [("result", "ada@example.com")]


def test_a_refused_account_says_where_to_connect_it(alice: User, server: McpServer) -> None:
    connected(alice, server)
    server.given[0].is_revoked_by_user = True
    (firing,) = called(alice, server.mcp_url)
    assert (firing.error_code, "/integrations" in str(firing.error)) == ("auth_failed", True)
    assert Credential.objects.get().state == CredentialState.REFUSED


# --- What is refused --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("behaves", "told"),
    [
        pytest.param({"has_metadata": False}, "does not say where consent is given", id="nothing said"),
        pytest.param(
            {"resource_says": {"resource": "https://other.example/mcp"}},
            "that of another server",
            id="another's metadata",
        ),
        pytest.param(
            {"resource_says": {"authorization_servers": ["http://insecure.example"]}},
            "names no authorization server",
            id="in the clear",
        ),
        pytest.param({"consent_says": {"issuer": "https://x.example"}}, "another name", id="another issuer"),
        pytest.param({"consent_says": {"code_challenge_methods_supported": None}}, "PKCE", id="no PKCE"),
        pytest.param(
            {"consent_says": {"token_endpoint": "http://insecure.example/token"}},
            "token_endpoint",
            id="tokens in the clear",
        ),
    ],
)
def test_a_server_that_cannot_be_trusted_is_refused(
    alice: User, server: McpServer, behaves: dict[str, Any], told: str
) -> None:
    for name, value in behaves.items():
        setattr(server, name, value)
    answer = begun(alice, base_url=server.mcp_url)
    assert answer.status_code == 400, answer.json()
    assert told in answer.json()["details"]["base_url"][0]
    assert not ConsentServer.objects.exists()
    assert not server.registered


def test_a_server_that_registers_nobody_is_connected_by_a_token(alice: User, server: McpServer) -> None:
    server.registers = False
    answer = begun(alice, base_url=server.mcp_url)
    assert (answer.status_code, answer.json()["code"]) == (409, "provider_not_configured")


def test_where_our_address_may_be_our_id_it_is(alice: User, server: McpServer, settings: Settings) -> None:
    server.registers, settings.PUBLIC_URL = False, "https://agents.example"
    server.consent_says = {"client_id_metadata_document_supported": True}
    ours = "https://agents.example/oauth/client"
    url = begun(alice, base_url=server.mcp_url).json()["url"]
    assert parse_qs(urlsplit(url).query)["client_id"] == [ours]
    told = Browser().get("/oauth/client").json()
    assert (told["client_id"], told["token_endpoint_auth_method"]) == (ours, "none")
    assert told["redirect_uris"] == ["https://agents.example/oauth/callback"]


def test_an_answer_by_another_servers_name_is_refused(alice: User, server: McpServer) -> None:
    server.back_says = {"iss": "https://other.example"}
    person = Person(alice)
    _, query = person.come_back(server.visit(person.begin("mcp", base_url=server.mcp_url)))
    assert query == {"oauth_error": "oauth_refused"}
    assert not server.given
    assert not Credential.objects.exists()


@pytest.mark.parametrize(
    "url",
    ["", "ftp://x.example", "http://mcp.example", "https://a:b@mcp.example", "https://mcp.example/?a=1"],
)
def test_an_address_that_cannot_be_used_is_refused(alice: User, server: McpServer, url: str) -> None:
    answer = begun(alice, base_url=url)
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["base_url"])


def test_a_server_that_is_away_is_said_to_be(alice: User, server: McpServer) -> None:
    server.is_away = True
    answer = begun(alice, base_url=server.mcp_url)
    assert (answer.status_code, answer.json()["code"]) == (502, "oauth_unavailable")


def test_an_address_is_for_servers_of_ones_own(alice: User, settings: Settings) -> None:
    settings.OAUTH_APPS = {"github": ("id", "secret")}
    answer = Person(alice).api.post("/api/v1/oauth/github/authorize", {"base_url": "https://x.example"})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["base_url"])


def test_many_calls_at_once_renew_once(alice: User, server: McpServer) -> None:
    connected(alice, server)
    Credential.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    firings = called(alice, server.mcp_url, times=10)
    assert [firing.outputs for firing in firings] == [[("result", "ada@example.com")]] * 10
    assert server.refreshes == 1
