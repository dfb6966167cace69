"""AgentMail: mailboxes for agents. https://docs.agentmail.to/api-reference"""

from __future__ import annotations

from typing import Any

from blocks.rest import (
    Api,
    Call,
    Gives,
    Operation,
    Takes,
    blocks_of,
    choice,
    constant,
    delete,
    echo,
    get,
    gives,
    items,
    number,
    patch,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="agent_mail",
    name="AgentMail",
    base_url="https://api.agentmail.to/v0",
    category=Category.COMMUNICATION,
)
INBOX, POD = "/inboxes/{inbox_id}", "/pods/{pod_id}"
RESULT = gives(dict[str, Any], "All that AgentMail says of it", "@")
GONE = {"success": constant(True, "That it is done")}


def id_pin(what: str) -> Takes:
    return text(f"The {what}'s id", example=f"{what}_1", min_length=1)


INBOX_ID = {"inbox_id": text("The inbox's id: its address", example="ada@agentmail.to", min_length=1)}
POD_ID = {"pod_id": id_pin("pod")}
DRAFT_ID = {"draft_id": id_pin("draft")}
MESSAGE_ID = {"message_id": id_pin("message")}
THREAD_ID = {"thread_id": id_pin("thread")}
PAGE = {
    "limit": number("At most so many", 20, ge=1, le=100),
    "page_token": text("Where a list before ended", "", advanced=True),
}
LABELS = {"labels": items(str, "Only those with all of these labels", [])}
TO = items(str, "Who gets it", example=["ada@example.com"], min_length=1)
COPIES = {
    "cc": items(str, "Who gets a copy", []),
    "bcc": items(str, "Who gets a copy that nobody else sees", []),
}
TEXTS = {
    "text": text("The text", "", long=True),
    "html": text("The text as HTML", "", long=True, advanced=True),
}
SEND_AT = "When it is sent, as 2026-11-21T18:00:00Z; when somebody sends it if empty"
NEW_INBOX = {
    "username": text("The part of its address before the @; made up if empty", ""),
    "domain": text("The part behind; agentmail.to if empty", ""),
    "display_name": text("The name that people see", ""),
}
ENTRY_LIST = {
    "direction": choice("receive send reply", "Of mails that come or that go", example="receive"),
    "list_type": choice("allow block", "Which list", example="block"),
}
ENTRY = {"entry": text("The address or domain", example="spam@example.com", min_length=1)}
LIST_PATH = "/lists/{direction}/{list_type}"

SENT = {
    "message_id": gives(str, "The message's id"),
    "thread_id": gives(str, "Its thread's id"),
    "result": RESULT,
}
DRAFT = {
    "draft_id": gives(str, "The draft's id"),
    "send_status": gives(str, "Whether and how far it is sent"),
    "result": RESULT,
}
NEW_INBOX_GIVES = {
    "inbox_id": gives(str, "Its id"),
    "email_address": gives(str, "Its address", "email || inbox_id"),
    "result": RESULT,
}
ONE_THREAD = {
    "thread_id": gives(str, "The thread's id"),
    "messages": gives(list[dict[str, Any]], "Its messages"),
    "result": RESULT,
}


def row(
    id: str,
    slug: str,
    about: str,
    call: Call,
    takes: dict[str, Takes],
    gives: dict[str, Gives],
    *,
    is_sensitive: bool = False,
    repeats: bool = False,
) -> Operation:
    return Operation(
        id=id,
        slug=slug,
        about=about,
        calls=[call],
        takes=takes,
        gives=gives,
        is_sensitive=is_sensitive,
        repeats=repeats,
    )


def listing(id: str, slug: str, about: str, path: str, things: str, takes: dict[str, Takes]) -> Operation:
    """A page of a list, with the token of the next."""
    query = " ".join(name for name in ("limit", "page_token", "labels") if name in takes)
    found = {
        things: gives(list[dict[str, Any]], f"The {things}"),
        "count": gives(int, "How many there are on this page"),
        "next_page_token": gives(str, "Where the next page begins; empty if this was the last"),
    }
    return row(id, slug, about, get(path, query), takes, found)


def removal(id: str, slug: str, about: str, path: str, takes: dict[str, Takes]) -> Operation:
    return row(id, slug, about, delete(path), takes, GONE, is_sensitive=True)


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

INBOXES = (
    row(
        "7a8ac219-c6ec-4eec-a828-81af283ce04c",
        "create_inbox",
        "Make an inbox.",
        post("/inboxes", "username domain display_name"),
        NEW_INBOX,
        NEW_INBOX_GIVES,
    ),
    row(
        "b858f62b-6c12-4736-aaf2-dbc5a9281320",
        "get_inbox",
        "Tell what is known of an inbox.",
        get(INBOX),
        INBOX_ID,
        {
            "inbox_id": gives(str, "Its id"),
            "email_address": NEW_INBOX_GIVES["email_address"],
            "display_name": gives(str, "The name that people see"),
            "result": RESULT,
        },
    ),
    row(
        "59b49f59-a6d1-4203-94c0-3908adac50b6",
        "update_inbox",
        "Change the name of an inbox.",
        patch(INBOX, "display_name"),
        {**INBOX_ID, "display_name": text("The name that people see", example="Ada")},
        {"inbox_id": gives(str, "Its id"), "result": RESULT},
        repeats=True,
    ),
    removal(
        "ade970ae-8428-4a7b-9278-b52054dbf535",
        "delete_inbox",
        "Delete an inbox with its mails.",
        INBOX,
        INBOX_ID,
    ),
    listing(
        "cfd84a06-2121-4cef-8d14-8badf52d22f0",
        "list_inboxes",
        "List all inboxes.",
        "/inboxes",
        "inboxes",
        PAGE,
    ),
)

