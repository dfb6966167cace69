from __future__ import annotations

import pytest
from django.core.management import call_command
from pytest_django import Settings

from platform_project import demo
from platform_project.accounts import demo_account
from platform_project.accounts.models import Membership, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def development(settings: Settings) -> None:
    settings.DEBUG = True
    settings.HOST = "127.0.0.1"


def test_seeding_makes_a_superuser_with_a_workspace_who_can_sign_in() -> None:
    call_command("seed", stdout=None)
    user = User.objects.get(email="demo@example.com")
    assert (user.is_active, user.is_staff, user.is_superuser) == (True, True, True)
    assert user.check_password("polychord-demo")
    assert Membership.objects.get(user=user).role == Role.OWNER


def test_seeding_again_changes_nothing() -> None:
    demo.seed()
    before = User.objects.values().get()
    assert demo.seed() == "Demo user demo@example.com ready."
    assert User.objects.values().get() == before


@pytest.mark.parametrize(("debug", "host"), [(False, "127.0.0.1"), (True, "0.0.0.0"), (True, "example.com")])
def test_the_demo_user_is_shut_out_where_others_could_reach_it(
    debug: bool, host: str, settings: Settings
) -> None:
    demo.seed()
    settings.DEBUG, settings.HOST = debug, host
    demo.keep_in_step()
    user = User.objects.get()
    assert (user.is_active, user.is_staff, user.is_superuser) == (False, False, False)
    assert not user.has_usable_password()


def test_nothing_is_made_where_the_demo_user_may_not_be(settings: Settings) -> None:
    settings.DEBUG = False
    demo.keep_in_step()
    assert not User.objects.exists()


def test_the_demo_user_comes_back_whole() -> None:
    demo.seed()
    demo.shut_out()
    demo.keep_in_step()
    user = User.objects.get()
    assert (user.is_active, user.is_superuser, user.check_password("polychord-demo")) == (True, True, True)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_loopback_addresses_allow_it(host: str, settings: Settings) -> None:
    settings.HOST = host
    assert demo_account.is_allowed()
