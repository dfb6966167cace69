"""ZeroBounce: whether mail will arrive. https://www.zerobounce.net/docs/email-validation-api-quickstart"""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, Auth, AuthStyle, Operation, Values, blocks_of, get, gives, text
from blocks.sdk import AuthFailed, Category

API = Api(
    provider="zerobounce",
    name="ZeroBounce",
    base_url="https://api.zerobounce.net/v2",
    auth=Auth(AuthStyle.QUERY, "api_key"),
    failed="error",
    meaning={"Invalid API key or your account ran out of credits": AuthFailed},
    category=Category.SEARCH,
)


def whose(values: Values) -> Values:
    return {"ip": values["ip_address"] or ""}  # has to be there, also where nothing is known of it


OPERATIONS = (
    Operation(
        id="e3950439-fa0b-40e8-b19f-e0dca0bf5853",
        slug="validate_email",
        about="Check whether mail to an address will arrive.",
        calls=[get("/validate", {"email": "{email}", "ip_address": "{ip}"}, derive=whose, is_slow=True)],
        takes={
            "email": text("The address", example="ada@example.com", min_length=3),
            "ip_address": text("From where it was given", "", advanced=True),
        },
        gives={"response": gives(dict[str, Any], "What is known of it: address, status, sub_status …", "@")},
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
