"""Agents that start with what happens in a repository.
https://docs.github.com/en/webhooks/webhook-events-and-payloads"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from blocks.sdk import (
    Block,
    BlockInput,
    BlockKind,
    BlockOutput,
    Category,
    Context,
    InvalidInput,
    Outputs,
    Pin,
    WebhookSpec,
)

Part = tuple[str, Any]

_SENDER = {"login": "ada", "id": 1}


def _spec(event: str) -> WebhookSpec:
    return WebhookSpec(
        provider="github", event=f"{event}.{{event}}", events_pin="events", resource_pin="repo"
    )


def _events(*names: str) -> Any:
    return Pin(
        description=f"What starts the agent: {', '.join(names)}; all of them if none is chosen",
        example={names[0]: True},
    )


def _payload(subject: str, action: str, **fields: Any) -> Any:
    example = {"action": action, subject: fields, "sender": _SENDER}
    return Pin({}, description="What GitHub sends; filled in when it comes", example=example, advanced=True)


class _TriggerInput(BlockInput):
    repo: str = Pin(description="The repository, as owner/name", example="ada/engine", max_length=300)


class _TriggerOutput(BlockOutput):
    payload: dict[str, Any] = Pin(description="All that GitHub sent")
    triggered_by_user: dict[str, Any] = Pin(description="Who did it, as GitHub describes a user")
    event: str = Pin(description="What was done, such as opened")


class RepositoryTrigger(Block):
    """The base of triggers by what happens in a repository."""

    category = Category.DEVELOPER_TOOLS
    categories = (Category.DEVELOPER_TOOLS, Category.INPUT)
    kind = BlockKind.TRIGGER
    pure = True
    subject: ClassVar[str]  # the field of the message that says what it was done to

    async def run(self, input: Any, ctx: Context) -> Outputs:
        payload: dict[str, Any] = input.payload
        subject = payload.get(self.subject)
        if not isinstance(subject, dict):
            raise InvalidInput(f"GitHub's message has no `{self.subject}`.", pin="payload")
        yield "payload", payload
        yield "triggered_by_user", _object(payload.get("sender"))
        yield "event", _text(payload.get("action"))
        for pin, value in self.parts(payload, subject):
            if value is not None:
                yield pin, value

    def parts(self, payload: dict[str, Any], subject: dict[str, Any]) -> Iterator[Part]:
        """What else is given; None gives nothing."""
        raise NotImplementedError


class GithubPullRequestTrigger(RepositoryTrigger):
    """Start the agent when something happens to a pull request."""

    id = "6c60ec01-8128-419e-988f-96a063ee2fea"
    slug = "github.pull_request_trigger"
    webhook = _spec("pull_request")
    subject = "pull_request"

    class Input(_TriggerInput):
        payload: dict[str, Any] = _payload(
            "pull_request", "opened", number=7, html_url="https://github.com/ada/engine/pull/7"
        )
        events: dict[str, bool] = _events(
            "opened", "edited", "closed", "reopened", "synchronize", "assigned", "unassigned", "labeled",
            "unlabeled", "converted_to_draft", "locked", "unlocked", "enqueued", "dequeued", "milestoned",
            "demilestoned", "ready_for_review", "review_requested", "review_request_removed",
            "auto_merge_enabled", "auto_merge_disabled",
        )  # fmt: skip

    class Output(_TriggerOutput):
        number: int = Pin(description="The number of the pull request")
        pull_request: dict[str, Any] = Pin(description="The pull request")
        pull_request_url: str = Pin(description="Its address")

    def parts(self, payload: dict[str, Any], subject: dict[str, Any]) -> Iterator[Part]:
        yield "number", _number(payload.get("number", subject.get("number")))
        yield "pull_request", subject
        yield "pull_request_url", _text(subject.get("html_url"))


class GithubIssuesTrigger(RepositoryTrigger):
    """Start the agent when something happens to an issue."""

    id = "b2605464-e486-4bf4-aad3-d8a213c8a48a"
    slug = "github.issues_trigger"
    webhook = _spec("issues")
    subject = "issue"

    class Input(_TriggerInput):
        payload: dict[str, Any] = _payload("issue", "opened", number=7, title="It squeaks", state="open")
        events: dict[str, bool] = _events(
            "opened", "edited", "deleted", "closed", "reopened", "assigned", "unassigned", "labeled",
            "unlabeled", "locked", "unlocked", "transferred", "milestoned", "demilestoned", "pinned",
            "unpinned",
        )  # fmt: skip

    class Output(_TriggerOutput):
        number: int = Pin(description="The number of the issue")
        issue: dict[str, Any] = Pin(description="The issue")
        issue_url: str = Pin(description="Its address")
        issue_title: str = Pin(description="Its title")
        issue_body: str = Pin(description="Its text")
        labels: list[Any] = Pin(description="Its labels")
        assignees: list[Any] = Pin(description="Who is to see to it")
        state: str = Pin(description="open or closed")

    def parts(self, payload: dict[str, Any], subject: dict[str, Any]) -> Iterator[Part]:
        yield "number", _number(subject.get("number"))
        yield "issue", subject
        yield "issue_url", _text(subject.get("html_url"))
        yield "issue_title", _text(subject.get("title"))
        yield "issue_body", _text(subject.get("body"))
        yield "labels", _list(subject.get("labels"))
        yield "assignees", _list(subject.get("assignees"))
        yield "state", _text(subject.get("state"))


class GithubReleaseTrigger(RepositoryTrigger):
    """Start the agent when a release is published or changed."""

    id = "2052dd1b-74e1-46ac-9c87-c7a0e057b60b"
    slug = "github.release_trigger"
    webhook = _spec("release")
    subject = "release"

    class Input(_TriggerInput):
        payload: dict[str, Any] = _payload("release", "published", tag_name="v1.0.0", name="One")
        events: dict[str, bool] = _events(
            "published", "unpublished", "created", "edited", "deleted", "prereleased", "released"
        )

    class Output(_TriggerOutput):
        release: dict[str, Any] = Pin(description="The release")
        release_url: str = Pin(description="Its address")
        tag_name: str = Pin(description="Its tag")
        release_name: str = Pin(description="Its name")
        body: str = Pin(description="Its notes")
        prerelease: bool = Pin(description="Whether it is a release before the release")
        draft: bool = Pin(description="Whether it is a draft")
        assets: list[Any] = Pin(description="Its files")

    def parts(self, payload: dict[str, Any], subject: dict[str, Any]) -> Iterator[Part]:
        yield "release", subject
        yield "release_url", _text(subject.get("html_url"))
        yield "tag_name", _text(subject.get("tag_name"))
        yield "release_name", _text(subject.get("name"))
        yield "body", _text(subject.get("body"))
        yield "prerelease", subject.get("prerelease") is True
        yield "draft", subject.get("draft") is True
        yield "assets", _list(subject.get("assets"))


class GithubStarTrigger(RepositoryTrigger):
    """Start the agent when somebody stars the repository, or takes a star back."""

    id = "551e0a35-100b-49b7-89b8-3031322239b6"
    slug = "github.star_trigger"
    webhook = _spec("star")
    subject = "repository"

    class Input(_TriggerInput):
        payload: dict[str, Any] = _payload(
            "repository", "created", full_name="ada/engine", stargazers_count=7
        )
        events: dict[str, bool] = _events("created", "deleted")

    class Output(_TriggerOutput):
        starred_at: str = Pin(description="When; empty if the star was taken back")
        stargazers_count: int = Pin(description="How many have starred it")
        repository_name: str = Pin(description="The repository, as owner/name")
        repository_url: str = Pin(description="Its address")

    def parts(self, payload: dict[str, Any], subject: dict[str, Any]) -> Iterator[Part]:
        yield "starred_at", _text(payload.get("starred_at"))
        yield "stargazers_count", _number(subject.get("stargazers_count"))
        yield "repository_name", _text(subject.get("full_name"))
        yield "repository_url", _text(subject.get("html_url"))


class GithubDiscussionTrigger(RepositoryTrigger):
    """Start the agent when something happens to a discussion."""

    id = "87f847b3-d81a-424e-8e89-acadb5c9d52b"
    slug = "github.discussion_trigger"
    webhook = _spec("discussion")
    subject = "discussion"

    class Input(_TriggerInput):
        payload: dict[str, Any] = _payload(
            "discussion", "created", number=7, title="Where to?", category={"name": "Ideas"}
        )
        events: dict[str, bool] = _events(
            "created", "edited", "deleted", "answered", "unanswered", "closed", "reopened", "labeled",
            "unlabeled", "locked", "unlocked", "category_changed", "transferred", "pinned", "unpinned",
        )  # fmt: skip

    class Output(_TriggerOutput):
        number: int = Pin(description="The number of the discussion")
        discussion: dict[str, Any] = Pin(description="The discussion")
        discussion_url: str = Pin(description="Its address")
        title: str = Pin(description="Its title")
        body: str = Pin(description="Its text")
        category: dict[str, Any] = Pin(description="Its category")
        category_name: str = Pin(description="The name of its category")
        state: str = Pin(description="open, closed or locked")

    def parts(self, payload: dict[str, Any], subject: dict[str, Any]) -> Iterator[Part]:
        category = _object(subject.get("category"))
        yield "number", _number(subject.get("number"))
        yield "discussion", subject
        yield "discussion_url", _text(subject.get("html_url"))
        yield "title", _text(subject.get("title"))
        yield "body", _text(subject.get("body"))
        yield "category", category
        yield "category_name", _text(category.get("name"))
        yield "state", _text(subject.get("state"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
