"""Tasks. https://developer.todoist.com/api/v1#tag/Tasks"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.todoist._api import (
    API,
    DONE,
    LIMIT,
    OBJECTS,
    PAGES,
    SCOPES,
    addressed,
    addresses,
    id_pin,
    row,
)
from blocks.rest import Operation, Subpath, Values, blocks_of, delete, get, gives, items, number, post, text


def due(values: Values) -> Values:
    """A task's length, and its date, with or without a time."""
    told = values["due_date"]
    if bool(values["duration"]) != bool(values["duration_unit"]):
        raise ValueError("`duration` and `duration_unit` go together.")
    has_time = bool(told) and "T" in told
    return {"due_day": None if has_time else told and told[:10], "due_datetime": told if has_time else None}


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

BLOCKS = blocks_of(API, TASKS, __name__)
