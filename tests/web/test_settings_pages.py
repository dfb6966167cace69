"""Settings in the browser: account, keys, workspaces."""

from __future__ import annotations

import re
import urllib.error

import pytest
from playwright.sync_api import expect

from tests.web.browser import Watched, assert_accessible, shot, until, use_theme
from tests.web.conftest import PASSWORD, Person, call

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def test_a_key_is_shown_once_works_and_can_be_revoked(signed_in: Person) -> None:
    page = signed_in.page
    page.goto("/settings/api-keys")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name").fill("nightly")
    page.get_by_role("button", name="Make the key").click()
    field = page.get_by_label("Key", exact=True)
    expect(field).to_have_value(re.compile("^pc_"))
    key = field.input_value()
    assert_accessible(page)
    page.get_by_role("button", name="I have copied it").click()
    headers = {"X-API-Key": key}
    assert call(signed_in.site, "GET", "/graphs", headers=headers)["results"] == []
    row = page.get_by_role("row", name=re.compile("nightly"))
    expect(row).to_contain_text("Run")
    assert key not in page.content()
    shot(page, "api-keys")
    row.get_by_role("button", name="Revoke nightly").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("heading", name="No keys yet")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="401"):
        call(signed_in.site, "GET", "/graphs", headers=headers)


def test_a_team_is_made_a_member_invited_and_the_invitation_withdrawn(signed_in: Person) -> None:
    page = signed_in.page
    page.goto("/settings/members")
    page.get_by_role("link", name="Make a team workspace").click()
    page.get_by_label("Name of the team").fill("Quartet")
    page.get_by_role("button", name="Make the workspace").click()
    expect(page.get_by_role("table", name="Members")).to_contain_text(signed_in.email)
    page.get_by_label("E-mail address").fill("friend@example.com")
    page.get_by_role("combobox", name="Role").click()
    page.get_by_role("option", name="Runner").click()
    page.get_by_role("button", name="Send the invitation").click()
    invitations = page.get_by_role("list", name="Open invitations")
    expect(invitations).to_contain_text("friend@example.com")
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "members")
    page.get_by_role("button", name="Withdraw the invitation of friend@example.com").click()
    expect(invitations).to_have_count(0)
    page.get_by_role("link", name="General").click()
    page.get_by_role("button", name="Delete the workspace").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name of the workspace").fill("Quartet")
    dialog.get_by_role("button", name="Delete the workspace").click()
    expect(page).to_have_url(re.compile("/agents$"))
    names = [one["name"] for one in signed_in.ask("GET", "/workspaces")["results"]]
    assert "Quartet" not in names


def test_a_new_password_keeps_this_session_and_profile_and_theme_are_kept(
    signed_in: Person, watched: Watched
) -> None:
    page = signed_in.page
    watched.allow(400, "/auth/password/change")
    page.goto("/settings/security")
    page.get_by_label("Current password").fill("not-the-password")
    page.get_by_label("New password").fill("another-lantern-43")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_label("Current password")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    page.get_by_role("link", name="Profile").click()
    page.get_by_label("Name", exact=True).fill("Wilma")
    page.get_by_label("Time zone").fill("Europe/Madrid")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Wilma")).to_be_visible()
    page.get_by_role("link", name="Appearance").click()
    page.get_by_role("radio", name="Dark").click()
    page.reload()
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    assert_accessible(page)
    token = call(
        signed_in.site, "POST", "/auth/token", {"email": signed_in.email, "password": "another-lantern-43"}
    )
    me = call(signed_in.site, "GET", "/me", headers={"Authorization": f"Bearer {token['access']}"})
    assert (me["name"], me["timezone"]) == ("Wilma", "Europe/Madrid")


def test_a_shortcut_gets_other_keys_takes_those_of_another_one_and_goes_back(signed_in: Person) -> None:
    page = signed_in.page
    page.goto("/settings/shortcuts")
    page.get_by_role("button", name="Change the keys of Search and commands").click()
    page.keyboard.press("Control+j")
    page.get_by_role("button", name="Change the keys of List of shortcuts").click()
    page.keyboard.press("Control+j")
    expect(page.get_by_role("alert")).to_contain_text("“Search and commands” has these keys.")
    assert_accessible(page)
    shot(page, "shortcuts")
    page.get_by_role("button", name="Use them here instead").click()
    expect(page.get_by_role("button", name="Usual keys for List of shortcuts")).to_be_visible()
    chosen = {"general.palette": "", "general.sheet": "mod+j"}
    assert until(lambda: signed_in.ask("GET", "/me/preferences")["shortcuts"], chosen) == chosen
    page.reload()
    reset = page.get_by_role("button", name="Usual keys for Search and commands")
    expect(reset).to_be_visible()
    page.keyboard.press("Control+j")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("List of shortcuts")
    page.keyboard.press("Escape")
    reset.click()
    expect(reset).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Search and commands")).to_be_visible()
