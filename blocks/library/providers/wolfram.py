"""Wolfram|Alpha, as it answers models. https://products.wolframalpha.com/llm-api/documentation"""

from __future__ import annotations

from blocks.rest import Api, Auth, AuthStyle, Operation, Wants, blocks_of, get, gives, text
from blocks.sdk import Category

API = Api(
    provider="wolfram",
    name="Wolfram|Alpha",
    base_url="https://www.wolframalpha.com/api/v1",
    auth=Auth(AuthStyle.QUERY, "appid"),
    category=Category.SEARCH,
)
OPERATIONS = (
    Operation(
        id="b7710ce4-68ef-4e82-9a2f-f0b874ef9c7d",
        slug="ask",
        about="Let Wolfram|Alpha compute, or look up what it knows.",
        name="Ask Wolfram",
        calls=[get("/llm-api", {"input": "{question}"}, wants=Wants.TEXT)],
        takes={"question": text("What is asked", example="How far is the moon?", min_length=1)},
        gives={"answer": gives(str, "The answer", "@")},
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
