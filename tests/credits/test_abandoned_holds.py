"""Holds past their time are given back, but for those of executions that are still at work."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import Settings

from credits import tasks
from credits.models import Hold, HoldState
from credits.services import ledger
from credits.services.holds import HELD_FOR
from platform_project.accounts.models import User
from platform_project.kit.ids import uuid7

pytestmark = pytest.mark.django_db

AT_WORK, GONE = uuid7(), uuid7()


def still_at_work(executions: set[UUID]) -> set[UUID]:
    return executions & {AT_WORK}


def test_only_what_nobody_works_with_is_given_back(alice: User, settings: Settings) -> None:
    settings.HOLD_KEEPERS = [f"{__name__}.still_at_work"]
    place, now = alice.personal_workspace.pk, timezone.now()
    past = now - timedelta(minutes=1)
    ledger.grant(workspace_id=place, amount=100, key="g")
    ledger.hold(workspace_id=place, amount=1, key="at work", execution_id=AT_WORK, expires_at=past)
    ledger.hold(workspace_id=place, amount=2, key="gone", execution_id=GONE, expires_at=past)
    ledger.hold(workspace_id=place, amount=4, key="of nothing", expires_at=past)
    ledger.hold(workspace_id=place, amount=8, key="new", execution_id=GONE)
    assert ledger.release_abandoned(now) == 2
    assert ledger.release_abandoned(now) == 0
    assert set(Hold.objects.filter(state=HoldState.OPEN).values_list("key", flat=True)) == {"at work", "new"}
    assert Hold.objects.get(key="at work").expires_at == now + HELD_FOR
    assert ledger.balance_of(place).held == 9


def test_the_task_ends_what_is_due(alice: User) -> None:
    place, now = alice.personal_workspace.pk, timezone.now()
    ledger.grant(workspace_id=place, amount=100, key="g", expires_at=now)
    ledger.hold(workspace_id=place, amount=60, key="h", expires_at=now)
    tasks.end_due()
    balance = ledger.balance_of(place)
    assert (balance.balance, balance.held) == (0, 0)
