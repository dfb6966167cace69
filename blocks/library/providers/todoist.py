"""Todoist. https://developer.todoist.com/api/v1"""

from __future__ import annotations

from typing import Any

from blocks.rest import (
    Api,
    Call,
    Gives,
    Operation,
    Paging,
    PagingStyle,
    Subpath,
    Takes,
    Values,
    blocks_of,
    choice,
    constant,
    delete,
    flag,
    get,
    gives,
    items,
    mapping,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="todoist",
    name="Todoist",
    base_url="https://api.todoist.com/api/v1",
    category=Category.PRODUCTIVITY,
)
SCOPES = ("task:add", "data:read", "data:read_write", "data:delete", "project:delete")
DONE = {"success": constant(True, "That it is done")}
COLORS = (
    "berry_red red orange yellow olive_green lime_green green mint_green teal sky_blue light_blue blue grape "
    "violet "
    "lavender magenta salmon charcoal grey taupe"
)
PAGES = Paging(style=PagingStyle.CURSOR, items="results", next="next_cursor", field="cursor")
LIMIT = {"limit": 200}
OBJECTS = list[dict[str, Any]]
_APP = "https://app.todoist.com/app"


def id_pin(what: str) -> dict[str, Takes]:
    return {f"{what}_id": text(f"The {what}'s id", example="6X7rM8997g3RQmvh", min_length=1)}


def row(
    id: str,
    slug: str,
    about: str,
    call: Call,
    takes: dict[str, Takes],
    gives: dict[str, Gives],
    *,
    paging: Paging | None = None,
    repeats: bool = False,
    is_sensitive: bool = False,
) -> Operation:
    return Operation(
        id=id,
        slug=slug,
        about=about,
        calls=[call],
        takes=takes,
        gives=gives,
        paging=paging,
        repeats=repeats,
        is_sensitive=is_sensitive,
        scopes=SCOPES,
    )


def whose(values: Values) -> Values:
    """`task_id` or `project_id`, of what is commented on."""
    given = values["id_type"]
    found = {name: given.get(name) or None for name in ("task_id", "project_id")}
    if not any(found.values()):
        raise ValueError("`id_type` needs a task_id or a project_id.")
    return found


def addressed(kind: str) -> Any:
    """The address of one thing, or of each."""
    return lambda answer: f"{_APP}/{kind}/{answer['id']}"


def addresses(kind: str) -> Any:
    return lambda answer: [f"{_APP}/{kind}/{one['id']}" for one in answer["results"]]


def due(values: Values) -> Values:
    """A task's length, and its date, with or without a time."""
    told = values["due_date"]
    if bool(values["duration"]) != bool(values["duration_unit"]):
        raise ValueError("`duration` and `duration_unit` go together.")
    has_time = bool(told) and "T" in told
    return {"due_day": None if has_time else told and told[:10], "due_datetime": told if has_time else None}


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
LABEL = {
    "id": gives(str, "Its id"),
    "name": gives(str, "Its name"),
    "color": gives(str, "Its color"),
    "order": gives(int, "Its place among the others", "order || `0`"),
    "is_favorite": gives(bool, "Whether it is a favorite", "is_favorite || `false`"),
}
TASK_PINS = {
    "content": text("What is to be done", example="Mend the roof", min_length=1),
    "description": text("More on it", None, long=True),
    "project_id": text("The project; the inbox if empty", None),
    "section_id": text("The section of the project", None),
    "parent_id": text("The task that it is a part of", None),
    "order": number("Its place among the others", None),
    "labels": items(str, "Its labels", None),
    "priority": number("From 1 to 4, which is urgent", None, ge=1, le=4),
    "due_date": text("When it is due, as 2026-11-21 or 2026-11-21T18:00:00Z", None),
    "deadline_date": text("By when at the latest, as 2026-11-21", None),
    "assignee_id": text("Who is to do it", None),
    "duration_unit": text("minute or day", None),
    "duration": number("How long it takes, in those", None, ge=1),
}
TASK_BODY = {
    **{name: f"{{{name}}}" for name in TASK_PINS if name not in ("due_date",)},
    "due_date": "{due_day}",
    "due_datetime": "{due_datetime}",
}
MOVED = {name: f"{{{name}}}" for name in ("project_id", "section_id", "parent_id")}

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

