"""Bases, and the tables and fields in them. https://airtable.com/developers/web/api/get-base-schema"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.airtable._api import API, BASE, OBJECTS, TABLES
from blocks.rest import (
    Operation,
    Values,
    blocks_of,
    choice,
    echo,
    flag,
    get,
    gives,
    items,
    mapping,
    patch,
    post,
    text,
)

TABLE_ID = text("The table's id", example="tbltp8DGLhqbUmjK1", min_length=1)

_TYPES = (
    "singleLineText email url multilineText number percent currency singleSelect multipleSelects "
    "singleCollaborator "
    "multipleCollaborators multipleRecordLinks date dateTime phoneNumber multipleAttachments checkbox "
    "formula "
    "createdTime rollup count lookup multipleLookupValues autoNumber barcode rating richText duration "
    "lastModifiedTime "
    "button createdBy lastModifiedBy externalSyncSource aiText"
)


def known_base(values: Values) -> Values:
    """`base`, if one of that name is there and will do; else `create`."""
    bases = values.get("bases") or ()
    found = next((base for base in bases if base["name"] == values["name"]), None)
    return {"base_id": found and found["id"], "create": found is None, "is_found": found is not None}


OPERATIONS = (
    Operation(
        id="f59b88a8-54ce-4676-a508-fd614b4e8dce",
        slug="create_base",
        about="Create a base, or find one of that name.",
        calls=[
            get("/v0/meta/bases", when="find_existing", keep={"bases": "bases"}),
            post(
                "/v0/meta/bases",
                {"workspaceId": "{workspace_id}", "name": "{name}", "tables": "{tables}"},
                when="create",
                derive=known_base,
                keep={"base_id": "id", "made": "tables"},
            ),
            get(TABLES, when="is_found", keep={"made": "tables"}),
        ],
        takes={
            "workspace_id": text("The workspace's id", example="wspmhESAta6clCCwF", min_length=1),
            "name": text("Its name", example="Roof", min_length=1),
            "find_existing": flag("One that has this name will do", True),
            "tables": items(
                dict[str, Any],
                "Its tables: name, description, fields (name, type, options)",
                [
                    {
                        "description": "Default table",
                        "name": "Default table",
                        "fields": [
                            {
                                "name": "ID",
                                "type": "number",
                                "description": "Auto-incrementing ID field",
                                "options": {"precision": 0},
                            }
                        ],
                    }
                ],
            ),
        },
        gives={
            "base_id": echo(str, "Its id"),
            "tables": echo(OBJECTS, "Its tables", "made"),
            "table": gives(dict[str, Any], "Each table, on its own", each="tables"),
            "was_created": echo(bool, "Whether it is new", "create"),
        },
    ),
    Operation(
        id="4bd8d466-ed5d-4e44-8083-97f25a8044e7",
        slug="list_bases",
        about="List the bases that the credential reaches.",
        calls=[get("/v0/meta/bases", "offset")],
        takes={
            "trigger": text("Makes it run; its value does not matter", "manual", advanced=True),
            "offset": text("Where a list before ended", "", advanced=True),
        },
        gives={
            "bases": gives(OBJECTS, "The bases: id, name, permissionLevel"),
            "offset": gives(str | None, "Where the next list begins, if there is more"),
        },
    ),
    Operation(
        id="64291d3c-99b5-47b7-a976-6d94293cdb2d",
        slug="list_schema",
        about="Tell the tables and fields of a base.",
        calls=[get(TABLES)],
        takes={"base_id": BASE},
        gives={
            "base_schema": gives(dict[str, Any], "All that is known of it", "@"),
            "tables": gives(OBJECTS, "Its tables"),
        },
    ),
    Operation(
        id="fcc20ced-d817-42ea-9b40-c35e7bf34b4f",
        slug="create_table",
        about="Add a table to a base.",
        calls=[post(TABLES, {"name": "{table_name}", "fields": "{table_fields}"})],
        takes={
            "base_id": BASE,
            "table_name": text("Its name", example="Prices", min_length=1),
            "table_fields": items(
                dict[str, Any],
                "Its fields: name, type, options",
                [{"name": "Name", "type": "singleLineText"}],
            ),
        },
        gives={
            "table": gives(dict[str, Any], "The table: id, name, fields", "@"),
            "table_id": gives(str, "Its id", "id"),
        },
    ),
    Operation(
        id="34077c5f-f962-49f2-9ec6-97c67077013a",
        slug="update_table",
        about="Change the name or description of a table.",
        calls=[
            patch(
                f"{TABLES}/{{table_id}}",
                {
                    "name": "{table_name}",
                    "description": "{table_description}",
                    "dateDependencySettings": "{date_dependency}",
                },
            )
        ],
        takes={
            "base_id": BASE,
            "table_id": TABLE_ID,
            "table_name": text("Its name", None),
            "table_description": text("What it is for", None),
            "date_dependency": mapping("How dates of its records depend on each other", None),
        },
        gives={"table": gives(dict[str, Any], "The table: id, name, fields", "@")},
        repeats=True,
    ),
    Operation(
        id="6c98a32f-dbf9-45d8-a2a8-5e97e8326351",
        slug="create_field",
        about="Add a field to a table.",
        calls=[
            post(
                f"{TABLES}/{{table_id}}/fields",
                {
                    "name": "{name}",
                    "type": "{field_type}",
                    "description": "{description}",
                    "options": "{options}",
                },
            )
        ],
        takes={
            "base_id": BASE,
            "table_id": TABLE_ID,
            "field_type": choice(_TYPES, "What it holds", "singleLineText"),
            "name": text("Its name", example="Price", min_length=1),
            "description": text("What it is for", None),
            "options": mapping("Its options, by what it holds", None),
        },
        gives={
            "field": gives(dict[str, Any], "The field: id, name, type", "@"),
            "field_id": gives(str, "Its id", "id"),
        },
    ),
    Operation(
        id="f46ac716-3b18-4da1-92e4-34ca9a464d48",
        slug="update_field",
        about="Change the name or description of a field.",
        calls=[patch(f"{TABLES}/{{table_id}}/fields/{{field_id}}", "name description")],
        takes={
            "base_id": BASE,
            "table_id": TABLE_ID,
            "field_id": text("The field's id", example="fldoi0c3GaRQJ3xnI", min_length=1),
            "name": text("Its name", None),
            "description": text("What it is for", None),
        },
        gives={"field": gives(dict[str, Any], "The field: id, name, type", "@")},
        repeats=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
