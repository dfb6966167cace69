"""Slack. https://api.slack.com/methods"""

from __future__ import annotations

from blocks.rest import Api, Operation, blocks_of, flag, gives, post, text
from blocks.sdk import AuthFailed, Category, InvalidInput, RateLimited

API = Api(
    provider="slack",
    name="Slack",
    base_url="https://slack.com/api",
    failed="ok == `false` && (error || 'unknown_error')",
    meaning={
        "invalid_auth": AuthFailed,
        "not_authed": AuthFailed,
        "account_inactive": AuthFailed,
        "token_revoked": AuthFailed,
        "token_expired": AuthFailed,
        "missing_scope": AuthFailed,
        "ratelimited": RateLimited,
        "channel_not_found": InvalidInput,
        "not_in_channel": InvalidInput,
        "is_archived": InvalidInput,
        "msg_too_long": InvalidInput,
        "no_text": InvalidInput,
    },
    category=Category.SOCIAL,
)

OPERATIONS = (
    Operation(
        id="50cf5290-ec87-4ca1-b7d7-b8b4ef772f6d",
        slug="send_message",
        about="Send a message to a channel or a person.",
        calls=[
            post(
                "/chat.postMessage",
                "channel text thread_ts username icon_emoji unfurl_links mrkdwn",
                headers={"Content-Type": "application/json; charset=utf-8"},
            )
        ],
        takes={
            "channel": text("The channel's name or id, or a person's id", example="#general", min_length=1),
            "text": text("The message", example="It rains in.", long=True, min_length=1, max_length=40_000),
            "thread_ts": text("The `ts` of the message that it answers", None),
            "username": text("Under which name", None, advanced=True),
            "icon_emoji": text("With which emoji as a picture, as :tada:", None, advanced=True),
            "unfurl_links": flag("Show what links lead to", True, advanced=True),
            "mrkdwn": flag("The message is in Slack's Markdown", True, advanced=True),
        },
        gives={
            "ts": gives(str, "When it was sent, by which Slack names it"),
            "channel": gives(str, "The channel's id"),
        },
        is_sensitive=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
