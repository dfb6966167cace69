"""Google Docs. https://developers.google.com/workspace/docs/api/reference/rest"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from blocks.library.providers.google._api import DOCS, FILE_SCOPE
from blocks.library.providers.google._docs import MARKDOWN, operation
from blocks.library.providers.google._documents import places_of, segments_of, text_of
from blocks.library.providers.google._markdown import Request, inserted
from blocks.rest import Call, Operation, Values, blocks_of, echo, flag, get, gives, items, number, post, text

START = number("Where it begins, as Get Structure tells", example=1, ge=1)
END = number("Where it ends; this is no part of it", example=5, ge=1)
WHOLE = get("/v1/documents/{document.id}", keep={"found": "@"})
ENDING = get(
    "/v1/documents/{document.id}",
    {"fields": "body(content(endIndex))"},
    keep={"end": "max(body.content[].endIndex)"},
)
MOST_CELLS = 2_000


def changed(requests: Callable[[Values], list[Request]] | list[Request]) -> Call:
    """The call that makes changes, all of them or none."""
    path = "/v1/documents/{document.id}:batchUpdate"
    if callable(requests):
        return post(path, lambda values: {"requests": requests(values)})
    return post(path, {"requests": requests})


def end_of(values: Values) -> int:
    """Before the last newline, which stays the last."""
    return max(1, int(values["end"] or 1) - 1)


def appended(values: Values) -> list[Request]:
    before = "\n" if values["add_newline"] and end_of(values) > 1 else ""
    return inserted(before + values["markdown"], end_of(values))


def replaced_range(values: Values) -> list[Request]:
    start, end = values["start_index"], values["end_index"]
    if end <= start:
        raise ValueError("`end_index` has to be larger than `start_index`.")
    return [deleted(start, end), *inserted(values["markdown"], start)]


def deleted(start: int, end: int) -> Request:
    return {"deleteContentRange": {"range": {"startIndex": start, "endIndex": end}}}


def replaced_places(values: Values) -> list[Request]:
    """From the last place to the first, so that none moves before its turn."""
    places = places_of(values["found"], values["find_text"], match_case=values["match_case"])
    if not places:
        raise ValueError("The document does not hold the text in `find_text`.")
    return [
        request
        for start, end in reversed(places)
        for request in (deleted(start, end), *inserted(values["markdown"], start))
    ]


def look(values: Values) -> list[Request]:
    style: Request = {name: True for name in ("bold", "italic", "underline") if values[name]}
    if values["font_size"]:
        style["fontSize"] = {"magnitude": values["font_size"], "unit": "PT"}
    if values["foreground_color"]:
        style["foregroundColor"] = {"color": {"rgbColor": color(values["foreground_color"])}}
    if not style:
        raise ValueError("Say how the text is to look.")
    at = {"startIndex": values["start_index"], "endIndex": values["end_index"]}
    return [{"updateTextStyle": {"range": at, "textStyle": style, "fields": ",".join(style)}}]


def color(given: str) -> dict[str, float]:
    """`#RRGGBB`, as three fractions."""
    digits = given.strip().removeprefix("#")
    try:
        if len(digits) != 6:
            raise ValueError(given)
        red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        raise ValueError(f"{given[:20]!r} is no color; it is written as #RRGGBB.") from None
    return {"red": round(red, 4), "green": round(green, 4), "blue": round(blue, 4)}


def table(values: Values) -> list[Request]:
    """An empty table, whose cells are filled from the last to the first."""
    content, columns = values["content"] or [], values["columns"]
    rows, columns = (
        (max(len(content), 1), max(map(len, content), default=1)) if content else (values["rows"], columns)
    )
    if rows * columns > MOST_CELLS:
        raise ValueError(f"The table has {rows * columns:,} cells; at most {MOST_CELLS:,} can be made.")
    index = values["index"] or end_of(values)
    made: Request = {"insertTable": {"rows": rows, "columns": columns, "location": {"index": index}}}
    requests = [made]
    for row in reversed(range(len(content))):
        for column in reversed(range(len(content[row]))):
            at = index + 4 + row * (2 * columns + 1) + column * 2  # of the cell's one, empty paragraph
            requests += cell(content[row][column], at, is_markdown=values["format_as_markdown"])
    return requests


def cell(content: str, at: int, *, is_markdown: bool) -> list[Request]:
    if is_markdown:
        return inserted(content, at)
    return [{"insertText": {"location": {"index": at}, "text": content}}] if content else []


OPERATIONS = (
    operation(
        "60854b69-ecbd-4188-bd89-f7966a4d3b38",
        "append_markdown",
        "Write Markdown at the end of a document.",
        [ENDING, changed(appended)],
        {"markdown": MARKDOWN, "add_newline": flag("Begin on a new line", True)},
    ),
    operation(
        "ddc29d9f-78dc-4682-8787-c8a76f00cf38",
        "append_text",
        "Write plain text at the end of a document.",
        [
            ENDING,
            changed(
                lambda values: cell(
                    ("\n" if values["add_newline"] and end_of(values) > 1 else "") + values["text"],
                    end_of(values),
                    is_markdown=False,
                )
            ),
        ],
        {
            "text": text("The text", example="New tiles.", long=True),
            "add_newline": flag("Begin on a new line", True),
        },
    ),
    Operation(
        id="d430d941-cf81-4f84-8b19-2e3f670b2fca",
        slug="create",
        about="Create a document.",
        calls=[
            post("/v1/documents", "title", keep={"id": "documentId", "title": "title"}),
            post(
                "/v1/documents/{id}:batchUpdate",
                {"requests": [{"insertText": {"location": {"index": 1}, "text": "{initial_content}"}}]},
                when="initial_content",
            ),
        ],
        takes={
            "title": text("Its title", example="Roof", min_length=1),
            "initial_content": text("Text to begin with", "", long=True),
        },
        gives={
            "document": echo(
                dict[str, Any],
                "The document: id, name, mimeType, url",
                lambda values: {
                    "id": values["id"],
                    "name": values["title"],
                    "mimeType": "application/vnd.google-apps.document",
                    "url": address(values["id"]),
                },
            ),
            "document_id": echo(str, "Its id", "id"),
            "document_url": echo(str, "Its address", lambda values: address(values["id"])),
        },
        scopes=FILE_SCOPE,
    ),
    operation(
        "5f9f9fa4-9071-4028-97c2-9d15fb422dc5",
        "delete_content",
        "Delete a part of a document.",
        [
            changed(
                [
                    {
                        "deleteContentRange": {
                            "range": {"startIndex": "{start_index}", "endIndex": "{end_index}"}
                        }
                    }
                ]
            )
        ],
        {"start_index": START, "end_index": END},
    ),
    operation(
        "e5046ee2-b094-418e-a25e-c0f90c91721c",
        "find_replace",
        "Replace every occurrence of a text in a document.",
        [
            changed(
                [
                    {
                        "replaceAllText": {
                            "containsText": {"text": "{find_text}", "matchCase": "{match_case}"},
                            "replaceText": "{replace_text}",
                        }
                    }
                ]
            )
        ],
        {
            "find_text": text("The text to look for", example="tiles", min_length=1),
            "replace_text": text("What comes in its place", example="slates"),
            "match_case": flag("Capital letters matter", False),
        },
        result=gives(
            dict[str, Any],
            "How often it was replaced: success, replacements",
            "{success: `true`, replacements: replies[0].replaceAllText.occurrencesChanged || `0`}",
        ),
    ),
    operation(
        "04c38a7e-7ee5-4e1a-86c1-9727123577bc",
        "format_text",
        "Change how a part of a document looks.",
        [changed(look)],
        {
            "start_index": START,
            "end_index": END,
            "bold": flag("Bold", False),
            "italic": flag("Italic", False),
            "underline": flag("Underlined", False),
            "font_size": number("Size, points; 0 leaves it", 0, ge=0, le=400),
            "foreground_color": text("Color, as #RRGGBB; empty leaves it", ""),
        },
    ),
    operation(
        "100bc806-acbf-4dc5-a3a2-998026b96516",
        "get_metadata",
        "Tell the title, id and revision of a document.",
        [get("/v1/documents/{document.id}", {"fields": "title,documentId,revisionId"})],
        {},
        title=gives(str, "Its title"),
        document_id=gives(str, "Its id", "documentId"),
        revision_id=gives(str, "Its revision, which each change makes another", "revisionId"),
        document_url=gives(str, "Its address", lambda answer: address(answer["documentId"])),
    ),
    operation(
        "e0561cc1-2154-4abf-bd06-79509348a18e",
        "get_structure",
        "Tell the parts of a document, and where they begin and end.",
        [WHOLE],
        {"detailed": flag("With all that Google knows of it", False)},
        segments=gives(
            list[dict[str, Any]], "Its parts: type, text, start_index, end_index, style", segments_of
        ),
        structure=echo(
            dict[str, Any],
            "All that Google knows of its body, if asked for",
            lambda values: values["found"].get("body", {}) if values["detailed"] else {},
        ),
    ),
    operation(
        "76e94b04-e02f-4981-8cb8-47ece1be18b4",
        "insert_markdown",
        "Write Markdown into a document.",
        [changed(lambda values: inserted(values["markdown"], values["index"]))],
        {"markdown": MARKDOWN, "index": number("Before which index; 1 is the beginning", 1, ge=1)},
    ),
    operation(
        "f199e674-803b-4ee8-8bbf-172e6512190b",
        "insert_page_break",
        "Begin a new page in a document.",
        [
            ENDING,
            changed(
                lambda values: [
                    {"insertPageBreak": {"location": {"index": values["index"] or end_of(values)}}}
                ]
            ),
        ],
        {"index": number("Before which index; 0 is the end", 0, ge=0)},
    ),
    operation(
        "0443fdbc-ebb0-49a4-a3ea-6ace9c14da22",
        "insert_text",
        "Write plain text into a document.",
        [changed([{"insertText": {"location": {"index": "{index}"}, "text": "{text}"}}])],
        {
            "text": text("The text", example="New tiles.", long=True, min_length=1),
            "index": number("Before which index; 1 is the beginning", 1, ge=1),
        },
    ),
    operation(
        "e104b3ab-dfef-45f9-9702-14e950988f53",
        "insert_table",
        "Put a table into a document.",
        [ENDING, changed(table)],
        {
            "rows": number("Rows, if it is empty", 3, ge=1, le=100),
            "columns": number("Columns, if it is empty", 3, ge=1, le=20),
            "content": items(list[str], "What stands in its cells, row by row", []),
            "index": number("Before which index; 0 is the end", 0, ge=0),
            "format_as_markdown": flag("What stands in the cells is Markdown", False),
        },
    ),
    operation(
        "420a2b3c-5db2-4bda-82bc-a68a862a3d55",
        "read",
        "Read the text of a document.",
        [get("/v1/documents/{document.id}")],
        {},
        text=gives(str, "Its text", text_of),
        title=gives(str, "Its title"),
    ),
    operation(
        "2cc58467-90a9-4ef8-a7a7-700784f93b76",
        "replace_content_with_markdown",
        "Put Markdown in the place of every occurrence of a text in a document.",
        [WHOLE, changed(replaced_places)],
        {
            "find_text": text("The text to look for", example="(tiles)", min_length=1),
            "markdown": MARKDOWN,
            "match_case": flag("Capital letters matter", False),
        },
    ),
    operation(
        "9e43a905-a918-4da0-8874-dfddd3c46953",
        "replace_range_with_markdown",
        "Put Markdown in the place of a part of a document.",
        [changed(replaced_range)],
        {"markdown": MARKDOWN, "start_index": START, "end_index": END},
    ),
)


def address(document_id: str) -> str:
    return f"https://docs.google.com/document/d/{document_id}/edit"


BLOCKS = blocks_of(DOCS, OPERATIONS, __name__)
