"""The current date and time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin

MAX_OFFSET_DAYS = 365_000


class Place(BaseModel):
    """Whose clock is read."""

    timezone: str = Field("UTC", max_length=64, description="A time zone such as Europe/Berlin")
    use_user_timezone: bool = Field(False, description="Take the time zone from the user's profile")

    def zone(self, ctx: Context) -> tzinfo:
        name = ctx.timezone if self.use_user_timezone else self.timezone
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidInput(f"There is no time zone '{name}'.", pin="format_type") from None

    def text(self, moment: datetime, part: str) -> str:
        raise NotImplementedError


class Pattern(Place):
    """A format of one's own, in the notation of strftime."""

    discriminator: Literal["strftime"] = "strftime"
    format: str = Field("%Y-%m-%d %H:%M:%S", max_length=200, description="As in %Y-%m-%d %H:%M")

    def text(self, moment: datetime, part: str) -> str:
        if re.search(r"%[-_0^#]*\d{3,}", self.format):
            raise InvalidInput("The format pads to an unbounded width.", pin="format_type")
        try:
            return moment.strftime(self.format)
        except ValueError as err:
            raise InvalidInput(f"The format cannot be used: {err}.", pin="format_type") from None


class DatePattern(Pattern):
    format: str = Field("%Y-%m-%d", max_length=200, description="As in %Y-%m-%d")


class TimePattern(Pattern):
    format: str = Field("%H:%M:%S", max_length=200, description="As in %H:%M")


class Iso8601(Place):
    """The international standard notation."""

    discriminator: Literal["iso8601"] = "iso8601"
    include_microseconds: bool = Field(False, description="Down to microseconds")

    def text(self, moment: datetime, part: str) -> str:
        if part == "date":
            return moment.date().isoformat()
        precision = "microseconds" if self.include_microseconds else "seconds"
        return (
            moment.isoformat(timespec=precision) if part == "both" else moment.timetz().isoformat(precision)
        )


DateFormat = Annotated[DatePattern | Iso8601, Field(discriminator="discriminator")]
TimeFormat = Annotated[TimePattern | Iso8601, Field(discriminator="discriminator")]
DateTimeFormat = Annotated[Pattern | Iso8601, Field(discriminator="discriminator")]
_TRIGGER: dict[str, Any] = {"description": "Starts the step; its value is not used", "example": "now"}
_FORMAT = "How to write it: `strftime` with a format of your own, or `iso8601`"


class GetCurrentDate(Block):
    """The current date, or one that is some days from it."""

    id = "b29c1b50-5d0e-4d9f-8f9d-1b0e6fcbf0b1"
    slug = "time.current_date"
    runs_dry = True
    category = Category.TEXT

    class Input(BlockInput):
        trigger: str = Pin(**_TRIGGER)
        offset: int | str = Pin(0, description="Days to go back; negative to go forward", example=7)
        format_type: DateFormat = Pin(DatePattern(), description=_FORMAT, advanced=True)

    class Output(BlockOutput):
        date: str = Pin(description="The date")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        moment = ctx.now().astimezone(input.format_type.zone(ctx)) - _days(input.offset)
        yield "date", input.format_type.text(moment, "date")


class GetCurrentTime(Block):
    """The current time of day."""

    id = "a892b8d9-3e4e-4e9c-9c1e-75f8efcf1bfa"
    slug = "time.current_time"
    runs_dry = True
    category = Category.TEXT

    class Input(BlockInput):
        trigger: str = Pin(**_TRIGGER)
        format_type: TimeFormat = Pin(TimePattern(), description=_FORMAT, advanced=True)

    class Output(BlockOutput):
        time: str = Pin(description="The time")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        moment = ctx.now().astimezone(input.format_type.zone(ctx))
        yield "time", input.format_type.text(moment, "time")


class GetCurrentDateAndTime(Block):
    """The current date and time."""

    id = "716a67b3-6760-42e7-86dc-18645c6e00fc"
    slug = "time.current_date_and_time"
    runs_dry = True
    aliases = ("b29c1b50-5d0e-4d9f-8f9d-1b0e6fcbf0h2",)
    category = Category.TEXT

    class Input(BlockInput):
        trigger: str = Pin(**_TRIGGER)
        format_type: DateTimeFormat = Pin(Pattern(), description=_FORMAT, advanced=True)

    class Output(BlockOutput):
        date_time: str = Pin(description="The date and time")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        moment = ctx.now().astimezone(input.format_type.zone(ctx))
        yield "date_time", input.format_type.text(moment, "both")


def _days(offset: int | str) -> timedelta:
    try:
        days = int(offset)
    except ValueError:
        raise InvalidInput("`offset` must be a whole number of days.", pin="offset") from None
    if abs(days) > MAX_OFFSET_DAYS:
        raise InvalidInput(f"`offset` must be within {MAX_OFFSET_DAYS:,} days.", pin="offset")
    return timedelta(days=days)
