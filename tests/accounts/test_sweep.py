from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from platform_project.accounts.models import IdempotentAnswer, SignInCode, User, Workspace
from platform_project.accounts.services import social, tokens
from platform_project.accounts.tasks import sweep

pytestmark = pytest.mark.django_db


def keep(alice: User, key: str, hours: int) -> None:
    answer = IdempotentAnswer.objects.create(
        user=alice,
        workspace=Workspace.objects.get(),
        key=key,
        endpoint="POST /",
        fingerprint="",
        status_code=201,
    )
    IdempotentAnswer.objects.filter(pk=answer.pk).update(created_at=timezone.now() - timedelta(hours=hours))


def test_what_has_outlived_its_time_is_deleted_and_the_rest_stays(alice: User) -> None:
    keep(alice, "old", 25)
    keep(alice, "young", 23)
    tokens.issue(alice)
    live = tokens.issue(alice)
    OutstandingToken.objects.filter(pk=OutstandingToken.objects.order_by("pk")[0].pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    social.hand_over(user=alice)
    SignInCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    social.hand_over(user=alice)
    sweep()
    assert [answer.key for answer in IdempotentAnswer.objects.all()] == ["young"]
    assert OutstandingToken.objects.count() == SignInCode.objects.count() == 1
    assert tokens.rotate(live.refresh)
