"""fal: models that make videos. https://docs.fal.ai/model-apis/model-endpoints/queue"""

from __future__ import annotations

from typing import Any

from blocks.rest import (
    Api,
    Auth,
    Operation,
    Poll,
    Subpath,
    Values,
    blocks_of,
    choice,
    echo,
    get,
    gives,
    post,
    put,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="fal",
    name="fal",
    base_url="https://queue.fal.run",
    catalogue_url="https://fal.run",
    auth=Auth(prefix="Key "),
    said="detail[0].msg || detail || message",
    category=Category.AI,
)
MODELS = ("fal-ai/mochi-v1", "fal-ai/luma-dream-machine", "fal-ai/veo3")
WORK_SECONDS = 1_200.0
REQUEST = "/{app}/requests/{request_id}"


def address(values: Values) -> Values:
    """Work is asked for by the owner and name of a model, whichever part of it does the work."""
    model = values["model"]
    return {"path": Subpath(model), "app": Subpath("/".join(model.split("/")[:2]))}


def told(values: Values) -> list[str]:
    return [str(one.get("message", "")) for one in values.get("log") or ()]


def video_of(answer: Any) -> str:
    """Models tell of one video or of several."""
    found = answer.get("video") or (answer.get("videos") or [{}])[0]
    url = found if isinstance(found, str) else found.get("url")
    return str(url or answer["video_url"])


OPERATIONS = (
    Operation(
        id="530cf046-2ce0-4854-ae2c-659db17c7a46",
        slug="generate_video",
        about="Make a video from a description.",
        calls=[
            post("/{path}", "prompt", derive=address, keep={"request_id": "request_id"}),
            get(
                f"{REQUEST}/status",
                {"logs": "1"},
                poll=Poll(
                    state="status",
                    until=("COMPLETED",),
                    every=2.0,
                    within=WORK_SECONDS - 30,
                    cancel=put(f"{REQUEST}/cancel"),
                ),
                keep={"log": "logs"},
            ),
            get(REQUEST),
        ],
        takes={
            "prompt": text(
                "What the video shows", example="A dog runs over a field", min_length=1, long=True
            ),
            "model": choice(MODELS, "The model", "fal-ai/mochi-v1"),
        },
        gives={
            "video_url": gives(str, "The video's address", video_of),
            "logs": echo(list[str], "What the model said while it worked", told),
        },
        timeout_seconds=WORK_SECONDS,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
