"""Reviews of pull requests. https://docs.github.com/en/rest/pulls/reviews"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.github._api import (
    ALL_PAGES,
    API,
    LIMIT,
    ONE_HUNDRED,
    PULL_NUMBER,
    REPO,
    REPO_NAME,
)
from blocks.rest import (
    Operation,
    Subpath,
    Values,
    blocks_of,
    choice,
    constant,
    flag,
    get,
    gives,
    items,
    number,
    post,
    text,
)

EVENT = choice("COMMENT APPROVE REQUEST_CHANGES", "What the review says of the whole", "COMMENT")
COMMENTS = "[].{id: id, user: user.login, body: body, path: path, line: line, side: side, created_at: created_at, updated_at: updated_at, in_reply_to_id: in_reply_to_id, html_url: html_url}"  # noqa: E501  # one path
_THREADS = (
    "query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) "
    "{ pullRequest(number: $number) { reviewThreads(first: 100) { nodes { id isResolved "
    "comments(first: 100) { nodes { databaseId } } } } } } }"
)
_CHANGE = "mutation($thread: ID!) {{ {name}(input: {{threadId: $thread}}) {{ thread {{ id isResolved }} }} }}"


def of_pull(values: Values) -> Values:
    owner, name = values["repo"].split("/")
    return {"owner": owner, "name": name}


def thread_of(values: Values) -> Values:
    """The thread that the comment is part of, and how it is changed."""
    for thread in values["threads"] or ():
        if any(comment["databaseId"] == values["comment_id"] for comment in thread["comments"]["nodes"]):
            name = "resolveReviewThread" if values["resolve"] else "unresolveReviewThread"
            return {"thread": thread["id"], "change": _CHANGE.format(name=name)}
    raise ValueError("The pull request has no review thread with that comment.")


def event_of(values: Values) -> Values:
    return {"event": None if values["create_as_draft"] else values["event"]}


def comments_path(values: Values) -> Values:
    review = values["review_id"]
    return {"comments_path": Subpath(f"reviews/{review}/comments" if review else "comments")}


OPERATIONS = (
    Operation(
        id="84754b30-97d2-4c37-a3b8-eb39f268275b",
        slug="create_review",
        name="GitHub Create PR Review",
        about="Review a pull request, at once or as a draft, with comments on lines if wished.",
        calls=[post("/repos/{repo}/pulls/{pr_number}/reviews", "body event comments", derive=event_of)],
        takes={
            "repo": REPO_NAME,
            "pr_number": PULL_NUMBER,
            "body": text("What the review says, in Markdown", example="Well done.", long=True),
            "event": EVENT,
            "create_as_draft": flag("Leave it pending, to be submitted later", False, advanced=True),
            "comments": items(
                dict[str, Any], "Comments on lines, as Create Comment Object makes them", None, advanced=True
            ),
        },
        gives={
            "review_id": gives(int, "The review's id", "id"),
            "state": gives(str, "PENDING, COMMENTED, APPROVED or CHANGES_REQUESTED"),
            "html_url": gives(str, "The review's address"),
        },
        scopes=REPO,
    ),
    Operation(
        id="1d34db7f-10c1-45c1-9d43-749f743c8bd4",
        slug="get_review_comments",
        name="GitHub Get PR Review Comments",
        about="List the comments on lines of a pull request, of one review or of all.",
        calls=[get("/repos/{repo}/pulls/{pr_number}/{comments_path}", ONE_HUNDRED, derive=comments_path)],
        takes={
            "repo": REPO_NAME,
            "pr_number": PULL_NUMBER,
            "review_id": number("Only those of this review", None),
            "max_items": LIMIT,
        },
        gives={
            "comment": gives(dict[str, Any], "Each of them, on its own", each="comments"),
            "comments": gives(list[dict[str, Any]], "All of them", COMMENTS),
        },
        paging=ALL_PAGES,
        scopes=REPO,
    ),
    Operation(
        id="f79bc6eb-33c0-4099-9c0f-d664ae1ba4d0",
        slug="list_reviews",
        name="GitHub List PR Reviews",
        about="List the reviews of a pull request.",
        calls=[get("/repos/{repo}/pulls/{pr_number}/reviews", ONE_HUNDRED)],
        takes={"repo": REPO_NAME, "pr_number": PULL_NUMBER, "max_items": LIMIT},
        gives={
            "review": gives(dict[str, Any], "Each of them, on its own", each="reviews"),
            "reviews": gives(
                list[dict[str, Any]],
                "All of them: id, user, state, body, html_url",
                "[].{id: id, user: user.login, state: state, body: body, html_url: html_url}",
            ),
        },
        paging=ALL_PAGES,
        scopes=REPO,
    ),
    Operation(
        id="b4b8a38c-95ae-4c91-9ef8-c2cffaf2b5d1",
        slug="resolve_review_discussion",
        about="Mark what was discussed on a line of a pull request as resolved, or as open again.",
        calls=[
            post(
                "/graphql",
                {
                    "query": _THREADS,
                    "variables": {"owner": "{owner}", "name": "{name}", "number": "{pr_number}"},
                },
                derive=of_pull,
                reads=True,
                keep={"threads": "data.repository.pullRequest.reviewThreads.nodes"},
            ),
            post("/graphql", {"query": "{change}", "variables": {"thread": "{thread}"}}, derive=thread_of),
        ],
        takes={
            "repo": REPO_NAME,
            "pr_number": PULL_NUMBER,
            "comment_id": number("The id of a comment of the discussion", example=123456),
            "resolve": flag("Resolved, or open again", True),
        },
        gives={"success": constant(True, "That it is done")},
        scopes=REPO,
        repeats=True,
    ),
    Operation(
        id="2e468217-7ca0-4201-9553-36e93eb9357a",
        slug="submit_pending_review",
        about="Submit a review that was left pending.",
        calls=[post("/repos/{repo}/pulls/{pr_number}/reviews/{review_id}/events", "event")],
        takes={
            "repo": REPO_NAME,
            "pr_number": PULL_NUMBER,
            "review_id": number("The review's id", example=80),
            "event": EVENT,
        },
        gives={"state": gives(str, "What it says"), "html_url": gives(str, "The review's address")},
        scopes=REPO,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
