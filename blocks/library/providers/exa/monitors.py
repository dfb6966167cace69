"""Imports into websets, and monitors that keep websets up to date. https://docs.exa.ai/websets/api"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.exa._api import (
    API,
    CREATED_AT,
    METADATA,
    PAGE,
    STATUS,
    SUCCESS,
    UPDATED_AT,
    WEBSET_ID,
    id_of,
    id_pin,
    listing,
    page_of,
    row,
)
from blocks.rest import (
    Values,
    blocks_of,
    choice,
    delete,
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

IMPORT_ID, MONITOR_ID = id_pin("import"), id_pin("monitor")
IMPORT, MONITOR = "/websets/v0/imports/{import_id}", "/websets/v0/monitors/{monitor_id}"
NOTES = mapping("Notes of your own, texts by name", None, advanced=True)


def cadence(values: Values) -> Values:
    """`cadence` and `behavior` of a monitor."""
    if values["behavior_type"] == "refresh":
        config: dict[str, Any] = {
            "contents": values["refresh_content"] or None,
            "enrichments": values["refresh_enrichments"] or None,
        }
        refreshed = [name for name, is_wanted in config.items() if is_wanted]
        if not refreshed:
            raise ValueError("Say what is refreshed: its content, or its enrichments.")
        config = {"target": "items" if "contents" in refreshed else "enrichments"}
    else:
        config = {
            "query": values["search_query"],
            "count": values["search_count"],
            "criteria": [{"description": one} for one in values["search_criteria"] or ()] or None,
            "behavior": values["search_behavior"],
            "entity": {"type": values["entity_type"]} if values["entity_type"] else None,
        }
    kept = {name: value for name, value in config.items() if value is not None}
    return {"behavior": {"type": values["behavior_type"], "config": kept}}


def new_cadence(values: Values) -> Values:
    told = {"cron": values["cron_expression"], "timezone": values["timezone"]}
    return {"cadence": {name: value for name, value in told.items() if value} or None}


IMPORTS = (
    row(
        "236663c8-a8dc-45f7-a050-2676bb0a3dd2",
        "get_import",
        "Tell how far an import is.",
        get(IMPORT),
        IMPORT_ID,
        {
            **id_of("import"),
            "status": STATUS,
            "title": gives(str, "Its title"),
            "format": gives(str, "Its form"),
            "entity_type": gives(str, "The kind of thing", "entity.type"),
            "count": gives(int, "How many things"),
            "upload_url": gives(str | None, "Where the file goes", "uploadUrl"),
            "upload_valid_until": gives(str | None, "Until when", "uploadValidUntil"),
            "failed_reason": gives(str | None, "Why it failed", "failedReason"),
            "failed_message": gives(str | None, "Why it failed, in words", "failedMessage"),
            "created_at": CREATED_AT,
            "updated_at": UPDATED_AT,
            "metadata": METADATA,
        },
    ),
    row(
        "65323630-f7e9-4692-a624-184ba14c0686",
        "list_imports",
        "List imports.",
        page_of("/websets/v0/imports"),
        PAGE,
        listing("imports", "import_item"),
    ),
    row(
        "81ae30ed-c7ba-4b5d-8483-b726846e570c",
        "delete_import",
        "Delete an import.",
        delete(IMPORT),
        IMPORT_ID,
        {**id_of("import"), "success": SUCCESS},
        is_sensitive=True,
    ),
)

WHEN = {
    "cron_expression": gives(str, "When it runs, as cron", "cadence.cron"),
    "timezone": gives(str, "In which time zone", "cadence.timezone"),
}
NEXT_RUN = gives(str | None, "When it runs next", "nextRunAt")
MONITORS = (
    row(
        "f8a9b0c1-d2e3-4567-890a-bcdef1234567",
        "create_monitor",
        "Keep a webset up to date, by the clock.",
        post(
            "/websets/v0/monitors",
            {
                "websetId": "{webset_id}",
                "cadence": {"cron": "{cron_expression}", "timezone": "{timezone}"},
                "behavior": "{behavior}",
                "metadata": "{metadata}",
            },
            derive=cadence,
        ),
        {
            **WEBSET_ID,
            "cron_expression": text(
                "When it runs, as cron; once a day at most", example="0 9 * * 1", min_length=9
            ),
            "timezone": text("In which time zone", "Etc/UTC"),
            "behavior_type": choice(
                "search refresh", "Look for more, or look again at what is there", "search"
            ),
            "search_query": text("What to look for; as before if empty", None),
            "search_count": number("At most so many", 10, ge=1, le=1_000),
            "search_criteria": items(str, "What each has to fulfil", []),
            "search_behavior": choice("append override", "Beside what was found, or in its place", "append"),
            "entity_type": text("The kind of thing", None),
            "refresh_content": flag("Look at the things again", True),
            "refresh_enrichments": flag("Find out on them again", True),
            "metadata": NOTES,
        },
        {
            **id_of("monitor"),
            "webset_id": gives(str, "The webset's id", "websetId"),
            "status": STATUS,
            "behavior_type": gives(str, "search or refresh", "behavior.type"),
            "next_run_at": NEXT_RUN,
            **WHEN,
            "created_at": CREATED_AT,
        },
    ),
    row(
        "5c852a2d-d505-4a56-b711-7def8dd14e72",
        "get_monitor",
        "Tell what is known of a monitor.",
        get(MONITOR),
        MONITOR_ID,
        {
            **id_of("monitor"),
            "webset_id": gives(str, "The webset's id", "websetId"),
            "status": STATUS,
            "behavior_type": gives(str, "search or refresh", "behavior.type"),
            "behavior_config": gives(dict[str, Any], "What it does", "behavior.config"),
            **WHEN,
            "next_run_at": NEXT_RUN,
            "last_run": gives(dict[str, Any] | None, "How it ran last", "lastRun"),
            "created_at": CREATED_AT,
            "updated_at": UPDATED_AT,
            "metadata": METADATA,
        },
    ),
    row(
        "f06e2b38-5397-4e8f-aa85-491149dd98df",
        "list_monitors",
        "List monitors.",
        page_of("/websets/v0/monitors", websetId="{webset_id}"),
        {"webset_id": text("Only of this webset", None), **PAGE},
        listing("monitors", "monitor"),
    ),
    row(
        "245102c3-6af3-4515-a308-c2210b7939d2",
        "update_monitor",
        "Change when a monitor runs, or stop it.",
        patch(
            MONITOR,
            {"status": "{status}", "cadence": "{cadence}", "metadata": "{metadata}"},
            derive=new_cadence,
        ),
        {
            **MONITOR_ID,
            "status": choice("enabled disabled", "Whether it runs", None),
            "cron_expression": text("When it runs, as cron", None),
            "timezone": text("In which time zone", None),
            "metadata": NOTES,
        },
        {
            **id_of("monitor"),
            "status": STATUS,
            "next_run_at": NEXT_RUN,
            "updated_at": UPDATED_AT,
            "success": SUCCESS,
        },
        repeats=True,
    ),
    row(
        "f16f9b10-0c4d-4db8-997d-7b96b6026094",
        "delete_monitor",
        "Delete a monitor.",
        delete(MONITOR),
        MONITOR_ID,
        {**id_of("monitor"), "success": SUCCESS},
        is_sensitive=True,
    ),
)


BLOCKS = blocks_of(API, (*IMPORTS, *MONITORS), __name__)
