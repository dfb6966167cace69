"""Todoist's API, and pins that many of its operations share. https://developer.todoist.com/api/v1"""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, Paging, PagingStyle, choice, constant, text
from blocks.sdk import Category

API = Api(
    provider="todoist",
    name="Todoist",
    base_url="https://api.todoist.com/api/v1",
    category=Category.PRODUCTIVITY,
)
READS = ("data:read",)
WRITES = ("data:read_write",)
DELETES = ("data:delete",)

ALL = Paging(style=PagingStyle.CURSOR, items="results", next="next_cursor", field="cursor")
TWO_HUNDRED = {"limit": 200}
COLORS = (
    "berry_red red orange yellow olive_green lime_green green mint_green teal sky_blue light_blue blue grape"
    " violet lavender magenta salmon charcoal grey taupe"
)
COLOR = choice(COLORS, "Its colour", "charcoal", advanced=True)
NEW_COLOR = choice(COLORS, "Its colour; as it is if nothing is chosen", None, advanced=True)
COMMENT_ID = text("The comment's id", example="6X7rM8997g3RQmvh")
LABEL_ID = text("The label's id", example="2156154810")
PROJECT_ID = text("The project's id", example="6Jf8VQXxpwv56VQ7")
SECTION_ID = text("The section's id", example="6fFPHV272WWh3gpW")
TASK_ID = text("The task's id", example="6X7rM8997g3RQmvh")
DONE = constant(True, "True")


def address(kind: str, thing: dict[str, Any]) -> str:
    """Where people see it: the API does not say."""
    return f"https://app.todoist.com/app/{kind}/{thing['id']}"
