"""Comments on tasks and projects. https://developer.todoist.com/api/v1#tag/Comments"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.todoist._api import (
    ALL,
    API,
    COMMENT_ID,
    DELETES,
    DONE,
    READS,
    TWO_HUNDRED,
    WRITES,
)
from blocks.rest import Operation, Values, blocks_of, delete, get, gives, mapping, post, text

ON = mapping(
    "Of what: a `discriminator`, `task` or `project`, and its `task_id` or `project_id`",
    {"discriminator": "task", "task_id": ""},
)
CONTENT = text("The comment, in Markdown", example="Bring an umbrella", min_length=1, long=True)


def subject(values: Values) -> Values:
    """`task_id` or `project_id`: what `id_type` names."""
    given = values["id_type"] or {}
    name = "project_id" if given.get("discriminator") == "project" else "task_id"
    if not given.get(name):
        raise ValueError(f"`id_type` names no `{name}`.")
    return {"task_id": None, "project_id": None, name: str(given[name])}


OF_WHAT = {
    "task_id": gives(str | None, "The task's id, if it is on a task", "item_id || task_id"),
    "project_id": gives(str | None, "The project's id, if it is on a project"),
}

OPERATIONS = (
    Operation(
        id="1bba7e54-2310-4a31-8e6f-54d5f9ab7459",
        slug="create_comment",
        about="Comment on a task or a project.",
        calls=[post("/comments", "content task_id project_id attachment", derive=subject)],
        takes={
            "content": CONTENT,
            "id_type": ON,
            "attachment": mapping("A file: file_name, file_type, file_url", None, advanced=True),
        },
        gives={
            "id": gives(str, "The comment's id"),
            "content": gives(str, "The comment"),
            "posted_at": gives(str, "When it was posted"),
            **OF_WHAT,
        },
        scopes=WRITES,
    ),
    Operation(
        id="bda4c020-ddf2-11ef-b114-32d3674e8b7e",
        slug="delete_comment",
        about="Delete a comment.",
        calls=[delete("/comments/{comment_id}")],
        takes={"comment_id": COMMENT_ID},
        gives={"success": DONE},
        scopes=DELETES,
    ),
    Operation(
        id="a809d264-ddf2-11ef-9764-32d3674e8b7e",
        slug="get_comment",
        about="Read a comment.",
        calls=[get("/comments/{comment_id}")],
        takes={"comment_id": COMMENT_ID},
        gives={
            "content": gives(str, "The comment"),
            "id": gives(str, "Its id"),
            "posted_at": gives(str, "When it was posted"),
            **OF_WHAT,
            "attachment": gives(dict[str, Any] | None, "The file that goes with it", "file_attachment"),
        },
        scopes=READS,
    ),
    Operation(
        id="9972d8ae-ddf2-11ef-a9b8-32d3674e8b7e",
        slug="get_comments",
        about="List the comments on a task or a project.",
        calls=[
            get(
                "/comments",
                {"task_id": "{task_id}", "project_id": "{project_id}", **TWO_HUNDRED},
                derive=subject,
            )
        ],
        takes={"id_type": ON},
        gives={"comments": gives(list[Any], "The comments", "results")},
        paging=ALL,
        scopes=READS,
    ),
    Operation(
        id="b773c520-ddf2-11ef-9f34-32d3674e8b7e",
        slug="update_comment",
        about="Replace the text of a comment.",
        calls=[post("/comments/{comment_id}", {"content": "{content}"})],
        takes={"comment_id": COMMENT_ID, "content": CONTENT},
        gives={"success": DONE},
        scopes=WRITES,
        repeats=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
