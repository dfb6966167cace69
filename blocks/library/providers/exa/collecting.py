"""Many things of websets at once, and lists of one's own. https://docs.exa.ai/websets/api"""

from __future__ import annotations

import csv
import io
from typing import Any

from blocks.library.providers.exa._api import (
    API,
    ENTITIES,
    NOTES,
    OBJECTS,
    WEBSET,
    WEBSET_ID,
    entity,
    found_in,
    row,
)
from blocks.library.providers.exa._items import as_text, shaped
from blocks.rest import (
    Body,
    Paging,
    PagingStyle,
    Values,
    blocks_of,
    choice,
    echo,
    flag,
    get,
    gives,
    number,
    post,
    put,
    text,
)
from blocks.sdk import Category

ITEMS = f"{WEBSET}/items"
MOST_ITEMS, PAGE = 1_000, 100
PAGES = Paging(
    style=PagingStyle.CURSOR,
    items="data",
    next="nextCursor",
    field="cursor",
    limit="max_items",
    max_pages=MOST_ITEMS // PAGE,
    max_items=MOST_ITEMS,
)
AT_MOST = number("At most so many", 100, ge=1, le=MOST_ITEMS)
ENRICHMENTS = flag("With what was found out on each", True)
CONTENT = flag("With what the page of each says", True)
MOST_CHARACTERS = 5_000_000
ALL = [
    get(WEBSET, keep={"webset": "@"}),
    get(ITEMS, {"limit": PAGE}, keep={"seen": "data"}),
]


def gathered(values: Values) -> list[dict[str, Any]]:
    with_content, with_enrichments = values["include_content"], values["include_enrichments"]
    return [
        shaped(item, with_content=with_content, with_enrichments=with_enrichments)
        for item in values.get("seen") or ()
    ]


def total(values: Values) -> int:
    return max(found_in(values["webset"]), len(values.get("seen") or ()))


def is_cut(values: Values) -> bool:
    return total(values) > len(values.get("seen") or ())


def page_size(values: Values) -> Values:
    return {"page": min(values["max_items"], PAGE)}


def table_of(values: Values) -> Values:
    """What Exa wants to know of a table before it comes."""
    content = values["csv_data"]
    rows = sum(1 for line in csv.reader(io.StringIO(content)) if line)
    if rows < 2:
        raise ValueError("`csv_data` needs a line of names, and lines below it.")
    columns = {"identifier": values["identifier_column"], "url": values["url_column"]}
    return {
        "size": len(content.encode()),
        "rows": rows - 1,
        "columns": {name: place for name, place in columns.items() if place is not None},
        "entity": entity(values),
    }


def columns_of(values: Values) -> list[str]:
    return [one.get("title") or one["description"] for one in values["webset"].get("enrichments") or ()]


def counted(values: Values) -> int:
    return int(values["made"].get("count") or values["rows"])


