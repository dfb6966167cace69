"""How fast the web app opens, as JSON: `make bench-web`. On a warm platform of its own, in an empty browser.

first_load_kb     JavaScript before the first page shows, compressed
build             seconds and MB (the most that one of its processes held) of `npm run build`
…_ms              from the start of the navigation until the page can be used: its main control is there and
                  the main thread has answered a frame; median of ROUNDS, each in a new browser context.
                  The page looks for itself, at each frame: `wait_for` would look each half second
canvas            dragging, panning and streaming in the builder: bench_canvas.py
"""

from __future__ import annotations

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Page

from tests.agents.wire import outside
from tests.platform.up import platform_on
from tests.web import bench_canvas
from tests.web import browser as driving
from tests.web.conftest import PASSWORD, call, environment, seen_the_builder

ROUNDS = 5
FRONTEND = driving.ROOT / "frontend"
EXAMPLE = "tidy-report"
# Once: after a reload the page has another one.
_SIGN_IN = "if (!localStorage.getItem('polychord.refresh')) localStorage.setItem('polychord.refresh', %s)"
# The main controls of the three pages: the table of agents, the form that runs one, the steps of a graph.
_CONTROLS = {
    "agents_ms": "table[aria-label=Agents]",
    "agent_ms": "form[aria-label]",
    "builder_ms": ".react-flow__node",
}
_USABLE = """
window.pcUsableMs = new Promise((done) => {
  const control = %s;
  const isThere = () => {
    const found = document.querySelector(control);
    const box = found?.getBoundingClientRect();
    return found?.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0;
  };
  const look = () => {
    if (isThere()) requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    else requestAnimationFrame(look);
  };
  look();
});
"""


def main() -> None:
    report: dict[str, Any] = {"build": _build(), "first_load_kb": _first_load_kb()}
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        with (
            outside() as server,
            platform_on(var / "var", var / "up.log", environment(server)) as platform,
            driving.browser(driving.chromium()) as browser,
        ):
            platform.wait_ready(90)
            person = _Person(platform.base)
            report |= _pages(browser, person)
            report["canvas"] = bench_canvas.measure(browser, partial(_builder, browser, person), server)
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


def _build() -> dict[str, float]:
    npm = subprocess.run(
        [sys.executable, driving.ROOT / "tools" / "node.py"], capture_output=True, text=True, check=True
    ).stdout.split()
    began = time.monotonic()
    subprocess.run([*npm, "run", "--silent", "build"], cwd=FRONTEND, check=True, stdout=subprocess.DEVNULL)
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": round(time.monotonic() - began, 1), "mb": round(held)}


def _first_load_kb() -> float:
    page = (FRONTEND / "dist" / "index.html").read_text()
    names = set(re.findall(r'(?:src|href)="/static/app/(assets/[^"]+\.js)"', page))
    files = [FRONTEND / "dist" / name for name in names]
    sizes = [min(one.stat().st_size for one in (file, Path(f"{file}.br")) if one.exists()) for file in files]
    return round(sum(sizes) / 1024, 1)


class _Person:
    """Somebody who has just registered."""

    def __init__(self, site: str) -> None:
        self.site = site
        body = {"email": f"bench{time.time()}@example.com", "password": PASSWORD, "name": "Bench"}
        self.token = call(site, "POST", "/auth/register", body)["access"]
        seen_the_builder(site, self.token)
        self.sign_in = {"email": body["email"], "password": PASSWORD}

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        return call(self.site, method, path, body, {"Authorization": f"Bearer {self.token}"})

    def page(self, browser: Browser, width: int = 1280, height: int = 800) -> Page:
        refresh = call(self.site, "POST", "/auth/token", self.sign_in)["refresh"]
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.add_init_script(_SIGN_IN % json.dumps(refresh))
        return page


def _builder(browser: Browser, person: _Person, graph: dict[str, Any]) -> Page:
    made = person.ask("POST", "/graphs", graph)
    page = person.page(browser, 1600, 900)
    page.add_init_script(bench_canvas.TOLD_COMMITS)
    page.goto(f"{person.site}/agents/{made['id']}/build")
    page.locator(".react-flow__node").first.wait_for()
    page.wait_for_load_state("networkidle")
    return page


def _pages(browser: Browser, person: _Person) -> dict[str, float]:
    graph = person.ask("POST", f"/examples/{EXAMPLE}/install")

    def timed(path: str, control: str) -> float:
        # The first one warms the platform up.
        taken = [_opened_ms(person.page(browser), person.site + path, control) for _ in range(ROUNDS + 1)]
        return round(statistics.median(taken[1:]), 1)

    paths = {
        "agents_ms": "/agents",
        "agent_ms": f"/agents/{graph['id']}",
        "builder_ms": f"/agents/{graph['id']}/build",
    }
    return {name: timed(path, _CONTROLS[name]) for name, path in paths.items()}


def _opened_ms(page: Page, address: str, control: str) -> float:
    page.add_init_script(_USABLE % json.dumps(control))
    page.goto(address, wait_until="commit")
    taken = page.evaluate("window.pcUsableMs")
    page.context.close()
    return float(taken)


if __name__ == "__main__":
    # As pytest does for tests: the data to copy is found by their settings.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    main()
