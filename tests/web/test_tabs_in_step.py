"""Tabs stay in step with what happens, also over a restart of the web process."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.agents.wire import Outside
from tests.web.browser import Watched
from tests.web.conftest import Person
from tests.web.runs import slow, start

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def web_process(site: str) -> psutil.Process:
    """The one that listens at the site's port."""
    port = urlsplit(site).port
    (pid,) = {
        one.pid
        for one in psutil.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid is not None
    }
    return psutil.Process(pid)


def test_two_tabs_stay_in_step_through_a_restart_of_the_web_process(
    signed_in: Person, context: BrowserContext, watched: Watched, site: str, outside: Outside
) -> None:
    run = start(signed_in, slow(f"{outside.url}/slow?seconds=4&say=done"))
    one, other = signed_in.page, context.new_page()
    one.goto(f"/runs/{run}")
    other.goto("/runs")
    row = other.get_by_role("table", name="Runs").get_by_role("row").filter(has_text="Oracle")
    expect(one.locator("[aria-live=polite]", has_text="Running")).to_be_visible()
    expect(row).to_contain_text("Running")
    web_process(site).kill()
    expect(one.locator("[aria-live=polite]", has_text="Completed")).to_be_visible(timeout=40_000)
    expect(row).to_contain_text("Completed", timeout=40_000)
    expect(one.get_by_text("The connection to the server is lost.")).to_have_count(0)
    again = start(signed_in, slow(f"{outside.url}/slow?seconds=0&say=again"))
    expect(other.get_by_role("link", name="Oracle")).to_have_count(2)
    assert again != run
    # What the restart itself made fail is no fault of the page.
    watched.complaints[:] = [
        one for one in watched.complaints if not re.search(r"net::ERR_|WebSocket connection|^50[23]", one)
    ]
