"""Wikipedia. https://en.wikipedia.org/api/rest_v1/#/Page%20content/get_page_summary__title_"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from blocks.sdk import (
    Answer,
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Outputs,
    Pin,
    ProviderRefused,
)
from blocks.sdk.answers import check

BASE_URL = "https://en.wikipedia.org/api/rest_v1"
MAX_ANSWER_BYTES = 1024 * 1024


class GetWikipediaSummary(Block):
    """Look up what the English Wikipedia says of a topic, in a few sentences."""

    id = "f5b0f5d0-1862-4d61-94be-3ad0fa772760"
    slug = "web.wikipedia_summary"
    aliases = ("h5e7f8g9-1b2c-3d4e-5f6g-7h8i9j0k1l2m",)
    category = Category.SEARCH

    class Input(BlockInput):
        topic: str = Pin(
            description="The title of the article", example="Honey bee", min_length=1, max_length=300
        )

    class Output(BlockOutput):
        summary: str = Pin(description="How the article begins")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        title = quote(input.topic.strip().replace(" ", "_"), safe="")
        answer = await ctx.http.request("GET", f"{BASE_URL}/page/summary/{title}", max_bytes=MAX_ANSWER_BYTES)
        missing = f"Wikipedia has no article about '{input.topic[:100]}'."
        check(answer, "Wikipedia", missing=missing, pin="topic")
        yield "summary", _extract(answer)


def _extract(answer: Answer) -> str:
    try:
        said: Any = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("extract"), str):
        raise ProviderRefused("Wikipedia's answer cannot be read.")
    return str(said["extract"])
