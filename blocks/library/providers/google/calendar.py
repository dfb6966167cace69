"""Google Calendar. https://developers.google.com/workspace/calendar/api/v3/reference"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from blocks.library.providers.google._api import CALENDAR
from blocks.rest import (
    Operation,
    Values,
    blocks_of,
    echo,
    flag,
    get,
    gives,
    items,
    mapping,
    number,
    post,
    text,
)
from blocks.sdk import Category

_EVENTS = "/calendar/v3/calendars/{calendar_id}/events"
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_LIFE = uuid.UUID("6b2f1d3a-8f1e-5c59-9a0e-0f8d1c6f7a21")  # of the names of video calls


def moment(given: Any, what: str) -> datetime:
    try:
        return datetime.fromisoformat(str(given))
    except ValueError:
        raise ValueError(f"{what} is no date and time; they look like 2026-11-21T18:00:00.") from None


def spelled(when: datetime) -> dict[str, str]:
    told = {"dateTime": when.isoformat()}
    return told if when.tzinfo else {**told, "timeZone": "UTC"}


def new_event(values: Values) -> Values:
    """`event`, as the API takes it, and what else the call says."""
    timing = values["timing"] or {}
    if not timing.get("start_datetime"):
        raise ValueError("`timing`: say when it begins, as `start_datetime`.")
    start = moment(timing["start_datetime"], "`timing`: start_datetime")
    if timing.get("end_datetime"):
        end = moment(timing["end_datetime"], "`timing`: end_datetime")
    else:
        end = start + timedelta(minutes=float(timing.get("duration_minutes") or 60))
    event: dict[str, Any] = {
        "summary": values["event_title"],
        "location": values["location"],
        "description": values["description"],
        "start": spelled(start),
        "end": spelled(end),
        "attendees": [{"email": address} for address in values["guest_emails"] or ()],
        "recurrence": recurrence(values["recurrence"] or {}),
        "reminders": {
            "useDefault": False,
            "overrides": [
                {"method": "popup", "minutes": minutes} for minutes in values["reminder_minutes"] or ()
            ],
        },
    }
    if values["add_google_meet"]:
        name = uuid.uuid5(_LIFE, f"{values['event_title']}{start}{values['now']}")
        solution = {"type": "hangoutsMeet"}
        event["conferenceData"] = {
            "createRequest": {"requestId": str(name), "conferenceSolutionKey": solution}
        }
    told = "all" if values["send_notifications"] else "none"
    return {"event": {name: value for name, value in event.items() if value}, "send_updates": told}


def recurrence(given: dict[str, Any]) -> list[str]:
    """`{"frequency": "WEEKLY", "count": 4}` as RFC 5545 says it; nothing for what happens once."""
    frequency = str(given.get("frequency") or "").upper()
    if not frequency:
        return []
    if frequency not in _FREQUENCIES:
        raise ValueError(f"`recurrence`: its frequency is one of {', '.join(_FREQUENCIES)}.")
    count = f";COUNT={int(given['count'])}" if given.get("count") else ""
    return [f"RRULE:FREQ={frequency}{count}"]


def span(values: Values) -> Values:
    """`from` and `to`, of what is read."""
    start = moment(values["start_time"], "`start_time`") if values["start_time"] else values["now"]
    if start.tzinfo is None:
        start = start.replace(tzinfo=values["now"].tzinfo)
    return {
        "since": start.isoformat(),
        "until": (start + timedelta(days=values["time_range_days"])).isoformat(),
    }


def events_of(values: Values) -> list[dict[str, Any]]:
    found = values["found"] or ()
    return [event_of(one) for one in found if values["include_declined_events"] or not is_declined(one)]


def is_declined(event: dict[str, Any]) -> bool:
    guests = event.get("attendees", [])
    return any(guest.get("self") and guest.get("responseStatus") == "declined" for guest in guests)


def event_of(event: dict[str, Any]) -> dict[str, Any]:
    start, end = event.get("start", {}), event.get("end", {})
    return {
        "id": event["id"],
        "title": event.get("summary", ""),
        "start_time": start.get("dateTime") or start.get("date", ""),
        "end_time": end.get("dateTime") or end.get("date", ""),
        "is_all_day": "date" in start,
        "location": event.get("location", ""),
        "description": event.get("description", ""),
        "organizer": event.get("organizer", {}).get("email", ""),
        "attendees": [guest.get("email", "") for guest in event.get("attendees", [])],
        "has_video_call": "hangoutLink" in event,
        "video_link": event.get("hangoutLink", ""),
        "calendar_link": event.get("htmlLink", ""),
        "is_recurring": "recurringEventId" in event,
    }


OPERATIONS = (
    Operation(
        id="ed2ec950-fbff-4204-94c0-023fb1d625e0",
        slug="create_event",
        about="Put an event into a calendar.",
        calls=[
            post(
                _EVENTS,
                "{event}",
                {"sendUpdates": "{send_updates}", "conferenceDataVersion": 1},
                derive=new_event,
            )
        ],
        takes={
            "event_title": text("Its title", example="The roof", min_length=1),
            "location": text("Where it is", None),
            "description": text("What it is about", None, long=True),
            "timing": mapping(
                "When: start_datetime, and duration_minutes or end_datetime",
                {"discriminator": "duration_timing", "duration_minutes": 60},
                example={"start_datetime": "2026-11-21T18:00:00+01:00", "duration_minutes": 60},
            ),
            "calendar_id": text("Which calendar", "primary"),
            "guest_emails": items(str, "Who is invited", [], max_length=200),
            "send_notifications": flag("They are told by mail", True),
            "add_google_meet": flag("With a video call", False),
            "recurrence": mapping(
                "How often, if more than once: frequency (DAILY, WEEKLY …), count",
                {"discriminator": "one_time"},
            ),
            "reminder_minutes": items(int, "How many minutes before to remind", [10], max_length=5),
        },
        gives={
            "event_id": gives(str, "Its id", "id"),
            "event_link": gives(str, "Its address", "htmlLink"),
        },
        scopes=("https://www.googleapis.com/auth/calendar",),
    ),
    Operation(
        id="80bc3ed1-e9a4-449e-8163-a8fc86f74f6a",
        slug="read_events",
        about="Read the events of a calendar, the next first.",
        calls=[
            get(
                _EVENTS,
                {
                    "timeMin": "{since}",
                    "timeMax": "{until}",
                    "maxResults": "{max_events}",
                    "q": "{search_term}",
                    "pageToken": "{page_token}",
                    "singleEvents": "true",
                    "orderBy": "startTime",
                },
                derive=span,
                keep={"found": "items"},
            )
        ],
        takes={
            "calendar_id": text("Which calendar", "primary"),
            "max_events": number("At most so many", 10, ge=1, le=250),
            "start_time": text("From when on, as 2026-11-21T18:00:00+01:00; now if empty", ""),
            "time_range_days": number("For so many days", 30, ge=1, le=3_660),
            "search_term": text("Only those that hold these words", None),
            "page_token": text("Where a list before ended", None, advanced=True),
            "include_declined_events": flag("With those that you declined", False),
        },
        gives={
            "events": echo(list[dict[str, Any]], "The events: id, title, start_time, end_time …", events_of),
            "event": gives(dict[str, Any], "Each event, on its own", each="events"),
            "next_page_token": gives(
                str | None, "Where the next list begins, if there is more", "nextPageToken"
            ),
        },
        scopes=("https://www.googleapis.com/auth/calendar.readonly",),
        categories=(Category.DATA, Category.PRODUCTIVITY),
    ),
)

BLOCKS = blocks_of(CALENDAR, OPERATIONS, __name__)
