"""The month's credits: once a calendar month in UTC, and gone with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from credits.demo import seed
from credits.models import Entry, Subscription, Tier
from credits.services import ledger, tiers
from platform_project.accounts.models import User
from platform_project.kit.money import MICRO
from tests.factories.accounts import make_team, make_user

NOVEMBER, DECEMBER = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 12, 1, 0, 0, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tiers_as_released(db: None) -> None:
    for slug, position, credits in (("free", 0, 500), ("pro", 1, 2_500)):
        values = {"name": slug, "position": position, "monthly_grant": credits * MICRO}
        Tier.objects.update_or_create(slug=slug, defaults=values)


def _has(workspace_id: UUID) -> int:
    return ledger.balance_of(workspace_id).balance // MICRO


def test_each_person_is_given_the_month_once_and_a_team_is_not(alice: User, bob: User, place: UUID) -> None:
    team = make_team(alice)
    with time_machine.travel(NOVEMBER, tick=False):
        assert tiers.grant_month() == 2
        assert tiers.grant_month() == 0
        assert tiers.grant_of_month(place) == 0
    assert (_has(place), _has(bob.personal_workspace.pk), _has(team.pk)) == (500, 500, 0)
    assert Entry.objects.filter(key=f"tier:{place}:2026-11").count() == 1


def test_what_is_left_of_a_month_ends_with_it(alice: User, place: UUID) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        tiers.grant_of_month(place)
        ledger.hold(workspace_id=place, amount=100 * MICRO, key="work")
        ledger.capture(hold_key="work", amount=100 * MICRO, key="work")
    with time_machine.travel(DECEMBER, tick=False):
        ledger.expire_due(DECEMBER)
        assert _has(place) == 0
        tiers.grant_of_month(place)
        assert _has(place) == 500


def test_a_team_that_pays_is_given_the_rest_of_its_first_month(alice: User) -> None:
    team = make_team(alice)
    began = datetime(2026, 11, 16, tzinfo=UTC)
    Subscription.objects.create(workspace=team, tier_id="pro", status="active", began_at=began)
    with time_machine.travel(NOVEMBER, tick=False):
        assert tiers.grant_of_month(team.pk) == 1_250 * MICRO
        assert tiers.grant_of_month(team.pk) == 0
    with time_machine.travel(DECEMBER, tick=False):
        assert tiers.grant_month() == 2
    assert _has(team.pk) == 1_250 + 2_500


def test_nothing_is_granted_while_a_payment_is_due(alice: User, place: UUID) -> None:
    Subscription.objects.create(workspace_id=place, tier_id="pro", status="past_due")
    assert (tiers.grant_of_month(place), tiers.grant_month()) == (0, 0)


def test_with_credits_off_nothing_is_granted_or_limited(alice: User, place: UUID, settings: Any) -> None:
    Tier.objects.update(allowed_models=["claude-*"])
    assert not tiers.limits_of(place).allows_model("gpt-4o")
    assert tiers.limits_of(place).allows_model("claude-haiku-4-5")
    settings.CREDITS = False
    assert (tiers.grant_of_month(place), tiers.grant_month()) == (0, 0)
    assert tiers.limits_of(place).allows_model("gpt-4o")


def test_who_registers_has_the_month_asked_for_at_once(
    db: None, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.REGISTERED = ["credits.services.tiers.welcome"]
    with django_capture_on_commit_callbacks() as sent:
        make_user("carol")
    assert len(sent) == 1


def test_the_demo_world_has_credits_once(alice: User, place: UUID, settings: Any) -> None:
    settings.CREDITS = False
    seed(alice)
    assert _has(place) == 0
    settings.CREDITS = True
    for _ in range(2):
        seed(alice)
    assert _has(place) == 10_500


def test_the_operator_gives_a_tier_in_the_admin(staff: User, place: UUID, client: Client) -> None:
    client.force_login(staff)
    given = {"workspace": str(place), "tier": "pro", "status": "active"}
    assert client.post("/admin/credits/subscription/add/", {**given, "workspace": ""}).status_code == 200
    assert not Subscription.objects.exists()
    assert client.post("/admin/credits/subscription/add/", given).status_code == 302
    row = Subscription.objects.get()
    assert (tiers.tier_of(place).pk, row.stripe_id) == ("pro", None)
    path = f"/admin/credits/subscription/{row.pk}/change/"
    assert client.post(path, {"tier": "pro", "status": "canceled"}).status_code == 302
    assert tiers.tier_of(place).pk == "free"
