"""The real platform, brought up once, and pages of a browser at it.

site           address of the platform, which runs as its own processes
page           a page of a stranger
consent        an authorization server, where this platform's GitHub is
outside        a server that stands for the outside, and answers as a model does (tests/agents/wire.py)
signed_in      a page of somebody who has just registered: `signed_in.page`, `signed_in.email`, `.token`
watched        what the test's pages complained of; `watched.allow(401, "/auth/token")` expects an answer
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.agents import wire
from tests.integrations import authorization_server
from tests.platform.up import platform_on
from tests.web import browser as driving

PASSWORD = "quiet-lantern-42"
# More tests than people come from one address.
ENVIRONMENT = {"RATE_REGISTER": "10000/h", "ENGINE_PROCESSES": "1", "LOG_LEVEL": "WARNING", "CREDITS": "on"}
# Runs before any script of the page, and once: a later sign-out must last. Frames in it have no storage.
_SIGN_IN = """
if (window === top && !sessionStorage.getItem("test.signed-in")) {
  sessionStorage.setItem("test.signed-in", "1");
  localStorage.setItem("polychord.refresh", "%s");
}
"""
_numbers = count(1)
# How long a busy machine may take for what a quiet one does at once.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True)
class Person:
    """Somebody at a page of their own."""

    page: Page
    email: str
    token: str  # for the API, past the browser
    site: str

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API as this person: `ask("POST", "/graphs", {…})`."""
        return call(self.site, method, path, body, {"Authorization": f"Bearer {self.token}"})


@pytest.fixture(scope="session")
def outside() -> Iterator[wire.Outside]:
    with wire.outside() as server:
        yield server


@pytest.fixture(scope="session")
def consent() -> Iterator[authorization_server.Provider]:
    with authorization_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, outside: wire.Outside, consent: authorization_server.Provider
) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("web")
    subprocess.run([sys.executable, driving.ROOT / "tools" / "set_up_web.py", "dev"], check=True)
    here = {**environment(outside), **at_github(consent)}
    with platform_on(folder / "var", folder / "up.log", here) as platform:
        platform.wait_ready(90)
        yield platform.base


def environment(outside: wire.Outside) -> dict[str, str]:
    """Of a platform whose models are `outside`."""
    model = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": f"{outside.url}/v1"}
    return {**ENVIRONMENT, **model, "OUTBOUND_ALLOWED_HOSTS": "127.0.0.1"}


def at_github(consent: authorization_server.Provider) -> dict[str, str]:
    """Of a platform with an application at a GitHub that is `consent`."""
    application = {
        "client_id": authorization_server.CLIENT_ID,
        "client_secret": authorization_server.CLIENT_SECRET,
    }
    return {"OAUTH_APPS": json.dumps({"github": application}), "PROVIDER_SERVERS": f"github={consent.url}"}


@pytest.fixture(scope="module")  # no longer: while it is open an event loop runs, and async tests could not
def chromium() -> Iterator[Browser]:
    with driving.browser(driving.without_windows()) as launched:
        yield launched


@pytest.fixture
def watched() -> Iterator[driving.Watched]:
    found = driving.Watched()
    yield found
    assert found.complaints == []


@pytest.fixture
def context(chromium: Browser, site: str, watched: driving.Watched) -> Iterator[BrowserContext]:
    opened = chromium.new_context(
        base_url=site,
        viewport={"width": driving.DESK["width"], "height": driving.DESK["height"]},
        reduced_motion="reduce",
        color_scheme="light",
        locale="en-GB",
    )
    opened.set_default_timeout(PATIENCE_MS)
    opened.on("page", watched.watch)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def registered(site: str) -> Callable[[], dict[str, Any]]:
    """Make an account over the API; gives the answer, with `email`."""

    def register() -> dict[str, Any]:
        email = f"web{next(_numbers)}@example.com"
        body = {"email": email, "password": PASSWORD, "name": "Wanda Weber"}
        account = call(site, "POST", "/auth/register", body)
        seen_the_builder(site, account["access"])
        return {**account, "email": email}

    return register


def seen_the_builder(site: str, token: str) -> None:
    """The look around that comes the first time stays away: it would take the focus."""
    call(site, "PATCH", "/me/preferences", {"tours_seen": ["builder"]}, {"Authorization": f"Bearer {token}"})


@pytest.fixture
def signed_in(page: Page, site: str, registered: Callable[[], dict[str, Any]]) -> Person:
    account = registered()
    page.add_init_script(_SIGN_IN % account["refresh"])
    page.goto("/")
    page.get_by_role("navigation", name="Main").wait_for()
    return Person(page, account["email"], account["access"], site)


def call(site: str, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{site}/api/v1{path}", data, method=method)
    for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
        request.add_header(name, value)
    with urllib.request.urlopen(request, timeout=20) as answer:
        said = answer.read()
        return json.loads(said) if said else None
