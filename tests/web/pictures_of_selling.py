"""Pictures of what creators and their customers see: submissions in each state, numbers, earnings, a library.

`make pictures` takes them with those of tests/web/pictures.py, into the same folder.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import Watched, assert_accessible, shot, use_theme
from tests.web.conftest import Person
from tests.web.pictures import fits, is_there
from tests.web.test_marketplace_story import Someone, decide, into_admin, offered, page_of, reminders

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
# Title → what a moderator does with it.
OFFERS = {
    "Invoice letters": "Approve",
    "Birthday letters": "Approve",
    "Love letters": "Reject",
    "Letters of thanks": "Reject",
    "Letters of complaint": "",
}
PUBLISH = {
    "Birthday letters": "taken-down",
    "Love letters": "rejected",
    "Letters of thanks": "appealed",
    "Letters of complaint": "pending",
    "Invoice letters": "approved",
}
STEPS = {"terms": "Price and access", "pictures": "Pictures and example", "check": "Check and submit"}


def test_each_state_of_a_submission_is_accessible_in_the_dark_and_fits_a_phone(
    signed_in: Person,
    chromium: Browser,
    site: str,
    watched: Watched,
    registered: Callable[[], dict[str, Any]],
) -> None:
    alice = Someone(site, {"access": signed_in.token, "refresh": ""})
    account = registered()
    bob = Someone(site, account)
    moderator = page_of(chromium, site, watched)
    into_admin(moderator)
    graphs = {title: offer(alice, title, moderator) for title in OFFERS}
    listings = {row["title"]: row for row in alice.ask("GET", "/store/my-listings")["results"]}
    take_down(moderator, listings["Birthday letters"]["id"])
    moderator.context.close()
    appeal(alice, listings["Letters of thanks"])

    public = listings["Invoice letters"]
    added = run_and_rate(bob, public)

    taken = Taken(signed_in.page)
    for title, name in PUBLISH.items():
        taken.at(f"/agents/{graphs[title]}/publish", f"publish-{name}")
    taken.at("/creator", "creator-all")
    taken.at("/creator?tab=numbers", "creator-numbers-some")
    taken.at("/creator?tab=earnings", "creator-earnings-some")
    taken.at(f"/agents/{draft(alice)}/publish", "publish-draft")
    for name, step in STEPS.items():
        signed_in.page.get_by_role("button", name=step).click()
        taken.here(f"publish-{name}")

    customer = page_of(chromium, site, watched, account["refresh"])
    theirs = Taken(customer)
    theirs.at(f"/marketplace/{public['creator']}/{public['slug']}", "listing-rated")
    theirs.at("/agents", "library")
    theirs.at(f"/agents/{added}", "agent-added")
    customer.context.close()
    assert taken.wide + theirs.wide == []


class Taken:
    """Pictures of a page, and the names of those that are wider than a phone."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wide: list[str] = []

    def at(self, path: str, name: str) -> None:
        self.page.goto(path)
        self.here(name)

    def here(self, name: str) -> None:
        is_there(self.page)
        use_theme(self.page, "dark")
        assert_accessible(self.page)
        shot(self.page, f"page-{name}")
        self.wide += [] if fits(self.page) else [name]


def offer(alice: Someone, title: str, moderator: Page) -> str:
    """The id of an agent that was offered, and decided on as `OFFERS` says."""
    graph = str(alice.ask("POST", "/graphs", {**reminders(), "name": title})["id"])
    submission = offered(alice, graph, title=title, price="1")
    alice.ask("POST", f"/store/submissions/{submission}/submit")
    action = OFFERS[title]
    if action:
        note = "Say in the description who it is for." if action == "Reject" else ""
        decide(moderator, action, note, title=title)
    return graph


def draft(alice: Someone) -> str:
    """The id of an agent with a draft in which much is left to do."""
    graph = str(alice.ask("POST", "/graphs", {**reminders(), "name": "Letters to nobody"})["id"])
    alice.ask("POST", "/store/submissions", {"graph_id": graph})
    return graph


def take_down(moderator: Page, listing: str) -> None:
    moderator.goto(f"/admin/marketplace/listing/{listing}/change/")
    moderator.get_by_label("Note to the creator").fill("It writes to people who never gave their birthday.")
    moderator.get_by_role("button", name="Take down").click()
    expect(moderator.get_by_text("taken down").first).to_be_visible()


def appeal(alice: Someone, listing: dict[str, Any]) -> None:
    said = {"text": "Its second line says for whom.", "submission": listing["decided"]["id"]}
    alice.ask("POST", f"/store/my-listings/{listing['id']}/appeals", said)


def run_and_rate(bob: Someone, listing: dict[str, Any]) -> str:
    """The id of what bob added to a folder of his library, ran twice and rated."""
    bob.ask("GET", f"/store/listings/{listing['creator']}/{listing['slug']}")  # a view
    graph = str(bob.ask("POST", f"/store/listings/{listing['id']}/install")["graph_id"])
    for client in ("Ms Plum", "Mr Quince"):
        run = bob.ask("POST", f"/graphs/{graph}/executions", {"inputs": {"client": client}})["id"]
        bob.finished(run)
    bob.ask("POST", f"/store/listings/{listing['id']}/ratings", {"stars": 4, "text": "Most of them paid."})
    work = bob.ask("POST", "/library/folders", {"name": "Work"})["id"]
    bob.ask("POST", "/library/folders", {"name": "Letters", "parent_id": work})
    bob.ask("POST", "/library/folders", {"name": "Private"})
    own = bob.ask("POST", "/graphs", {**reminders(), "name": "Notes to myself about what is still to do"})[
        "id"
    ]
    bob.ask("PATCH", f"/graphs/{own}/place", {"folder": work, "tags": ["todo"]})
    bob.ask("PATCH", f"/graphs/{graph}/place", {"is_favourite": True, "tags": ["money", "clients"]})
    return graph
