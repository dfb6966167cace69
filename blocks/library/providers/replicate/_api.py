"""Replicate's API: a model is asked, and then how far it is. https://replicate.com/docs/reference/http"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from blocks.rest import Api, Call, Poll, Values, fetch, get, post
from blocks.sdk import Category

API = Api(
    provider="replicate",
    name="Replicate",
    base_url="https://api.replicate.com/v1",
    said="detail || title",
    category=Category.AI,
)
WORK_SECONDS = 900.0
MOST_INLINE_BYTES = 256 * 1024  # of a file within a request; larger ones are uploaded
WAITING = Poll(
    state="status",
    until=("succeeded",),
    failed=("failed", "canceled", "aborted"),
    why="error",
    every=1.0,
    within=WORK_SECONDS - 30,
    cancel=post("/predictions/{prediction_id}/cancel"),
)
PREDICTION = {"prediction_id": "id"}


def run(chosen: Callable[[Values], Values]) -> list[Call]:
    """The model that is chosen, with its `inputs`, and the file that it makes."""
    return [
        post("/models/{maker}/predictions", {"input": "{inputs}"}, derive=chosen, keep=PREDICTION),
        get("/predictions/{prediction_id}", poll=WAITING, keep={"made": "output"}),
        fetch("{file_url}", derive=is_made),
    ]


def made_of(output: Any) -> str:
    """What a model made, as a text: of several files the first, of pieces of text all."""
    if isinstance(output, list):
        texts = [one for one in output if isinstance(one, str)]
        if texts and texts[0].startswith("https://"):
            return texts[0]
        if len(texts) == len(output):
            return "".join(texts)
    return output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)


def is_made(values: Values) -> Values:
    return {"file_url": made_of(values.get("made"))}
