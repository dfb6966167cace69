"""Pages, databases and searches. https://developers.notion.com/reference/intro"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.notion._pages import (
    blocks_of_text,
    entry_of,
    markdown_of,
    page_id,
    property_of,
    rich,
    simple,
    title_of,
)
from blocks.rest import (
    Api,
    Operation,
    Paging,
    PagingStyle,
    Values,
    blocks_of,
    choice,
    echo,
    flag,
    get,
    gives,
    mapping,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="notion",
    name="Notion",
    base_url="https://api.notion.com/v1",
    headers={"Notion-Version": "2022-06-28"},
    category=Category.PRODUCTIVITY,
)
OBJECTS = list[dict[str, Any]]
MOST_BLOCKS = 100  # Notion's own limit, of one call

PAGE_ID = text("The page's id or address", example="59833787-2cf9-4fdf-8782-e53db20768a5", read=page_id)


def cursor(limit: str | None = None, *, in_body: bool = True) -> Paging:
    return Paging(
        style=PagingStyle.CURSOR,
        items="results",
        next="has_more && next_cursor",
        field="start_cursor",
        in_body=in_body,
        limit=limit,
    )


def new_page(values: Values) -> Values:
    """`parent`, `all_properties` and `children` of the page to make."""
    title = {"title": rich(values["title"])}
    given = {name: property_of(value) for name, value in (values["properties"] or {}).items()}
    children = blocks_of_text(values["content"] or "")
    if len(children) > MOST_BLOCKS:
        raise ValueError(
            f"`content` has {len(children):,} lines; at most {MOST_BLOCKS} can be written at once."
        )
    if values["parent_database_id"]:
        name = next(
            (name for name, kind in values["database"]["properties"].items() if kind["type"] == "title"),
            "Name",
        )
        parent = {"database_id": values["parent_database_id"]}
        return {"parent": parent, "all_properties": {**given, name: title}, "children": children}
    if not values["parent_page_id"]:
        raise ValueError("Give `parent_page_id` or `parent_database_id`.")
    return {
        "parent": {"page_id": values["parent_page_id"]},
        "all_properties": {"title": title},
        "children": children,
    }


def emoji(given: str) -> dict[str, str]:
    return {"type": "emoji", "emoji": given}


def entry_filter(values: Values) -> Values:
    """`filter` and `sorts` for what is asked, by the kind of the property."""
    told: dict[str, Any] = {"filter": None, "sorts": None}
    wanted, kinds = values["filter_property"], values["database"]["properties"]
    if wanted and values["filter_value"] is not None:
        kind = kind_of(kinds, wanted, "filter_property")
        told["filter"] = {"property": wanted, kind: condition(kind, values["filter_value"])}
    if values["sort_property"]:
        kind_of(kinds, values["sort_property"], "sort_property")
        told["sorts"] = [
            {"property": values["sort_property"], "direction": values["sort_direction"] or "ascending"}
        ]
    told["page_size"] = min(values["limit"], 100)
    return told


def kind_of(kinds: dict[str, Any], name: str, pin: str) -> str:
    if name not in kinds:
        raise ValueError(f"`{pin}`: the database has no property {name[:100]!r}. It has {', '.join(kinds)}.")
    return str(kinds[name]["type"])


def condition(kind: str, value: str) -> dict[str, Any]:
    match kind:
        case "checkbox":
            return {"equals": value.strip().lower() in ("true", "yes", "1")}
        case "number":
            return {"equals": float(value)}
        case "select" | "status" | "date":
            return {"equals": value}
    return {"contains": value}


def search_filter(values: Values) -> Values:
    wanted = values["filter_type"]
    told = {"property": "object", "value": wanted} if wanted else None
    return {"filter": told, "page_size": min(values["limit"], 100)}


def found_of(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": found["id"],
        "type": found["object"],
        "title": title_of(found),
        "url": found.get("url", ""),
        "created_time": found.get("created_time"),
        "last_edited_time": found.get("last_edited_time"),
        "parent": found.get("parent"),
    }


def page_text(values: Values) -> str:
    head = f"# {title_of(values['page'])}\n\n" if values["include_title"] and title_of(values["page"]) else ""
    return head + markdown_of(values["blocks"])


OPERATIONS = (
    Operation(
        id="c15febe0-66ce-4c6f-aebd-5ab351653804",
        slug="create_page",
        about="Make a page below another, or in a database.",
        calls=[
            get("/databases/{parent_database_id}", when="parent_database_id", keep={"database": "@"}),
            post(
                "/pages",
                {
                    "parent": "{parent}",
                    "properties": "{all_properties}",
                    "children": "{children}",
                    "icon": "{icon_emoji}",
                },
                derive=new_page,
            ),
        ],
        takes={
            "parent_page_id": text("The page below which it goes", None, read=page_id),
            "parent_database_id": text("The database that it becomes part of", None, read=page_id),
            "title": text("Its title", example="Roof", min_length=1),
            "content": text("What it says, in simple Markdown", None, long=True),
            "properties": mapping("Properties of the database, as plain values or as Notion has them", None),
            "icon_emoji": text("An emoji as its icon", None, read=emoji, advanced=True),
        },
        gives={"page_id": gives(str, "Its id", "id"), "page_url": gives(str, "Its address", "url")},
    ),
    Operation(
        id="fcd53135-88c9-4ba3-be50-cc6936286e6c",
        slug="read_database",
        about="Read the entries of a database.",
        calls=[
            get("/databases/{database_id}", keep={"database": "@"}),
            post(
                "/databases/{database_id}/query",
                "filter sorts page_size",
                derive=entry_filter,
                reads=True,
            ),
        ],
        takes={
            "database_id": text(
                "The database's id or address", example="d9824bdc-8445-4327-be8b-5b47500af6ce", read=page_id
            ),
            "filter_property": text("Only entries whose property of this name …", None),
            "filter_value": text("… is, or holds, this", None),
            "sort_property": text("Sorted by this property", None),
            "sort_direction": choice("ascending descending", "Upwards or downwards", "ascending"),
            "limit": number("At most so many", 100, ge=1, le=1_000),
        },
        gives={
            "entries": gives(
                OBJECTS,
                "The entries: _id, _url, and their properties",
                lambda found: [entry_of(one) for one in found["results"]],
            ),
            "entry": gives(dict[str, Any], "Each entry, on its own", each="entries"),
            "entry_ids": gives(list[str], "Their ids", "results[].id"),
            "entry_id": gives(str, "Each id, on its own", each="entry_ids"),
            "count": gives(int, "How many there are", "length(results)"),
            "database_title": echo(str, "The database's title", lambda values: title_of(values["database"])),
        },
        paging=cursor("limit"),
    ),
    Operation(
        id="5246cc1d-34b7-452b-8fc5-3fb25fd8f542",
        slug="read_page",
        about="Read the properties of a page.",
        calls=[get("/pages/{page_id}")],
        takes={"page_id": PAGE_ID},
        gives={
            "page": gives(dict[str, Any], "The page, as Notion has it", "@"),
            "values": gives(
                dict[str, Any],
                "Its properties as plain values",
                lambda page: {name: simple(value) for name, value in page.get("properties", {}).items()},
            ),
        },
    ),
    Operation(
        id="d1312c4d-fae2-4e70-893d-f4d07cce1d4e",
        slug="read_page_markdown",
        about="Read what a page says, as Markdown.",
        calls=[
            get("/pages/{page_id}", keep={"page": "@"}),
            get("/blocks/{page_id}/children", {"page_size": 100}, keep={"blocks": "results"}),
        ],
        takes={"page_id": PAGE_ID, "include_title": flag("With its title on top", True)},
        gives={
            "markdown": echo(str, "What it says", page_text),
            "title": echo(str, "Its title", lambda values: title_of(values["page"])),
        },
        paging=cursor(in_body=False),
    ),
    Operation(
        id="313515dd-9848-46ea-9cd6-3c627c892c56",
        slug="search",
        about="Search for pages and databases.",
        calls=[post("/search", "query filter page_size", derive=search_filter, reads=True)],
        takes={
            "query": text("What their titles hold; all if empty", ""),
            "filter_type": choice("page database", "Only these", None),
            "limit": number("At most so many", 20, ge=1, le=1_000),
        },
        gives={
            "results": gives(
                OBJECTS,
                "What was found: id, type, title, url …",
                lambda found: [found_of(one) for one in found["results"]],
            ),
            "result": gives(dict[str, Any], "Each of them, on its own", each="results"),
            "result_ids": gives(list[str], "Their ids", "results[].id"),
            "count": gives(int, "How many there are", "length(results)"),
        },
        paging=cursor("limit"),
        categories=(Category.PRODUCTIVITY, Category.SEARCH),
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
