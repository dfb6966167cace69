"""Records. https://airtable.com/developers/web/api/list-records"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.airtable._api import API, BASE, OBJECTS, TABLES
from blocks.rest import (
    Operation,
    Values,
    blocks_of,
    delete,
    echo,
    flag,
    get,
    gives,
    items,
    number,
    patch,
    post,
    text,
)

AT_ONCE = 10  # records that Airtable takes in one call

TABLE = text("The table's id or name", example="Prices", min_length=1)

RECORDS = "/v0/{base_id}/{table_id_or_name}"

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


NORMALIZE = flag("With fields that are empty, which Airtable leaves out", True, advanced=True)
METADATA = flag("With what is known of the fields", False, advanced=True)

OPERATIONS = (
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
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
