"""Pins and calls that the operations of Google Docs share."""

from __future__ import annotations

from typing import Any

from blocks.library.providers.google._api import FILE_SCOPE, file_echo, file_pin
from blocks.rest import Call, Operation, Takes, gives, text

DOCUMENT = file_pin("document")
GIVEN = file_echo("document")
RESULT = gives(
    dict[str, Any], "That it is done: success, document_id", "{success: `true`, document_id: documentId}"
)
MARKDOWN = text("The text, in Markdown", example="# Roof\n\nNew **tiles**.", long=True)


def operation(
    id: str, slug: str, about: str, calls: list[Call], takes: dict[str, Takes], **gives: Any
) -> Operation:
    outputs = gives or {"result": RESULT}
    return Operation(
        id=id,
        slug=slug,
        about=about,
        calls=calls,
        takes={"document": DOCUMENT, **takes},
        gives={**outputs, "document": GIVEN},
        scopes=FILE_SCOPE,
    )