LABELS = (
    row(
        "7288a968-de14-11ef-8997-32d3674e8b7e",
        "create_label",
        "Make a label.",
        post("/labels", "name order color is_favorite"),
        {
            "name": text("Its name", example="roof", min_length=1),
            "order": number("Its place among the others", None),
            "color": choice(COLORS, "Its color", "charcoal"),
            "is_favorite": flag("Show it among the favorites", False),
        },
        LABEL,
    ),
    row(
        "7f236514-de14-11ef-bd7a-32d3674e8b7e",
        "get_label",
        "Tell what is known of a label.",
        get("/labels/{label_id}"),
        id_pin("label"),
        LABEL,
    ),
    row(
        "776dd750-de14-11ef-b927-32d3674e8b7e",
        "list_labels",
        "List your labels.",
        get("/labels", LIMIT),
        {},
        {
            "labels": gives(list[Any], "The labels", "results"),
            "label_ids": gives(list[Any], "Their ids", "results[].id"),
            "label_names": gives(list[Any], "Their names", "results[].name"),
        },
        paging=PAGES,
    ),
    row(
        "8755614c-de14-11ef-9b56-32d3674e8b7e",
        "update_label",
        "Change a label.",
        post("/labels/{label_id}", "name order color is_favorite"),
        {
            **id_pin("label"),
            "name": text("Its name", None),
            "order": number("Its place among the others", None),
            "color": choice(COLORS, "Its color", None),
            "is_favorite": flag("Show it among the favorites", False),
        },
        DONE,
        repeats=True,
    ),
    row(
        "901b8f86-de14-11ef-98b8-32d3674e8b7e",
        "delete_label",
        "Delete a label.",
        delete("/labels/{label_id}"),
        id_pin("label"),
        DONE,
        is_sensitive=True,
    ),
    row(
        "55fba510-de15-11ef-aed2-32d3674e8b7e",
        "get_shared_labels",
        "List the labels of shared projects.",
        get("/labels/shared", LIMIT),
        {},
        {"labels": gives(list[Any], "Their names", "results")},
        paging=PAGES,
    ),
    row(
        "9d63ad9a-de14-11ef-ab3f-32d3674e8b7e",
        "rename_shared_label",
        "Rename a label of shared projects, on every task.",
        post("/labels/shared/rename", "name new_name"),
        {
            "name": text("Its name", example="roof", min_length=1),
            "new_name": text("Its new name", example="tiles", min_length=1),
        },
        DONE,
    ),
    row(
        "a6c5cbde-de14-11ef-8863-32d3674e8b7e",
        "remove_shared_label",
        "Take a label of shared projects off every task.",
        post("/labels/shared/remove", "name"),
        {"name": text("Its name", example="roof", min_length=1)},
        DONE,
        is_sensitive=True,
    ),
)

PROJECTS = (
    row(
        "ade60136-de14-11ef-b5e5-32d3674e8b7e",
        "create_project",
        "Make a project.",
        post("/projects", "name parent_id color is_favorite view_style"),
        {
            "name": text("Its name", example="Roof", min_length=1),
            "parent_id": text("The project that it is a part of", None),
            "color": choice(COLORS, "Its color", "charcoal"),
            "is_favorite": flag("Show it among the favorites", False),
            "view_style": text("list, board or calendar", None),
        },
        {**DONE, "project_id": gives(str, "Its id", "id")},
    ),
    row(
        "b435b5ea-de14-11ef-8b51-32d3674e8b7e",
        "get_project",
        "Tell what is known of a project.",
        get("/projects/{project_id}"),
        id_pin("project"),
        {
            "project_id": gives(str, "Its id", "id"),
            "project_name": gives(str, "Its name", "name"),
            "project_url": gives(str, "Its address", addressed("project")),
            "complete_data": gives(dict[str, Any], "All that is known", "@"),
        },
    ),
    row(
        "5f3e1d5b-6bc5-40e3-97ee-1318b3f38813",
        "list_projects",
        "List your projects.",
        get("/projects", LIMIT),
        {},
        {
            "names_list": gives(list[str], "Their names", "results[].name"),
            "ids_list": gives(list[str], "Their ids", "results[].id"),
            "url_list": gives(list[str], "Their addresses", addresses("project")),
            "complete_data": gives(OBJECTS, "All that is known", "results"),
        },
        paging=PAGES,
    ),
    row(
        "ba41a20a-de14-11ef-91d7-32d3674e8b7e",
        "update_project",
        "Change a project.",
        post("/projects/{project_id}", "name color is_favorite view_style"),
        {
            **id_pin("project"),
            "name": text("Its name", None),
            "color": choice(COLORS, "Its color", None),
            "is_favorite": flag("Show it among the favorites", None),
            "view_style": text("list, board or calendar", None),
        },
        DONE,
        repeats=True,
    ),
    row(
        "c2893acc-de14-11ef-a113-32d3674e8b7e",
        "delete_project",
        "Delete a project with its tasks.",
        delete("/projects/{project_id}"),
        id_pin("project"),
        DONE,
        is_sensitive=True,
    ),
    row(
        "c99c804e-de14-11ef-9f47-32d3674e8b7e",
        "list_collaborators",
        "List who works on a project.",
        get("/projects/{project_id}/collaborators", LIMIT),
        id_pin("project"),
        {
            "collaborator_ids": gives(list[str], "Their ids", "results[].id"),
            "collaborator_names": gives(list[str], "Their names", "results[].name"),
            "collaborator_emails": gives(list[str], "Their mail addresses", "results[].email"),
            "complete_data": gives(OBJECTS, "All that is known", "results"),
        },
        paging=PAGES,
    ),
)

