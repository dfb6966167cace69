"""Drafts, which may be sent later. https://docs.agentmail.to/api-reference/inboxes/drafts"""

from __future__ import annotations

from blocks.library.providers.agent_mail._api import (
    API,
    COPIES,
    INBOX,
    INBOX_ID,
    LABELS,
    PAGE,
    RESULT,
    SENT,
    TEXTS,
    TO,
    id_pin,
    listing,
    removal,
    row,
)
from blocks.rest import blocks_of, get, gives, items, patch, post, text

DRAFT_ID = {"draft_id": id_pin("draft")}

SEND_AT = "When it is sent, as 2026-11-21T18:00:00Z; when somebody sends it if empty"

DRAFT = {
    "draft_id": gives(str, "The draft's id"),
    "send_status": gives(str, "Whether and how far it is sent"),
    "result": RESULT,
}

DRAFTS = (
    row(
        "25ac9086-69fd-48b8-b910-9dbe04b8f3bd",
        "create_draft",
        "Write a mail to be sent later.",
        post(f"{INBOX}/drafts", "to subject text html cc bcc in_reply_to send_at"),
        {
            **INBOX_ID,
            "to": TO,
            "subject": text("The subject", ""),
            **TEXTS,
            **COPIES,
            "in_reply_to": text("The id of the message that it answers", "", advanced=True),
            "send_at": text(SEND_AT, ""),
        },
        DRAFT,
    ),
    row(
        "8e57780d-dc25-43d4-a0f4-1f02877b09fb",
        "get_draft",
        "Read a draft.",
        get(f"{INBOX}/drafts/{{draft_id}}"),
        {**INBOX_ID, **DRAFT_ID},
        {
            "draft_id": DRAFT["draft_id"],
            "subject": gives(str, "Its subject"),
            "send_status": DRAFT["send_status"],
            "send_at": gives(str, "When it is sent"),
            "result": RESULT,
        },
    ),
    row(
        "351f6e51-695a-421a-9032-46a587b10336",
        "update_draft",
        "Change a draft.",
        patch(f"{INBOX}/drafts/{{draft_id}}", "to subject text html send_at"),
        {
            **INBOX_ID,
            **DRAFT_ID,
            "to": items(str, "Who gets it", None),
            "subject": text("The subject", None),
            "text": text("The text", None, long=True),
            "html": text("The text as HTML", None, long=True, advanced=True),
            "send_at": text(SEND_AT, None),
        },
        DRAFT,
        repeats=True,
    ),
    row(
        "37c39e83-475d-4b3d-843a-d923d001b85a",
        "send_draft",
        "Send a draft.",
        post(f"{INBOX}/drafts/{{draft_id}}/send", {}),
        {**INBOX_ID, **DRAFT_ID},
        SENT,
        is_sensitive=True,
    ),
    removal(
        "9023eb99-3e2f-4def-808b-d9c584b3d9e7",
        "delete_draft",
        "Delete a draft.",
        f"{INBOX}/drafts/{{draft_id}}",
        {**INBOX_ID, **DRAFT_ID},
    ),
    listing(
        "e84883b7-7c39-4c5c-88e8-0a72b078ea63",
        "list_drafts",
        "List the drafts of an inbox.",
        f"{INBOX}/drafts",
        "drafts",
        {**INBOX_ID, **PAGE, **LABELS},
    ),
    listing(
        "ed7558ae-3a07-45f5-af55-a25fe88c9971",
        "list_all_drafts",
        "List all drafts.",
        "/drafts",
        "drafts",
        PAGE,
    ),
)

BLOCKS = blocks_of(API, DRAFTS, __name__)
