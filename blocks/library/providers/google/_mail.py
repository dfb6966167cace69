"""Mails: as Gmail tells them, and as it takes them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses
from typing import Any

from blocks.sdk.files import File

Mail = dict[str, Any]


# --- Read -------------------------------------------------------------------------------------------------
def mail_of(message: Mapping[str, Any]) -> Mail:
    """A message of Gmail's, as people know mails."""
    payload = message.get("payload", {})
    headers = headers_of(message)
    return {
        "id": message["id"],
        "threadId": message.get("threadId", ""),
        "labelIds": message.get("labelIds", []),
        "snippet": message.get("snippet", ""),
        "subject": headers.get("subject", ""),
        "from": headers.get("from", ""),
        "to": addresses(headers.get("to", "")),
        "cc": addresses(headers.get("cc", "")),
        "bcc": addresses(headers.get("bcc", "")),
        "date": headers.get("date", ""),
        "body": body_of(payload),
        "sizeEstimate": message.get("sizeEstimate", 0),
        "attachments": [
            {
                "filename": part["filename"],
                "content_type": part.get("mimeType", ""),
                "size": part.get("body", {}).get("size", 0),
                "attachment_id": part.get("body", {}).get("attachmentId", ""),
            }
            for part in attached_parts(payload)
        ],
    }


def headers_of(message: Mapping[str, Any]) -> dict[str, str]:
    """Names in lower case."""
    told = message.get("payload", {}).get("headers", [])
    return {header["name"].lower(): header["value"] for header in told}


def addresses(header: str) -> list[str]:
    return [address for _, address in getaddresses([header]) if address]


def body_of(payload: Mapping[str, Any]) -> str:
    """The plain text; the HTML if that is all there is."""
    for wanted in ("text/plain", "text/html"):
        for part in _parts(payload):
            if part.get("mimeType") == wanted and not part.get("filename"):
                return decoded(part.get("body", {}).get("data", "")).decode(errors="replace")
    return ""


def attached_parts(payload: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [part for part in _parts(payload) if part.get("filename")]


def _parts(payload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield payload
    for part in payload.get("parts", []):
        yield from _parts(part)


def decoded(data: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
    except binascii.Error:
        return b""


# --- Written ----------------------------------------------------------------------------------------------
def written(
    *,
    to: Sequence[str],
    subject: str,
    body: str,
    content_type: str | None,
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[tuple[str, File]] = (),
) -> str:
    """A mail in the form that Gmail takes: RFC 5322 in base 64. Raises ValueError."""
    mail = EmailMessage(policy=SMTP)
    told = {
        "To": ", ".join(to),
        "Cc": ", ".join(cc),
        "Bcc": ", ".join(bcc),
        "Subject": subject,
        **(headers or {}),
    }
    for name, value in told.items():
        if "\n" in value or "\r" in value:
            raise ValueError(f"{name} of a mail has no line breaks.")
        if value:
            mail[name] = value
    is_html = content_type == "html" or (content_type != "plain" and looks_like_html(body))
    mail.set_content(body, subtype="html" if is_html else "plain")
    for name, file in attachments:
        main, _, kind = file.media_type.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=kind, filename=name)
    if attachments:  # one that the same mail always has, and that its text cannot foresee
        mail.set_boundary(f"=_{hashlib.sha256(f'{subject}{body}'.encode()).hexdigest()[:40]}")
    return base64.urlsafe_b64encode(mail.as_bytes()).decode()


def looks_like_html(body: str) -> bool:
    start = body.lstrip()[:200].lower()
    return start.startswith(("<!doctype", "<html", "<body", "<div", "<p>", "<p ", "<h1", "<table", "<ul"))


def named(files: Sequence[File] | None) -> list[tuple[str, File]]:
    """Files with names that say what they are."""
    return [
        (f"attachment-{number}{mimetypes.guess_extension(file.media_type) or ''}", file)
        for number, file in enumerate(files or (), start=1)
    ]
