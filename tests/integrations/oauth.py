"""A provider whose authorization server runs on this machine, and users who connect accounts there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser
from rest_framework.test import APIClient

from integrations.catalogue import providers
from integrations.catalogue.oauth import Call, OAuth2, rfc7009
from integrations.catalogue.provider import AuthKind
from integrations.catalogue.provider import Provider as Row
from integrations.models import Credential
from platform_project.accounts.models import User, Workspace
from tests.factories.accounts import client_for
from tests.integrations.authorization_server import CLIENT_ID, CLIENT_SECRET, Provider, running

SLUG = "tested"


def row_at(base: str, **changes: Any) -> Row:
    """A provider of the catalogue that speaks OAuth 2 to the letter."""
    known: dict[str, Any] = {
        "authorize_url": f"{base}/authorize",
        "token_url": f"{base}/token",
        "scopes": ("read",),
        "offered": (("write", "Change things"), ("delete", "Delete things")),
        "revoke": rfc7009(f"{base}/revoke"),
        "account": Call(url=f"{base}/userinfo"),
        "account_paths": ("email",),
    }
    return Row(
        slug=SLUG,
        name="Tested",
        website="https://tested.example",
        auth=(AuthKind.OAUTH2,),
        base_url="https://api.tested.example",
        oauth=OAuth2(**known | changes),
    )


@contextmanager
def offered(row: Row, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Row]:
    """The row stands in the catalogue, and our application is registered there."""
    monkeypatch.setitem(providers._BY_SLUG, row.slug, row)
    settings.OAUTH_APPS = {row.slug: (CLIENT_ID, CLIENT_SECRET)}
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    yield row


@contextmanager
def set_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The server, set up as a provider."""
    with running() as provider, offered(row_at(provider.url), settings, monkeypatch):
        yield provider


class Person:
    """Somebody in a browser of their own, signed in to the web app."""

    def __init__(self, user: User, workspace: Workspace | None = None) -> None:
        self.user = user
        self.api: APIClient = client_for(user, workspace)
        self.browser = Browser()

    def begin(self, provider: str = SLUG, **body: Any) -> str:
        """The address at the provider; its cookie is the browser's by now."""
        answer = self.api.post(f"/api/v1/oauth/{provider}/authorize", body)
        assert answer.status_code == 200, answer.json()
        self.browser.cookies.update(answer.cookies)
        return str(answer.json()["url"])

    def come_back(self, url: str) -> tuple[str, dict[str, str]]:
        """Where the callback leads to: path and query."""
        parts = urlsplit(url)
        answer = self.browser.get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 302
        target = urlsplit(answer.headers["Location"])
        assert not target.netloc
        return target.path, {name: values[0] for name, values in parse_qs(target.query).items()}

    def connect(self, provider: Provider, slug: str = SLUG, **body: Any) -> Credential:
        """Begin, agree, come back."""
        _, query = self.come_back(provider.visit(self.begin(slug, **body)))
        row: Credential = Credential.objects.get(pk=query["connected"])
        return row
