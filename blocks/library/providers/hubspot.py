"""HubSpot. https://developers.hubspot.com/docs/api-reference"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from blocks.rest import (
    Api,
    Call,
    Operation,
    Takes,
    Values,
    blocks_of,
    choice,
    echo,
    mapping,
    number,
    patch,
    post,
    text,
)
from blocks.sdk import Category

API = Api(provider="hubspot", name="HubSpot", base_url="https://api.hubapi.com", category=Category.CRM)
WHAT = {"get": "found", "create": "created", "update": "updated"}


def choose(values: Values) -> Values:
    """Which of the calls are made, by the operation."""
    return {f"is_{name}": values["operation"] == name for name in WHAT}


def found_first(values: Values, key: str, kind: str) -> Values:
    found = values["results"] or []
    if not found:
        raise ValueError(f"`{key}`: there is no {kind} with {values[key]!r}.")
    return {"found": found[0], "object_id": found[0]["id"]}


def calls(path: str, key: str, data: str, kind: str) -> tuple[Call, ...]:
    """Search by the key where one is read or changed; make, or change."""

    def asked(values: Values) -> Values:
        chosen = choose(values)
        if chosen["is_create"]:
            return {**chosen, "is_searched": False}
        if not values[key]:
            raise ValueError(f"`{key}` says which {kind} is meant.")
        return {**chosen, "is_searched": True}

    def picked(values: Values) -> Values:
        return found_first(values, key, kind) if values["is_searched"] else {}

    by_key = {"propertyName": key, "operator": "EQ", "value": f"{{{key}}}"}
    return (
        post(
            f"{path}/search",
            {"filterGroups": [{"filters": [by_key]}], "limit": 1},
            derive=asked,
            when="is_searched",
            reads=True,
            keep={"results": "results"},
        ),
        post(path, {"properties": f"{{{data}}}"}, when="is_create", derive=picked, keep={"found": "@"}),
        patch(f"{path}/{{object_id}}", {"properties": f"{{{data}}}"}, when="is_update", keep={"found": "@"}),
    )


def operation(id: str, kind: str, path: str, key: Takes, key_name: str, data: str) -> Operation:
    return Operation(
        id=id,
        slug=kind,
        name=f"HubSpot {kind.title()}",
        about=f"Read, make or change a {kind}.",
        calls=calls(path, key_name, data, kind),
        takes={
            "operation": choice("get create update", "What to do", "get"),
            data: mapping(f"The {kind}'s properties, by HubSpot's names", {}, example={"city": "Berlin"}),
            key_name: key,
        },
        gives={
            kind: echo(dict[str, Any], f"The {kind}: id, properties", "found"),
            "status": echo(str, "found, created or updated", lambda values: WHAT[values["operation"]]),
        },
    )


# --- Mails ------------------------------------------------------------------------------------------------
def engagement(values: Values) -> Values:
    is_mail = values["operation"] == "send_email"
    if not is_mail and not values["contact_id"]:
        raise ValueError("`contact_id` says whose engagements are read.")
    since = values["now"] - timedelta(days=values["timeframe_days"])
    return {"is_mail": is_mail, "is_read": not is_mail, "since": str(int(since.timestamp() * 1000))}


def mail(values: Values) -> dict[str, Any]:
    told: Mapping[str, Any] = values["email_data"] or {}
    missing = [name for name in ("recipient", "subject", "content") if not told.get(name)]
    if missing:
        raise ValueError(f"`email_data` needs {' and '.join(missing)}.")
    properties = {
        "hs_timestamp": values["now"].isoformat(),
        "hs_email_direction": "EMAIL",
        "hs_email_status": "SENT",
        "hs_email_to_email": told["recipient"],
        "hs_email_subject": told["subject"],
        "hs_email_text": told["content"],
    }
    return {"properties": properties}


def engagements(values: Values) -> dict[str, Any]:
    if values["is_mail"]:
        return dict(values["made"])
    found = [one.get("properties", {}) for one in values["found"] or ()]
    times = sorted(one["hs_timestamp"] for one in found if one.get("hs_timestamp"))
    return {
        "total_engagements": len(found),
        "last_engagement": times[-1] if times else None,
        "engagements": found,
    }


OPERATIONS = (
    operation(
        "3ae02219-d540-47cd-9c78-3ad6c7d9820a",
        "company",
        "/crm/v3/objects/companies",
        text("The company's domain, by which it is found", ""),
        "domain",
        "company_data",
    ),
    operation(
        "5267326e-c4c1-4016-9f54-4e72ad02f813",
        "contact",
        "/crm/v3/objects/contacts",
        text("The contact's mail address, by which it is found", ""),
        "email",
        "contact_data",
    ),
    Operation(
        id="c6524385-7d87-49d6-a470-248bd29ca765",
        slug="engagement",
        name="HubSpot Engagement",
        about="Log a mail in the CRM, or tell what mails a contact had lately.",
        calls=[
            post("/crm/v3/objects/emails", mail, when="is_mail", derive=engagement, keep={"made": "@"}),
            post(
                "/crm/v3/objects/emails/search",
                {
                    "filterGroups": [
                        {
                            "filters": [
                                {
                                    "propertyName": "associations.contact",
                                    "operator": "EQ",
                                    "value": "{contact_id}",
                                },
                                {"propertyName": "hs_timestamp", "operator": "GTE", "value": "{since}"},
                            ]
                        }
                    ],
                    "properties": [
                        "hs_timestamp",
                        "hs_email_subject",
                        "hs_email_status",
                        "hs_email_direction",
                    ],
                    "limit": 100,
                },
                when="is_read",
                reads=True,
                keep={"found": "results"},
            ),
        ],
        takes={
            "operation": choice("send_email track_engagement", "What to do", "send_email"),
            "email_data": mapping("The mail: recipient, subject, content", {}),
            "contact_id": text("The contact's id", ""),
            "timeframe_days": number("Of so many days", 30, ge=1, le=3_650),
        },
        gives={
            "result": echo(dict[str, Any], "What was logged, or what was found", engagements),
            "status": echo(
                str,
                "email_sent or engagement_tracked",
                lambda values: "email_sent" if values["is_mail"] else "engagement_tracked",
            ),
        },
        categories=(Category.COMMUNICATION, Category.CRM),
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
