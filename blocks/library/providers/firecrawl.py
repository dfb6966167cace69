"""Firecrawl: pages as text, one, many or found. https://docs.firecrawl.dev/api-reference"""

from __future__ import annotations

from typing import Any, Literal

from blocks.rest import (
    Api,
    Gives,
    Operation,
    Paging,
    PagingStyle,
    Poll,
    Takes,
    Values,
    blocks_of,
    delete,
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

API = Api(
    provider="firecrawl",
    name="Firecrawl",
    base_url="https://api.firecrawl.dev",
    failed="success == `false` && (error || 'It did not work')",
    said="error || message",
    category=Category.SEARCH,
)
OBJECTS = list[dict[str, Any]]
WORK_SECONDS = 900.0

Format = Literal[
    "markdown",
    "html",
    "rawHtml",
    "links",
    "screenshot",
    "screenshot@fullPage",
    "json",
    "changeTracking",
]
# What an output is called in the answer: a picture of the whole page comes as any picture does.
PIECES: dict[str, tuple[str, Any, str]] = {
    "markdown": ("markdown", str, "The page as Markdown"),
    "html": ("html", str, "The page as tidied HTML"),
    "raw_html": ("rawHtml", str, "The page as it came"),
    "links": ("links", list[str], "The addresses that it links to"),
    "screenshot": ("screenshot", str, "The address of its picture"),
    "screenshot_full_page": ("screenshot", str, "The same, if it is of all of the page"),
    "json_data": ("json", dict[str, Any], "What was read out of it"),
    "change_tracking": ("changeTracking", dict[str, Any], "What changed since it was read before"),
}


def page(wait_ms: int, formats: list[Format]) -> dict[str, Takes]:
    return {
        "limit": number("At most so many pages", 10, ge=1, le=1_000),
        "only_main_content": flag("Without menus, headers and footers", True),
        "max_age": number("What was read in the last so many milliseconds will do", 3_600_000, ge=0),
        "wait_for": number("Milliseconds for the page to get ready", wait_ms, ge=0, le=60_000),
        "formats": items(Format, "How the pages are wanted", formats),
    }


def asked(values: Values) -> Values:
    """`options`: how each page is to be read."""
    formats = [
        {"type": "screenshot", "fullPage": True} if one == "screenshot@fullPage" else one
        for one in values["formats"] or ()
    ]
    options = {
        "formats": formats or None,
        "onlyMainContent": values.get("only_main_content"),
        "maxAge": values["max_age"],
        "waitFor": values["wait_for"],
    }
    return {"options": {name: value for name, value in options.items() if value is not None}}


def as_asked(values: Values) -> dict[str, Any]:
    """One page, all that was asked about it at the top."""
    return {"url": values["url"], **asked(values)["options"]}


def pieces(each: str = "") -> dict[str, Gives]:
    prefix = "" if each else "data."
    return {
        name: gives(kind, about, f'{prefix}"{key}"', each=each, is_rare=True)
        for name, (key, kind, about) in PIECES.items()
    }


OPERATIONS = (
    Operation(
        id="ac444320-cf5e-4697-b586-2604c17a3e75",
        slug="scrape",
        about="Read a page.",
        calls=[post("/v2/scrape", as_asked, reads=True, is_slow=True)],
        takes={
            "url": text("The page's address", example="https://example.com", min_length=1),
            **page(200, ["markdown"]),
        },
        gives={"data": gives(dict[str, Any], "All that is known of the page"), **pieces()},
        timeout_seconds=120.0,
    ),
    Operation(
        id="bdbbaba0-03b7-4971-970e-699e2de6015e",
        slug="crawl",
        about="Read the pages of a site.",
        calls=[
            post(
                "/v2/crawl",
                {"url": "{url}", "limit": "{limit}", "scrapeOptions": "{options}"},
                derive=asked,
                keep={"job_id": "id"},
            ),
            get(
                "/v2/crawl/{job_id}",
                poll=Poll(
                    state="status",
                    until=("completed",),
                    failed=("failed", "cancelled"),
                    why="error",
                    within=WORK_SECONDS - 30,
                    cancel=delete("/v2/crawl/{job_id}"),
                ),
            ),
            get("/v2/crawl/{job_id}"),
        ],
        takes={
            "url": text("Where the site begins", example="https://example.com", min_length=1),
            **page(0, ["markdown"]),
        },
        gives={"data": gives(OBJECTS, "What is known of each page"), **pieces("data")},
        paging=Paging(style=PagingStyle.URL, items="data", next="next", limit="limit", max_pages=50),
        timeout_seconds=WORK_SECONDS,
    ),
    Operation(
        id="f0f43e2b-c943-48a0-a7f1-40136ca4d3b9",
        slug="map",
        about="List the pages of a site.",
        calls=[post("/v2/map", "url", reads=True, is_slow=True)],
        takes={"url": text("The site's address", example="https://example.com", min_length=1)},
        gives={
            "links": gives(list[str], "Their addresses", "links[].url"),
            "results": gives(OBJECTS, "What is known of each: url, title, description", "links"),
        },
        timeout_seconds=120.0,
    ),
    Operation(
        id="f8d2f28d-b3a1-405b-804e-418c087d288b",
        slug="search",
        about="Search the web, and read what is found if formats are named.",
        calls=[
            post(
                "/v2/search",
                {"query": "{query}", "limit": "{limit}", "scrapeOptions": "{options}"},
                derive=asked,
                reads=True,
                is_slow=True,
            )
        ],
        takes={
            "query": text("What to search for", example="How to mend a roof", min_length=1),
            "limit": number("At most so many pages", 10, ge=1, le=100),
            "max_age": number("What was read in the last so many milliseconds will do", 3_600_000, ge=0),
            "wait_for": number("Milliseconds for each page to get ready", 200, ge=0, le=60_000),
            "formats": items(Format, "How the pages are wanted; only what is known of them if empty", []),
        },
        gives={
            "data": gives(dict[str, Any], "All that was found: web, news, images"),
            "site": gives(dict[str, Any], "Each page, on its own", each="@.data.web"),
        },
        timeout_seconds=120.0,
    ),
    Operation(
        id="d1774756-4d9e-40e6-bab1-47ec0ccd81b2",
        slug="extract",
        about="Read values out of pages.",
        calls=[
            post(
                "/v2/extract",
                {
                    "urls": "{urls}",
                    "prompt": "{prompt}",
                    "schema": "{output_schema}",
                    "enableWebSearch": "{enable_web_search}",
                },
                keep={"job_id": "id"},
            ),
            get(
                "/v2/extract/{job_id}",
                poll=Poll(
                    state="status",
                    until=("completed",),
                    failed=("failed", "cancelled"),
                    why="error",
                    within=WORK_SECONDS - 30,
                ),
            ),
        ],
        takes={
            "urls": items(
                str, "The pages; `*` at an end stands for all below", example=["https://example.com/*"]
            ),
            "prompt": text("What to read out of them", None, long=True),
            "output_schema": mapping("JSON Schema of the values", None),
            "enable_web_search": flag("Follow what leads out of the pages", False),
        },
        gives={"data": gives(dict[str, Any], "The values")},
        timeout_seconds=WORK_SECONDS,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
