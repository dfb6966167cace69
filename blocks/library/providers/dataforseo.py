"""DataForSEO: what people search for. https://docs.dataforseo.com/v3/dataforseo_labs"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Call,
    Operation,
    Takes,
    blocks_of,
    flag,
    gives,
    number,
    post,
    text,
)
from blocks.sdk import AuthFailed, Category, RateLimited

API = Api(
    provider="dataforseo",
    name="DataForSEO",
    base_url="https://api.dataforseo.com",
    auth=Auth(AuthStyle.BASIC),
    said="status_message",
    failed="(status_code >= `40000` && status_message)"
    " || (tasks[0].status_code >= `40000` && tasks[0].status_message)",
    meaning={
        "You are not authorized to access this resource.": AuthFailed,
        "Rate-limit. Rates limit per minute exceeded.": RateLimited,
    },
    category=Category.DATA,
)
CATEGORIES = (Category.DATA, Category.SEARCH)
OBJECTS = list[dict[str, Any]]
TAKES: dict[str, Takes] = {
    "keyword": text("What people search for", example="roof repair", min_length=1, max_length=700),
    "location_code": number("Where, by DataForSEO's code; 2840 is the United States", 2840),
    "language_code": text("In which language", "en", example="en"),
    "include_seed_keyword": flag("The keyword itself, too", True),
    "include_serp_info": flag("What is found by each", False),
    "include_clickstream_data": flag("How often each is clicked on", False),
    "limit": number("At most so many", 100, ge=1, le=3_000),
}
FIELDS = (
    "keyword: {0}keyword, search_volume: {0}keyword_info.search_volume,"
    " competition: {0}keyword_info.competition, cpc: {0}keyword_info.cpc,"
    " keyword_difficulty: {0}keyword_properties.keyword_difficulty, serp_info: {0}serp_info,"
    " clickstream_data: {0}clickstream_keyword_info"
)
FOUND = "tasks[0].result[0]"


def optional(takes: dict[str, Takes]) -> dict[str, Takes]:
    """Where and in which language may be left open."""
    return {
        name: replace(told, annotation=told.annotation | None) if name.endswith("_code") else told
        for name, told in takes.items()
    }


def asking(what: str, pins: dict[str, Takes]) -> Call:
    path = f"/v3/dataforseo_labs/google/{what}/live"
    return post(path, [{name: f"{{{name}}}" for name in pins}], reads=True, is_slow=True)


def row(id: str, slug: str, about: str, what: str, takes: dict[str, Takes], within: str) -> Operation:
    things, thing = (slug, slug.removesuffix("s"))
    fields = FIELDS.format(within)
    return Operation(
        id=id,
        slug=slug,
        about=about,
        calls=[asking(what, takes)],
        takes=optional(takes),
        gives={
            things: gives(OBJECTS, "Each with how often it is searched for", f"{FOUND}.items[].{{{fields}}}"),
            thing: gives(dict[str, Any], "Each of them, on its own", each=things),
            "total_count": gives(int, "How many there are", f"{FOUND}.total_count || `0`"),
            "seed_keyword": gives(str, "The keyword", f"{FOUND}.seed_keyword"),
        },
        name=f"DataForSEO {slug.replace('_', ' ').title()}",
        categories=CATEGORIES,
        timeout_seconds=120.0,
    )


DEPTH = number("How far from the keyword: 0 to 4", 1, ge=0, le=4)
OPERATIONS = (
    row(
        "73c3e7c4-2b3f-4e9f-9e3e-8f7a5c3e2d45",
        "suggestions",
        "Find what people search for with a keyword in it.",
        "keyword_suggestions",
        TAKES,
        "",
    ),
    row(
        "8f2e4d6a-1b3c-4a5e-9d7f-2c8e6a4b3f1d",
        "related_keywords",
        "Find what people search for besides a keyword.",
        "related_keywords",
        {**TAKES, "depth": DEPTH},
        "keyword_data.",
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
