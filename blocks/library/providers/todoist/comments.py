"""Comments on tasks and projects. https://developer.todoist.com/api/v1#tag/Comments"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.todoist._api import API, DONE, LIMIT, PAGES, id_pin, row
from blocks.rest import Values, blocks_of, delete, get, gives, mapping, post, text


def whose(values: Values) -> Values:
    """`task_id` or `project_id`, of what is commented on."""
    given = values["id_type"]
    found = {name: given.get(name) or None for name in ("task_id", "project_id")}
    if not any(found.values()):
        raise ValueError("`id_type` needs a task_id or a project_id.")
    return found


ID_TYPE = mapping(
    "Of what: a task_id, or a project_id",
    {"discriminator": "task", "task_id": ""},
    example={"task_id": "6X7rM8997g3RQmvh"},
)
COMMENT = {
    "id": gives(str, "Its id"),
    "content": gives(str, "What it says"),
    "posted_at": gives(str, "When it was written"),
    "task_id": gives(str | None, "The task's id, if it is on one", "task_id || item_id"),
    "project_id": gives(str | None, "The project's id, if it is on one"),
}

COMMENTS = (
    row(
        "1bba7e54-2310-4a31-8e6f-54d5f9ab7459",
        "create_comment",
        "Comment on a task or a project.",
        post("/comments", "content task_id project_id attachment", derive=whose),
        {
            "content": text("The comment, in Markdown", example="Done.", long=True, min_length=1),
            "id_type": ID_TYPE,
            "attachment": mapping("A file that goes with it, as Todoist tells of it", None, advanced=True),
        },
        COMMENT,
    ),
    row(
        "a809d264-ddf2-11ef-9764-32d3674e8b7e",
        "get_comment",
        "Read a comment.",
        get("/comments/{comment_id}"),
        id_pin("comment"),
        {
            **COMMENT,
            "attachment": gives(
                dict[str, Any] | None, "The file that goes with it", "attachment || file_attachment"
            ),
        },
    ),
    row(
        "9972d8ae-ddf2-11ef-a9b8-32d3674e8b7e",
        "get_comments",
        "List the comments on a task or a project.",
        get("/comments", {**LIMIT, "task_id": "{task_id}", "project_id": "{project_id}"}, derive=whose),
        {"id_type": ID_TYPE},
        {"comments": gives(list[Any], "The comments", "results")},
        paging=PAGES,
    ),
    row(
        "b773c520-ddf2-11ef-9f34-32d3674e8b7e",
        "update_comment",
        "Replace the text of a comment.",
        post("/comments/{comment_id}", "content"),
        {**id_pin("comment"), "content": text("The comment, in Markdown", example="Done.", long=True)},
        DONE,
        repeats=True,
    ),
    row(
        "bda4c020-ddf2-11ef-b114-32d3674e8b7e",
        "delete_comment",
        "Delete a comment.",
        delete("/comments/{comment_id}"),
        id_pin("comment"),
        DONE,
        is_sensitive=True,
    ),
)

BLOCKS = blocks_of(API, COMMENTS, __name__)
