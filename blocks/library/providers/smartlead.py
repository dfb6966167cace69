"""Smartlead: campaigns of mail. https://api.smartlead.ai/reference"""

from __future__ import annotations

from typing import Any

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Operation,
    blocks_of,
    echo,
    gives,
    items,
    mapping,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="smartlead",
    name="Smartlead",
    base_url="https://server.smartlead.ai/api/v1",
    auth=Auth(AuthStyle.QUERY, "api_key"),
    failed="ok == `false` && (error || message || 'It did not work')",
    category=Category.CRM,
)
OBJECTS = list[dict[str, Any]]
CAMPAIGN_ID = number("The campaign's id", example=372, ge=1)
NO_EXCEPTIONS = {
    "ignore_global_block_list": False,
    "ignore_unsubscribe_list": False,
    "ignore_community_bounce_list": False,
    "ignore_duplicate_leads_in_other_campaign": False,
}


def counted(about: str, name: str) -> Any:
    return gives(int, about, f"{name} || `0`")


OPERATIONS = (
    Operation(
        id="8865699f-9188-43c4-89b0-79c84cfaa03e",
        slug="create_campaign",
        about="Begin a campaign.",
        calls=[post("/campaigns/create", "name")],
        takes={"name": text("Its name", example="Roofers in Berlin", min_length=1)},
        gives={
            "id": gives(int, "The campaign's id"),
            "name": gives(str, "Its name"),
            "created_at": gives(str, "When it was made"),
        },
    ),
    Operation(
        id="fb8106a4-1a8f-42f9-a502-f6d07e6fe0ec",
        slug="add_leads",
        about="Add people to a campaign.",
        calls=[post("/campaigns/{campaign_id}/leads", "lead_list settings")],
        takes={
            "campaign_id": CAMPAIGN_ID,
            "lead_list": items(
                dict[str, Any],
                "Each with email, first_name, last_name, company_name …",
                [],
                max_length=100,
                example=[{"email": "ada@example.com", "first_name": "Ada"}],
            ),
            "settings": mapping("Lists that are not looked at", NO_EXCEPTIONS, of=bool, advanced=True),
        },
        gives={
            "campaign_id": echo(int, "The campaign's id"),
            "upload_count": counted("How many were added", "upload_count"),
            "already_added_to_campaign": counted("How many were in it before", "already_added_to_campaign"),
            "duplicate_count": counted("How many were there twice", "duplicate_count"),
            "invalid_email_count": counted("How many have an address that is none", "invalid_email_count"),
            "is_lead_limit_exhausted": gives(
                bool, "Whether there is room for no more", "is_lead_limit_exhausted || `false`"
            ),
            "lead_import_stopped_count": counted("How many had no room", "lead_import_stopped_count"),
        },
        is_sensitive=True,
    ),
    Operation(
        id="e7d9f41c-dc10-4f39-98ba-a432abd128c0",
        slug="save_sequences",
        about="Say what a campaign sends, and when.",
        calls=[post("/campaigns/{campaign_id}/sequences", "sequences")],
        takes={
            "campaign_id": CAMPAIGN_ID,
            "sequences": items(
                dict[str, Any],
                "Each with seq_number, seq_delay_details, subject, email_body",
                [],
                example=[{"seq_number": 1, "seq_delay_details": {"delay_in_days": 1}, "subject": "Roofs"}],
            ),
        },
        gives={
            "data": gives(dict[str, Any] | str | None, "What Smartlead says"),
            "message": gives(str, "How it went", "message || 'Saved'"),
        },
        is_sensitive=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
