"""Inboxes, and whose mails they let in and out. https://docs.agentmail.to/api-reference/inboxes"""

from __future__ import annotations

from blocks.library.providers.agent_mail._api import (
    API,
    INBOX,
    INBOX_ID,
    NEW_INBOX,
    NEW_INBOX_GIVES,
    PAGE,
    RESULT,
    listing,
    removal,
    row,
)
from blocks.rest import blocks_of, choice, echo, get, gives, patch, post, text

ENTRY_LIST = {
    "direction": choice("receive send reply", "Of mails that come or that go", example="receive"),
    "list_type": choice("allow block", "Which list", example="block"),
}
ENTRY = {"entry": text("The address or domain", example="spam@example.com", min_length=1)}
LIST_PATH = "/lists/{direction}/{list_type}"

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

BLOCKS = blocks_of(API, (*INBOXES, *ENTRIES), __name__)
