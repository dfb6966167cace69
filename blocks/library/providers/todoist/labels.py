"""Labels, one's own and those of shared tasks. https://developer.todoist.com/api/v1#tag/Labels"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.todoist._api import (
    ALL,
    API,
    COLOR,
    DELETES,
    DONE,
    LABEL_ID,
    NEW_COLOR,
    READS,
    TWO_HUNDRED,
    WRITES,
)
from blocks.rest import Operation, blocks_of, delete, flag, get, gives, number, post, text

LABEL = {
    "id": gives(str, "The label's id"),
    "name": gives(str, "Its name"),
    "color": gives(str, "Its colour"),
    "order": gives(int, "Its place in the list"),
    "is_favorite": gives(bool, "Whether it is a favourite"),
}
ORDER = number("Its place in the list", None, advanced=True)
SHARED_NAME = text("The shared label", example="shopping", min_length=1)

OPERATIONS = (
    Operation(
        id="7288a968-de14-11ef-8997-32d3674e8b7e",
        slug="create_label",
        about="Make a label.",
        calls=[post("/labels", "name order color is_favorite")],
        takes={
            "name": text("The label's name", example="shopping", min_length=1),
            "order": ORDER,
            "color": COLOR,
            "is_favorite": flag("Whether it is a favourite", False, advanced=True),
        },
        gives=LABEL,
        scopes=WRITES,
    ),
    Operation(
        id="901b8f86-de14-11ef-98b8-32d3674e8b7e",
        slug="delete_label",
        about="Delete a label, and take it off all tasks.",
        calls=[delete("/labels/{label_id}")],
        takes={"label_id": LABEL_ID},
        gives={"success": DONE},
        scopes=DELETES,
    ),
    Operation(
        id="7f236514-de14-11ef-bd7a-32d3674e8b7e",
        slug="get_label",
        about="Read a label.",
        calls=[get("/labels/{label_id}")],
        takes={"label_id": LABEL_ID},
        gives=LABEL,
        scopes=READS,
    ),
    Operation(
        id="55fba510-de15-11ef-aed2-32d3674e8b7e",
        slug="get_shared_labels",
        about="List the labels of tasks that others share.",
        calls=[get("/labels/shared", TWO_HUNDRED)],
        takes={},
        gives={"labels": gives(list[Any], "Their names", "results")},
        paging=ALL,
        scopes=READS,
    ),
    Operation(
        id="776dd750-de14-11ef-b927-32d3674e8b7e",
        slug="list_labels",
        about="List all labels of one's own.",
        calls=[get("/labels", TWO_HUNDRED)],
        takes={},
        gives={
            "labels": gives(list[Any], "The labels", "results"),
            "label_ids": gives(list[Any], "Their ids", "results[].id"),
            "label_names": gives(list[Any], "Their names", "results[].name"),
        },
        paging=ALL,
        scopes=READS,
    ),
    Operation(
        id="a6c5cbde-de14-11ef-8863-32d3674e8b7e",
        slug="remove_shared_labels",
        about="Take a shared label off all tasks.",
        calls=[post("/labels/shared/remove", {"name": "{name}"})],
        takes={"name": SHARED_NAME},
        gives={"success": DONE},
        scopes=WRITES,
        repeats=True,
    ),
    Operation(
        id="9d63ad9a-de14-11ef-ab3f-32d3674e8b7e",
        slug="rename_shared_labels",
        about="Rename a shared label on all tasks.",
        calls=[post("/labels/shared/rename", {"name": "{name}", "new_name": "{new_name}"})],
        takes={"name": SHARED_NAME, "new_name": text("Its new name", example="errands", min_length=1)},
        gives={"success": DONE},
        scopes=WRITES,
        repeats=True,
    ),
    Operation(
        id="8755614c-de14-11ef-9b56-32d3674e8b7e",
        slug="update_label",
        about="Change a label.",
        calls=[post("/labels/{label_id}", "name order color is_favorite")],
        takes={
            "label_id": LABEL_ID,
            "name": text("Its new name; as it is if empty", None, example="errands"),
            "order": ORDER,
            "color": NEW_COLOR,
            "is_favorite": flag("Whether it is a favourite", False, advanced=True),
        },
        gives={"success": DONE},
        scopes=WRITES,
        repeats=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
