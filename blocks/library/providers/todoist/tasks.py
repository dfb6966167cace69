"""Tasks. https://developer.todoist.com/api/v1#tag/Tasks"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.todoist._api import (
    ALL,
    API,
    DELETES,
    DONE,
    READS,
    TASK_ID,
    TWO_HUNDRED,
    WRITES,
    address,
)
from blocks.rest import (
    Operation,
    Subpath,
    Values,
    blocks_of,
    choice,
    delete,
    get,
    gives,
    items,
    number,
    post,
    text,
)


def task_address(task: dict[str, Any]) -> str:
    return address("task", task)


def task_addresses(page: dict[str, Any]) -> list[str]:
    return [address("task", task) for task in page["results"]]


def list_path(values: Values) -> Values:
    """`path`: a filter in words has an address of its own. `several`: ids as one text."""
    several = ",".join(values["ids"]) if values["ids"] else None
    return {"path": Subpath("tasks/filter" if values["filter"] else "tasks"), "several": several}


TASK = {
    "content": text("What is to be done", example="Buy milk", min_length=1),
    "description": text("More about it, in Markdown", None, long=True),
    "project_id": text("The project that it belongs to; the inbox if empty", None),
    "section_id": text("The section of the project", None, advanced=True),
    "parent_id": text("The task that it is part of", None, advanced=True),
    "order": number("Its place among the others", None, advanced=True),
    "labels": items(str, "Names of labels", None),
    "priority": number("How urgent it is, from 1 to 4, the most", None, ge=1, le=4),
    "due_date": text("The day it is due, as 2026-11-30", None),
    "deadline_date": text("The day it must be done, as 2026-12-01", None, advanced=True),
    "assignee_id": text("Who is to do it, in a shared project", None, advanced=True),
    "duration_unit": choice("minute day", "What the duration counts", None, advanced=True),
    "duration": number("How long it takes", None, ge=1, advanced=True),
}
FIELDS = " ".join(TASK)

OPERATIONS = (
    Operation(
        id="29fac798-de15-11ef-b839-32d3674e8b7e",
        slug="close_task",
        about="Mark a task as done.",
        calls=[post("/tasks/{task_id}/close")],
        takes={"task_id": TASK_ID},
        gives={"success": DONE},
        scopes=WRITES,
    ),
    Operation(
        id="fde4f458-de14-11ef-bf0c-32d3674e8b7e",
        slug="create_task",
        about="Make a task.",
        calls=[post("/tasks", FIELDS)],
        takes=TASK,
        gives={
            "id": gives(str, "The task's id"),
            "url": gives(str, "Its address", task_address),
            "complete_data": gives(dict[str, Any], "All that is known of it", "@"),
        },
        scopes=WRITES,
    ),
    Operation(
        id="33c29ada-de15-11ef-bcbb-32d3674e8b7e",
        slug="delete_task",
        about="Delete a task.",
        calls=[delete("/tasks/{task_id}")],
        takes={"task_id": TASK_ID},
        gives={"success": DONE},
        scopes=DELETES,
    ),
    Operation(
        id="16d7dc8c-de15-11ef-8ace-32d3674e8b7e",
        slug="get_task",
        about="Read a task.",
        calls=[get("/tasks/{task_id}")],
        takes={"task_id": TASK_ID},
        gives={
            "project_id": gives(str, "Its project's id"),
            "url": gives(str, "Its address", task_address),
            "complete_data": gives(dict[str, Any], "All that is known of it", "@"),
        },
        scopes=READS,
    ),
    Operation(
        id="0b706e86-de15-11ef-a113-32d3674e8b7e",
        slug="get_tasks",
        about="List tasks that are not done.",
        calls=[
            get(
                "/{path}",
                {
                    "project_id": "{project_id}",
                    "section_id": "{section_id}",
                    "label": "{label}",
                    "ids": "{several}",
                    "query": "{filter}",
                    "lang": "{lang}",
                    **TWO_HUNDRED,
                },
                derive=list_path,
            )
        ],
        takes={
            "project_id": text("Those of this project", None),
            "section_id": text("Those of this section", None, advanced=True),
            "label": text("Those with this label", None),
            "filter": text(
                "Those of a filter of Todoist's, instead of the others", None, example="today | overdue"
            ),
            "lang": text("The filter's language, as en", None, advanced=True),
            "ids": items(str, "Those with these ids", None, advanced=True),
        },
        gives={
            "ids": gives(list[str], "Their ids", "results[].id"),
            "urls": gives(list[str], "Their addresses", task_addresses),
            "complete_data": gives(list[dict[str, Any]], "All that is known of them", "results"),
        },
        paging=ALL,
        scopes=READS,
    ),
    Operation(
        id="2e6bf6f8-de15-11ef-ae7c-32d3674e8b7e",
        slug="reopen_task",
        about="Mark a task as not done.",
        calls=[post("/tasks/{task_id}/reopen")],
        takes={"task_id": TASK_ID},
        gives={"success": DONE},
        scopes=WRITES,
        repeats=True,
    ),
    Operation(
        id="1eee6d32-de15-11ef-a2ff-32d3674e8b7e",
        slug="update_task",
        about="Change a task; what is left empty stays as it is.",
        calls=[post("/tasks/{task_id}", FIELDS)],
        takes={"task_id": TASK_ID, **TASK},
        gives={"success": DONE},
        scopes=WRITES,
        repeats=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
