"""What a keyword's row of DataForSEO holds, pin by pin.
https://docs.dataforseo.com/v3/dataforseo_labs/google/keyword_suggestions/live/"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin

_EXAMPLE = {"keyword": "bees", "search_volume": 1_000, "competition": 0.5, "cpc": 1.2}


class Keyword(BaseModel):
    """One keyword and what is known of it."""

    keyword: str = Field(description="The keyword")
    search_volume: int | None = Field(None, description="Searches a month")
    competition: float | None = Field(None, description="From 0, nobody advertises, to 1")
    cpc: float | None = Field(None, description="What a click costs an advertiser, in US dollars")
    keyword_difficulty: int | None = Field(None, description="From 0, easy to rank for, to 100")
    serp_info: dict[str, Any] | None = Field(None, description="What a search for it shows")
    clickstream_data: dict[str, Any] | None = Field(None, description="What people clicked")


class KeywordPins(BlockOutput):
    keyword: str = Pin(description="The keyword")
    search_volume: int | None = Pin(description="Searches a month")
    competition: float | None = Pin(description="From 0, nobody advertises, to 1")
    cpc: float | None = Pin(description="What a click costs an advertiser, in US dollars")
    keyword_difficulty: int | None = Pin(description="From 0, easy to rank for, to 100")
    serp_info: dict[str, Any] | None = Pin(description="What a search for it shows")
    clickstream_data: dict[str, Any] | None = Pin(description="What people clicked")


class KeywordSuggestionExtractor(Block):
    """Take a suggested keyword apart: each thing known of it to an output of its own."""

    id = "4193cb94-677c-48b0-9eec-6ac72fffd0f2"
    slug = "data.keyword_suggestion"
    category = Category.DATA
    pure = True

    class Input(BlockInput):
        suggestion: Keyword = Pin(description="The keyword's row", example=_EXAMPLE)

    Output = KeywordPins

    async def run(self, input: Input, ctx: Context) -> Outputs:
        for name, value in input.suggestion.model_dump().items():
            yield name, value


class RelatedKeywordExtractor(Block):
    """Take a related keyword apart: each thing known of it to an output of its own."""

    id = "98342061-09d2-4952-bf77-0761fc8cc9a8"
    slug = "data.related_keyword"
    category = Category.DATA
    pure = True

    class Input(BlockInput):
        related_keyword: Keyword = Pin(description="The keyword's row", example=_EXAMPLE)

    Output = KeywordPins

    async def run(self, input: Input, ctx: Context) -> Outputs:
        for name, value in input.related_keyword.model_dump().items():
            yield name, value
