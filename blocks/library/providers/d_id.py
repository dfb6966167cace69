"""D-ID: presenters that say a text. https://docs.d-id.com/reference/clips"""

from __future__ import annotations

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Operation,
    Poll,
    Values,
    blocks_of,
    choice,
    flag,
    get,
    gives,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="d_id",
    name="D-ID",
    base_url="https://api.d-id.com",
    auth=Auth(AuthStyle.HEADER, "Authorization", prefix="Basic "),
    said="description || message || kind",
    category=Category.AI,
)


def patience(values: Values) -> Values:
    return {"patience": values["max_polling_attempts"] * values["polling_interval"]}


OPERATIONS = (
    Operation(
        id="98c6f503-8c47-4b1c-a96d-351fc7c87dab",
        slug="talking_avatar",
        about="Make a video of somebody who says a text.",
        name="D-ID Talking Avatar Video",
        calls=[
            post(
                "/clips",
                {
                    "script": {
                        "type": "text",
                        "subtitles": "{subtitles}",
                        "provider": {"type": "{provider}", "voice_id": "{voice_id}"},
                        "ssml": "{ssml}",
                        "input": "{script_input}",
                    },
                    "config": {"result_format": "{result_format}"},
                    "presenter_config": {"crop": {"type": "{crop_type}"}},
                    "presenter_id": "{presenter_id}",
                    "driver_id": "{driver_id}",
                },
                keep={"clip": "id"},
            ),
            get(
                "/clips/{clip}",
                derive=patience,
                poll=Poll(
                    state="status",
                    until=("done",),
                    failed=("error", "rejected"),
                    why="error.description || error",
                    every="polling_interval",
                    at_most="polling_interval",
                    within="patience",
                ),
            ),
        ],
        takes={
            "script_input": text("What is said", example="Good morning!", min_length=3, long=True),
            "provider": choice("microsoft elevenlabs amazon", "Whose voices", "microsoft"),
            "voice_id": text("Whose voice", "en-US-JennyNeural", min_length=1),
            "presenter_id": text("Who says it", "amy-Aq6OmGZnMt", min_length=1),
            "driver_id": text("How that person moves", "Vcq0R4a8F0"),
            "result_format": choice("mp4 gif wav", "The kind of file", "mp4"),
            "crop_type": choice("wide square vertical", "The picture's shape", "wide"),
            "subtitles": flag("With subtitles", False),
            "ssml": flag("The text is SSML", False),
            "max_polling_attempts": number("So many looks whether it is done", 30, ge=5, le=100),
            "polling_interval": number("Seconds between two looks", 10, ge=5, le=30),
        },
        gives={"video_url": gives(str, "The video's address", "result_url")},
        categories=(Category.AI, Category.MULTIMEDIA),
        timeout_seconds=3_060.0,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
