"""Jina AI: pages, searches and texts as models like them. https://jina.ai/api-dashboard"""

from __future__ import annotations

from typing import Any

from blocks.rest import (
    Api,
    Operation,
    Values,
    Wants,
    blocks_of,
    flag,
    get,
    gives,
    items,
    number,
    post,
    text,
)
from blocks.sdk import Category

CATALOGUE_URL = "https://api.jina.ai/v1"
JSON = {"Accept": "application/json"}


def api_at(url: str, category: Category) -> Api:
    """Jina has a host for each of its services; the key is the same."""
    return Api(
        provider="jina",
        name="Jina AI",
        base_url=url,
        catalogue_url=CATALOGUE_URL,
        said="detail || readableMessage || message",
        category=category,
    )


def as_texts(given: list[Any]) -> list[str]:
    return [one if isinstance(one, str) else str(one) for one in given]


TEXTS = items(Any, "The texts", example=["Bees make honey."], read=as_texts)


def whence(values: Values) -> Values:
    """The page itself, or Jina's reading of it."""
    is_raw = values["raw_content"]
    return {"direct": values["url"] if is_raw else None, "read": None if is_raw else values["url"]}


def web_address(given: str) -> str:
    if not given.lower().startswith(("http://", "https://")):
        raise ValueError("It has to begin with http:// or https://.")
    return given


TEXT_OPERATIONS = (
    Operation(
        id="806fb15e-830f-4796-8692-557d300ff43c",
        slug="chunk",
        about="Cut texts into pieces where they may be cut.",
        calls=[
            post(
                "/segment",
                {
                    "content": "{item}",
                    "return_chunks": True,
                    "return_tokens": "{return_tokens}",
                    "max_chunk_length": "{max_chunk_length}",
                },
                over="texts",
                reads=True,
            )
        ],
        takes={
            "texts": TEXTS,
            "max_chunk_length": number("A piece's characters at most", 1_000, ge=1, le=64_000),
            "return_tokens": flag("The tokens, too", False),
        },
        gives={
            "chunks": gives(list[Any], "The pieces of all texts, in order", "[].chunks[]"),
            "tokens": gives(list[Any], "Their tokens, if asked for", "[].tokens[] || `null`", is_rare=True),
        },
        categories=(Category.AI, Category.TEXT),
    ),
    Operation(
        id="7c56b3ab-62e7-43a2-a2dc-4ec4245660b6",
        slug="embed",
        about="Turn texts into lists of numbers, by what they mean.",
        calls=[post("/embeddings", {"model": "{model}", "input": "{texts}"}, reads=True)],
        takes={
            "texts": TEXTS,
            "model": text("A model of Jina's", "jina-embeddings-v2-base-en", min_length=1),
        },
        gives={"embeddings": gives(list[Any], "A list of numbers for each text", "data[].embedding")},
    ),
)

FACTS = (
    Operation(
        id="d38b6c5e-9968-4271-8423-6cfe60d6e7e6",
        slug="check_fact",
        about="Check on the web whether a statement is true.",
        calls=[get("/{statement}", headers=JSON, is_slow=True)],
        takes={"statement": text("The statement", example="Bees can count to four.", min_length=1)},
        gives={
            "factuality": gives(float, "How true it is, from 0 to 1", "data.factuality"),
            "result": gives(bool, "Whether it is true", "data.result"),
            "reason": gives(str, "Why", "data.reason"),
            "references": gives(
                list[dict[str, Any]], "Where it says so: url, keyQuote, isSupportive", "data.references"
            ),
        },
        timeout_seconds=120.0,
    ),
)

READER = (
    Operation(
        id="436c3984-57fd-4b85-8e9a-459b356883bd",
        slug="read_page",
        about="Read a page as text.",
        calls=[
            get("{direct}", elsewhere=True, wants=Wants.TEXT, when="direct", derive=whence),
            post("/", {"url": "{read}"}, wants=Wants.TEXT, when="read", reads=True, is_slow=True),
        ],
        takes={
            "url": text("The page's address", example="https://example.com", min_length=1, read=web_address),
            "raw_content": flag("The page as it is, without Jina", False),
        },
        gives={"content": gives(str, "What it says", "@")},
        timeout_seconds=120.0,
    ),
)

SEARCH = (
    Operation(
        id="87840993-2053-44b7-8da4-187ad4ee518c",
        slug="search",
        about="Search the web, and read what is found.",
        calls=[get("/", {"q": "{query}"}, headers={"Accept": "text/plain"}, wants=Wants.TEXT, is_slow=True)],
        takes={"query": text("What to search for", example="How to mend a roof", min_length=1)},
        gives={"results": gives(str, "The pages, as one text", "@")},
        timeout_seconds=120.0,
    ),
)

BLOCKS = (
    *blocks_of(api_at(CATALOGUE_URL, Category.AI), TEXT_OPERATIONS, __name__),
    *blocks_of(api_at("https://g.jina.ai", Category.SEARCH), FACTS, __name__),
    *blocks_of(api_at("https://r.jina.ai", Category.SEARCH), READER, __name__),
    *blocks_of(api_at("https://s.jina.ai", Category.SEARCH), SEARCH, __name__),
)
