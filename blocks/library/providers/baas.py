"""Meeting BaaS: bots that listen to meetings. https://docs.meetingbaas.com/api"""

from __future__ import annotations

from typing import Any

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Operation,
    blocks_of,
    constant,
    delete,
    flag,
    get,
    gives,
    mapping,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="baas",
    name="Meeting BaaS",
    base_url="https://api.meetingbaas.com",
    auth=Auth(AuthStyle.HEADER, "x-meeting-baas-api-key"),
    category=Category.COMMUNICATION,
)
BOT_ID = text("The bot's id", example="7b2c1a90-0000-4000-8000-000000000001", min_length=1)

OPERATIONS = (
    Operation(
        id="377d1a6a-a99b-46cf-9af3-1d1b12758e04",
        slug="join_meeting",
        about="Send a bot to a meeting, which records it.",
        calls=[
            post(
                "/bots",
                {
                    "bot_name": "{bot_name}",
                    "meeting_url": "{meeting_url}",
                    "reserved": "{reserved}",
                    "bot_image": "{bot_image}",
                    "entry_message": "{entry_message}",
                    "start_time": "{start_time}",
                    "webhook_url": "{webhook_url}",
                    "automatic_leave": "{timeouts}",
                    "speech_to_text": {"provider": "Default"},
                    "extra": "{extra}",
                },
            )
        ],
        takes={
            "meeting_url": text(
                "The meeting's address", example="https://meet.google.com/abc-defg-hij", min_length=1
            ),
            "bot_name": text("What the bot is called there", example="Notes", min_length=1),
            "bot_image": text("The address of its picture", ""),
            "entry_message": text("What it writes when it comes", ""),
            "reserved": flag("One that is kept ready", False, advanced=True),
            "start_time": number("When it is to come, milliseconds since 1970", None, advanced=True),
            "webhook_url": text("Who is told what happens", None, advanced=True),
            "timeouts": mapping(
                "When it leaves, seconds: waiting_room_timeout, noone_joined_timeout", {}, advanced=True
            ),
            "extra": mapping("Notes of your own", {}, advanced=True),
        },
        gives={
            "bot_id": gives(str, "The bot's id"),
            "join_response": gives(dict[str, Any], "All that Meeting BaaS says", "@"),
        },
        is_sensitive=True,
    ),
    Operation(
        id="bf77d128-8b25-4280-b5c7-2d553ba7e482",
        slug="leave_meeting",
        about="Call a bot back.",
        calls=[delete("/bots/{bot_id}")],
        takes={"bot_id": BOT_ID},
        gives={"left": constant(True, "That it leaves")},
        repeats=True,
    ),
    Operation(
        id="ea7c1309-303c-4da1-893f-89c0e9d64e78",
        slug="meeting_data",
        about="Fetch what a bot recorded, and what was said.",
        calls=[get("/bots/meeting_data", "bot_id include_transcripts")],
        takes={"bot_id": BOT_ID, "include_transcripts": flag("What was said, too", True)},
        gives={
            "mp4_url": gives(str, "The recording's address; it holds for some hours", "mp4"),
            "transcript": gives(list[Any], "What was said, by whom", "bot_data.transcripts"),
            "metadata": gives(dict[str, Any], "What is known of the bot and the meeting", "bot_data.bot"),
        },
        categories=(Category.DATA,),
    ),
    Operation(
        id="bf8d1aa6-42d8-4944-b6bd-6bac554c0d3b",
        slug="delete_recording",
        about="Delete what a bot recorded.",
        calls=[post("/bots/{bot_id}/delete_data")],
        takes={"bot_id": BOT_ID},
        gives={"deleted": constant(True, "That it is deleted")},
        categories=(Category.DATA,),
        is_sensitive=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
