"""What the API's schema says of the door for calls from outside, which is no view."""

from __future__ import annotations

from typing import Any

_PATH = "/api/v1/webhooks/{webhook_id}"
_ABOUT = """Take a call of an outside service: any content type, at most 1 MB, signed as its trigger says.

The call is stored before the answer; an agent starts right after it, once however often it is sent."""
_ID = {"type": "string", "format": "uuid"}

_OPERATION = {
    "operationId": "call_webhook",
    "description": _ABOUT,
    "parameters": [{"in": "path", "name": "webhook_id", "schema": _ID, "required": True}],
    "tags": ["webhooks"],
    "requestBody": {"content": {"application/json": {"schema": {}}}},
    "responses": {
        "202": {
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookTaken"}}},
            "description": "",
        }
    },
}
_TAKEN = {
    "type": "object",
    "description": "A call that is stored; the work on it has still to begin.",
    "properties": {
        "delivery_id": {**_ID, "nullable": True},
        "is_repeated": {"type": "boolean", "description": "It was sent before; nothing begins again."},
    },
    "required": ["delivery_id", "is_repeated"],
}


def describe_door(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """Add the door, where it would stand. A hook of drf-spectacular, after its own."""
    components = result["components"]
    result["paths"] = _with(result["paths"], _PATH, {"post": _OPERATION})
    components["schemas"] = _with(components["schemas"], "WebhookTaken", _TAKEN)
    return result


def _with(named: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """One more, before the first that comes after it; the others stay in their order."""
    before = {key: one for key, one in named.items() if key < name}
    return {**before, name: value, **named}
