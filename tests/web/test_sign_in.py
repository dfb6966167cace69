"""Coming in, staying in and going out, in a real browser at the real platform."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import Watched, assert_accessible, shot, use_theme
from tests.web.conftest import PASSWORD, Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def fill_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_wrong_password_is_refused_and_the_right_one_leads_where_one_wanted_to_go(
    page: Page, watched: Watched, registered: Callable[[], dict[str, Any]]
) -> None:
    account = registered()
    watched.allow(401, "/auth/token")
    page.goto("/agents?from=mail")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fagents%3Ffrom%3Dmail$"))
    expect(page).to_have_title("Sign in · Polychord")
    fill_in(page, account["email"], "not-the-password")
    expect(page.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")
    fill_in(page, account["email"], PASSWORD)
    expect(page).to_have_url(re.compile(r"/agents\?from=mail$"))
    expect(page.get_by_role("heading", name="No agents yet")).to_be_visible()
    expect(page).to_have_title("Agents · Polychord")


def test_registering_shows_what_is_wrong_with_each_field_and_then_lets_in(
    page: Page, watched: Watched
) -> None:
    watched.allow(400, "/auth/register")
    page.goto("/register")
    page.get_by_label("Your name").fill("Rita")
    page.get_by_label("E-mail address").fill("rita@example.com")
    page.get_by_label("Password", exact=True).fill("12345")
    page.get_by_role("button", name="Create account").click()
    password = page.get_by_label("Password", exact=True)
    expect(password).to_have_attribute("aria-invalid", "true")
    expect(password).to_have_accessible_description(re.compile("too short"))
    password.fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("button", name="Your account")).to_contain_text("Rita")


def test_a_reload_keeps_the_session_and_so_do_many_tabs(signed_in: Person, context: BrowserContext) -> None:
    signed_in.page.reload()
    expect(signed_in.page.get_by_role("navigation", name="Main")).to_be_visible()
    tabs = [context.new_page() for _ in range(3)]
    for tab in tabs:
        tab.goto("/agents", wait_until="commit")
    for tab in [*tabs, signed_in.page]:
        expect(tab.get_by_role("button", name="Your account")).to_contain_text(signed_in.email)


def test_signing_out_ends_the_session_in_every_tab(signed_in: Person, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto("/agents")
    expect(other.get_by_role("heading", name="Agents", exact=True)).to_be_visible()
    signed_in.page.get_by_role("button", name="Your account").click()
    signed_in.page.get_by_role("menuitem", name="Sign out").click()
    for tab in (signed_in.page, other):
        expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_token_that_the_server_no_longer_takes_leads_to_the_sign_in(page: Page, watched: Watched) -> None:
    watched.allow(401, "/auth/refresh")
    page.add_init_script("localStorage.setItem('polychord.refresh', 'made-up')")
    page.goto("/agents")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fagents$"))


def test_a_mailed_link_asks_to_sign_in_first_and_keeps_its_token(page: Page) -> None:
    page.goto("/invitations/accept#token=abc")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Finvitations%2Faccept%23token%3Dabc$"))


@pytest.mark.parametrize("path", ["/sign-in", "/register", "/password/forgot", "/password/reset#token=x"])
def test_pages_for_strangers_are_accessible_in_both_themes(path: str, page: Page) -> None:
    page.goto(path)
    page.get_by_role("heading", level=1).wait_for()
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, re.sub(r"\W+", "-", path.partition("#")[0].strip("/")))


def test_asking_for_a_new_password_says_that_a_mail_is_on_its_way(page: Page) -> None:
    page.goto("/password/forgot")
    page.get_by_label("E-mail address").fill("nobody@example.com")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status")).to_contain_text("nobody@example.com")


def test_a_spent_link_for_a_new_password_says_so(page: Page, watched: Watched) -> None:
    watched.allow(400, "/auth/password/reset")
    page.goto("/password/reset#token=spent")
    page.get_by_label("New password").fill("another-lantern-43")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("alert")).to_have_text("The link is not valid, was used, or has expired.")
