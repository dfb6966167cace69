"""Airtable. https://airtable.com/developers/web/api"""

from __future__ import annotations

from typing import Any

from blocks.rest import (
    Api,
    Operation,
    Values,
    blocks_of,
    choice,
    delete,
    echo,
    flag,
    get,
    gives,
    items,
    mapping,
    number,
    patch,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="airtable",
    name="Airtable",
    base_url="https://api.airtable.com",
    said="error.message || error.type || error",
    category=Category.DATA,
)
OBJECTS = list[dict[str, Any]]
AT_ONCE = 10  # records that Airtable takes in one call

BASE = text("The base's id", example="appLkNDICXNqxSDhG", min_length=1)
TABLE = text("The table's id or name", example="Prices", min_length=1)
TABLE_ID = text("The table's id", example="tbltp8DGLhqbUmjK1", min_length=1)
RECORDS = "/v0/{base_id}/{table_id_or_name}"
TABLES = "/v0/meta/bases/{base_id}/tables"
_TYPES = (
    "singleLineText email url multilineText number percent currency singleSelect multipleSelects "
    "singleCollaborator "
    "multipleCollaborators multipleRecordLinks date dateTime phoneNumber multipleAttachments checkbox "
    "formula "
    "createdTime rollup count lookup multipleLookupValues autoNumber barcode rating richText duration "
    "lastModifiedTime "
    "button createdBy lastModifiedBy externalSyncSource aiText"
)
_EMPTY: dict[str, Any] = {
    "checkbox": False,
    "multipleSelects": [],
    "multipleRecordLinks": [],
    "multipleAttachments": [],
    "multipleCollaborators": [],
}


def chunks(values: Values) -> Values:
    """`chunks` of records, as many as one call takes; each is `{"fields"}` or its fields alone."""
    records = [record if "fields" in record else {"fields": record} for record in values["records"]]
    return {"chunks": [records[at : at + AT_ONCE] for at in range(0, len(records), AT_ONCE)]}


def id_chunks(values: Values) -> Values:
    ids = values["record_ids"]
    return {"chunks": [ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)]}


def fields_of(values: Values) -> list[dict[str, Any]]:
    """Of the table that is read."""
    wanted = values["table_id_or_name"]
    for table in values.get("tables") or ():
        if wanted in (table["id"], table["name"]):
            return list(table["fields"])
    return []


def whole(record: dict[str, Any], values: Values) -> dict[str, Any]:
    """The record's fields, with those that are empty: Airtable leaves them out."""
    told = {field["name"]: _EMPTY.get(field["type"]) for field in fields_of(values)}
    return {**told, **record.get("fields", {})}


def metadata(values: Values) -> dict[str, Any] | None:
    if not values["include_field_metadata"]:
        return None
    return {
        field["name"]: {key: value for key, value in field.items() if key != "name"}
        for field in fields_of(values)
    }


def listed(values: Values) -> list[dict[str, Any]]:
    found = values["found"].get("records", [])
    return [{**record, "fields": whole(record, values)} for record in found]


def needs_schema(values: Values) -> Values:
    return {"needs_schema": values["normalize_output"] or values["include_field_metadata"]}


def known_base(values: Values) -> Values:
    """`base`, if one of that name is there and will do; else `create`."""
    bases = values.get("bases") or ()
    found = next((base for base in bases if base["name"] == values["name"]), None)
    return {"base_id": found and found["id"], "create": found is None, "is_found": found is not None}


