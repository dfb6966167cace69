"""A browser at the running platform. Whatever goes wrong in it fails the test: see `Watched`."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, sync_playwright

Found = TypeVar("Found")
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "var" / "screenshots"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
_GRAVE = ("serious", "critical")
_GIVEN_UP = "WebSocket is closed before the connection is established"
_NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"


@dataclass
class Watched:
    """What a page complained of: errors on the console and in scripts, requests that failed."""

    allowed: list[tuple[int, str]] = field(default_factory=list)  # status, pattern of the path
    complaints: list[str] = field(default_factory=list)
    may_be_offline: bool = False  # the test cuts the network

    def allow(self, status: int, path: str) -> None:
        """Expect answers of `status` from paths that match `path`, as a wrong password is answered."""
        self.allowed.append((status, path))

    def watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def _heard(self, message: ConsoleMessage) -> None:
        # Of answers with an error status the browser tells here too; `_answered` knows which are expected.
        # A socket that the page gives up while it opens, as when it goes offline, is nobody's fault.
        is_known = message.text.startswith("Failed to load resource") or _GIVEN_UP in message.text
        is_cut = self.may_be_offline and _NO_NETWORK in message.text
        if message.type in ("error", "warning") and not is_known and not is_cut:
            self.complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _answered(self, response: Response) -> None:
        is_allowed = any(
            response.status == status and re.search(path, response.url) for status, path in self.allowed
        )
        if response.status >= 400 and not is_allowed:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")

    def _failed(self, request: Request) -> None:
        expected = {"net::ERR_ABORTED"}  # the page was left, or the query is of no use any more
        if self.may_be_offline:
            expected.add(_NO_NETWORK)
        if request.failure not in expected:
            self.complaints.append(f"{request.failure} {request.method} {request.url}")


def chromium() -> str:
    """The path of Debian's chromium, the one that people use."""
    path = shutil.which("chromium")
    assert path is not None, "tests/web need chromium (Debian: apt-get install chromium)"
    return path


def without_windows() -> str:
    """The path of Debian's chromium-headless-shell if it is there: the same engine, and no windows."""
    return shutil.which("chromium-headless-shell") or chromium()


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = _launch(playwright, program)
        try:
            yield launched
        finally:
            launched.close()


def _launch(playwright: Playwright, program: str) -> Browser:
    # No sandbox: the tests run as root in containers, and open no page but ours.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    return playwright.chromium.launch(executable_path=program, args=arguments)


def assert_accessible(page: Page) -> None:
    """axe finds nothing serious on the page as it is now."""
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    grave = [
        f"{one['impact']} {one['id']}: {one['help']}\n    "
        + "\n    ".join(f"{node['html'][:200]}\n      {node['failureSummary']}" for node in one["nodes"][:5])
        for one in found
        if one["impact"] in _GRAVE
    ]
    assert grave == [], "\n".join(grave)


def until(look: Callable[[], Found], wanted: Found, seconds: float = 15) -> Found:
    """What `look` sees once that is `wanted`; what it saw last, if it never is."""
    end = time.monotonic() + seconds
    while (seen := look()) != wanted and time.monotonic() < end:
        time.sleep(0.1)
    return seen


def use_theme(page: Page, theme: str) -> None:
    """Switch the system's theme, which the app follows unless somebody chose one."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    page.wait_for_function("wanted => document.documentElement.dataset.theme === wanted", arg=theme)


def shot(page: Page, name: str) -> None:
    """Pictures for people to look at: var/screenshots/NAME-{light,dark,phone}.png."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for theme in ("dark", "light"):
        use_theme(page, theme)
        page.screenshot(path=SCREENSHOTS / f"{name}-{theme}.png")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.screenshot(path=SCREENSHOTS / f"{name}-phone.png")
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
