"""Accounts at outside services, connected in the browser and used by steps."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.integrations.authorization_server import Provider
from tests.integrations.openapi_documents import PETS
from tests.web.browser import Watched, assert_accessible, shot, use_theme
from tests.web.canvas import save
from tests.web.conftest import Person
from tests.web.test_builder import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

KEY = "ntn-canary-7Q2x9Z"
READS = {
    "name": "Reads an issue",
    "nodes": [
        {"id": "read", "block_id": "github.read_issue", "input_default": {"issue_url": "a/b/issues/1"}},
    ],
    "links": [],
}


def test_a_key_is_connected_shared_renamed_and_given_back_and_never_shown(signed_in: Person) -> None:
    page = signed_in.page
    page.get_by_role("link", name="Integrations").click()
    page.get_by_role("button", name="Connect").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Search services").fill("exa")
    dialog.get_by_role("button", name="Exa").click()
    dialog.get_by_role("button", name="Connect").click()
    expect(dialog.get_by_label("API key")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("API key").fill(KEY)
    dialog.get_by_label("Name here").fill("Searches")
    assert_accessible(page)
    dialog.get_by_role("button", name="Connect").click()
    row = page.get_by_role("list", name="Exa").get_by_role("listitem")
    expect(row).to_contain_text("Searches")
    expect(row).to_contain_text(f"ends with {KEY[-4:]}")
    assert KEY not in page.content()
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "integrations")
    more = page.get_by_role("button", name="More for Searches")
    more.click()
    page.get_by_role("menuitem", name="Share with the workspace").click()
    expect(row).to_contain_text("Shared")
    more.click()
    page.get_by_role("menuitem", name="Disconnect").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("Nothing is connected yet")).to_be_visible()
    assert signed_in.ask("GET", "/credentials")["results"] == []


def test_an_api_is_added_by_its_document_used_and_removed(signed_in: Person, watched: Watched) -> None:
    page = signed_in.page
    watched.allow(400, "/providers/openapi")  # first the address of the API is missing
    page.get_by_role("link", name="Integrations").click()
    page.get_by_role("button", name="Add an API").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Address or document").fill(json.dumps({**PETS, "servers": []}))
    dialog.get_by_role("button", name="See what it makes").click()
    dialog.get_by_label("Address of the API").fill("https://pets.example/v1")
    assert_accessible(page)
    dialog.get_by_role("button", name="See what it makes").click()
    blocks = dialog.get_by_role("list", name="Blocks")
    expect(blocks.get_by_role("listitem")).to_have_count(3)
    expect(blocks).to_contain_text("POST /pets")
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "add-an-api")
    assert signed_in.ask("GET", "/providers/openapi")["results"] == []
    dialog.get_by_role("button", name="Add", exact=True).click()
    added = page.get_by_role("list", name="APIs that were added here")
    expect(added).to_contain_text("Pet House")
    expect(added).to_contain_text("3 blocks")
    shot(page, "added-apis")
    page.goto("/agents/new")
    page.get_by_role("combobox", name="Search blocks").fill("create pet")
    expect(page.get_by_role("option").first).to_contain_text("Adds a pet.")
    page.goto("/integrations")
    page.get_by_role("button", name="More for Pet House").click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(added).to_have_count(0)
    assert signed_in.ask("GET", "/providers/openapi")["results"] == []


def test_a_step_gets_an_account_by_consent_in_a_window(signed_in: Person, consent: Provider) -> None:
    page = signed_in.page
    graph_id = opened(signed_in, READS)
    page.locator(".react-flow__node[data-id=read]").click()
    account = page.get_by_label("GitHub account")
    expect(account).to_contain_text("Automatic: none yet")
    page.get_by_role("button", name="Connect GitHub").click()
    dialog = page.get_by_role("dialog", name="Connect GitHub")
    how = dialog.get_by_label("How")
    how.click()
    page.get_by_role("option", name="Sign in there").click()
    expect(dialog.get_by_label("Read and change your repositories")).to_be_checked()  # the step needs it
    shot(page, "connect-from-a-step")
    # Denied first: nothing is kept, and one may ask again.
    consent.agrees = False
    dialog.get_by_role("button", name="Go on to GitHub").click()
    expect(dialog).to_contain_text("You did not allow it. Nothing was changed.")
    assert signed_in.ask("GET", "/credentials")["results"] == []
    consent.agrees = True
    dialog.get_by_role("button", name="Go on to GitHub").click()
    expect(dialog).to_have_count(0)
    expect(account).to_contain_text("ada@example.com")
    save(page, 2)
    [made] = signed_in.ask("GET", "/credentials")["results"]
    assert (made["provider"], made["kind"], made["account"]) == ("github", "oauth2", "ada@example.com")
    assert "repo" in made["scopes"]
    [node] = signed_in.ask("GET", f"/graphs/{graph_id}")["nodes"]
    assert node["input_default"]["credentials"]["id"] == made["id"]
    tokens = {given.access_token for given in consent.given} | {
        given.refresh_token for given in consent.given
    }
    assert tokens
    assert not any(token in page.content() for token in tokens)
