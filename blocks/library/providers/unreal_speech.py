"""Unreal Speech: texts read aloud. https://docs.v8.unrealspeech.com"""

from __future__ import annotations

from blocks.rest import Api, Operation, blocks_of, gives, post, text
from blocks.sdk import Category

API = Api(
    provider="unreal_speech",
    name="Unreal Speech",
    base_url="https://api.v8.unrealspeech.com",
    category=Category.AI,
)
OPERATIONS = (
    Operation(
        id="4ff1ff6d-cc40-4caa-ae69-011daa20c378",
        slug="speak",
        about="Read a text aloud.",
        calls=[
            post(
                "/speech",
                {
                    "Text": "{text}",
                    "VoiceId": "{voice_id}",
                    "Bitrate": "192k",
                    "Speed": "0",
                    "Pitch": "1",
                    "TimestampType": "sentence",
                },
                is_slow=True,
            )
        ],
        takes={
            "text": text("The text", example="Good morning!", min_length=1, max_length=3_000, long=True),
            "voice_id": text("Whose voice", "Scarlett", min_length=1),
        },
        gives={"mp3_url": gives(str, "The address of the recording", "OutputUri")},
        categories=(Category.AI, Category.MULTIMEDIA, Category.TEXT),
        timeout_seconds=120.0,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
