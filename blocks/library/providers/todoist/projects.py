"""Projects and their sections. https://developer.todoist.com/api/v1#tag/Projects"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.todoist._api import (
    API,
    COLORS,
    DONE,
    LIMIT,
    OBJECTS,
    PAGES,
    addressed,
    addresses,
    id_pin,
    row,
)
from blocks.rest import blocks_of, choice, delete, flag, get, gives, post, text

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

BLOCKS = blocks_of(API, (*PROJECTS, *SECTIONS), __name__)
