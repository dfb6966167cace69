"""Labels, one's own and those of shared projects. https://developer.todoist.com/api/v1#tag/Labels"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.todoist._api import API, COLORS, DONE, LIMIT, PAGES, id_pin, row
from blocks.rest import blocks_of, choice, delete, flag, get, gives, number, post, text

LABEL = {
    "id": gives(str, "Its id"),
    "name": gives(str, "Its name"),
    "color": gives(str, "Its color"),
    "order": gives(int, "Its place among the others", "order || `0`"),
    "is_favorite": gives(bool, "Whether it is a favorite", "is_favorite || `false`"),
}

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

BLOCKS = blocks_of(API, LABELS, __name__)
