"""Letters and the threads they are in. https://docs.agentmail.to/api-reference/inboxes/messages"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.agent_mail._api import (
    API,
    DONE,
    INBOX,
    LABELS,
    MESSAGE_ID,
    PAGE,
    POD,
    RESULT,
    THREAD_ID,
    listed,
)
from blocks.rest import Operation, blocks_of, delete, get, gives, items, patch, post, text

ADDRESS = "ada@example.com"
COPIES = {
    "cc": items(str, "Who gets a copy", [], advanced=True),
    "bcc": items(str, "Who gets a copy that the others do not see", [], advanced=True),
}
HTML = text("The same as HTML", "", long=True, advanced=True)
SENT = {
    "message_id": gives(str, "The letter's id"),
    "thread_id": gives(str, "The thread it is in"),
    **RESULT,
}
THREAD = {
    "thread_id": gives(str, "Its id"),
    "messages": gives(list[dict[str, Any]], "Its letters, oldest first"),
    **RESULT,
}

OPERATIONS = (
    Operation(
        id="b70c7e33-5d66-4f8e-897f-ac73a7bfce82",
        slug="forward_message",
        about="Forward a letter.",
        calls=[post("/inboxes/{inbox_id}/messages/{message_id}/forward", "to cc bcc subject text html")],
        takes={
            **INBOX,
            "message_id": MESSAGE_ID,
            "to": items(str, "To whom", example=[ADDRESS], min_length=1),
            **COPIES,
            "subject": text("Instead of its subject", "", advanced=True),
            "text": text("What is written above it", "", long=True),
            "html": HTML,
        },
        gives=SENT,
        is_sensitive=True,
    ),
    Operation(
        id="2788bdfa-1527-4603-a5e4-a455c05c032f",
        slug="get_message",
        about="Read a letter.",
        calls=[get("/inboxes/{inbox_id}/messages/{message_id}")],
        takes={**INBOX, "message_id": MESSAGE_ID},
        gives={
            "message_id": gives(str, "Its id"),
            "thread_id": gives(str, "The thread it is in"),
            "subject": gives(str, "Its subject"),
            "text": gives(str, "Its text"),
            "extracted_text": gives(str, "Its text without what it quotes"),
            "html": gives(str, "Its text as HTML"),
            **RESULT,
        },
    ),
    Operation(
        id="721234df-c7a2-4927-b205-744badbd5844",
        slug="list_messages",
        about="List the letters of an inbox, newest first.",
        calls=[get("/inboxes/{inbox_id}/messages", "limit page_token labels")],
        takes={**INBOX, **PAGE, **LABELS},
        gives=listed("messages"),
    ),
    Operation(
        id="b9fe53fa-5026-4547-9570-b54ccb487229",
        slug="reply_to_message",
        about="Reply to a letter.",
        calls=[post("/inboxes/{inbox_id}/messages/{message_id}/reply", "text html")],
        takes={
            **INBOX,
            "message_id": MESSAGE_ID,
            "text": text("The reply", example="Thank you!", min_length=1, long=True),
            "html": HTML,
        },
        gives=SENT,
        is_sensitive=True,
    ),
    Operation(
        id="b67469b2-7748-4d81-a223-4ebd332cca89",
        slug="send_message",
        about="Send a letter.",
        calls=[post("/inboxes/{inbox_id}/messages/send", "to subject text html cc bcc labels")],
        takes={
            **INBOX,
            "to": items(str, "To whom", example=[ADDRESS], min_length=1),
            "subject": text("Its subject", example="Good morning", min_length=1),
            "text": text("Its text", example="The sun shines.", min_length=1, long=True),
            "html": HTML,
            **COPIES,
            "labels": items(str, "Labels it is given", [], advanced=True),
        },
        gives=SENT,
        is_sensitive=True,
    ),
    Operation(
        id="694ff816-4c89-4a5e-a552-8c31be187735",
        slug="update_message",
        about="Give labels to a letter, or take them off.",
        calls=[patch("/inboxes/{inbox_id}/messages/{message_id}", "add_labels remove_labels")],
        takes={
            **INBOX,
            "message_id": MESSAGE_ID,
            "add_labels": items(str, "Labels it is given", []),
            "remove_labels": items(str, "Labels that are taken off", []),
        },
        gives={"message_id": gives(str, "Its id"), **RESULT},
        repeats=True,
    ),
    Operation(
        id="18cd5f6f-4ff6-45da-8300-25a50ea7fb75",
        slug="delete_inbox_thread",
        about="Delete a thread with all its letters.",
        calls=[delete("/inboxes/{inbox_id}/threads/{thread_id}")],
        takes={**INBOX, "thread_id": THREAD_ID},
        gives=DONE,
        is_sensitive=True,
    ),
    Operation(
        id="42866290-1479-4153-83e7-550b703e9da2",
        slug="get_inbox_thread",
        about="Read a thread of an inbox.",
        calls=[get("/inboxes/{inbox_id}/threads/{thread_id}")],
        takes={**INBOX, "thread_id": THREAD_ID},
        gives=THREAD,
    ),
    Operation(
        id="39aaae31-3eb1-44c6-9e37-5a44a4529649",
        slug="get_org_thread",
        about="Read a thread, whatever its inbox.",
        calls=[get("/threads/{thread_id}")],
        takes={"thread_id": THREAD_ID},
        gives=THREAD,
    ),
    Operation(
        id="63dd9e2d-ef81-405c-b034-c031f0437334",
        slug="list_inbox_threads",
        about="List the threads of an inbox.",
        calls=[get("/inboxes/{inbox_id}/threads", "limit page_token labels")],
        takes={**INBOX, **PAGE, **LABELS},
        gives=listed("threads"),
    ),
    Operation(
        id="d7a0657b-58ab-48b2-898b-7bd94f44a708",
        slug="list_org_threads",
        about="List the threads of all inboxes.",
        calls=[get("/threads", "limit page_token labels")],
        takes={**PAGE, **LABELS},
        gives=listed("threads"),
    ),
    Operation(
        id="80214f08-8b85-4533-a6b8-f8123bfcb410",
        slug="list_pod_threads",
        about="List the threads of a pod.",
        calls=[get("/pods/{pod_id}/threads", "limit page_token labels")],
        takes={**POD, **PAGE, **LABELS},
        gives=listed("threads"),
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
