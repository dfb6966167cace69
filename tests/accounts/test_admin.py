from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from platform_project.accounts.models import ApiKey, Invitation, Membership, Role, User, Workspace
from platform_project.accounts.services import invitations
from tests.factories.accounts import PASSWORD, make_key, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(staff: User) -> Client:
    browser = Client()
    browser.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    return browser


def test_staff_sign_in_with_their_address(staff: User) -> None:
    response = Client().post(
        "/admin/login/?next=/admin/", {"username": "Staff@example.com", "password": PASSWORD}
    )
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


def test_failures_in_the_admin_are_limited_with_those_of_the_api(staff: User, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sign_in": "2/h"}
    wrong = {"username": "Staff@example.com", "password": "wrong"}
    assert Client().post("/admin/login/", wrong).status_code == 200
    APIClient().post("/api/v1/auth/token", {"email": "staff@example.com", "password": "wrong"})
    response = Client().post("/admin/login/", {**wrong, "password": PASSWORD})
    assert (response.status_code, b"Too many tries" in response.content) == (200, True)


def test_api_keys_are_written_as_people_write_them(browser: Client) -> None:
    page = browser.get("/admin/").content.decode()
    assert "API keys" in page
    assert "Api key" not in page


def test_others_do_not_come_in(alice: User) -> None:
    browser = Client()
    browser.force_login(alice, backend="platform_project.accounts.demo_account.AccountBackend")
    assert browser.get("/admin/accounts/user/").status_code == 302


@pytest.mark.parametrize("model", ["user", "workspace", "invitation", "apikey"])
def test_lists_and_pages_open(
    browser: Client, alice: User, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "enqueue", lambda *_: None)
    team = make_team(alice)
    key, plain = make_key(alice, workspace=team)
    invitation = invitations.invite(
        workspace=team, by=alice, by_role=Role.OWNER, email="c@example.com", role=Role.VIEWER
    )
    page = {"user": alice.pk, "workspace": team.pk, "invitation": invitation.pk, "apikey": key.pk}[model]
    for url in (f"/admin/accounts/{model}/?q=a", f"/admin/accounts/{model}/{page}/change/"):
        response = browser.get(url)
        assert response.status_code == 200
        assert plain not in response.content.decode()
        assert key.key_hash not in response.content.decode()
        assert invitation.token_hash not in response.content.decode()


def test_a_user_made_in_the_admin_has_a_workspace(browser: Client) -> None:
    body = {
        "email": "Dora@Example.com",
        "name": "Dora",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert browser.post("/admin/accounts/user/add/", body).status_code == 302
    dora = User.objects.get(email="dora@example.com")
    assert dora.check_password(PASSWORD)
    assert Membership.objects.get(user=dora).workspace.personal_of == dora


def test_a_superuser_made_by_command_has_a_workspace() -> None:
    root = User.objects.create_superuser("root@example.com", PASSWORD)
    assert (root.is_staff, root.is_superuser) == (True, True)
    assert Workspace.objects.get().personal_of == root


def test_keys_and_invitations_are_not_written_by_hand(browser: Client, alice: User) -> None:
    make_key(alice)
    for model in ("apikey", "invitation", "workspace"):
        assert browser.get(f"/admin/accounts/{model}/add/").status_code == 403
    assert ApiKey.objects.count() == 1
    assert not Invitation.objects.exists()


def test_a_personal_workspace_is_not_deleted_by_hand(browser: Client, alice: User) -> None:
    personal = Workspace.objects.get(personal_of=alice)
    assert browser.post(f"/admin/accounts/workspace/{personal.pk}/delete/").status_code == 403
    assert Workspace.objects.filter(pk=personal.pk).exists()


def test_a_user_is_deleted_with_what_they_own_alone(browser: Client, alice: User) -> None:
    answer = browser.post(f"/admin/accounts/user/{alice.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not User.objects.filter(pk=alice.pk).exists()
    assert not Workspace.objects.filter(personal_of=alice.pk).exists()


def test_tokens_are_not_in_the_admin() -> None:
    assert not admin.site.is_registered(OutstandingToken)
    assert not admin.site.is_registered(BlacklistedToken)
