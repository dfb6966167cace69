"""Issues, their comments, labels and assignees. https://docs.github.com/en/rest/issues"""

from __future__ import annotations

import re
from typing import Any

from blocks.library.providers.github._api import (
    ALL_PAGES,
    API,
    ISSUE_URL,
    LIMIT,
    ONE_HUNDRED,
    REPO,
    REPO_URL,
    issue_of,
)
from blocks.rest import (
    Operation,
    Subpath,
    Values,
    blocks_of,
    choice,
    constant,
    delete,
    get,
    gives,
    patch,
    post,
    text,
)

LABEL = text("The label", example="bug", min_length=1)
ASSIGNEE = text("The sign-in name of who is to work on it", example="octocat", min_length=1)
COMMENT = text("The comment, in Markdown", example="Thank you!", min_length=1, long=True)
COMMENT_ID = gives(int, "The comment's id", "id")
COMMENT_URL = gives(str, "The comment's address", "html_url")
_COMMENT = re.compile(r"^(?:https?://[^/\s]+/)?([\w.-]+)/([\w.-]+)/(?:issues|pull)/\d+#issuecomment-(\d+)$")


def comment_path(values: Values) -> Values:
    """`comment`: where the comment is, by its address or by the issue's and its own id."""
    if values["comment_url"]:
        found = _COMMENT.match(values["comment_url"].strip())
        if found is None:
            raise ValueError("`comment_url` is no address of a comment.")
        owner, name, number = found.groups()
    elif values["issue_url"] and values["comment_id"]:
        owner, name = issue_of(values["issue_url"]).split("/")[:2]
        number = values["comment_id"]
    else:
        raise ValueError("Give `comment_url`, or `issue_url` and `comment_id`.")
    return {"comment_path": Subpath(f"{owner}/{name}/issues/comments/{number}")}


OPERATIONS = (
    Operation(
        id="98bd6b77-9506-43d5-b669-6b9733c4b1f1",
        slug="add_label",
        about="Add a label to an issue or pull request.",
        calls=[post("/repos/{issue_url}/labels", {"labels": ["{label}"]})],
        takes={"issue_url": ISSUE_URL, "label": LABEL},
        gives={"status": constant("Label added successfully", "That it is done")},
        scopes=REPO,
        repeats=True,
    ),
    Operation(
        id="78f050c5-3e3a-48c0-9e5b-ef1ceca5589c",
        slug="remove_label",
        about="Remove a label from an issue or pull request.",
        calls=[delete("/repos/{issue_url}/labels/{label}")],
        takes={"issue_url": ISSUE_URL, "label": LABEL},
        gives={"status": constant("Label removed successfully", "That it is done")},
        scopes=REPO,
    ),
    Operation(
        id="90507c72-b0ff-413a-886a-23bbbd66f542",
        slug="assign_issue",
        about="Assign somebody to an issue.",
        calls=[post("/repos/{issue_url}/assignees", {"assignees": ["{assignee}"]})],
        takes={"issue_url": ISSUE_URL, "assignee": ASSIGNEE},
        gives={"status": constant("Issue assigned successfully", "That it is done")},
        scopes=REPO,
        repeats=True,
    ),
    Operation(
        id="d154002a-38f4-46c2-962d-2488f2b05ece",
        slug="unassign_issue",
        about="Take somebody off an issue.",
        calls=[delete("/repos/{issue_url}/assignees", body={"assignees": ["{assignee}"]})],
        takes={"issue_url": ISSUE_URL, "assignee": ASSIGNEE},
        gives={"status": constant("Issue unassigned successfully", "That it is done")},
        scopes=REPO,
        repeats=True,
    ),
    Operation(
        id="a8db4d8d-db1c-4a25-a1b0-416a8c33602b",
        slug="comment",
        about="Post a comment on an issue or pull request.",
        calls=[post("/repos/{issue_url}/comments", {"body": "{comment}"})],
        takes={"issue_url": ISSUE_URL, "comment": COMMENT},
        gives={"id": COMMENT_ID, "url": COMMENT_URL},
        scopes=REPO,
    ),
    Operation(
        id="b3f4d747-10e3-4e69-8c51-f2be1d99c9a7",
        slug="update_comment",
        about="Replace the text of a comment on an issue or pull request.",
        calls=[patch("/repos/{comment_path}", {"body": "{comment}"}, derive=comment_path)],
        takes={
            "comment_url": text("The comment's address", ""),
            "issue_url": text("The issue's address, if the comment's is not given", ""),
            "comment_id": text("The comment's id, if its address is not given", ""),
            "comment": COMMENT,
        },
        gives={"id": COMMENT_ID, "url": COMMENT_URL},
        scopes=REPO,
        repeats=True,
    ),
    Operation(
        id="c4b5fb63-0005-4a11-b35a-0c2467bd6b59",
        slug="list_comments",
        about="List the comments on an issue or pull request.",
        calls=[get("/repos/{issue_url}/comments", ONE_HUNDRED)],
        takes={"issue_url": ISSUE_URL, "max_items": LIMIT},
        gives={
            "comment": gives(dict[str, Any], "Each comment, on its own", each="comments"),
            "comments": gives(
                list[dict[str, Any]],
                "All comments: id, body, user, url",
                "[].{id: id, body: body, user: user.login, url: html_url}",
            ),
        },
        paging=ALL_PAGES,
        scopes=REPO,
    ),
    Operation(
        id="c215bfd7-0e57-4573-8f8c-f7d4963dcd74",
        slug="list_issues",
        about="List the issues of a repository, without its pull requests.",
        calls=[get("/repos/{repo_url}/issues", {**ONE_HUNDRED, "state": "{state}"})],
        takes={
            "repo_url": REPO_URL,
            "state": choice("open closed all", "Which ones", "open", advanced=True),
            "max_items": LIMIT,
        },
        gives={
            "issue": gives(dict[str, Any], "Each issue, on its own", each="issues"),
            "issues": gives(
                list[dict[str, Any]],
                "All issues: title, url",
                "[?!pull_request].{title: title, url: html_url}",
            ),
        },
        paging=ALL_PAGES,
        scopes=REPO,
    ),
    Operation(
        id="691dad47-f494-44c3-a1e8-05b7990f2dab",
        slug="make_issue",
        about="Make an issue in a repository.",
        calls=[post("/repos/{repo_url}/issues", "title body")],
        takes={
            "repo_url": REPO_URL,
            "title": text("The issue's title", example="It rains in", min_length=1),
            "body": text("What it is about, in Markdown", example="Through the roof.", long=True),
        },
        gives={
            "number": gives(int, "The issue's number"),
            "url": gives(str, "The issue's address", "html_url"),
        },
        scopes=REPO,
    ),
    Operation(
        id="6443c75d-032a-4772-9c08-230c707c8acc",
        slug="read_issue",
        about="Read an issue.",
        calls=[get("/repos/{issue_url}")],
        takes={"issue_url": ISSUE_URL},
        gives={
            "title": gives(str, "Its title"),
            "body": gives(str, "What it is about"),
            "user": gives(str, "Who made it", "user.login"),
        },
        scopes=REPO,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
