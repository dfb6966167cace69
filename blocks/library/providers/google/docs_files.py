"""Documents of Google Docs as files of Drive. https://developers.google.com/workspace/drive/api"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.google._api import (
    DOCS_FILES,
    PUBLISHING,
    SHARED,
    SHARING,
    shared_publicly,
    shared_with,
)
from blocks.library.providers.google._docs import MARKDOWN, operation
from blocks.rest import Body, Wants, blocks_of, choice, echo, get, gives, patch

FORMATS = (
    "application/pdf text/plain text/markdown text/html application/rtf application/epub+zip application/zip "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document "
    "application/vnd.oasis.opendocument.text"
)

FILE_OPERATIONS = (
    operation(
        "e32d5642-7b51-458c-bd83-75ff96fec299",
        "export",
        "Export a document as a file, of at most 10 MB.",
        [get("/drive/v3/files/{document.id}/export", {"mimeType": "{format}"}, wants=Wants.FILE)],
        {"format": choice(FORMATS, "The kind of file", "application/pdf")},
        content=gives(str, "The file, as a data URI", "@"),
        mime_type=echo(str, "The kind of file", "format"),
    ),
    operation(
        "b6cfb2de-5f0b-437c-b29d-45aebbda9c00",
        "replace_all_with_markdown",
        "Put Markdown in the place of all that a document holds.",
        [
            patch(
                "/upload/drive/v3/files/{document.id}",
                "{markdown}",
                {"uploadType": "media"},
                headers={"Content-Type": "text/markdown; charset=utf-8"},
                encoding=Body.RAW,
            )
        ],
        {"markdown": MARKDOWN},
        result=gives(
            dict[str, Any], "That it is done: success, document_id", "{success: `true`, document_id: id}"
        ),
    ),
    operation(
        "d104f6e1-80af-4fe9-b5a1-3cab20081b6c",
        "set_public_access",
        "Let everybody who has the link open a document, or nobody any more.",
        [*shared_publicly("document")],
        PUBLISHING,
        **SHARED,
    ),
    operation(
        "4e7ec771-4cc8-4eb7-ae3d-46377ecdb5d2",
        "share",
        "Share a document with somebody.",
        [*shared_with("document")],
        SHARING,
        **SHARED,
    ),
)

BLOCKS = blocks_of(DOCS_FILES, FILE_OPERATIONS, __name__)
