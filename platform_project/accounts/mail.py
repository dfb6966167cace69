"""The mails of this app: plain text from templates, whose first line is the subject."""

from __future__ import annotations

from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string


def send(template: str, *, to: str, **context: Any) -> None:
    """Render `accounts/mail/<template>.txt` and send it. Raises OSError if no mail server takes it."""
    text = render_to_string(f"accounts/mail/{template}.txt", context)
    subject, _, body = text.strip().partition("\n")
    send_mail(" ".join(subject.split()), body.strip() + "\n", None, [to])