ENTRIES = (
    row(
        "b6650a0a-b113-40cf-8243-ff20f684f9b8",
        "create_list_entry",
        "Let mails of an address through, or keep them away.",
        post(LIST_PATH, "entry reason"),
        {**ENTRY_LIST, **ENTRY, "reason": text("Why", "")},
        {"entry": echo(str, "The address or domain"), "result": RESULT},
        is_sensitive=True,
        repeats=True,
    ),
    row(
        "fb117058-ab27-40d1-9231-eb1dd526fc7a",
        "get_list_entry",
        "Tell whether an address is on a list.",
        get(f"{LIST_PATH}/{{entry}}"),
        {**ENTRY_LIST, **ENTRY},
        {"entry": echo(str, "The address or domain"), "result": RESULT},
    ),
    removal(
        "2b8d57f1-1c9e-470f-a70b-5991c80fad5f",
        "delete_list_entry",
        "Take an address off a list.",
        f"{LIST_PATH}/{{entry}}",
        {**ENTRY_LIST, **ENTRY},
    ),
    listing(
        "01489100-35da-45aa-8a01-9540ba0e9a21",
        "list_entries",
        "List the addresses of a list.",
        LIST_PATH,
        "entries",
        {**ENTRY_LIST, **PAGE},
    ),
)

PODS = (
    row(
        "a2db9784-2d17-4f8f-9d6b-0214e6f22101",
        "create_pod",
        "Make a pod, which keeps the inboxes of one customer apart.",
        post("/pods", "client_id"),
        {"client_id": text("An id of your own for it", "")},
        {"pod_id": gives(str, "Its id"), "result": RESULT},
    ),
    row(
        "553361bc-bb1b-4322-9ad4-0c226200217e",
        "get_pod",
        "Tell what is known of a pod.",
        get(POD),
        POD_ID,
        {"pod_id": gives(str, "Its id"), "result": RESULT},
    ),
    removal("f371f8cd-682d-4f5f-905c-529c74a8fb35", "delete_pod", "Delete a pod.", POD, POD_ID),
    row(
        "c6862373-1ac6-402e-89e6-7db1fea882af",
        "create_pod_inbox",
        "Make an inbox in a pod.",
        post(f"{POD}/inboxes", "username domain display_name"),
        {**POD_ID, **NEW_INBOX},
        NEW_INBOX_GIVES,
    ),
    listing("9d3725ee-2968-431a-a816-857ab41e1420", "list_pods", "List all pods.", "/pods", "pods", PAGE),
    listing(
        "a8c17ce0-b7c1-4bc3-ae39-680e1952e5d0",
        "list_pod_inboxes",
        "List the inboxes of a pod.",
        f"{POD}/inboxes",
        "inboxes",
        {**POD_ID, **PAGE},
    ),
    listing(
        "12fd7a3e-51ad-4b20-97c1-0391f207f517",
        "list_pod_drafts",
        "List the drafts of a pod.",
        f"{POD}/drafts",
        "drafts",
        {**POD_ID, **PAGE},
    ),
    listing(
        "80214f08-8b85-4533-a6b8-f8123bfcb410",
        "list_pod_threads",
        "List the threads of a pod.",
        f"{POD}/threads",
        "threads",
        {**POD_ID, **PAGE, **LABELS},
    ),
)

THREADS = (
    row(
        "42866290-1479-4153-83e7-550b703e9da2",
        "get_inbox_thread",
        "Read all mails of a thread of an inbox.",
        get(f"{INBOX}/threads/{{thread_id}}"),
        {**INBOX_ID, **THREAD_ID},
        ONE_THREAD,
    ),
    row(
        "39aaae31-3eb1-44c6-9e37-5a44a4529649",
        "get_thread",
        "Read all mails of a thread.",
        get("/threads/{thread_id}"),
        THREAD_ID,
        ONE_THREAD,
    ),
    removal(
        "18cd5f6f-4ff6-45da-8300-25a50ea7fb75",
        "delete_inbox_thread",
        "Delete a thread of an inbox.",
        f"{INBOX}/threads/{{thread_id}}",
        {**INBOX_ID, **THREAD_ID},
    ),
    listing(
        "63dd9e2d-ef81-405c-b034-c031f0437334",
        "list_inbox_threads",
        "List the threads of an inbox.",
        f"{INBOX}/threads",
        "threads",
        {**INBOX_ID, **PAGE, **LABELS},
    ),
    listing(
        "d7a0657b-58ab-48b2-898b-7bd94f44a708",
        "list_threads",
        "List all threads.",
        "/threads",
        "threads",
        {**PAGE, **LABELS},
    ),
)

BLOCKS = blocks_of(API, (*MESSAGES, *DRAFTS, *INBOXES, *ENTRIES, *PODS, *THREADS), __name__)
