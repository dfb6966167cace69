"""DataSampling gathers items over several firings, in the user's memory."""

from __future__ import annotations

from typing import Any

import pytest

from blocks.library.data import sampling
from blocks.library.data.sampling import DataSampling
from blocks.memory import memory_of
from blocks.models import KeptValue
from blocks.sdk import Context, Firing, fire
from platform_project.accounts.models import User, Workspace
from platform_project.kit import loop
from platform_project.kit.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)  # memory is read and written in threads of its own

AGENT = uuid7()


def _sampled(user: User, *numbers: int, node: str = "n", size: int = 3) -> Firing:
    workspace = Workspace.objects.get(personal_of=user)
    memory = memory_of(workspace_id=workspace.pk, user_id=user.pk, agent_id=AGENT, execution_id=None)
    given: dict[str, Any] = {"data": [{"a": number} for number in numbers], "sample_size": size}
    ctx = Context(memory=memory, node_id=node)
    return loop.run(fire(DataSampling, {**given, "sampling_method": "bottom", "accumulate": True}, ctx), 20)


def test_nothing_is_sent_until_there_are_enough_and_then_it_begins_anew(alice: User) -> None:
    assert _sampled(alice, 1, 2).outputs == []
    enough = _sampled(alice, 3, 4).outputs
    assert enough == [("sampled_data", [{"a": 2}, {"a": 3}, {"a": 4}]), ("sample_indices", [1, 2, 3])]
    assert KeptValue.objects.get().value == []
    assert _sampled(alice, 5).outputs == []


def test_nodes_and_users_gather_for_themselves(alice: User, bob: User) -> None:
    assert _sampled(alice, 1, 2).outputs == []
    assert _sampled(alice, 3, node="other").outputs == []
    assert _sampled(bob, 3).outputs == []
    assert len(KeptValue.objects.all()) == 3


def test_enough_at_once_is_not_kept(alice: User) -> None:
    assert _sampled(alice, 1, 2, 3).error is None
    assert not KeptValue.objects.exists()


def test_no_more_than_so_many_are_gathered(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "MAX_GATHERED", 4)
    assert _sampled(alice, 1, 2, size=9).error is None
    firing = _sampled(alice, 3, 4, 5, size=9)
    assert (firing.error_code, firing.error) == ("too_large", "At most 4 items can be gathered.")
    assert KeptValue.objects.get().value == [{"a": 1}, {"a": 2}]
