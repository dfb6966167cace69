"""Google's APIs, each on a host of its own, and what its documents share."""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, Call, Gives, Takes, choice, delete, echo, flag, get, gives, mapping, post, text
from blocks.sdk import Category

HOME = "https://www.googleapis.com"
SAID = "error.message || error_description || error"


def api(name: str, family: str, host: str, category: Category) -> Api:
    return Api(
        provider="google",
        name=name,
        base_url=f"https://{host}.googleapis.com",
        family=family,
        catalogue_url=HOME,
        said=SAID,
        category=category,
    )


GMAIL = api("Gmail", "gmail", "gmail", Category.COMMUNICATION)
CALENDAR = api("Google Calendar", "google_calendar", "www", Category.PRODUCTIVITY)
DOCS = api("Google Docs", "google_docs", "docs", Category.DATA)
DOCS_FILES = api("Google Docs", "google_docs", "www", Category.DATA)  # as files of Drive
SHEETS = api("Google Sheets", "google_sheets", "sheets", Category.DATA)
SHEETS_FILES = api("Google Sheets", "google_sheets", "www", Category.DATA)
DRIVE = api("Google Drive", "google_drive", "www", Category.DATA)

FILE_SCOPE = ("https://www.googleapis.com/auth/drive.file",)
ROLE = choice("reader commenter writer", "What they may do", "reader")


def file_pin(what: str) -> Takes:
    return mapping(f"The {what}: its `id`, as Google Drive's picker gives it", None, example={"id": "1a2b3c"})


def file_echo(name: str) -> Gives:
    return echo(dict[str, Any], f"The {name} that was given, to go on with", name)


# --- Sharing, of files of any kind ------------------------------------------------------------------------
SHARED = {
    "result": gives(dict[str, Any], "That it is done", lambda _: {"success": True}),
    "share_link": gives(str, "The address that people open", "webViewLink"),
}


def shared_with(pin: str) -> tuple[Call, ...]:
    """Calls that give one person a right to the file in `pin`, if one is named."""
    return (
        post(
            f"/drive/v3/files/{{{pin}.id}}/permissions",
            {"type": "user", "role": "{role}", "emailAddress": "{email}"},
            {
                "sendNotificationEmail": "{send_notification}",
                "emailMessage": "{message}",
                "supportsAllDrives": "true",
            },
            when="email",
        ),
        get(f"/drive/v3/files/{{{pin}.id}}", {"fields": "webViewLink", "supportsAllDrives": "true"}),
    )


def shared_publicly(pin: str) -> tuple[Call, ...]:
    """Calls that let everybody who has the link in, or nobody any more."""
    return (
        post(
            f"/drive/v3/files/{{{pin}.id}}/permissions",
            {"type": "anyone", "role": "{role}"},
            {"supportsAllDrives": "true"},
            when="public",
            derive=lambda values: {"closed": not values["public"]},
        ),
        delete(
            f"/drive/v3/files/{{{pin}.id}}/permissions/anyoneWithLink",
            {"supportsAllDrives": "true"},
            when="closed",
            missing_is_fine=True,
        ),
        get(f"/drive/v3/files/{{{pin}.id}}", {"fields": "webViewLink", "supportsAllDrives": "true"}),
    )


SHARING = {
    "email": text(
        "Who gets the right; nobody if empty, and the link alone is given", "", example="ada@example.com"
    ),
    "role": ROLE,
    "send_notification": flag("They get a mail", True),
    "message": text("What the mail says", "", long=True, advanced=True),
}
PUBLISHING = {"public": flag("Everybody who has the link gets in", True), "role": ROLE}
