"""Pull requests and who reviews them. https://docs.github.com/en/rest/pulls"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from blocks.library.providers.github._api import ALL_PAGES, API, LIMIT, ONE_HUNDRED, PULL_URL, REPO, REPO_URL
from blocks.rest import (
    Operation,
    Values,
    blocks_of,
    choice,
    constant,
    delete,
    echo,
    flag,
    get,
    gives,
    post,
    put,
    text,
)

REVIEWER = text("The sign-in name of who is to review it", example="octocat", min_length=1)


def patches_of(files: Sequence[Values] | None) -> str:
    """Changed files as one text, a head and a patch for each."""
    pieces = [
        f"diff --git a/{file['filename']} b/{file['filename']}\n{file.get('patch', '')}"
        for file in files or ()
    ]
    return "\n".join(pieces)


OPERATIONS = (
    Operation(
        id="c0d22c5e-e688-43e3-ba43-d5faba7927fd",
        slug="assign_reviewer",
        name="GitHub Assign PR Reviewer",
        about="Ask somebody to review a pull request.",
        calls=[post("/repos/{pr_url}/requested_reviewers", {"reviewers": ["{reviewer}"]})],
        takes={"pr_url": PULL_URL, "reviewer": REVIEWER},
        gives={"status": constant("Reviewer assigned successfully", "That it is done")},
        scopes=REPO,
        repeats=True,
    ),
    Operation(
        id="9637945d-c602-4875-899a-9c22f8fd30de",
        slug="unassign_reviewer",
        name="GitHub Unassign PR Reviewer",
        about="Take back that somebody was asked to review a pull request.",
        calls=[delete("/repos/{pr_url}/requested_reviewers", body={"reviewers": ["{reviewer}"]})],
        takes={"pr_url": PULL_URL, "reviewer": REVIEWER},
        gives={"status": constant("Reviewer unassigned successfully", "That it is done")},
        scopes=REPO,
        repeats=True,
    ),
    Operation(
        id="2646956e-96d5-4754-a3df-034017e7ed96",
        slug="list_reviewers",
        name="GitHub List PR Reviewers",
        about="List who was asked to review a pull request.",
        calls=[get("/repos/{pr_url}/requested_reviewers")],
        takes={"pr_url": PULL_URL},
        gives={
            "reviewer": gives(dict[str, Any], "Each of them, on their own", each="reviewers"),
            "reviewers": gives(
                list[dict[str, Any]], "All of them: username, url", "users[].{username: login, url: html_url}"
            ),
        },
        scopes=REPO,
    ),
    Operation(
        id="ffef3c4c-6cd0-48dd-817d-459f975219f4",
        slug="list_pull_requests",
        about="List the pull requests of a repository.",
        calls=[get("/repos/{repo_url}/pulls", {**ONE_HUNDRED, "state": "{state}"})],
        takes={
            "repo_url": REPO_URL,
            "state": choice("open closed all", "Which ones", "open", advanced=True),
            "max_items": LIMIT,
        },
        gives={
            "pull_request": gives(dict[str, Any], "Each of them, on its own", each="pull_requests"),
            "pull_requests": gives(
                list[dict[str, Any]], "All of them: title, url", "[].{title: title, url: html_url}"
            ),
        },
        paging=ALL_PAGES,
        scopes=REPO,
    ),
    Operation(
        id="dfb987f8-f197-4b2e-bf19-111812afd692",
        slug="make_pull_request",
        about="Make a pull request.",
        calls=[post("/repos/{repo_url}/pulls", "title body head base")],
        takes={
            "repo_url": REPO_URL,
            "title": text("Its title", example="Mend the roof", min_length=1),
            "body": text("What it is about, in Markdown", example="New tiles.", long=True),
            "head": text("The branch with the changes; owner:branch if it is a fork's", example="roof"),
            "base": text("The branch that takes them", example="main"),
        },
        gives={
            "number": gives(int, "The pull request's number"),
            "url": gives(str, "The pull request's address", "html_url"),
        },
        scopes=REPO,
    ),
    Operation(
        id="77456c22-33d8-4fd4-9eef-50b46a35bb48",
        slug="merge_pull_request",
        about="Merge a pull request.",
        calls=[put("/repos/{pr_url}/merge", "merge_method commit_title commit_message")],
        takes={
            "pr_url": PULL_URL,
            "merge_method": choice("merge squash rebase", "How", "merge"),
            "commit_title": text("The title of the commit; GitHub makes one if empty", "", advanced=True),
            "commit_message": text("The message of the commit, likewise", "", long=True, advanced=True),
        },
        gives={
            "sha": gives(str, "The commit's hash"),
            "merged": gives(bool, "Whether it is merged"),
            "message": gives(str, "What GitHub says"),
        },
        scopes=REPO,
        is_sensitive=True,
    ),
    Operation(
        id="bf94b2a4-1a30-4600-a783-a8a44ee31301",
        slug="read_pull_request",
        about="Read a pull request, if wished with its changes.",
        calls=[
            get("/repos/{pr_url}", keep={"title": "title", "body": "body", "author": "user.login"}),
            get("/repos/{pr_url}/files", ONE_HUNDRED, when="include_pr_changes", keep={"files": "@"}),
        ],
        takes={"pr_url": PULL_URL, "include_pr_changes": flag("With the changes", False)},
        gives={
            "title": echo(str, "Its title"),
            "body": echo(str, "What it is about"),
            "author": echo(str, "Who made it"),
            "changes": echo(
                str, "The changes of its first 100 files", lambda values: patches_of(values.get("files"))
            ),
        },
        scopes=REPO,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
