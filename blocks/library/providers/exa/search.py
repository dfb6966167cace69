"""Searching the web, and reading what was found. https://docs.exa.ai/reference/search"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.exa._api import API, OBJECTS, row
from blocks.rest import (
    Takes,
    Values,
    anything,
    blocks_of,
    choice,
    flag,
    gives,
    items,
    mapping,
    number,
    post,
    text,
)
from blocks.sdk import Category

_CAMEL = {
    "text": "text",
    "highlights": "highlights",
    "summary": "summary",
    "livecrawl": "livecrawl",
    "livecrawl_timeout": "livecrawlTimeout",
    "subpages": "subpages",
    "subpage_target": "subpageTarget",
    "extras": "extras",
    "context": "context",
}
CONTENTS = mapping(
    "What to read of each: text, highlights, summary, livecrawl, subpages, context …",
    dict.fromkeys(_CAMEL),
    advanced=True,
)
DATE = "as 2026-11-21"
FILTERS: dict[str, Takes] = {
    "number_of_results": number("At most so many", 10, ge=1, le=100),
    "include_domains": items(str, "Only on these sites", [], advanced=True),
    "exclude_domains": items(str, "Not on these sites", [], advanced=True),
    "start_crawl_date": text(f"Only pages that Exa found since, {DATE}", None, advanced=True),
    "end_crawl_date": text(f"… and until, {DATE}", None, advanced=True),
    "start_published_date": text(f"Only pages published since, {DATE}", None, advanced=True),
    "end_published_date": text(f"… and until, {DATE}", None, advanced=True),
    "include_text": items(str, "Only pages that hold this", [], advanced=True, max_length=1),
    "exclude_text": items(str, "Only pages that do not hold this", [], advanced=True, max_length=1),
    "contents": CONTENTS,
    "moderation": flag("Without what is unsafe", False, advanced=True),
}
FILTER_BODY = {
    "numResults": "{number_of_results}",
    "includeDomains": "{include_domains}",
    "excludeDomains": "{exclude_domains}",
    "startCrawlDate": "{start_crawl_date}",
    "endCrawlDate": "{end_crawl_date}",
    "startPublishedDate": "{start_published_date}",
    "endPublishedDate": "{end_published_date}",
    "includeText": "{include_text}",
    "excludeText": "{exclude_text}",
    "contents": "{wanted}",
    "moderation": "{moderation}",
}
RESULTS = gives(OBJECTS, "The pages: title, url, publishedDate, author, text …")
RESULT = gives(dict[str, Any], "Each page, on its own", each="results")
CONTEXT = gives(str, "All pages as one text for a model, if asked for")
COST = gives(dict[str, Any] | None, "What it cost, dollars", "costDollars")
REQUEST_ID = gives(str, "By which Exa knows the request", "requestId")


def wanted_contents(values: Values) -> Values:
    """`wanted`: the contents, with Exa's names, without what nobody asked for."""
    told = {
        _CAMEL.get(name, name): value
        for name, value in (values["contents"] or {}).items()
        if value is not None
    }
    return {"wanted": told or None}


def read_pages(values: Values) -> dict[str, Any]:
    if not values["urls"] and not values["ids"]:
        raise ValueError("Give `urls` or `ids`.")
    highlights, summary, extras = values["highlights"] or {}, values["summary"] or {}, values["extras"] or {}
    told = {
        "urls": values["urls"],
        "ids": values["ids"],
        "text": values["text"],
        "highlights": {
            "numSentences": highlights.get("num_sentences"),
            "highlightsPerUrl": highlights.get("highlights_per_url"),
            "query": highlights.get("query"),
        },
        "summary": {"query": summary.get("query"), "schema": summary.get("schema")},
        "livecrawl": values["livecrawl"],
        "livecrawlTimeout": values["livecrawl_timeout"],
        "subpages": values["subpages"],
        "subpageTarget": values["subpage_target"],
        "extras": {"links": extras.get("links"), "imageLinks": extras.get("image_links")},
    }
    return {name: kept for name, value in told.items() if (kept := _kept(value))}


def _kept(value: Any) -> Any:
    return {name: one for name, one in value.items() if one} if isinstance(value, dict) else value


