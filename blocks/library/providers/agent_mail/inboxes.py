"""Inboxes, pods that keep them apart, and lists of who may write. https://docs.agentmail.to/api-reference/inboxes"""

from __future__ import annotations

from blocks.library.providers.agent_mail._api import API, DONE, INBOX, PAGE, POD, RESULT, listed
from blocks.rest import Operation, blocks_of, choice, delete, get, gives, patch, post, text

NEW_INBOX = {
    "username": text("What stands before the @; chosen by AgentMail if empty", "", example="ada"),
    "domain": text("What stands after it; agentmail.to if empty", "", advanced=True),
    "display_name": text("The name that receivers see", "", example="Ada"),
}
INBOX_ID = gives(str, "The inbox's id", "inbox_id")
ADDRESS = gives(str, "Its address", "email || inbox_id")
POD_ID = gives(str, "The pod's id", "pod_id")
LIST = {
    "direction": choice("send receive reply", "Of letters that are sent, received, or replied to"),
    "list_type": choice("allow block", "Who is let through, or kept out"),
}
ENTRY = text("An address, or a domain", example="spam.example.com", min_length=1)
GIVEN_ENTRY = gives(str, "The address or domain", "entry")

OPERATIONS = (
    Operation(
        id="7a8ac219-c6ec-4eec-a828-81af283ce04c",
        slug="create_inbox",
        about="Make an inbox with an address of its own.",
        calls=[post("/inboxes", "username domain display_name")],
        takes=NEW_INBOX,
        gives={"inbox_id": INBOX_ID, "email_address": ADDRESS, **RESULT},
    ),
    Operation(
        id="ade970ae-8428-4a7b-9278-b52054dbf535",
        slug="delete_inbox",
        about="Delete an inbox with all its letters.",
        calls=[delete("/inboxes/{inbox_id}")],
        takes=INBOX,
        gives=DONE,
        is_sensitive=True,
    ),
    Operation(
        id="b858f62b-6c12-4736-aaf2-dbc5a9281320",
        slug="get_inbox",
        about="Read what is known of an inbox.",
        calls=[get("/inboxes/{inbox_id}")],
        takes=INBOX,
        gives={
            "inbox_id": INBOX_ID,
            "email_address": ADDRESS,
            "display_name": gives(str, "The name that receivers see"),
            **RESULT,
        },
    ),
    Operation(
        id="cfd84a06-2121-4cef-8d14-8badf52d22f0",
        slug="list_inboxes",
        about="List inboxes.",
        calls=[get("/inboxes", "limit page_token")],
        takes=PAGE,
        gives=listed("inboxes"),
    ),
    Operation(
        id="59b49f59-a6d1-4203-94c0-3908adac50b6",
        slug="update_inbox",
        about="Change the name that receivers of an inbox's letters see.",
        calls=[patch("/inboxes/{inbox_id}", "display_name")],
        takes={**INBOX, "display_name": text("The new name", example="Ada L.", min_length=1)},
        gives={"inbox_id": INBOX_ID, **RESULT},
        repeats=True,
    ),
    Operation(
        id="b6650a0a-b113-40cf-8243-ff20f684f9b8",
        slug="create_list_entry",
        about="Let an address or domain through, or keep it out.",
        calls=[post("/lists/{direction}/{list_type}", "entry reason")],
        takes={**LIST, "entry": ENTRY, "reason": text("Why, for those who read the list", "")},
        gives={"entry": GIVEN_ENTRY, **RESULT},
        repeats=True,
    ),
    Operation(
        id="2b8d57f1-1c9e-470f-a70b-5991c80fad5f",
        slug="delete_list_entry",
        about="Take an address or domain off a list.",
        calls=[delete("/lists/{direction}/{list_type}/{entry}")],
        takes={**LIST, "entry": ENTRY},
        gives=DONE,
    ),
    Operation(
        id="fb117058-ab27-40d1-9231-eb1dd526fc7a",
        slug="get_list_entry",
        about="Read what a list says of an address or domain.",
        calls=[get("/lists/{direction}/{list_type}/{entry}")],
        takes={**LIST, "entry": ENTRY},
        gives={"entry": GIVEN_ENTRY, **RESULT},
    ),
    Operation(
        id="01489100-35da-45aa-8a01-9540ba0e9a21",
        slug="list_entries",
        about="List who is let through, or kept out.",
        calls=[get("/lists/{direction}/{list_type}", "limit page_token")],
        takes={**LIST, **PAGE},
        gives=listed("entries"),
    ),
    Operation(
        id="a2db9784-2d17-4f8f-9d6b-0214e6f22101",
        slug="create_pod",
        about="Make a pod, which keeps the inboxes of one customer apart from others.",
        calls=[post("/pods", "client_id")],
        takes={"client_id": text("Your own id of the customer", "", example="customer-7")},
        gives={"pod_id": POD_ID, **RESULT},
    ),
    Operation(
        id="c6862373-1ac6-402e-89e6-7db1fea882af",
        slug="create_pod_inbox",
        about="Make an inbox in a pod.",
        calls=[post("/pods/{pod_id}/inboxes", "username domain display_name")],
        takes={**POD, **NEW_INBOX},
        gives={"inbox_id": INBOX_ID, "email_address": ADDRESS, **RESULT},
    ),
    Operation(
        id="f371f8cd-682d-4f5f-905c-529c74a8fb35",
        slug="delete_pod",
        about="Delete a pod.",
        calls=[delete("/pods/{pod_id}")],
        takes=POD,
        gives=DONE,
        is_sensitive=True,
    ),
    Operation(
        id="553361bc-bb1b-4322-9ad4-0c226200217e",
        slug="get_pod",
        about="Read what is known of a pod.",
        calls=[get("/pods/{pod_id}")],
        takes=POD,
        gives={"pod_id": POD_ID, **RESULT},
    ),
    Operation(
        id="a8c17ce0-b7c1-4bc3-ae39-680e1952e5d0",
        slug="list_pod_inboxes",
        about="List the inboxes of a pod.",
        calls=[get("/pods/{pod_id}/inboxes", "limit page_token")],
        takes={**POD, **PAGE},
        gives=listed("inboxes"),
    ),
    Operation(
        id="9d3725ee-2968-431a-a816-857ab41e1420",
        slug="list_pods",
        about="List pods.",
        calls=[get("/pods", "limit page_token")],
        takes=PAGE,
        gives=listed("pods"),
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
