"""Messages: send, answer, forward and read them. https://docs.agentmail.to/api-reference/inboxes/messages"""

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
    row,
)
from blocks.rest import blocks_of, get, gives, items, patch, post, text

MESSAGE_ID = {"message_id": id_pin("message")}

MESSAGES = (
    row(
        "b67469b2-7748-4d81-a223-4ebd332cca89",
        "send_message",
        "Send a mail.",
        post(f"{INBOX}/messages/send", "to subject text html cc bcc labels"),
        {
            **INBOX_ID,
            "to": TO,
            "subject": text("The subject", example="The roof"),
            "text": text("The text", example="It rains in.", long=True),
            "html": TEXTS["html"],
            **COPIES,
            "labels": items(str, "Labels that it gets", []),
        },
        SENT,
        is_sensitive=True,
    ),
    row(
        "b9fe53fa-5026-4547-9570-b54ccb487229",
        "reply_to_message",
        "Answer a mail.",
        post(f"{INBOX}/messages/{{message_id}}/reply", "text html"),
        {
            **INBOX_ID,
            **MESSAGE_ID,
            "text": text("The text", example="I come.", long=True),
            "html": TEXTS["html"],
        },
        SENT,
        is_sensitive=True,
    ),
    row(
        "b70c7e33-5d66-4f8e-897f-ac73a7bfce82",
        "forward_message",
        "Send a mail on to somebody else.",
        post(f"{INBOX}/messages/{{message_id}}/forward", "to cc bcc subject text html"),
        {
            **INBOX_ID,
            **MESSAGE_ID,
            "to": TO,
            **COPIES,
            "subject": text("The subject; that of the mail if empty", ""),
            **TEXTS,
        },
        SENT,
        is_sensitive=True,
    ),
    row(
        "2788bdfa-1527-4603-a5e4-a455c05c032f",
        "get_message",
        "Read a mail.",
        get(f"{INBOX}/messages/{{message_id}}"),
        {**INBOX_ID, **MESSAGE_ID},
        {
            "message_id": gives(str, "Its id"),
            "thread_id": gives(str, "Its thread's id"),
            "subject": gives(str, "Its subject"),
            "text": gives(str, "Its text"),
            "extracted_text": gives(str, "Its text without what it answers"),
            "html": gives(str, "Its text as HTML"),
            "result": RESULT,
        },
    ),
    listing(
        "721234df-c7a2-4927-b205-744badbd5844",
        "list_messages",
        "List the mails of an inbox.",
        f"{INBOX}/messages",
        "messages",
        {**INBOX_ID, **PAGE, **LABELS},
    ),
    row(
        "694ff816-4c89-4a5e-a552-8c31be187735",
        "update_message",
        "Put labels on a mail, or take them off.",
        patch(f"{INBOX}/messages/{{message_id}}", "add_labels remove_labels"),
        {
            **INBOX_ID,
            **MESSAGE_ID,
            "add_labels": items(str, "Labels that it gets", []),
            "remove_labels": items(str, "Labels that it loses", []),
        },
        {"message_id": gives(str, "Its id"), "result": RESULT},
        repeats=True,
    ),
)

BLOCKS = blocks_of(API, MESSAGES, __name__)
