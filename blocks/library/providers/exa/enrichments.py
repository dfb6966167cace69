"""What websets find out on each of their things. https://docs.exa.ai/websets/api"""

from __future__ import annotations

from blocks.library.providers.exa._api import (
    API,
    CREATED_AT,
    FORMATS,
    METADATA,
    NOTES,
    OVER,
    STATUS,
    SUCCESS,
    UPDATED_AT,
    WAIT,
    WAIT_TIME,
    WAITING,
    WEBSET,
    WEBSET_ID,
    id_of,
    id_pin,
    row,
    waiting,
)
from blocks.rest import Values, blocks_of, choice, delete, echo, flag, get, gives, items, patch, post, text

ENRICHMENT_ID = id_pin("enrichment")
LOOKED_AT = 100
ENRICHMENT = f"{WEBSET}/enrichments/{{enrichment_id}}"


def enriched(values: Values) -> int | None:
    """On how many things something was found out; None if nobody looked."""
    if values.get("seen") is None:
        return None
    return sum(
        any(one.get("enrichmentId") == values["enrichment_id"] and one.get("result") for one in found)
        for found in (item.get("enrichments") or () for item in values["seen"])
    )


def options_of(values: Values) -> Values:
    return {"option_list": [{"label": one} for one in values["options"] or ()] or None}


ENRICHED = {
    **id_of("enrichment"),
    "status": STATUS,
    "title": gives(str, "Its title"),
    "description": gives(str, "What it asks"),
    "format": gives(str, "In which form it answers"),
}

ENRICHMENTS = (
    row(
        "71146ae8-0cb1-4a15-8cde-eae30de71cb6",
        "create_enrichment",
        "Let a webset find something out on each of its things.",
        [
            post(
                f"{WEBSET}/enrichments",
                {
                    "description": "{description}",
                    "title": "{title}",
                    "format": "{format}",
                    "options": "{option_list}",
                    "metadata": "{metadata}",
                },
                derive=options_of,
                keep={"made": "@", "enrichment_id": "id"},
            ),
            get(
                ENRICHMENT,
                when="wait_for_completion",
                poll=waiting("polling_timeout", OVER, every=5.0),
                keep={"made": "@"},
            ),
            get(f"{WEBSET}/items", {"limit": LOOKED_AT}, when="wait_for_completion", keep={"seen": "data"}),
        ],
        {
            **WEBSET_ID,
            "description": text("What to find out", example="How many people work there?", min_length=1),
            "title": text("Its title", None),
            "format": choice(FORMATS, "In which form", "text"),
            "options": items(str, "The choices, if its form is options", [], max_length=150),
            "apply_to_existing": flag("Exa always finds it out on what is there, too", True, advanced=True),
            "metadata": NOTES,
            **WAIT,
        },
        {
            **{
                name: echo(str, told.description, f"made.{told.select or name}")
                for name, told in ENRICHED.items()
            },
            "webset_id": echo(str, "The webset's id"),
            "instructions": echo(str, "How Exa understood it", "made.instructions"),
            "items_enriched": echo(
                int | None, f"On how many of the first {LOOKED_AT} things something was found out", enriched
            ),
            "completion_time": WAIT_TIME,
        },
        timeout_seconds=WAITING + 60.0,
        version=2,
    ),
    row(
        "b8c9d0e1-f2a3-4567-89ab-cdef01234567",
        "get_enrichment",
        "Tell what is known of an enrichment.",
        get(ENRICHMENT),
        {**WEBSET_ID, **ENRICHMENT_ID},
        {
            **ENRICHED,
            "options": gives(list[str], "The choices", "options[].label"),
            "instructions": gives(str, "How Exa understood it"),
            "created_at": CREATED_AT,
            "updated_at": UPDATED_AT,
            "metadata": METADATA,
        },
    ),
    row(
        "c8d5c5fb-9684-4a29-bd2a-5b38d71776c9",
        "update_enrichment",
        "Change an enrichment.",
        [
            patch(
                ENRICHMENT,
                {
                    "description": "{description}",
                    "format": "{format}",
                    "options": "{option_list}",
                    "metadata": "{metadata}",
                },
                derive=options_of,
            ),
            get(ENRICHMENT),
        ],
        {
            **WEBSET_ID,
            **ENRICHMENT_ID,
            "description": text("What to find out", None),
            "format": choice(FORMATS, "In which form", None),
            "options": items(str, "The choices, if its form is options", None),
            "metadata": NOTES,
        },
        {**ENRICHED, "success": SUCCESS},
        repeats=True,
    ),
    row(
        "7e1f8f0f-b6ab-43b3-bd1d-0c534a649295",
        "cancel_enrichment",
        "Stop an enrichment.",
        [
            get(f"{WEBSET}/items", {"limit": LOOKED_AT}, keep={"seen": "data"}),
            post(f"{ENRICHMENT}/cancel"),
        ],
        {**WEBSET_ID, **ENRICHMENT_ID},
        {
            **id_of("enrichment"),
            "status": STATUS,
            "items_enriched_before_cancel": echo(
                int, f"On how many of the first {LOOKED_AT} things something was found out", enriched
            ),
            "success": SUCCESS,
        },
        repeats=True,
        version=2,
    ),
    row(
        "b250de56-2ca6-4237-a7b8-b5684892189f",
        "delete_enrichment",
        "Delete an enrichment with what it found out.",
        delete(ENRICHMENT),
        {**WEBSET_ID, **ENRICHMENT_ID},
        {**id_of("enrichment"), "success": SUCCESS},
        is_sensitive=True,
    ),
)


BLOCKS = blocks_of(API, ENRICHMENTS, __name__)
