"""Websets: lists of things that Exa looks for, checks and enriches. https://docs.exa.ai/websets/api"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.exa._api import (
    API,
    CREATED_AT,
    ENTITIES,
    EXTERNAL_ID,
    METADATA,
    NOTES,
    OBJECTS,
    OVER,
    PAGE,
    QUERY,
    SETS,
    STATUS,
    SUCCESS,
    UPDATED_AT,
    WAIT,
    WAIT_TIME,
    WAITING,
    WEBSET,
    WEBSET_ID,
    entity,
    id_of,
    id_pin,
    listing,
    page_of,
    row,
    waiting,
)
from blocks.rest import (
    Values,
    anything,
    blocks_of,
    choice,
    delete,
    echo,
    flag,
    get,
    gives,
    items,
    number,
    post,
    text,
)

SEARCH_ID, ITEM_ID = id_pin("search"), id_pin("item")
SEARCH = f"{WEBSET}/searches/{{search_id}}"


def described(values: Values) -> Values:
    return {"entity": entity(values)}


def new_search(values: Values) -> Values:
    """`entity`, `criterion_list` and what is left out or looked through."""
    return {
        "entity": entity(values),
        "criterion_list": [{"description": one} for one in values["criteria"] or ()] or None,
        "exclude": _sources(values["exclude_source_ids"], values["exclude_source_types"]),
        "scope": _scope(values),
    }


def _scope(values: Values) -> list[dict[str, Any]] | None:
    """What is looked through, and what the things are to be to those that are in it."""
    found: list[dict[str, Any]] = list(
        _sources(values["scope_source_ids"], values["scope_source_types"]) or ()
    )
    limits = list(values["scope_relationship_limits"] or ())
    for place, (one, how) in enumerate(zip(found, values["scope_relationships"] or (), strict=False)):
        limit = limits[place] if place < len(limits) else None
        one["relationship"] = {"definition": how, **({"limit": limit} if limit else {})}
    return found or None


def _sources(ids: list[str] | None, kinds: list[str] | None) -> list[dict[str, str]] | None:
    kinds = list(kinds or ())
    return [
        {"source": kinds[place] if place < len(kinds) else "import", "id": one}
        for place, one in enumerate(ids or ())
    ] or None


WEBSETS = (
    row(
        "6ab8e12a-132c-41bf-b5f3-d662620fa832",
        "get_webset",
        "Tell what is known of a webset.",
        get(WEBSET),
        WEBSET_ID,
        {
            **id_of("webset"),
            "status": STATUS,
            "external_id": EXTERNAL_ID,
            "searches": gives(OBJECTS, "Its searches"),
            "enrichments": gives(OBJECTS, "Its enrichments"),
            "monitors": gives(OBJECTS, "Its monitors"),
            "metadata": METADATA,
            "created_at": CREATED_AT,
            "updated_at": UPDATED_AT,
        },
    ),
    row(
        "1dcd8fd6-c13f-4e6f-bd4c-654428fa4757",
        "list_websets",
        "List websets.",
        page_of(SETS),
        {
            "trigger": anything("Makes it run; its value does not matter", None, advanced=True),
            "cursor": PAGE["cursor"],
            "limit": PAGE["limit"],
        },
        {name: told for name, told in listing("websets", "webset").items() if name != "webset"},
    ),
    row(
        "e40a6420-1db8-47bb-b00a-0e6aecd74176",
        "cancel_webset",
        "Stop all work on a webset.",
        post(f"{WEBSET}/cancel"),
        WEBSET_ID,
        {**id_of("webset"), "status": STATUS, "external_id": EXTERNAL_ID, "success": SUCCESS},
        repeats=True,
    ),
    row(
        "aa6994a2-e986-421f-8d4c-7671d3be7b7e",
        "delete_webset",
        "Delete a webset with its items.",
        delete(WEBSET),
        WEBSET_ID,
        {**id_of("webset"), "external_id": EXTERNAL_ID, "status": STATUS, "success": SUCCESS},
        is_sensitive=True,
    ),
    row(
        "89ccd99a-3c2b-4fbf-9e25-0ffa398d0314",
        "update_webset",
        "Change the notes on a webset.",
        post(WEBSET, "metadata"),
        {**WEBSET_ID, "metadata": NOTES},
        {
            **id_of("webset"),
            "status": STATUS,
            "external_id": EXTERNAL_ID,
            "metadata": METADATA,
            "updated_at": UPDATED_AT,
        },
        repeats=True,
    ),
    row(
        "f8c4e2a1-9b3d-4e5f-a6c7-d8e9f0a1b2c3",
        "preview_webset",
        "Tell how Exa would understand what is looked for.",
        post(f"{SETS}/preview", {"query": "{query}", "entity": "{entity}"}, derive=described, reads=True),
        {
            "query": QUERY,
            "entity_type": choice(ENTITIES, "The kind of thing", None),
            "entity_description": text("What kind, if custom", None),
        },
        {
            "preview": gives(dict[str, Any], "All that Exa says", "@"),
            "entity_type": gives(str, "The kind of thing", "search.entity.type"),
            "entity_description": gives(str | None, "What kind, if custom", "search.entity.description"),
            "criteria": gives(OBJECTS, "What each has to fulfil", "search.criteria"),
            "enrichment_columns": gives(OBJECTS, "What could be found out on each", "enrichments"),
            "interpretation": gives(str, "How it was understood", "search.query || search.entity.type"),
            "suggestions": gives(list[str], "What to ask of each", "enrichments[].description"),
        },
    ),
    row(
        "47cc3cd8-840f-4ec4-8d40-fcaba75fbe1a",
        "webset_status",
        "Tell how far a webset is.",
        get(WEBSET),
        WEBSET_ID,
        {
            **id_of("webset"),
            "status": STATUS,
            "item_count": gives(int, "How many things were found", "sum(searches[].progress.found || `[]`)"),
            "search_count": gives(int, "How many searches it has", "length(searches || `[]`)"),
            "enrichment_count": gives(int, "How many enrichments", "length(enrichments || `[]`)"),
            "monitor_count": gives(int, "How many monitors", "length(monitors || `[]`)"),
            "last_updated": UPDATED_AT,
            "is_processing": gives(
                bool, "Whether it is being worked on", "status == 'running' || status == 'pending'"
            ),
        },
    ),
)

ITEMS = (
    row(
        "7b5e8c9f-01a2-43c4-95e6-f7a8b9c0d1e2",
        "list_webset_items",
        "List the things that a webset found.",
        [
            get(
                f"{WEBSET}/items",
                {"limit": 1},
                when="wait_for_items",
                poll=waiting("wait_timeout", (True,), state="length(data || `[]`) > `0`", every=5.0),
            ),
            page_of(f"{WEBSET}/items"),
        ],
        {
            **WEBSET_ID,
            **PAGE,
            "wait_for_items": flag("Wait until there is one", False),
            "wait_timeout": number("For so many seconds at most", 60, ge=1, le=WAITING),
        },
        {**listing("items", "item"), "webset_id": echo(str, "The webset's id")},
        timeout_seconds=WAITING + 60.0,
        version=2,
    ),
    row(
        "c4a7d9e2-8f3b-4a6c-9d8e-a5b6c7d8e9f0",
        "get_webset_item",
        "Tell what is known of a thing that a webset found.",
        get(f"{WEBSET}/items/{{item_id}}"),
        {**WEBSET_ID, **ITEM_ID},
        {
            **id_of("item"),
            "url": gives(str, "Its address", "properties.url"),
            "title": gives(str, "Its name", "properties.*.[name, title][] | [?@] | [0]"),
            "content": gives(str, "What its page says", "properties.content || properties.description"),
            "entity_data": gives(dict[str, Any], "What is known of it", "properties"),
            "enrichments": gives(
                dict[str, Any],
                "What was found out on it, by the enrichment's id",
                lambda item: {one["enrichmentId"]: one for one in item.get("enrichments") or ()},
            ),
            "created_at": CREATED_AT,
            "updated_at": UPDATED_AT,
        },
    ),
    row(
        "12c57fbe-c270-4877-a2b6-d2d05529ba79",
        "delete_webset_item",
        "Delete a thing from a webset.",
        delete(f"{WEBSET}/items/{{item_id}}"),
        {**WEBSET_ID, **ITEM_ID},
        {**id_of("item"), "success": SUCCESS},
        is_sensitive=True,
    ),
)

SEARCHES = (
    row(
        "342ff776-2e2c-4cdb-b392-4eeb34b21d5f",
        "create_webset_search",
        "Let a webset look for more.",
        [
            post(
                f"{WEBSET}/searches",
                {
                    "query": "{query}",
                    "count": "{count}",
                    "entity": "{entity}",
                    "criteria": "{criterion_list}",
                    "behavior": "{behavior}",
                    "recall": "{recall}",
                    "exclude": "{exclude}",
                    "scope": "{scope}",
                    "metadata": "{metadata}",
                },
                derive=new_search,
                keep={"made": "id"},
            ),
            get(
                f"{WEBSET}/searches/{{made}}",
                when="wait_for_completion",
                poll=waiting("polling_timeout", OVER, every=5.0),
            ),
        ],
        {
            **WEBSET_ID,
            "query": QUERY,
            "count": number("At most so many", 10, ge=1, le=1_000),
            "entity_type": choice(f"auto {ENTITIES}", "The kind of thing", "auto"),
            "entity_description": text("What kind, if custom", None),
            "criteria": items(str, "What each has to fulfil", [], max_length=5),
            "behavior": choice("override append", "In the place of what was found, or beside it", "append"),
            "recall": flag("Estimate how many there are", True),
            "exclude_source_ids": items(str, "Without what these imports or websets hold", [], advanced=True),
            "exclude_source_types": items(str, "import or webset, for each of those", [], advanced=True),
            "scope_source_ids": items(str, "Only within these imports or websets", [], advanced=True),
            "scope_source_types": items(str, "import or webset, for each of those", [], advanced=True),
            "scope_relationships": items(
                str, "What is looked for is to those what? One for each", [], advanced=True
            ),
            "scope_relationship_limits": items(int, "So many to each of those", [], advanced=True),
            **WAIT,
            "metadata": NOTES,
        },
        {
            **id_of("search"),
            "webset_id": echo(str, "The webset's id"),
            "status": STATUS,
            "query": gives(str, "What is looked for"),
            "expected_results": gives(dict[str, Any], "How many there may be", "recall.expected"),
            "items_found": gives(int | None, "How many were found", "progress.found"),
            "completion_time": WAIT_TIME,
        },
        timeout_seconds=WAITING + 60.0,
        version=2,
    ),
    row(
        "4fa3e627-a0ff-485f-8732-52148051646c",
        "get_webset_search",
        "Tell how far a search of a webset is.",
        get(SEARCH),
        {**WEBSET_ID, **SEARCH_ID},
        {
            **id_of("search"),
            "status": STATUS,
            "query": gives(str, "What is looked for"),
            "entity_type": gives(str, "The kind of thing", "entity.type"),
            "criteria": gives(OBJECTS, "What each has to fulfil"),
            "progress": gives(dict[str, Any], "How far it is: found, analyzed, completion"),
            "recall": gives(dict[str, Any], "How many there may be"),
            "created_at": CREATED_AT,
            "updated_at": UPDATED_AT,
            "canceled_at": gives(str | None, "When it was stopped", "canceledAt"),
            "canceled_reason": gives(str | None, "Why it was stopped", "canceledReason"),
            "metadata": METADATA,
        },
    ),
    row(
        "74ef9f1e-ae89-4c7f-9d7d-d217214815b4",
        "cancel_webset_search",
        "Stop a search of a webset.",
        post(f"{SEARCH}/cancel"),
        {**WEBSET_ID, **SEARCH_ID},
        {
            **id_of("search"),
            "status": STATUS,
            "items_found_before_cancel": gives(int, "How many were found", "progress.found || `0`"),
            "success": SUCCESS,
        },
        repeats=True,
    ),
)

BLOCKS = blocks_of(API, (*WEBSETS, *ITEMS, *SEARCHES), __name__)
