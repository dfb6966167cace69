"""Projects, their sections, and who works on them. https://developer.todoist.com/api/v1#tag/Projects"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.todoist._api import (
    ALL,
    API,
    COLOR,
    DELETES,
    DONE,
    NEW_COLOR,
    PROJECT_ID,
    READS,
    SECTION_ID,
    TWO_HUNDRED,
    WRITES,
    address,
)
from blocks.rest import Operation, blocks_of, choice, delete, flag, get, gives, post, text


def project_address(project: dict[str, Any]) -> str:
    return address("project", project)


def project_addresses(page: dict[str, Any]) -> list[str]:
    return [address("project", project) for project in page["results"]]


VIEW = choice("list board calendar", "How it is shown", None, advanced=True)

OPERATIONS = (
    Operation(
        id="ade60136-de14-11ef-b5e5-32d3674e8b7e",
        slug="create_project",
        about="Make a project.",
        calls=[post("/projects", "name parent_id color is_favorite view_style")],
        takes={
            "name": text("The project's name", example="Garden", min_length=1),
            "parent_id": text("The project that it is part of", None, advanced=True),
            "color": COLOR,
            "is_favorite": flag("Whether it is a favourite", False, advanced=True),
            "view_style": VIEW,
        },
        gives={"success": DONE},
        scopes=WRITES,
    ),
    Operation(
        id="c2893acc-de14-11ef-a113-32d3674e8b7e",
        slug="delete_project",
        about="Delete a project with all its sections and tasks.",
        calls=[delete("/projects/{project_id}")],
        takes={"project_id": PROJECT_ID},
        gives={"success": DONE},
        scopes=("project:delete",),
        is_sensitive=True,
    ),
    Operation(
        id="b435b5ea-de14-11ef-8b51-32d3674e8b7e",
        slug="get_project",
        about="Read a project.",
        calls=[get("/projects/{project_id}")],
        takes={"project_id": PROJECT_ID},
        gives={
            "project_id": gives(str, "Its id", "id"),
            "project_name": gives(str, "Its name", "name"),
            "project_url": gives(str, "Its address", project_address),
            "complete_data": gives(dict[str, Any], "All that is known of it", "@"),
        },
        scopes=READS,
    ),
    Operation(
        id="c99c804e-de14-11ef-9f47-32d3674e8b7e",
        slug="list_collaborators",
        about="List those who work on a shared project.",
        calls=[get("/projects/{project_id}/collaborators", TWO_HUNDRED)],
        takes={"project_id": PROJECT_ID},
        gives={
            "collaborator_ids": gives(list[str], "Their ids", "results[].id"),
            "collaborator_names": gives(list[str], "Their names", "results[].name"),
            "collaborator_emails": gives(list[str], "Their e-mail addresses", "results[].email"),
            "complete_data": gives(list[dict[str, Any]], "All that is known of them", "results"),
        },
        paging=ALL,
        scopes=READS,
    ),
    Operation(
        id="5f3e1d5b-6bc5-40e3-97ee-1318b3f38813",
        slug="list_projects",
        about="List all projects.",
        calls=[get("/projects", TWO_HUNDRED)],
        takes={},
        gives={
            "names_list": gives(list[str], "Their names", "results[].name"),
            "ids_list": gives(list[str], "Their ids", "results[].id"),
            "url_list": gives(list[str], "Their addresses", project_addresses),
            "complete_data": gives(list[dict[str, Any]], "All that is known of them", "results"),
        },
        paging=ALL,
        scopes=READS,
    ),
    Operation(
        id="ba41a20a-de14-11ef-91d7-32d3674e8b7e",
        slug="update_project",
        about="Change a project.",
        calls=[post("/projects/{project_id}", "name color is_favorite view_style")],
        takes={
            "project_id": PROJECT_ID,
            "name": text("Its new name; as it is if empty", None, example="Garden and yard"),
            "color": NEW_COLOR,
            "is_favorite": flag("Whether it is a favourite", None, advanced=True),
            "view_style": VIEW,
        },
        gives={"success": DONE},
        scopes=WRITES,
        repeats=True,
    ),
    Operation(
        id="f0e52eee-de14-11ef-9b12-32d3674e8b7e",
        slug="delete_section",
        about="Delete a section with all its tasks.",
        calls=[delete("/sections/{section_id}")],
        takes={"section_id": SECTION_ID},
        gives={"success": DONE},
        scopes=DELETES,
        is_sensitive=True,
    ),
    Operation(
        id="ea5580e2-de14-11ef-a5d3-32d3674e8b7e",
        slug="get_section",
        about="Read a section.",
        calls=[get("/sections/{section_id}")],
        takes={"section_id": SECTION_ID},
        gives={
            "id": gives(str, "Its id"),
            "project_id": gives(str, "Its project's id"),
            "order": gives(int, "Its place in the project", "section_order"),
            "name": gives(str, "Its name"),
        },
        scopes=READS,
    ),
    Operation(
        id="d6a116d8-de14-11ef-a94c-32d3674e8b7e",
        slug="list_sections",
        about="List the sections of a project.",
        calls=[get("/sections", {"project_id": "{project_id}", **TWO_HUNDRED})],
        takes={
            "project_id": text("The project's id; all projects if empty", None, example="6Jf8VQXxpwv56VQ7")
        },
        gives={
            "names_list": gives(list[str], "Their names", "results[].name"),
            "ids_list": gives(list[str], "Their ids", "results[].id"),
            "complete_data": gives(list[dict[str, Any]], "All that is known of them", "results"),
        },
        paging=ALL,
        scopes=READS,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
