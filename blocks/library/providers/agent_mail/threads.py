"""Threads of messages. https://docs.agentmail.to/api-reference/threads"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.agent_mail._api import (
    API,
    INBOX,
    INBOX_ID,
    LABELS,
    PAGE,
    RESULT,
    id_pin,
    listing,
    removal,
    row,
)
from blocks.rest import blocks_of, get, gives

THREAD_ID = {"thread_id": id_pin("thread")}

ONE_THREAD = {
    "thread_id": gives(str, "The thread's id"),
    "messages": gives(list[dict[str, Any]], "Its messages"),
    "result": RESULT,
}

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

BLOCKS = blocks_of(API, THREADS, __name__)
