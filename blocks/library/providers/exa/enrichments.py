"""What websets find out on each of their things. https://docs.exa.ai/websets/api"""

from __future__ import annotations

from blocks.library.providers.exa._api import (
    API,
    CREATED_AT,
    FORMATS,
    METADATA,
    NOTES,
    STATUS,
    SUCCESS,
    UPDATED_AT,
    WEBSET,
    WEBSET_ID,
    id_of,
    id_pin,
    row,
)
from blocks.rest import Values, blocks_of, choice, delete, echo, get, gives, items, patch, post, text

ENRICHMENT_ID = id_pin("enrichment")
ENRICHMENT = f"{WEBSET}/enrichments/{{enrichment_id}}"


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
        ),
        {
            **WEBSET_ID,
            "description": text("What to find out", example="How many people work there?", min_length=1),
            "title": text("Its title", None),
            "format": choice(FORMATS, "In which form", "text"),
            "options": items(str, "The choices, if its form is options", [], max_length=150),
            "metadata": NOTES,
        },
        {
            **ENRICHED,
            "webset_id": echo(str, "The webset's id"),
            "instructions": gives(str, "How Exa understood it"),
        },
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
        post(f"{ENRICHMENT}/cancel"),
        {**WEBSET_ID, **ENRICHMENT_ID},
        {**id_of("enrichment"), "status": STATUS, "success": SUCCESS},
        repeats=True,
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