SECTIONS = (
    row(
        "ea5580e2-de14-11ef-a5d3-32d3674e8b7e",
        "get_section",
        "Tell what is known of a section.",
        get("/sections/{section_id}"),
        id_pin("section"),
        {
            "id": gives(str, "Its id"),
            "project_id": gives(str, "Its project's id"),
            "order": gives(int, "Its place among the others", "order || section_order || `0`"),
            "name": gives(str, "Its name"),
        },
    ),
    row(
        "d6a116d8-de14-11ef-a94c-32d3674e8b7e",
        "list_sections",
        "List the sections of a project.",
        get("/sections", {**LIMIT, "project_id": "{project_id}"}),
        id_pin("project"),
        {
            "names_list": gives(list[str], "Their names", "results[].name"),
            "ids_list": gives(list[str], "Their ids", "results[].id"),
            "complete_data": gives(OBJECTS, "All that is known", "results"),
        },
        paging=PAGES,
    ),
    row(
        "f0e52eee-de14-11ef-9b12-32d3674e8b7e",
        "delete_section",
        "Delete a section with its tasks.",
        delete("/sections/{section_id}"),
        id_pin("section"),
        DONE,
        is_sensitive=True,
    ),
)

TASKS = (
    row(
        "fde4f458-de14-11ef-bf0c-32d3674e8b7e",
        "create_task",
        "Make a task.",
        post("/tasks", TASK_BODY, derive=due),
        TASK_PINS,
        {
            "id": gives(str, "Its id"),
            "url": gives(str, "Its address", addressed("task")),
            "complete_data": gives(dict[str, Any], "All that is known", "@"),
        },
    ),
    row(
        "16d7dc8c-de15-11ef-8ace-32d3674e8b7e",
        "get_task",
        "Tell what is known of a task.",
        get("/tasks/{task_id}"),
        id_pin("task"),
        {
            "project_id": gives(str, "Its project's id"),
            "url": gives(str, "Its address", addressed("task")),
            "complete_data": gives(dict[str, Any], "All that is known", "@"),
        },
    ),
    Operation(
        id="0b706e86-de15-11ef-a113-32d3674e8b7e",
        slug="get_tasks",
        about="List the tasks that are open.",
        calls=[
            get(
                "/{tasks_path}",
                {
                    **LIMIT,
                    "query": "{filter}",
                    "lang": "{lang}",
                    "project_id": "{project_id}",
                    "section_id": "{section_id}",
                    "label": "{label}",
                    "ids": "{id_list}",
                },
                derive=lambda values: {
                    "tasks_path": Subpath("tasks/filter" if values["filter"] else "tasks"),
                    "id_list": ",".join(values["ids"]) if values["ids"] else None,
                },
            )
        ],
        takes={
            "project_id": text("Only of this project", None),
            "section_id": text("Only of this section", None),
            "label": text("Only with this label", None),
            "filter": text(
                "Only those that fit this filter, as `today | overdue`; then nothing else counts", None
            ),
            "lang": text("The filter's language, as de", None, advanced=True),
            "ids": items(str, "Only these", None, max_length=200),
        },
        gives={
            "ids": gives(list[str], "Their ids", "results[].id"),
            "urls": gives(list[str], "Their addresses", addresses("task")),
            "complete_data": gives(OBJECTS, "All that is known", "results"),
        },
        paging=PAGES,
        scopes=SCOPES,
    ),
    Operation(
        id="1eee6d32-de15-11ef-a2ff-32d3674e8b7e",
        slug="update_task",
        about="Change a task.",
        calls=[
            post(
                "/tasks/{task_id}",
                {key: place for key, place in TASK_BODY.items() if key not in MOVED},
                derive=due,
            ),
            post(
                "/tasks/{task_id}/move",
                MOVED,
                when="is_moved",
                derive=lambda values: {"is_moved": any(values[name] for name in MOVED)},
            ),
        ],
        takes={**id_pin("task"), **TASK_PINS},
        gives=DONE,
        repeats=True,
        scopes=SCOPES,
    ),
    row(
        "29fac798-de15-11ef-b839-32d3674e8b7e",
        "close_task",
        "Mark a task as done.",
        post("/tasks/{task_id}/close"),
        id_pin("task"),
        DONE,
    ),
    row(
        "2e6bf6f8-de15-11ef-ae7c-32d3674e8b7e",
        "reopen_task",
        "Mark a task as open again.",
        post("/tasks/{task_id}/reopen"),
        id_pin("task"),
        DONE,
        repeats=True,
    ),
    row(
        "33c29ada-de15-11ef-bcbb-32d3674e8b7e",
        "delete_task",
        "Delete a task.",
        delete("/tasks/{task_id}"),
        id_pin("task"),
        DONE,
        is_sensitive=True,
    ),
)

BLOCKS = blocks_of(API, (*COMMENTS, *LABELS, *PROJECTS, *SECTIONS, *TASKS), __name__)
