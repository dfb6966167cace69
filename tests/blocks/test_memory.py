"""What agents remember: for whom, how much, and that nobody else reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from blocks.library.memory.recollections import AddMemory, GetAllMemories, GetLatestMemory, SearchMemory
from blocks.library.memory.values import PersistInformation, RetrieveInformation
from blocks.memory import memory_of, recollections, values
from blocks.models import KeptValue, Recollection
from blocks.sdk import Context, Firing, fire
from platform_project.accounts.models import User, Workspace
from platform_project.kit import loop
from platform_project.kit.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)  # memory is read and written in threads of its own

AGENT, OTHER_AGENT = uuid7(), uuid7()


def context(user: User, agent: UUID = AGENT, run: UUID | None = None) -> Context:
    workspace = Workspace.objects.get(personal_of=user)
    memory = memory_of(workspace_id=workspace.pk, user_id=user.pk, agent_id=agent, execution_id=run)
    return Context(memory=memory)


def fired(block: Any, values: dict[str, Any], ctx: Context) -> Firing:
    return loop.run(fire(block, values, ctx), 20)


def kept(ctx: Context, key: str, **more: Any) -> Any:
    return fired(RetrieveInformation, {"key": key, **more}, ctx).outputs


def texts(firing: Firing) -> list[str]:
    ((pin, memories),) = firing.outputs
    assert pin == "memories"
    return [one["memory"] for one in memories]


def test_a_value_is_kept_to_the_letter_and_replaced(alice: User) -> None:
    ctx = context(alice)
    for value in ("x", {"b": 1, "a": [1e20, None]}):
        assert fired(PersistInformation, {"key": "k", "value": value}, ctx).outputs == [("value", value)]
    assert str(kept(ctx, "k")) == "[('value', {'b': 1, 'a': [1e+20, None]})]"
    assert KeptValue.objects.count() == 1


def test_what_is_not_there_is_the_default(alice: User) -> None:
    assert kept(context(alice), "k") == [("value", None)]
    assert kept(context(alice), "k", default_value=3) == [("value", 3)]


def test_agents_keep_values_for_themselves_unless_they_share_them(alice: User) -> None:
    mine, other = context(alice), context(alice, OTHER_AGENT)
    fired(PersistInformation, {"key": "k", "value": 1}, mine)
    assert kept(other, "k") == [("value", None)]
    fired(PersistInformation, {"key": "k", "value": 2, "scope": "across_agents"}, mine)
    assert kept(other, "k", scope="across_agents") == [("value", 2)]
    assert kept(mine, "k") == [("value", 1)]


def test_nobody_reads_what_an_agent_remembers_for_another(alice: User, bob: User) -> None:
    for scope in ("within_agent", "across_agents"):
        fired(PersistInformation, {"key": "k", "value": "alice's", "scope": scope}, context(alice))
        assert kept(context(bob), "k", scope=scope) == [("value", None)]
    fired(AddMemory, {"content": {"discriminator": "content", "content": "Likes tea"}}, context(alice))
    for block, given in ((SearchMemory, {"query": "tea"}), (GetAllMemories, {})):
        assert texts(fired(block, {**given, "limit_memory_to_agent": False}, context(bob))) == []
    assert KeptValue.objects.for_user(bob).count() == Recollection.objects.for_user(bob).count() == 0
    assert KeptValue.objects.for_user(alice).count() == 2


@pytest.mark.parametrize(("name", "limit"), [("MAX_VALUE_BYTES", 20), ("MAX_VALUES", 1), ("MAX_BYTES", 30)])
def test_a_memory_that_is_full_says_so_and_changes_nothing(
    name: str, limit: int, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctx = context(alice)
    fired(PersistInformation, {"key": "a", "value": "x" * 10}, ctx)
    monkeypatch.setattr(values, name, limit)
    firing = fired(PersistInformation, {"key": "b", "value": "x" * 25}, ctx)
    assert firing.error_code == "too_large"
    assert [row.key for row in KeptValue.objects.all()] == ["a"]


def test_texts_are_found_by_what_they_are_about(alice: User) -> None:
    ctx = context(alice)
    for text in ("The user is a vegetarian", "Prefers trains to planes", "Works in Zürich as a cook"):
        firing = fired(AddMemory, {"content": {"discriminator": "content", "content": text}}, ctx)
        assert firing.outputs[:2] == [("action", "ADD"), ("memory", text)]
    assert texts(fired(SearchMemory, {"query": "vegetarians"}, ctx)) == ["The user is a vegetarian"]
    assert (
        texts(fired(SearchMemory, {"query": "which train, not plane"}, ctx))[0] == "Prefers trains to planes"
    )
    assert texts(fired(SearchMemory, {"query": "ZURICH"}, ctx))[0] == "Works in Zürich as a cook"
    assert texts(fired(SearchMemory, {"query": "!!!"}, ctx)) == []


def test_a_conversation_is_remembered_message_by_message_and_once(alice: User) -> None:
    ctx = context(alice)
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    content = {"discriminator": "conversation", "messages": messages}
    given = {"content": content, "metadata": {"conversation_id": "c1"}}
    assert [pin for pin, _ in fired(AddMemory, given, ctx).outputs] == ["action", "memory"] * 2 + ["results"]
    assert fired(AddMemory, given, ctx).outputs == [("action", "NO_CHANGE"), ("results", [])]
    latest = dict(fired(GetLatestMemory, {"conversation_id": "c1"}, ctx).outputs)
    assert (latest["found"], latest["memory"]["memory"]) == (True, "assistant: Hello")
    nothing = dict(fired(GetLatestMemory, {"conversation_id": "c2"}, ctx).outputs)
    assert nothing == {"memory": None, "found": False}


def test_memories_are_within_reach_of_run_and_agent_and_of_the_filters(alice: User) -> None:
    run = uuid7()
    for text, agent, of_run, metadata in (
        ("one", AGENT, run, {"topic": "a", "categories": ["food"]}),
        ("two", AGENT, uuid7(), {"topic": "b"}),
        ("three", OTHER_AGENT, None, {}),
    ):
        given = {"content": {"discriminator": "content", "content": text}, "metadata": metadata}
        fired(AddMemory, given, context(alice, agent, of_run))
    ctx = context(alice, AGENT, run)
    assert texts(fired(GetAllMemories, {}, ctx)) == ["two", "one"]
    assert texts(fired(GetAllMemories, {"limit_memory_to_agent": False}, ctx)) == ["three", "two", "one"]
    assert texts(fired(GetAllMemories, {"limit_memory_to_run": True}, ctx)) == ["one"]
    assert texts(fired(GetAllMemories, {"metadata_filter": {"topic": "b"}}, ctx)) == ["two"]
    assert texts(fired(GetAllMemories, {"categories": ["food", "travel"]}, ctx)) == ["one"]


def test_texts_have_bounds(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ctx = context(alice)
    for name, limit, text in (("MAX_TEXT_CHARACTERS", 5, "too long"), ("MAX_TEXTS", 0, "x")):
        with monkeypatch.context() as patch:
            patch.setattr(recollections, name, limit)
            given = {"content": {"discriminator": "content", "content": text}}
            assert fired(AddMemory, given, ctx).error_code == "too_large"
    assert not Recollection.objects.exists()


def test_without_a_memory_a_step_says_so() -> None:
    assert loop.run(fire(RetrieveInformation, {"key": "k"}, Context()), 5).error_code == "nothing_remembers"


def test_a_step_tried_out_on_its_own_remembers_for_its_user(
    alice: User, client_of: Callable[..., APIClient]
) -> None:
    client = client_of(alice)
    body = {"input": {"key": "k", "value": 5}}
    assert client.post("/api/v1/blocks/memory.persist/execute", body).json()["outputs"] == [["value", 5]]
    answer = client.post("/api/v1/blocks/memory.retrieve/execute", {"input": {"key": "k"}})
    assert answer.json()["outputs"] == [["value", 5]]
