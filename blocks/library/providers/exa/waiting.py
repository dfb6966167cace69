"""Waiting for websets, their searches and what they find out. https://docs.exa.ai/websets/api"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.exa._api import (
    API,
    OBJECTS,
    OVER,
    WAITED,
    WAITING,
    WEBSET,
    WEBSET_ID,
    found_in,
    id_pin,
    row,
    waiting,
)
from blocks.library.providers.exa._items import name_of
from blocks.rest import Values, blocks_of, choice, echo, flag, get, gives, number
from blocks.rest.pins import Takes

# What agents from elsewhere say → the states that Exa knows.
TARGETS = {
    "idle": ("idle",),
    "completed": ("idle", "completed"),
    "running": ("running",),
    "paused": ("paused",),
    "any_complete": ("idle", "completed", "paused"),
}
ENRICHED_ITEMS = 100  # that are looked through for what was found out
SAMPLE = 5


def patience(seconds: int = 5) -> dict[str, Takes]:
    return {
        "timeout": number("For so many seconds at most", 300, ge=1, le=WAITING),
        "check_interval": number("Seconds between two looks", seconds, ge=1, le=60),
    }


def target(values: Values) -> Values:
    return {"target_states": TARGETS[values["target_status"]]}


def progress(values: Values, things: str) -> dict[str, Any] | None:
    """How far each search or enrichment is, by its id."""
    if not values["include_progress"]:
        return None
    return {
        one["id"]: {
            "status": one.get("status"),
            **({"title": one["title"]} if one.get("title") else {}),
            **(one.get("progress") or {}),
        }
        for one in values.get(things) or ()
    }


def results(values: Values) -> list[dict[str, Any]]:
    """What an enrichment found out, item by item."""
    return [
        {"item_id": item["id"], "item_title": name_of(item), "enrichment_data": found}
        for item in values.get("seen") or ()
        for found in item.get("enrichments") or ()
        if found.get("enrichmentId") == values["enrichment_id"] and found.get("result")
    ]


OPERATIONS = (
    row(
        "619d71e8-b72a-434d-8bd4-23376dd0342c",
        "wait_for_webset",
        "Wait until a webset is as far as you want it.",
        get(
            WEBSET,
            derive=target,
            poll=waiting("timeout", "target_states", every="check_interval", at_most="max_interval"),
            keep={"searches": "searches", "enrichments": "enrichments"},
        ),
        {
            **WEBSET_ID,
            "target_status": choice(list(TARGETS), "How far", "idle"),
            **patience(),
            "max_interval": number("Seconds between two looks later on", 30, ge=1, le=300, advanced=True),
            "include_progress": flag("How far each search and enrichment is, too", True),
        },
        {
            "webset_id": echo(str, "The webset's id"),
            "final_status": gives(str, "How far it is", "status"),
            "elapsed_time": WAITED["elapsed_time"],
            "item_count": gives(int, "How many things were found", found_in),
            "search_progress": echo(
                dict[str, Any],
                "How far each search is, by its id",
                lambda values: progress(values, "searches"),
            ),
            "enrichment_progress": echo(
                dict[str, Any],
                "How far each enrichment is, by its id",
                lambda values: progress(values, "enrichments"),
            ),
            "timed_out": WAITED["timed_out"],
        },
        timeout_seconds=WAITING + 60.0,
    ),
    row(
        "14da21ae-40a1-41bc-a111-c8e5c9ef012b",
        "wait_for_webset_search",
        "Wait until a search of a webset is over.",
        get(
            f"{WEBSET}/searches/{{search_id}}",
            poll=waiting("timeout", OVER, every="check_interval", at_most="check_interval"),
        ),
        {**WEBSET_ID, **id_pin("search"), **patience()},
        {
            "search_id": echo(str, "The search's id"),
            "final_status": gives(str, "How far it is", "status"),
            "items_found": gives(int, "How many things were found", "progress.found || `0`"),
            "items_analyzed": gives(int, "How many were looked at", "progress.analyzed || `0`"),
            "completion_percentage": gives(
                int, "How far it is, percent", "floor(progress.completion || `0`)"
            ),
            "elapsed_time": WAITED["elapsed_time"],
            "recall_info": gives(dict[str, Any], "How many there may be", "recall"),
            "timed_out": WAITED["timed_out"],
        },
        timeout_seconds=WAITING + 60.0,
    ),
    row(
        "a11865c3-ac80-4721-8a40-ac4e3b71a558",
        "wait_for_enrichment",
        "Wait until a webset has found something out on all of its things.",
        [
            get(
                f"{WEBSET}/enrichments/{{enrichment_id}}",
                poll=waiting("timeout", OVER, every="check_interval", at_most="check_interval"),
                keep={"final": "status", "title": "title || description"},
            ),
            get(f"{WEBSET}/items", {"limit": ENRICHED_ITEMS}, when="sample_results", keep={"seen": "data"}),
        ],
        {
            **WEBSET_ID,
            **id_pin("enrichment"),
            **patience(),
            "sample_results": flag("Some of what was found out, too", True),
        },
        {
            "enrichment_id": echo(str, "The enrichment's id"),
            "final_status": echo(str, "How far it is", "final"),
            "items_enriched": echo(
                int,
                f"On how many of the first {ENRICHED_ITEMS} things something was found out",
                lambda values: len(results(values)),
            ),
            "enrichment_title": echo(str, "Its title", "title"),
            "elapsed_time": WAITED["elapsed_time"],
            "sample_data": echo(
                OBJECTS,
                "Some of it: item_id, item_title, enrichment_data",
                lambda values: results(values)[:SAMPLE],
            ),
            "timed_out": WAITED["timed_out"],
        },
        timeout_seconds=WAITING + 60.0,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
