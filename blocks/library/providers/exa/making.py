"""Websets made, found again and looked over. https://docs.exa.ai/websets/api"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from blocks.library.providers.exa._api import (
    API,
    CREATED_AT,
    ENTITIES,
    NOTES,
    OBJECTS,
    QUERY,
    SETS,
    STATUS,
    UPDATED_AT,
    WAITING,
    WEBSET,
    WEBSET_ID,
    entity,
    found_in,
    row,
    waiting,
)
from blocks.library.providers.exa._items import shaped
from blocks.rest import (
    Values,
    blocks_of,
    choice,
    echo,
    flag,
    get,
    gives,
    items,
    mapping,
    number,
    post,
    text,
)
from blocks.sdk import Category

Source = Literal["import", "webset"]
Format = Literal["text", "date", "number", "options", "email", "phone"]
SOURCES = "import or webset, for each of those"


# --- A new one --------------------------------------------------------------------------------------------
def new_webset(values: Values) -> Values:
    """`wanted`: lists that belong together, made into one thing each."""
    search = {
        "query": values["search_query"],
        "count": values["search_count"],
        "entity": entity(values),
        "criteria": [{"description": one} for one in values["search_criteria"] or ()],
        "exclude": _sources(values, "search_exclude_sources", "search_exclude_types"),
        "scope": _scope(values),
    }
    wanted = {
        "search": {name: value for name, value in search.items() if value not in (None, [])},
        "import": _sources(values, "import_sources", "import_types"),
        "enrichments": _enrichments(values),
        "externalId": values["external_id"],
        "metadata": values["metadata"],
    }
    return {"wanted": {name: value for name, value in wanted.items() if value not in (None, [], {})}}


def _sources(values: Values, ids: str, kinds: str) -> list[dict[str, Any]]:
    return [
        {"source": _at(values[kinds], place) or "import", "id": one}
        for place, one in enumerate(values[ids] or ())
    ]


def _scope(values: Values) -> list[dict[str, Any]]:
    found = _sources(values, "search_scope_sources", "search_scope_types")
    for place, one in enumerate(found):
        how = _at(values["search_scope_relationships"], place)
        if how:
            limit = _at(values["search_scope_relationship_limits"], place)
            one["relationship"] = {"definition": how, **({"limit": limit} if limit else {})}
    return found


def _enrichments(values: Values) -> list[dict[str, Any]]:
    found = []
    for place, one in enumerate(values["enrichment_descriptions"] or ()):
        options = _at(values["enrichment_options"], place)
        told = {
            "description": one,
            "format": _at(values["enrichment_formats"], place) or "text",
            "options": [{"label": label} for label in options or ()],
            "metadata": _at(values["enrichment_metadata"], place),
        }
        found.append({name: value for name, value in told.items() if value})
    return found


def _at(several: list[Any] | None, place: int) -> Any:
    """Of lists that go with another: nothing where they are shorter."""
    return several[place] if several and place < len(several) else None


def first_count(values: Values) -> int | None:
    """How many there were when the waiting ended; None if nobody waited."""
    return None if values.get("timed_out") is None else found_in(values["webset"])


def if_missing(values: Values) -> Values:
    """`is_new`, and what a new one searches for."""
    is_new = not values.get("webset")
    if is_new and not values["search_query"]:
        raise ValueError("There is no webset with this `external_id`, and no `search_query` to make one.")
    return {"is_new": is_new}


# --- What is known of one ---------------------------------------------------------------------------------
def recommendation(webset: Any, least: int) -> str:
    """What to do next, in the words that agents from elsewhere know."""
    if not webset.get("searches"):
        return "needs_search"
    if webset.get("status") in ("running", "pending"):
        return "wait_for_results"
    if found_in(webset) < least:
        return "insufficient_items"
    return "ready_to_process" if webset.get("enrichments") else "needs_enrichment"


def is_ready(values: Values) -> bool:
    webset = values["webset"]
    return bool(webset.get("status") == "idle" and found_in(webset) >= values["min_items"])


def searches_of(values: Values) -> dict[str, Any] | None:
    if not values["include_search_details"]:
        return None
    searches = values["webset"].get("searches") or []
    return {
        "total_searches": len(searches),
        "completed_searches": sum(one.get("status") == "completed" for one in searches),
        "total_items_found": found_in(values["webset"]),
        "queries": [one.get("query", "") for one in searches],
    }


def enrichments_of(values: Values) -> dict[str, Any] | None:
    if not values["include_enrichment_details"]:
        return None
    enrichments = values["webset"].get("enrichments") or []
    return {
        "total_enrichments": len(enrichments),
        "completed_enrichments": sum(one.get("status") == "completed" for one in enrichments),
        "enrichment_types": [one.get("format", "") for one in enrichments],
        "titles": [one.get("title") or one.get("description", "") for one in enrichments],
    }


def monitors_of(values: Values) -> dict[str, Any]:
    monitors = values["webset"].get("monitors") or []
    enabled = [one for one in monitors if one.get("status") == "enabled"]
    return {
        "total_monitors": len(monitors),
        "active_monitors": len(enabled),
        "next_run": min((one["nextRunAt"] for one in enabled if one.get("nextRunAt")), default=None),
    }


def numbers_of(values: Values) -> dict[str, Any]:
    webset = values["webset"]
    return {
        "items": found_in(webset),
        **{name: len(webset.get(name) or ()) for name in ("searches", "enrichments", "monitors")},
    }


def same_search(values: Values) -> Values:
    """The search of the webset with these words, if there is one, and what a new one is to look for."""
    wanted = " ".join(values["query"].split()).casefold()
    found = next(
        (
            one
            for one in values.get("searches") or ()
            if " ".join(str(one.get("query", "")).split()).casefold() == wanted
        ),
        None,
    )
    return {"search": found, "is_new": found is None, "entity": entity(values)}


COUNT = replace(number("At most so many", 10, ge=1, le=1_000), annotation=int | None)
NEW_PINS = {
    "search_query": QUERY,
    "search_count": COUNT,
    "search_entity_type": choice(f"auto {ENTITIES}", "The kind of thing", "auto"),
    "search_entity_description": text("What kind, if custom", None),
    "search_criteria": items(str, "What each has to fulfil", [], max_length=5),
    "search_exclude_sources": items(str, "Without what these imports or websets hold", [], advanced=True),
    "search_exclude_types": items(Source, SOURCES, [], advanced=True),
    "search_scope_sources": items(str, "Only within these imports or websets", [], advanced=True),
    "search_scope_types": items(Source, SOURCES, [], advanced=True),
    "search_scope_relationships": items(
        str, "What is looked for is to those what? One for each", [], advanced=True
    ),
    "search_scope_relationship_limits": items(int, "So many to each of those", [], advanced=True),
    "import_sources": items(str, "Imports or websets that it begins with", [], advanced=True),
    "import_types": items(Source, SOURCES, [], advanced=True),
    "enrichment_descriptions": items(str, "What to find out on each", [], max_length=10),
    "enrichment_formats": items(Format, "In which form, for each of those", []),
    "enrichment_options": items(list[str], "The choices, for each whose form is options", [], advanced=True),
    "enrichment_metadata": items(dict[str, Any], "Notes of your own, for each of those", [], advanced=True),
    "external_id": text("An id of your own", None, max_length=300),
    "metadata": mapping("Notes of your own, texts by name", {}, advanced=True),
    "wait_for_initial_results": flag("Wait until it is done", True),
    "polling_timeout": number("For so many seconds at most", 300, ge=1, le=WAITING),
}

OPERATIONS = (
    row(
        "0cda29ff-c549-4a19-8805-c982b7d4ec34",
        "create_webset",
        "Let Exa look for things, check them, and find out more on each.",
        [
            post(SETS, "{wanted}", derive=new_webset, keep={"webset": "@", "made": "id"}),
            get(
                f"{SETS}/{{made}}",
                when="wait_for_initial_results",
                poll=waiting("polling_timeout", ("idle", "paused"), every=5.0),
                keep={"webset": "@"},
            ),
        ],
        NEW_PINS,
        {
            "webset": echo(dict[str, Any], "All that is known of it"),
            "initial_item_count": echo(int | None, "How many things were found by then", first_count),
            "completion_time": echo(float | None, "How long that took, seconds", "elapsed_time"),
        },
        timeout_seconds=WAITING + 60.0,
    ),
    row(
        "214542b6-3603-4bea-bc07-f51c2871cbd9",
        "create_or_find_webset",
        "Find the webset with an id of your own, or make it.",
        [
            get(f"{SETS}/{{external_id}}", missing_is_fine=True, keep={"webset": "@"}),
            post(
                SETS,
                {
                    "search": {"query": "{search_query}", "count": "{search_count}"},
                    "externalId": "{external_id}",
                    "metadata": "{metadata}",
                },
                derive=if_missing,
                when="is_new",
                keep={"webset": "@"},
            ),
        ],
        {
            "external_id": text("An id of your own", example="roofers-berlin", min_length=1, max_length=300),
            "search_query": text("What a new one looks for", None),
            "search_count": number("At most so many", 10, ge=1, le=1_000),
            "metadata": NOTES,
        },
        {
            "webset": echo(dict[str, Any], "All that is known of it"),
            "was_created": echo(bool, "Whether it was made now", "is_new"),
        },
    ),
    row(
        "faf9f0f3-e659-4264-b33b-284a02166bec",
        "webset_ready",
        "Tell whether a webset is done, and has enough.",
        get(WEBSET, keep={"webset": "@"}),
        {**WEBSET_ID, "min_items": number("It is to have so many things", 1, ge=0)},
        {
            "is_ready": echo(bool, "Whether it is done, and has enough", is_ready),
            "status": STATUS,
            "item_count": gives(int, "How many things were found", found_in),
            "has_searches": gives(bool, "Whether it has a search", "length(searches || `[]`) > `0`"),
            "has_enrichments": gives(bool, "Whether it finds out more", "length(enrichments || `[]`) > `0`"),
            "recommendation": echo(
                str,
                "What to do next: ready_to_process, wait_for_results, insufficient_items, needs_search"
                " or needs_enrichment",
                lambda values: recommendation(values["webset"], values["min_items"]),
            ),
        },
        categories=(Category.LOGIC, Category.SEARCH),
    ),
    row(
        "9eff1710-a49b-490e-b486-197bf8b23c61",
        "webset_summary",
        "Tell what a webset holds, at a glance.",
        [
            get(WEBSET, keep={"webset": "@"}),
            get(
                f"{WEBSET}/items",
                {"limit": "{sample_size}"},
                when="include_sample_items",
                keep={"seen": "data"},
            ),
        ],
        {
            **WEBSET_ID,
            "include_sample_items": flag("Show some of its things", True),
            "sample_size": number("So many", 3, ge=1, le=10),
            "include_search_details": flag("How far its searches are", True),
            "include_enrichment_details": flag("How far its enrichments are", True),
        },
        {
            "webset_id": echo(str, "The webset's id"),
            "status": echo(str, "How far it is", "webset.status"),
            "entity_type": echo(str, "The kind of thing", "webset.searches[0].entity.type || 'unknown'"),
            "total_items": echo(int, "How many things were found", lambda values: found_in(values["webset"])),
            "sample_items": echo(
                OBJECTS, "Some of them", lambda values: [shaped(one) for one in values.get("seen") or ()]
            ),
            "search_summary": echo(dict[str, Any], "How far its searches are", searches_of),
            "enrichment_summary": echo(dict[str, Any], "How far its enrichments are", enrichments_of),
            "monitor_summary": echo(dict[str, Any], "Its monitors", monitors_of),
            "statistics": echo(dict[str, Any], "How many there are of each", numbers_of),
            "created_at": echo(str, CREATED_AT.description, "webset.createdAt"),
            "updated_at": echo(str, UPDATED_AT.description, "webset.updatedAt"),
        },
    ),
    row(
        "cbdb05ac-cb73-4b03-a493-6d34e9a011da",
        "find_or_create_webset_search",
        "Find the search of a webset with these words, or make it.",
        [
            get(WEBSET, keep={"searches": "searches"}),
            post(
                f"{WEBSET}/searches",
                {"query": "{query}", "count": "{count}", "entity": "{entity}", "behavior": "{behavior}"},
                derive=same_search,
                when="is_new",
                keep={"search": "@"},
            ),
        ],
        {
            **WEBSET_ID,
            "query": QUERY,
            "count": number("At most so many", 10, ge=1, le=1_000),
            "entity_type": choice(f"auto {ENTITIES}", "The kind of thing", "auto"),
            "behavior": choice("override append", "In the place of what was found, or beside it", "override"),
        },
        {
            "search_id": echo(str, "The search's id", "search.id"),
            "webset_id": echo(str, "The webset's id"),
            "status": echo(str, "How far it is", "search.status"),
            "query": echo(str, "What is looked for", "search.query"),
            "was_created": echo(bool, "Whether it was made now", "is_new"),
            "items_found": echo(int, "How many were found", "search.progress.found || `0`"),
        },
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
