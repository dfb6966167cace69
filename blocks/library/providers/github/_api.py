"""GitHub's API, how its things are named, and pins that many of its operations share."""

from __future__ import annotations

import re

from blocks.rest import Api, Paging, PagingStyle, Subpath, number, text
from blocks.sdk import Category

API = Api(
    provider="github",
    name="GitHub",
    base_url="https://api.github.com",
    headers={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
    said="join('; ', [message, errors[].message][] | [?@])",
    failed="errors[0].message",  # of GraphQL
    category=Category.DEVELOPER_TOOLS,
)
REPO = ("repo",)

_OWNED = re.compile(r"^(?:https?://[^/\s]+/|git@[^:\s]+:)?([\w.-]+)/([\w.-]+?)(?:\.git)?/?$")
_NUMBERED = re.compile(r"^(?:https?://[^/\s]+/)?([\w.-]+)/([\w.-]+)/(?:issues|pull|pulls)/(\d+)(?:[/?#].*)?$")


def repository_of(given: str) -> Subpath:
    """`owner/name`, out of that or of an address."""
    found = _OWNED.match(given.strip())
    if found is None:
        raise ValueError(f"{given[:100]!r} is no repository; it is named as owner/name or by its address.")
    return Subpath(f"{found[1]}/{found[2]}")


def issue_of(given: str) -> Subpath:
    """`owner/name/issues/1`, out of the address of an issue or pull request."""
    return _numbered(given, "issues")


def pull_of(given: str) -> Subpath:
    """`owner/name/pulls/1`, out of the address of an issue or pull request."""
    return _numbered(given, "pulls")


def _numbered(given: str, kind: str) -> Subpath:
    found = _NUMBERED.match(given.strip())
    if found is None:
        raise ValueError(f"{given[:100]!r} is no address of an issue or a pull request.")
    return Subpath(f"{found[1]}/{found[2]}/{kind}/{found[3]}")


_EXAMPLE = "https://github.com/octocat/Hello-World"
REPO_URL = text("The repository's address, or owner/name", example=_EXAMPLE, read=repository_of)
REPO_NAME = text("The repository, as owner/name", example="octocat/Hello-World", read=repository_of)
ISSUE_URL = text("The address of the issue or pull request", example=f"{_EXAMPLE}/issues/1347", read=issue_of)
PULL_URL = text("The pull request's address", example=f"{_EXAMPLE}/pull/1347", read=pull_of)
PULL_NUMBER = number("The pull request's number", example=1347, ge=1)
PER_PAGE = number("At most so many", 30, ge=1, le=100)
PAGE = number("Which page of them, from 1", 1, ge=1)
LIMIT = number("At most so many", 100, ge=1, le=1_000, advanced=True)
BRANCH = text("The branch", "main", example="main")
ALL_PAGES = Paging(style=PagingStyle.LINK, limit="max_items")
ONE_HUNDRED = {"per_page": 100}
