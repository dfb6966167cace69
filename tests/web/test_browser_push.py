"""Notifications of the browser: switched on in the settings, shown by the worker, and led by to their pages.

Chromium cannot reach its own push service from here, so its part between the two is played: what `subscribe`
gives, and what the service hands to the worker. tests/platform/test_push.py sees what leaves the platform.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.agents import OUTPUT, graph_json, node
from tests.platform.test_push import Browser
from tests.web import browser as driving
from tests.web.browser import assert_accessible, shot, until, use_theme
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


ENDPOINT = "https://push.example/of-this-browser"
SUBSCRIPTIONS = "/notifications/push-subscriptions"
_SERVICE = """
const bytes = (text) => Uint8Array.from(
  atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0)).buffer;
const found = () => {
  const key = sessionStorage.getItem("test.push");
  return key === null ? null : {
    endpoint: "%(endpoint)s",
    options: { applicationServerKey: bytes(key) },
    toJSON: () => ({ endpoint: "%(endpoint)s", keys: %(keys)s }),
    unsubscribe: async () => { sessionStorage.removeItem("test.push"); return true; },
  };
};
PushManager.prototype.getSubscription = async () => found();
PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
  if (userVisibleOnly !== true) throw new Error("it must be shown");
  sessionStorage.setItem("test.push", applicationServerKey);
  return found();
};
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """The whole one: that without windows has no notifications."""
    with driving.browser(driving.chromium()) as launched:
        yield launched


def push(context: BrowserContext, page: Page, message: dict[str, Any]) -> None:
    """As the browser's service hands a message to the worker."""
    session = context.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    while not registrations:
        page.wait_for_timeout(20)
    origin = page.evaluate("location.origin")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registrations[-1], "data": json.dumps(message)},
    )
    session.detach()


def shown(page: Page) -> list[dict[str, Any]]:
    """What the browser shows of this site."""
    found: list[dict[str, Any]] = page.evaluate(
        """async () => (await (await navigator.serviceWorker.ready).getNotifications())
            .map(({ title, body, tag, data }) => ({ title, body, tag, data }))"""
    )
    return found


def click_the_notification(context: BrowserContext) -> None:
    """Headless browsers draw none, so the worker is told of the click."""
    [worker] = context.service_workers
    worker.evaluate(
        """async () => {
            const [notification] = await self.registration.getNotifications();
            self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }"""
    )


def test_a_browser_shows_what_happened_and_leads_to_it_until_it_is_switched_off(
    context: BrowserContext, signed_in: Person
) -> None:
    page = signed_in.page
    page.add_init_script(_SERVICE % {"endpoint": ENDPOINT, "keys": json.dumps(Browser().keys())})
    graph = signed_in.ask("POST", "/graphs", graph_json(node("out", OUTPUT, name="x", value="y")))["id"]
    run = signed_in.ask("POST", f"/graphs/{graph}/executions", {})["id"]
    page.goto("/settings/notifications")
    use_theme(page, "dark")
    assert_accessible(page)
    shot(page, "push-off")
    page.get_by_label("In browsers: A run has failed").click()
    expect(page.get_by_label("In browsers: A run has failed")).to_be_checked()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    context.grant_permissions(["notifications"])
    page.get_by_role("button", name="Show them in this browser").click()
    off = page.get_by_role("button", name="Show them here no more")
    expect(off).to_be_visible()
    assert_accessible(page)
    shot(page, "push-on")
    assert len(signed_in.ask("GET", SUBSCRIPTIONS)["subscriptions"]) == 1
    assert signed_in.ask("GET", "/notifications/settings")["run_failed"]["push"] is True

    push(context, page, {"id": "7", "title": "Greeter failed", "text": "No answer.", "link": f"/runs/{run}"})
    told = {"title": "Greeter failed", "body": "No answer.", "tag": "7", "data": f"/runs/{run}"}
    assert until(lambda: shown(page), [told]) == [told]
    click_the_notification(context)
    expect(page).to_have_url(re.compile(f"/runs/{run}"))
    nothing: list[dict[str, Any]] = []
    assert until(lambda: shown(page), nothing) == nothing

    page.goto("/settings/notifications")
    off.click()
    expect(page.get_by_role("button", name="Show them in this browser")).to_be_visible()
    assert signed_in.ask("GET", SUBSCRIPTIONS)["subscriptions"] == []
    assert page.evaluate("sessionStorage.getItem('test.push')") is None
