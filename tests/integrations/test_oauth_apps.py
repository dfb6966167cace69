"""Our applications at providers: of the environment, or of the admin, where secrets are only written."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client as Browser
from pytest_django import Settings

from integrations.catalogue.providers import find_provider
from integrations.errors import CredentialUnreadable
from integrations.models import OAuthApp
from integrations.oauth.clients import client_of, configured_providers, row_of
from integrations.oauth.errors import ProviderNotConfigured
from integrations.oauth.requests import Client
from integrations.services.operator_keys import base_url_of
from platform_project.accounts.models import User
from platform_project.kit import crypto
from platform_project.kit.client_secrets import client_secrets

PAGE = "/admin/integrations/oauthapp/"
SECRET = "a-canary-secret"


@pytest.fixture
def admin(staff: User) -> Browser:
    browser = Browser()
    browser.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    return browser


def github() -> Client:
    provider = find_provider("github")
    assert provider is not None
    return client_of(provider)


def test_the_environment_names_applications() -> None:
    assert client_secrets(OAUTH_APPS="") == {}
    text = '{"github": {"client_id": "id", "client_secret": "secret"}}'
    assert client_secrets(OAUTH_APPS=text) == {"github": ("id", "secret")}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("github=a-canary-secret", id="not json"),
        pytest.param('["a-canary-secret"]', id="a list"),
        pytest.param('{"github": "a-canary-secret"}', id="no object"),
        pytest.param('{"github": {"client_secret": "a-canary-secret"}}', id="no id"),
        pytest.param('{"github": {"client_id": "", "client_secret": "a-canary-secret"}}', id="empty id"),
        pytest.param(
            '{"github": {"client_id": "a", "client_secret": "a-canary-secret", "x": 1}}', id="unknown name"
        ),
    ],
)
def test_a_wrong_environment_is_refused_without_its_secrets(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OAUTH_APPS") as caught:
        client_secrets(OAUTH_APPS=text)
    assert SECRET not in str(caught.value)


def test_staff_enters_an_application_whose_secret_is_never_shown_again(admin: Browser) -> None:
    fields = {"provider": "github", "client_id": "id", "is_enabled": "on", "client_secret": SECRET}
    assert admin.post(f"{PAGE}add/", fields).status_code == 302
    row = OAuthApp.objects.get()
    assert github() == Client("id", SECRET)
    assert SECRET not in row.secret
    assert SECRET not in repr(github())
    for page in (PAGE, f"{PAGE}{row.pk}/change/", f"{PAGE}{row.pk}/history/"):
        shown = admin.get(page)
        assert shown.status_code == 200
        assert SECRET not in shown.content.decode()
        assert row.secret not in shown.content.decode()


def test_an_empty_secret_leaves_it_as_it_is(admin: Browser) -> None:
    row = OAuthApp.objects.create(
        provider="github", client_id="old", secret=crypto.seal({"client_secret": SECRET})
    )
    fields = {"provider": "github", "client_id": "new", "is_enabled": "on", "client_secret": ""}
    assert admin.post(f"{PAGE}{row.pk}/change/", fields).status_code == 302
    assert github() == Client("new", SECRET)


def test_a_new_application_needs_its_secret(admin: Browser) -> None:
    fields = {"provider": "github", "client_id": "id", "is_enabled": "on", "client_secret": " "}
    answer = admin.post(f"{PAGE}add/", fields)
    assert (answer.status_code, OAuthApp.objects.count()) == (200, 0)
    assert "A new application needs its secret." in answer.content.decode()


def test_an_application_that_is_switched_off_is_as_if_it_were_not_there(db: None, settings: Settings) -> None:
    settings.OAUTH_APPS = {}
    row = OAuthApp.objects.create(
        provider="github", client_id="id", secret=crypto.seal({"client_secret": SECRET})
    )
    assert configured_providers() == {"github", "mcp"}
    OAuthApp.objects.update(is_enabled=False)
    assert configured_providers() == {"mcp"}  # whose servers register us themselves
    with pytest.raises(ProviderNotConfigured, match="GitHub"):
        github()
    settings.OAUTH_APPS = {"github": ("of the environment", "x"), "gitlab": ("y", "z")}
    assert github().client_id == "of the environment"
    assert configured_providers() == {"github", "gitlab", "mcp"}
    OAuthApp.objects.filter(pk=row.pk).update(is_enabled=True, secret="sealed with a key that is gone")
    with pytest.raises(CredentialUnreadable):
        github()


@pytest.mark.parametrize(
    ("slug", "authorize", "api"),
    [("github", "/login/oauth/authorize", "/api/v3"), ("gitlab", "/oauth/authorize", "/api/v4")],
)
def test_a_server_of_ones_own_takes_the_place_of_everybodys(
    slug: str, authorize: str, api: str, settings: Settings
) -> None:
    provider = find_provider(slug)
    assert provider is not None
    usual = row_of(provider)
    settings.PROVIDER_SERVERS = {slug: "https://git.example.com/"}
    row = row_of(provider)
    assert row.authorize_url == f"https://git.example.com{authorize}"
    assert base_url_of(provider) == f"https://git.example.com{api}"
    calls = [call.url for call in (row.account, row.revoke, row.refresh, row.lengthen) if call]
    assert all(url.startswith("https://git.example.com/") for url in [row.token_url, *calls])
    assert row.scopes == usual.scopes
    settings.PROVIDER_SERVERS = {"another": "https://git.example.com"}
    assert row_of(provider) == usual