OPERATIONS = (
    row(
        "dbd619f5-476e-4395-af9a-a7a7c0fb8c4e",
        "bulk_webset_items",
        "Fetch the things that a webset found.",
        ALL,
        {
            **WEBSET_ID,
            "max_items": AT_MOST,
            "include_enrichments": ENRICHMENTS,
            "include_content": CONTENT,
        },
        {
            "items": echo(OBJECTS, "The things", gathered),
            "item": gives(dict[str, Any], "Each of them, on its own", each="items"),
            "total_retrieved": echo(int, "How many they are", lambda values: len(values["seen"] or ())),
            "truncated": echo(bool, "Whether there are more", is_cut),
        },
        paging=PAGES,
        computes=True,
        timeout_seconds=120.0,
    ),
    row(
        "5da9d0fd-4b5b-4318-8302-8f71d0ccce9d",
        "export_webset",
        "Write the things that a webset found as JSON or as a table.",
        ALL,
        {
            **WEBSET_ID,
            "format": choice("json csv jsonl", "How they are written", "json"),
            "include_content": CONTENT,
            "include_enrichments": ENRICHMENTS,
            "max_items": AT_MOST,
        },
        {
            "export_data": echo(
                str, "The things, written", lambda values: as_text(gathered(values), values["format"])
            ),
            "item_count": echo(int, "How many they are", lambda values: len(values["seen"] or ())),
            "total_items": echo(int, "How many there are", total),
            "truncated": echo(bool, "Whether there are more", is_cut),
            "format": echo(str, "How they are written"),
        },
        paging=PAGES,
        computes=True,
        timeout_seconds=120.0,
        categories=(Category.DATA,),
    ),
    row(
        "3ff9bdf5-9613-4d21-8a60-90eb8b69c414",
        "new_webset_items",
        "Fetch the things that a webset found since a list before.",
        get(ITEMS, {"cursor": "{since_cursor}", "limit": "{page}"}, derive=page_size),
        {
            **WEBSET_ID,
            "since_cursor": text("`next_cursor` of the list before", None),
            "max_items": number(f"At most so many, {PAGE} at a time", PAGE, ge=1, le=MOST_ITEMS),
        },
        {
            "new_items": gives(OBJECTS, "The things", lambda answer: [shaped(one) for one in answer["data"]]),
            "item": gives(dict[str, Any], "Each of them, on its own", each="new_items"),
            "count": gives(int, "How many they are", "length(data)"),
            "next_cursor": gives(str | None, "Where the next list begins", "nextCursor"),
            "has_more": gives(bool, "Whether there are more", "hasMore"),
        },
        categories=(Category.DATA, Category.SEARCH),
    ),
    row(
        "db7813ad-10bd-4652-8623-5667d6fecdd5",
        "webset_items_summary",
        "Tell what kind of things a webset found, and show some.",
        [
            get(WEBSET, keep={"webset": "@"}),
            get(ITEMS, {"limit": "{sample_size}"}, when="sample_size", keep={"seen": "data"}),
        ],
        {**WEBSET_ID, "sample_size": number("So many are shown", 5, ge=0, le=10)},
        {
            "total_items": echo(int, "How many there are", total),
            "entity_type": echo(str, "The kind of thing", "webset.searches[0].entity.type || 'unknown'"),
            "sample_items": echo(
                OBJECTS, "Some of them", lambda values: [shaped(one) for one in values.get("seen") or ()]
            ),
            "enrichment_columns": echo(list[str], "What is found out on each", columns_of),
        },
    ),
    row(
        "020a35d8-8a53-4e60-8b60-1de5cbab1df3",
        "create_import",
        "Hand Exa a table of your own, to search within or to leave out.",
        [
            post(
                "/websets/v0/imports",
                {
                    "title": "{title}",
                    "format": "csv",
                    "size": "{size}",
                    "count": "{rows}",
                    "csv": "{columns}",
                    "entity": "{entity}",
                    "metadata": "{metadata}",
                },
                derive=table_of,
                keep={"made": "@", "upload_to": "uploadUrl"},
            ),
            put(
                "{upload_to}",
                "{csv_data}",
                elsewhere=True,
                encoding=Body.RAW,
                headers={"Content-Type": "text/csv"},
                when="upload_to",
            ),
        ],
        {
            "title": text("What it is called", example="Our customers", min_length=1),
            "csv_data": text(
                "The table as CSV, with a line of names",
                example="name,url\nExample,https://example.com",
                min_length=1,
                max_length=MOST_CHARACTERS,
                long=True,
            ),
            "entity_type": choice(ENTITIES, "The kind of thing", "company"),
            "entity_description": text("What kind, if custom", None),
            "identifier_column": number("The place of the column with the names, from 0", 0, ge=0),
            "url_column": number("The place of the column with the addresses, from 0", None, ge=0),
            "metadata": NOTES,
        },
        {
            "import_id": echo(str, "The import's id", "made.id"),
            "status": echo(str, "How far it is", "made.status"),
            "title": echo(str, "What it is called"),
            "count": echo(int, "How many things are in it", counted),
            "entity_type": echo(str, "The kind of thing"),
            "upload_url": echo(str | None, "Nothing: the table has been sent there", lambda values: None),
            "upload_valid_until": echo(str | None, "How long that would go", "made.uploadValidUntil"),
            "created_at": echo(str, "When it was made", "made.createdAt"),
        },
        categories=(Category.DATA,),
        timeout_seconds=120.0,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
