"""E-mail by SMTP, through a server of the user's or the operator's."""

from __future__ import annotations

import asyncio
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from blocks.sdk import (
    AuthFailed,
    Block,
    BlockFailure,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Credential,
    InvalidInput,
    Outputs,
    Pin,
    ProviderDown,
    ProviderRefused,
)
from blocks.sdk.pins import Widget

MAX_RECIPIENTS = 50
MAX_BODY_CHARACTERS = 1_000_000
_SECONDS = 20.0  # for each step of the conversation
_TLS_FROM_THE_START = 465
_ADDRESS = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,255}")
_SAID_CHARACTERS = 200


class SmtpConfig(BaseModel):
    model_config = ConfigDict(extra="ignore")

    smtp_server: str = Field(min_length=1, max_length=255)
    smtp_port: int = Field(587, ge=1, le=65535)


class SendEmail(Block):
    """Send an e-mail through an SMTP server."""

    id = "4335878a-394e-4e67-adf2-919877ff49ae"
    slug = "email.send"
    category = Category.OUTPUT
    is_sensitive = True
    at_most_once = True
    providers = ("smtp",)
    timeout_seconds = 90.0

    class Input(BlockInput):
        to_email: str = Pin(
            description="Whom to send it to; several addresses with commas between them",
            example="ada@example.com",
            max_length=10_000,
        )
        subject: str = Pin(description="The subject", example="Your report", max_length=1_000)
        body: str = Pin(
            description="The text",
            example="Here it is.",
            widget=Widget.LONG_TEXT,
            max_length=MAX_BODY_CHARACTERS,
        )
        config: SmtpConfig = Pin(
            description="The server and its port",
            example={"smtp_server": "mail.example.com", "smtp_port": 587},
        )

    class Output(BlockOutput):
        status: str = Pin(description='"Email sent successfully"')

    async def run(self, input: Input, ctx: Context) -> Outputs:
        sender = await ctx.credential("smtp")
        host, port = _server(input.config, sender)
        message = _message(input, sender.username)
        addresses = await ctx.http.addresses(host, port)
        await asyncio.to_thread(_send, message, sender, host, port, addresses)
        yield "status", "Email sent successfully"


def _server(config: SmtpConfig, sender: Credential) -> tuple[str, int]:
    """Where to send by. A credential that belongs to one server is sent to no other."""
    asked = (config.smtp_server.strip().lower(), config.smtp_port)
    if not sender.base_url:
        return asked
    own = urlsplit(sender.base_url if "://" in sender.base_url else f"smtp://{sender.base_url}")
    allowed = ((own.hostname or "").lower(), own.port or 587)
    if asked != allowed:
        raise InvalidInput(f"This credential is for {allowed[0]}, port {allowed[1]}.", pin="config")
    return allowed


def _message(input: SendEmail.Input, sender: str) -> EmailMessage:
    recipients = [part.strip() for part in input.to_email.split(",") if part.strip()]
    wrong = next((one for one in recipients if not _ADDRESS.fullmatch(one)), None)
    if wrong is not None or not recipients:
        raise InvalidInput(f"'{(wrong or '')[:100]}' is not an e-mail address.", pin="to_email")
    if len(recipients) > MAX_RECIPIENTS:
        raise InvalidInput(f"At most {MAX_RECIPIENTS} addresses at once.", pin="to_email")
    if any(char in input.subject for char in "\r\n"):
        raise InvalidInput("The subject has to be one line.", pin="subject")
    if not _ADDRESS.fullmatch(sender):
        raise InvalidInput(
            "The credential's user name has to be the e-mail address to send from.", pin="config"
        )
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ", ".join(recipients), input.subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2])
    message.set_content(input.body)
    return message


def sign_in(sender: Credential, host: str, port: int, addresses: list[str]) -> None:
    """Try name and password, and send nothing. Raises AuthFailed, ProviderRefused or ProviderDown."""
    _talk(sender, host, port, addresses, lambda server: None)


def _send(message: EmailMessage, sender: Credential, host: str, port: int, addresses: list[str]) -> None:
    """Raises AuthFailed, ProviderRefused or ProviderDown."""
    _talk(sender, host, port, addresses, lambda server: server.send_message(message))


def _talk(
    sender: Credential, host: str, port: int, addresses: list[str], then: Callable[[smtplib.SMTP], object]
) -> None:
    try:
        with _connected(host, port, addresses) as server:
            server.login(sender.username, sender.api_key)
            then(server)
    except smtplib.SMTPAuthenticationError as err:
        raise AuthFailed("The mail server refuses the user name or the password.") from err
    except smtplib.SMTPNotSupportedError as err:
        raise ProviderRefused(f"The mail server cannot do this: {err}") from err
    except smtplib.SMTPRecipientsRefused as err:
        raise _refusal(*next(iter(err.recipients.values()))) from err
    except smtplib.SMTPResponseException as err:
        raise _refusal(err.smtp_code, err.smtp_error) from err
    except ssl.SSLError as err:
        raise ProviderRefused(f"The mail server's certificate cannot be trusted: {err.reason}") from err
    except (smtplib.SMTPException, OSError) as err:
        raise ProviderDown(f"The mail server {host} cannot be reached, or broke off.") from err


def _refusal(code: int, said: bytes | str) -> BlockFailure:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    if code < 500:  # 4xx: not now
        return ProviderDown(f"The mail server answers {code}: {text[:_SAID_CHARACTERS]}")
    return ProviderRefused(f"The mail server refuses with {code}: {text[:_SAID_CHARACTERS]}")


def _connected(host: str, port: int, addresses: list[str]) -> smtplib.SMTP:
    """A conversation that is encrypted: no password travels otherwise."""
    if port == _TLS_FROM_THE_START:
        return _SmtpOverTls(addresses, host, port, timeout=_SECONDS, context=_tls())
    with ExitStack() as unfinished:
        server = _Smtp(addresses, host, port, timeout=_SECONDS)
        unfinished.callback(server.close)
        server.starttls(context=_tls())
        unfinished.pop_all()
    return server


class _Smtp(smtplib.SMTP):
    """Connects to vetted addresses; the host's name counts for its certificate."""

    def __init__(self, addresses: list[str], *arguments: Any, **options: Any) -> None:
        self._addresses = addresses
        super().__init__(*arguments, **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        for address in self._addresses[:-1]:
            try:
                return socket.create_connection((address, port), timeout)
            except OSError:
                continue
        return socket.create_connection((self._addresses[-1], port), timeout)


class _SmtpOverTls(smtplib.SMTP_SSL, _Smtp):
    def __init__(self, addresses: list[str], *arguments: Any, **options: Any) -> None:
        self._addresses = addresses
        smtplib.SMTP_SSL.__init__(self, *arguments, **options)


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
