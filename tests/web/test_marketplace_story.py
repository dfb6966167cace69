"""An agent's way from its maker to whoever runs it: over the API with a moderator in the admin, and in pages.

The platform is the real one, with its workers; each of the people has a browser, or a token, of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from platform_project.accounts.demo_account import EMAIL
from platform_project.demo import PASSWORD
from tests.factories.agents import graph_json, node
from tests.web import browser as driving
from tests.web.browser import until
from tests.web.conftest import _SIGN_IN, Person, call

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
RECIPE = "Kind but firm, as grandmother wrote them"  # what makes her agent hers
KEY = "ghp_" + "q7Rk2mXw9LdT4vBz" + "8NcJ5hYs1PfG3aUe6oKi"
GUEST = "Mr Bartholomew Quince"  # what nobody but bob is to know
PRICE = "2.5"
SHARE = "2"  # credits: four fifths of it
SAID: dict[str, Any] = {
    "title": "Invoice reminders",
    "subtitle": "Polite letters about unpaid invoices",
    "description": "Writes a polite letter to a client whose invoice is overdue, in a tone that keeps them.",
    "instructions": "Say who has not paid.",
    "categories": ["finance"],
    "tags": ["invoice"],
    "price": PRICE,
}


def reminders(**more: Any) -> dict[str, Any]:
    """`client` → `letter`."""
    return graph_json(
        node("client", "agent.short_text_input", name="client"),
        node("letter", "text.fill_template", format=f"{RECIPE}. Dear {{{{ client }}}}, please pay.", **more),
        node("out", "agent.output", name="letter"),
        links=("client.result -> letter.values_#_client", "letter.output -> out.value"),
        name="Invoice reminders",
    )


class Someone:
    """An account over the API."""

    def __init__(self, site: str, account: dict[str, Any]) -> None:
        self.site, self.token, self.refresh = site, account["access"], account["refresh"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        return call(self.site, method, path, body, {"Authorization": f"Bearer {self.token}"})

    def refused(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        with pytest.raises(HTTPError) as caught:
            self.ask(method, path, body)
        return caught.value.code, json.loads(caught.value.read())

    @property
    def balance(self) -> Decimal:
        return Decimal(self.ask("GET", "/credits/balance")["balance"])

    def finished(self, run: str) -> dict[str, Any]:
        until(lambda: self.ask("GET", f"/executions/{run}")["status"], "COMPLETED", 30)
        found: dict[str, Any] = self.ask("GET", f"/executions/{run}")
        assert found["status"] == "COMPLETED", found
        return found


def offered(alice: Someone, graph: str, **said: Any) -> str:
    submission = str(alice.ask("POST", "/store/submissions", {"graph_id": graph})["id"])
    alice.ask("PATCH", f"/store/submissions/{submission}", {**SAID, **said})
    return submission


def into_admin(page: Page) -> None:
    page.goto("/admin/login/?next=/admin/marketplace/submission/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def decide(page: Page, action: str, note: str = "", title: str = "Invoice reminders") -> None:
    """The submission of `title` that waits longest, claimed and decided."""
    page.goto("/admin/marketplace/submission/")
    page.get_by_role("button", name=f"Claim {title}").first.click()
    if note:
        page.get_by_role("region", name="Decide").get_by_label("Note to the creator").fill(note)
    page.get_by_role("button", name=action, exact=True).click()
    expect(page.get_by_text(re.compile(r"is (approved|rejected)"))).to_be_visible()


def test_an_agent_is_put_right_approved_found_run_paid_and_rated_and_nobody_sees_what_is_not_theirs(
    page: Page, site: str, registered: Callable[[], dict[str, Any]]
) -> None:
    alice, bob, eve = (Someone(site, registered()) for _ in range(3))
    graph = alice.ask("POST", "/graphs", reminders(values={"token": KEY}))["id"]

    # A key in it is found before anybody looks; then a moderator wants more words, and gets them.
    draft = offered(alice, graph, description="Reminds.")
    status, said = alice.refused("POST", f"/store/submissions/{draft}/submit")
    assert (status, said["code"]) == (400, "submission_refused")
    assert "letter" in [problem["node"] for problem in said["details"]["problems"]]
    alice.ask("DELETE", f"/store/submissions/{draft}")
    alice.ask("PUT", f"/graphs/{graph}", reminders(values={}))
    first = offered(alice, graph)
    alice.ask("POST", f"/store/submissions/{first}/submit")
    into_admin(page)
    decide(page, "Reject", "Say who it is for.")
    turned_down = alice.ask("GET", f"/store/submissions/{first}")
    assert (turned_down["state"], turned_down["note"]) == ("rejected", "Say who it is for.")
    second = offered(alice, graph, description=f"{SAID['description']} For freelancers and small shops.")
    alice.ask("POST", f"/store/submissions/{second}/submit")
    decide(page, "Approve")

    # Bob finds it with other words, and runs it.
    def found() -> list[str]:
        asked = bob.ask("GET", "/store/listings?q=chase%20late%20bills")
        return [row["title"] for row in asked["results"][:3]]

    assert until(lambda: "Invoice reminders" in found(), True)
    card = next(
        row
        for row in bob.ask("GET", "/store/listings?q=chase%20late%20bills")["results"]
        if row["title"] == "Invoice reminders"
    )
    address = f"/store/listings/{card['creator']['slug']}/{card['slug']}"
    added = bob.ask("POST", f"/store/listings/{card['id']}/install")["graph_id"]
    before = bob.balance
    run = bob.ask("POST", f"/graphs/{added}/executions", {"inputs": {"client": GUEST}})["id"]
    done = bob.finished(run)
    assert done["outputs"]["letter"] == [f"{RECIPE}. Dear {GUEST}, please pay."]

    # He pays, she earns, he rates and she answers.
    assert before - bob.balance == Decimal(PRICE)
    until(lambda: Decimal(_earned(alice, card["id"])), Decimal(SHARE))
    assert Decimal(_earned(alice, card["id"])) == Decimal(SHARE)
    bob.ask("POST", f"/store/listings/{card['id']}/ratings", {"stars": 5, "text": "They paid."})
    ratings = eve.ask("GET", f"{address}/ratings")["results"]
    assert [(one["stars"], one["text"]) for one in ratings] == [(5, "They paid.")]
    assert eve.refused("POST", f"/store/listings/{card['id']}/ratings", {"stars": 1})[0] in (400, 403, 409)
    alice.ask("PUT", f"/store/ratings/{ratings[0]['id']}/answer", {"text": "They always do."})
    assert eve.ask("GET", f"{address}/ratings")["results"][0]["answer"] == "They always do."

    # Neither bob nor a stranger sees how it is made; neither alice nor a stranger sees what he did with it.
    looks = [f"/graphs/{added}", f"/graphs/{added}/versions", f"/executions/{run}/nodes", address]
    for look in looks:
        assert "grandmother" not in json.dumps(bob.ask("GET", look)).replace(done["outputs"]["letter"][0], "")
    assert "grandmother" not in json.dumps([eve.ask("GET", address), call(site, "GET", address)])
    for other in (alice, eve):
        assert other.refused("GET", f"/executions/{run}")[0] == 404
        assert other.refused("GET", f"/graphs/{added}")[0] == 404
        assert GUEST not in json.dumps(other.ask("GET", "/executions"))
    assert GUEST not in json.dumps([alice.ask("GET", f"/store/statistics?listing={card['id']}"), ratings])
    assert eve.refused("GET", f"/graphs/{graph}")[0] == 404
    assert eve.refused("GET", f"/store/submissions/{second}")[0] == 404

    # It goes on running when she has taken it out of the marketplace.
    alice.ask("POST", f"/store/my-listings/{card['id']}/unpublish")
    assert eve.refused("GET", address)[0] == 404
    again = bob.ask("POST", f"/graphs/{added}/executions", {"inputs": {"client": "Ms Plum"}})["id"]
    assert bob.finished(again)["outputs"]["letter"] == [f"{RECIPE}. Dear Ms Plum, please pay."]


def _earned(alice: Someone, listing: str) -> str:
    return str(alice.ask("GET", f"/store/statistics?listing={listing}")["sums"]["earned"])


def test_three_people_publish_approve_and_run_an_agent_in_their_browsers(
    signed_in: Person,
    chromium: Browser,
    site: str,
    watched: driving.Watched,
    registered: Callable[[], dict[str, Any]],
) -> None:
    alice = signed_in.page
    graph = signed_in.ask("POST", "/graphs", {**reminders(), "name": "Payment nudges"})["id"]

    # Alice offers it, step by step.
    alice.goto(f"/agents/{graph}/publish")
    alice.get_by_role("button", name="Begin").click()
    alice.get_by_label("Title").fill("Payment nudges")
    alice.get_by_label("In one line").fill("Letters to clients who forgot to pay")
    alice.get_by_label("Description").fill(SAID["description"])
    alice.get_by_label("Finance").check()
    alice.get_by_role("button", name="Next").click()
    alice.get_by_label("Price of a run").fill("1")
    alice.get_by_role("button", name="Next").click()
    alice.get_by_role("button", name="Next").click()
    alice.get_by_role("button", name="Submit for review").click()
    expect(alice.get_by_text("A moderator will look at it")).to_be_visible()

    # A moderator wants to know more of it; she says it, and it is approved.
    moderator = page_of(chromium, site, watched)
    into_admin(moderator)
    decide(moderator, "Reject", "Say for whom it is.", title="Payment nudges")
    alice.reload()
    expect(alice.get_by_text("Say for whom it is.").first).to_be_visible()  # and in its history
    alice.get_by_role("button", name="Change it and submit again").click()
    alice.get_by_label("Description").fill(f"{SAID['description']} For bookkeepers.")
    for _ in range(3):
        alice.get_by_role("button", name="Next").click()
    alice.get_by_role("button", name="Submit for review").click()
    expect(alice.get_by_text("A moderator will look at it")).to_be_visible()
    decide(moderator, "Approve", title="Payment nudges")
    moderator.context.close()

    # Bob finds it, adds it, runs it and rates it.
    bob = page_of(chromium, site, watched, registered()["refresh"])
    bob.goto("/marketplace")
    field = bob.get_by_role("combobox", name="Search the marketplace")
    field.fill("payment nudges")
    field.press("Enter")
    bob.get_by_role("link", name="Payment nudges").first.click()
    expect(bob.get_by_role("heading", name="Payment nudges")).to_be_visible()
    bob.get_by_role("button", name="Add to library").click()
    bob.get_by_label("client").fill(GUEST)
    bob.get_by_role("button", name="Run", exact=True).click()
    expect(bob.get_by_text(f"{RECIPE}. Dear {GUEST}, please pay.")).to_be_visible()
    expect(bob.get_by_role("link", name="Open in the builder")).to_have_count(0)
    bob.goto("/agents/new?find=payment+nudges")
    expect(bob.get_by_role("option", name="Payment nudges Run only")).to_be_visible()
    bob.goto("/marketplace")
    bob.get_by_role("link", name="Payment nudges").first.click()
    bob.get_by_role("radio", name="4 stars").check(force=True)
    bob.get_by_label("What do you say of it?").fill("Worked at once.")
    bob.get_by_role("button", name="Save rating").click()
    expect(bob.get_by_text("Worked at once.")).to_be_visible()

    # Alice sees that it was used and what she earned, and not by whom nor for what.
    alice.goto("/creator")
    row = alice.get_by_role("row", name=re.compile("Payment nudges"))
    expect(row).to_contain_text("Public")
    assert GUEST not in alice.content()
    alice.get_by_role("tab", name="Earnings").click()
    expect(alice.get_by_role("tabpanel", name="Earnings")).to_contain_text("0.8")
    assert GUEST not in alice.content()
    bob.context.close()


def page_of(chromium: Browser, site: str, watched: driving.Watched, refresh: str = "") -> Page:
    """A browser of somebody else."""
    context: BrowserContext = chromium.new_context(base_url=site, reduced_motion="reduce", locale="en-GB")
    context.set_default_timeout(15_000)
    context.on("page", watched.watch)
    opened = context.new_page()
    if refresh:
        opened.add_init_script(_SIGN_IN % refresh)
    return opened