NORMALIZE = flag("With fields that are empty, which Airtable leaves out", True, advanced=True)
METADATA = flag("With what is known of the fields", False, advanced=True)

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
        id="42527e98-47b6-44ce-ac0e-86b4883721d3",
        slug="create_records",
        about="Add records to a table.",
        calls=[
            post(
                RECORDS,
                {
                    "records": "{item}",
                    "typecast": "{typecast}",
                    "returnFieldsByFieldId": "{return_fields_by_field_id}",
                },
                over="chunks",
                derive=chunks,
            )
        ],
        takes={
            "base_id": BASE,
            "table_id_or_name": TABLE,
            "records": items(
                dict[str, Any],
                "The records, each as its fields",
                example=[{"Name": "tile", "Price": 3.5}],
                min_length=1,
                max_length=1_000,
            ),
            "skip_normalization": flag("Without looking for fields that are empty", False, advanced=True),
            "typecast": flag("Texts may become numbers, dates, new choices", False),
            "return_fields_by_field_id": flag("Name fields by their ids", None, advanced=True),
        },
        gives={
            "records": gives(OBJECTS, "The records: id, createdTime, fields", "[].records[]"),
            "details": gives(
                dict[str, Any],
                "How many were added: created",
                lambda answers: {"created": sum(len(answer["records"]) for answer in answers)},
            ),
        },
    ),
    Operation(
        id="93e22b8b-3642-4477-aefb-1c0929a4a3a6",
        slug="delete_records",
        about="Delete records of a table.",
        calls=[delete(RECORDS, {"records[]": "{item}"}, over="chunks", derive=id_chunks)],
        takes={
            "base_id": BASE,
            "table_id_or_name": TABLE,
            "record_ids": items(
                str, "Their ids", example=["rec560UJdUtocSouk"], min_length=1, max_length=1_000
            ),
        },
        gives={"records": gives(OBJECTS, "What was deleted: id, deleted", "[].records[]")},
        is_sensitive=True,
    ),
    Operation(
        id="c29c5cbf-0aff-40f9-bbb5-f26061792d2b",
        slug="get_record",
        about="Read a record of a table.",
        calls=[
            get(f"{RECORDS}/{{record_id}}", keep={"found": "@"}, derive=needs_schema),
            get(TABLES, when="needs_schema", keep={"tables": "tables"}),
        ],
        takes={
            "base_id": BASE,
            "table_id_or_name": TABLE,
            "record_id": text("The record's id", example="rec560UJdUtocSouk", min_length=1),
            "normalize_output": NORMALIZE,
            "include_field_metadata": METADATA,
        },
        gives={
            "id": echo(str, "Its id", "found.id"),
            "fields": echo(dict[str, Any], "Its fields", lambda values: whole(values["found"], values)),
            "created_time": echo(str, "When it was made", "found.createdTime"),
            "field_metadata": echo(dict[str, Any] | None, "What is known of its fields", metadata),
        },
    ),
    Operation(
        id="588a9fde-5733-4da7-b03c-35f5671e960f",
        slug="list_records",
        about="List records of a table.",
        calls=[
            post(
                f"{RECORDS}/listRecords",
                lambda values: {
                    name: value
                    for name, value in (
                        ("filterByFormula", values["filter_formula"]),
                        ("view", values["view"]),
                        ("sort", values["sort"]),
                        ("maxRecords", values["max_records"]),
                        ("pageSize", values["page_size"]),
                        ("offset", values["offset"]),
                        ("fields", values["return_fields"]),
                    )
                    if value
                },
                derive=needs_schema,
                reads=True,
                keep={"found": "@", "next": "offset"},
            ),
            get(TABLES, when="needs_schema", keep={"tables": "tables"}),
        ],
        takes={
            "base_id": BASE,
            "table_id_or_name": TABLE,
            "filter_formula": text("Only those for which this formula is true", ""),
            "view": text("Only those of this view", ""),
            "sort": items(dict[str, Any], "By which fields: field, direction (asc or desc)", []),
            "max_records": number("At most so many, over all lists", 100, ge=1, le=100_000),
            "page_size": number("At most so many in one list", 100, ge=1, le=100),
            "offset": text("Where a list before ended", "", advanced=True),
            "return_fields": items(str, "Only these fields", []),
            "normalize_output": NORMALIZE,
            "include_field_metadata": METADATA,
        },
        gives={
            "records": echo(OBJECTS, "The records: id, createdTime, fields", listed),
            "offset": echo(str | None, "Where the next list begins, if there is more", "next"),
            "field_metadata": echo(dict[str, Any] | None, "What is known of the fields", metadata),
        },
    ),
    Operation(
        id="6e7d2590-ac2b-4b5d-b08c-fc039cd77e1f",
        slug="update_records",
        about="Change records of a table.",
        calls=[patch(RECORDS, {"records": "{item}", "typecast": "{typecast}"}, over="chunks", derive=chunks)],
        takes={
            "base_id": BASE,
            "table_id_or_name": TABLE,
            "records": items(
                dict[str, Any],
                "The records: id, and fields to change",
                example=[{"id": "rec560UJdUtocSouk", "fields": {"Price": 4}}],
                min_length=1,
                max_length=1_000,
            ),
            "typecast": flag("Texts may become numbers, dates, new choices", None),
        },
        gives={"records": gives(OBJECTS, "The records: id, createdTime, fields", "[].records[]")},
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
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
