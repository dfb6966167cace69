"""Trigger blocks that take a message of GitHub or Telegram apart."""

from __future__ import annotations

from typing import Any

import pytest

from blocks.library.github.triggers import (
    GithubDiscussionTrigger,
    GithubIssuesTrigger,
    GithubPullRequestTrigger,
    GithubReleaseTrigger,
    GithubStarTrigger,
    RepositoryTrigger,
)
from blocks.library.telegram.triggers import TelegramMessageReactionTrigger, TelegramMessageTrigger
from blocks.sdk import Block, Context, fire_pure

SENDER = {"login": "ada", "id": 1}
URL = "https://github.com/ada/engine/x/7"
WHERE = {"repo": "ada/engine", "events": {"opened": True}}
LABELS = [{"name": "bug"}]
ADA = {"id": 5, "username": "ada", "first_name": "Ada"}
PULL_REQUEST = {"number": 7, "html_url": URL}
ISSUE = {
    "number": 7, "html_url": URL, "title": "It squeaks", "body": None, "labels": LABELS, "assignees": [],
    "state": "open",
}  # fmt: skip
RELEASE = {
    "html_url": URL, "tag_name": "v1", "name": "One", "body": "New.", "prerelease": True, "draft": False,
    "assets": [],
}  # fmt: skip
REPOSITORY = {"full_name": "ada/engine", "html_url": URL, "stargazers_count": 7}
DISCUSSION = {
    "number": 7, "html_url": URL, "title": "Where to?", "body": "On.", "category": {"name": "Ideas"},
    "state": "open",
}  # fmt: skip

MESSAGES = [
    pytest.param(
        GithubPullRequestTrigger,
        {"action": "opened", "number": 7, "pull_request": PULL_REQUEST},
        {"event": "opened", "number": 7, "pull_request": PULL_REQUEST, "pull_request_url": URL},
        id="pull request",
    ),
    pytest.param(
        GithubIssuesTrigger,
        {"action": "opened", "issue": ISSUE},
        {
            "event": "opened", "number": 7, "issue": ISSUE, "issue_url": URL, "issue_title": "It squeaks",
            "issue_body": "", "labels": LABELS, "assignees": [], "state": "open",
        },
        id="issue",
    ),
    pytest.param(
        GithubReleaseTrigger,
        {"action": "published", "release": RELEASE},
        {
            "event": "published", "release": RELEASE, "release_url": URL, "tag_name": "v1",
            "release_name": "One", "body": "New.", "prerelease": True, "draft": False, "assets": [],
        },
        id="release",
    ),
    pytest.param(
        GithubStarTrigger,
        {"action": "deleted", "starred_at": None, "repository": REPOSITORY},
        {
            "event": "deleted", "starred_at": "", "stargazers_count": 7, "repository_name": "ada/engine",
            "repository_url": URL,
        },
        id="star",
    ),
    pytest.param(
        GithubDiscussionTrigger,
        {"action": "created", "discussion": DISCUSSION},
        {
            "event": "created", "number": 7, "discussion": DISCUSSION, "discussion_url": URL,
            "title": "Where to?", "body": "On.", "category": {"name": "Ideas"}, "category_name": "Ideas",
            "state": "open",
        },
        id="discussion",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("block", "message", "given"), MESSAGES)
def test_a_message_of_github_is_taken_apart(
    block: type[RepositoryTrigger], message: dict[str, Any], given: dict[str, Any]
) -> None:
    payload = {**message, "sender": SENDER}
    outputs = fire_pure(block, {**WHERE, "payload": payload}, Context()).outputs
    assert dict(outputs) == {"payload": payload, "triggered_by_user": SENDER, **given}
    assert len(outputs) == len(block.Output.model_fields)
    failed = fire_pure(block, {**WHERE, "payload": {}}, Context())
    assert failed.error == f"GitHub's message has no `{block.subject}`."


WHO = {"chat_id": 9, "message_id": 1, "user_id": 5, "username": "ada", "first_name": "Ada"}
SENT = {"message_id": 1, "chat": {"id": 9}, "from": ADA}
PHOTO = [{"file_id": "small"}, {"file_id": "large"}]
DOCUMENT = {"file_id": "d", "file_name": "plan.pdf"}


@pytest.mark.parametrize(
    ("kind", "held", "given"),
    [
        pytest.param("message", {"text": "Hi"}, {"event": "text", "text": "Hi"}, id="text"),
        pytest.param(
            "message",
            {"photo": PHOTO, "caption": "us"},
            {"event": "photo", "photo_file_id": "large", "file_id": "large", "caption": "us"},
            id="photo",
        ),
        pytest.param(
            "message",
            {"voice": {"file_id": "v"}},
            {"event": "voice", "voice_file_id": "v", "file_id": "v"},
            id="voice",
        ),
        pytest.param(
            "message",
            {"document": DOCUMENT},
            {"event": "document", "file_id": "d", "file_name": "plan.pdf"},
            id="document",
        ),
        pytest.param("edited_message", {"text": "Ho"}, {"event": "text", "text": "Ho"}, id="edited"),
        pytest.param("message", {"location": {}}, {"event": "other"}, id="other"),
    ],
)
def test_a_message_of_telegram_is_taken_apart(kind: str, held: dict[str, Any], given: dict[str, Any]) -> None:
    payload = {"update_id": 1, kind: {**SENT, **held}}
    outputs = fire_pure(TelegramMessageTrigger, {"events": {}, "payload": payload}, Context()).outputs
    assert dict(outputs) == {"payload": payload, **WHO, **given, "is_edited": kind == "edited_message"}


def test_a_reaction_is_taken_apart() -> None:
    new, old = [{"type": "emoji", "emoji": "👍"}], []  # type: ignore[var-annotated]  # of anything
    reaction = {"chat": {"id": 9}, "message_id": 1, "user": ADA, "new_reaction": new, "old_reaction": old}
    payload = {"update_id": 1, "message_reaction": reaction}
    outputs = dict(fire_pure(TelegramMessageReactionTrigger, {"payload": payload}, Context()).outputs)
    assert outputs.pop("payload") == payload
    assert outputs == {
        "chat_id": 9, "message_id": 1, "user_id": 5, "username": "ada", "new_reactions": new,
        "old_reactions": old,
    }  # fmt: skip


@pytest.mark.parametrize("block", [TelegramMessageTrigger, TelegramMessageReactionTrigger])
def test_an_update_about_something_else_is_refused(block: type[Block]) -> None:
    firing = fire_pure(block, {"events": {}, "payload": {"update_id": 1}}, Context())
    assert firing.error_code == "invalid_input"


def test_a_trigger_says_which_events_it_is_about() -> None:
    spec = GithubPullRequestTrigger.webhook
    assert spec is not None
    chosen = {"repo": " ada/engine ", "events": {"opened": True, "closed": False, "edited": True}}
    assert spec.events_of(chosen) == ["pull_request.opened", "pull_request.edited"]
    assert spec.events_of({"events": {}}) == spec.events_of({"events": "all"}) == ["pull_request"]
    assert (spec.resource_of(chosen), spec.resource_of({"repo": 1})) == ("ada/engine", "")
    reaction = TelegramMessageReactionTrigger.webhook
    assert reaction is not None
    assert reaction.events_of({}) == ["message_reaction"]