OPERATIONS = (
    row(
        "996cec64-ac40-4dde-982f-b0dc60a5824d",
        "search",
        "Search the web.",
        post(
            "/search",
            {
                "query": "{query}",
                "type": "{type}",
                "category": "{category}",
                "userLocation": "{user_location}",
                **FILTER_BODY,
            },
            derive=wanted_contents,
            reads=True,
        ),
        {
            "query": text("What to search for", example="How to mend a roof", min_length=1),
            "type": choice("auto neural keyword fast deep", "How to search", "auto"),
            # Exa's own words have blanks in them.
            "category": text("Only of this kind: company, research paper, news, pdf, github …", None),
            "user_location": text("As if from this country, as DE", None, advanced=True),
            **FILTERS,
        },
        {
            "results": RESULTS,
            "result": RESULT,
            "context": CONTEXT,
            "search_type": gives(str, "How it was searched", "searchType"),
            "resolved_search_type": gives(str, "What auto came to", "resolvedSearchType"),
            "cost_dollars": COST,
        },
    ),
    row(
        "5e7315d1-af61-4a0c-9350-7c868fa7438a",
        "find_similar",
        "Find pages that are like another.",
        post("/findSimilar", {"url": "{url}", **FILTER_BODY}, derive=wanted_contents, reads=True),
        {"url": text("The page", example="https://example.com", min_length=1), **FILTERS},
        {
            "results": RESULTS,
            "result": RESULT,
            "context": CONTEXT,
            "request_id": REQUEST_ID,
            "cost_dollars": COST,
        },
    ),
    row(
        "c52be83f-f8cd-4180-b243-af35f986b461",
        "contents",
        "Read web pages.",
        post("/contents", read_pages, reads=True),
        {
            "urls": items(str, "Their addresses", [], max_length=100),
            "ids": items(str, "Or the ids that a search gave", [], max_length=100),
            "text": flag("Their texts", True),
            "highlights": mapping(
                "Sentences that matter: num_sentences, highlights_per_url, query",
                {"num_sentences": 1, "highlights_per_url": 1, "query": None},
            ),
            "summary": mapping("A summary: query, schema", {"query": None, "schema": None}),
            "livecrawl": choice("never fallback always preferred", "Whether to fetch them anew", "fallback"),
            "livecrawl_timeout": number("For so many milliseconds", 10_000, ge=100, le=60_000),
            "subpages": number("So many pages below each", 0, ge=0, le=100),
            "subpage_target": anything("Words by which those are found", None),
            "extras": mapping("Links of each: links, image_links", {"links": 0, "image_links": 0}),
        },
        {
            "results": RESULTS,
            "result": RESULT,
            "context": CONTEXT,
            "request_id": REQUEST_ID,
            "statuses": gives(OBJECTS, "How it went with each page"),
            "cost_dollars": COST,
        },
    ),
    row(
        "b79ca4cc-9d5e-47d1-9d4f-e3a2d7f28df5",
        "answer",
        "Answer a question out of the web, and say where it stands.",
        post("/answer", "query text", reads=True),
        {
            "query": text("The question", example="How old is Rome?", min_length=1),
            "text": flag("With the texts of the pages", True),
        },
        {
            "answer": gives(str, "The answer"),
            "citations": gives(OBJECTS, "The pages: title, url, publishedDate, text"),
            "citation": gives(dict[str, Any], "Each page, on its own", each="citations"),
        },
        categories=(Category.SEARCH, Category.AI),
        timeout_seconds=90.0,
    ),
    row(
        "8f9e0d1c-2b3a-4567-8901-23456789abcd",
        "code_context",
        "Find code and documentation for a question on programming.",
        post("/context", {"query": "{query}", "tokensNum": "{tokens_num}"}, reads=True),
        {
            "query": text("The question", example="How do I retry with httpx?", min_length=1),
            "tokens_num": anything("How long the answer is, tokens, or dynamic", "dynamic"),
        },
        {
            "request_id": REQUEST_ID,
            "query": gives(str, "The question"),
            "response": gives(str, "What was found"),
            "results_count": gives(int, "Of how many places", "resultsCount"),
            "cost_dollars": gives(str, "What it cost", "costDollars"),
            "search_time": gives(float, "How long it took, milliseconds", "searchTime"),
            "output_tokens": gives(int, "How long it is, tokens", "outputTokens"),
        },
        categories=(Category.SEARCH, Category.DEVELOPER_TOOLS),
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
