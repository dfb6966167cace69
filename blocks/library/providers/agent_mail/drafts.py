"""Letters that are written and not sent yet. https://docs.agentmail.to/api-reference/inboxes/drafts"""

from __future__ import annotations

from blocks.library.providers.agent_mail._api import (
    API,
    DONE,
    DRAFT_ID,
    INBOX,
    LABELS,
    PAGE,
    POD,
    RESULT,
    listed,
)
from blocks.rest import Operation, blocks_of, delete, get, gives, items, patch, post, text

ADDRESS = "ada@example.com"
DRAFT = {**INBOX, "draft_id": DRAFT_ID}
STATE = {
    "draft_id": gives(str, "The draft's id"),
    "send_status": gives(str, "Whether it waits for its time: scheduled, sending, failed, or nothing"),
    **RESULT,
}
WHEN = "When it is sent by itself, as 2026-11-30T09:00:00Z"

OPERATIONS = (
    Operation(
        id="25ac9086-69fd-48b8-b910-9dbe04b8f3bd",
        slug="create_draft",
        about="Write a letter without sending it, or to be sent later.",
        calls=[post("/inboxes/{inbox_id}/drafts", "to subject text html cc bcc in_reply_to send_at")],
        takes={
            **INBOX,
            "to": items(str, "To whom", example=[ADDRESS], min_length=1),
            "subject": text("Its subject", "", example="Good morning"),
            "text": text("Its text", "", example="The sun shines.", long=True),
            "html": text("The same as HTML", "", long=True, advanced=True),
            "cc": items(str, "Who gets a copy", [], advanced=True),
            "bcc": items(str, "Who gets a copy that the others do not see", [], advanced=True),
            "in_reply_to": text("The id of the letter it answers", "", advanced=True),
            "send_at": text(f"{WHEN}; never if empty", "", advanced=True),
        },
        gives=STATE,
    ),
    Operation(
        id="9023eb99-3e2f-4def-808b-d9c584b3d9e7",
        slug="delete_draft",
        about="Delete a draft.",
        calls=[delete("/inboxes/{inbox_id}/drafts/{draft_id}")],
        takes=DRAFT,
        gives=DONE,
    ),
    Operation(
        id="8e57780d-dc25-43d4-a0f4-1f02877b09fb",
        slug="get_draft",
        about="Read a draft.",
        calls=[get("/inboxes/{inbox_id}/drafts/{draft_id}")],
        takes=DRAFT,
        gives={
            **STATE,
            "subject": gives(str, "Its subject"),
            "send_at": gives(str, "When it is sent by itself"),
        },
    ),
    Operation(
        id="e84883b7-7c39-4c5c-88e8-0a72b078ea63",
        slug="list_drafts",
        about="List the drafts of an inbox.",
        calls=[get("/inboxes/{inbox_id}/drafts", "limit page_token labels")],
        takes={**INBOX, **PAGE, **LABELS},
        gives=listed("drafts"),
    ),
    Operation(
        id="ed7558ae-3a07-45f5-af55-a25fe88c9971",
        slug="list_org_drafts",
        about="List the drafts of all inboxes.",
        calls=[get("/drafts", "limit page_token")],
        takes=PAGE,
        gives=listed("drafts"),
    ),
    Operation(
        id="12fd7a3e-51ad-4b20-97c1-0391f207f517",
        slug="list_pod_drafts",
        about="List the drafts of a pod.",
        calls=[get("/pods/{pod_id}/drafts", "limit page_token")],
        takes={**POD, **PAGE},
        gives=listed("drafts"),
    ),
    Operation(
        id="37c39e83-475d-4b3d-843a-d923d001b85a",
        slug="send_draft",
        about="Send a draft.",
        calls=[post("/inboxes/{inbox_id}/drafts/{draft_id}/send", {})],
        takes=DRAFT,
        gives={
            "message_id": gives(str, "The letter's id"),
            "thread_id": gives(str, "The thread it is in"),
            **RESULT,
        },
        is_sensitive=True,
    ),
    Operation(
        id="351f6e51-695a-421a-9032-46a587b10336",
        slug="update_draft",
        about="Change a draft; what is left empty stays as it is.",
        calls=[patch("/inboxes/{inbox_id}/drafts/{draft_id}", "to subject text html send_at")],
        takes={
            **DRAFT,
            "to": items(str, "To whom", None),
            "subject": text("Its subject", None, example="Good evening"),
            "text": text("Its text", None, long=True),
            "html": text("The same as HTML", None, long=True, advanced=True),
            "send_at": text(WHEN, None, advanced=True),
        },
        gives=STATE,
        repeats=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
