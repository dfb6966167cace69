"""AgentMail's API, and pins that many of its operations share. https://docs.agentmail.to/api-reference"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blocks.rest import Api, Gives, Takes, constant, gives, items, number, text
from blocks.sdk import Category

API = Api(
    provider="agent_mail",
    name="AgentMail",
    base_url="https://api.agentmail.to/v0",
    said="message || name",
    category=Category.COMMUNICATION,
)

INBOX = {"inbox_id": text("The inbox's id, which is its address", example="ada@agentmail.to", min_length=1)}
MESSAGE_ID = text("The message's id", example="<0100019@agentmail.to>", min_length=1)
THREAD_ID = text("The thread's id", example="8e7b8f1c-6f52-4d5c-9a3e-0f6f2b9b2f11", min_length=1)
DRAFT_ID = text("The draft's id", example="b1f9f1b4-1c2e-4f9a-8a50-5b1c2f1f7c2d", min_length=1)
POD = {"pod_id": text("The pod's id", example="garden", min_length=1)}
LABELS = {"labels": items(str, "Only what has all of these labels", [], advanced=True)}
PAGE: Mapping[str, Takes] = {
    "limit": number("At most so many", 20, ge=1, le=100),
    "page_token": text("Where the page before this one ended", ""),
}
RESULT = {"result": gives(dict[str, Any], "All that is known of it", "@")}
DONE = {"success": constant(True, "True")}


def listed(what: str) -> Mapping[str, Gives]:
    """A page of things, under the name that the API has for them."""
    return {
        what: gives(list[dict[str, Any]], f"The {what}"),
        "count": gives(int, "How many this page has"),
        "next_page_token": gives(str, "What to ask the next page with; nothing if this is the last"),
    }
