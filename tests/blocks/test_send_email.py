"""E-mail by SMTP, through a real server on this machine."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from blocks.library.email import smtp
from blocks.library.email.smtp import SendEmail
from blocks.outbound import BlockHttp
from blocks.sdk import Context, Credential, fire
from platform_project.kit.http import Outbound
from platform_project.kit.http_guard import OutboundPolicy
from tests.blocks.mail_server import HOST, MailServer, mail_server

PASSWORD = "right-password"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server(tmp_path) as running:
        monkeypatch.setattr(smtp, "_tls", lambda: ssl.create_default_context(cafile=running.certificate))
        yield running


def _context(outbound: Outbound, base_url: str = "", password: str = PASSWORD) -> Context:
    async def credential(provider: str) -> Credential:
        return Credential(provider, password, base_url, username="agent@example.com")

    return Context(http=BlockHttp(outbound), credentials=credential)


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async with Outbound(OutboundPolicy(allowed_hosts=(HOST,)), resolver=resolver) as client:
        yield client


def given(server: MailServer, **more: Any) -> dict[str, Any]:
    config = {"smtp_server": HOST, "smtp_port": server.port}
    return {
        "to_email": "ada@example.com",
        "subject": "Grüße",
        "body": "Hello\n.\nthere",
        "config": config,
        **more,
    }


async def test_a_mail_arrives_encrypted_as_it_was_written(server: MailServer, outbound: Outbound) -> None:
    firing = await fire(
        SendEmail, given(server, to_email="ada@example.com, bob@example.com"), _context(outbound)
    )
    assert firing.outputs == [("status", "Email sent successfully")]
    (mail,) = server.mails
    assert (mail["From"], mail["To"]) == ("agent@example.com", "ada@example.com, bob@example.com")
    assert (mail["Subject"], mail.get_content().replace("\r\n", "\n")) == ("Grüße", "Hello\n.\nthere\n")
    assert server.commands[:3] == ["EHLO (open)", "STARTTLS", "EHLO"]
    assert server.commands.count("RCPT") == 2


async def test_no_password_is_told_to_a_server_without_encryption(
    server: MailServer, outbound: Outbound
) -> None:
    server.offers_tls = False
    firing = await fire(SendEmail, given(server), _context(outbound))
    assert firing.error_code == "provider_refused"
    assert [command.split(" ")[0] for command in server.commands] == ["EHLO"]


async def test_no_password_is_told_to_a_server_that_nobody_vouches_for(
    server: MailServer, outbound: Outbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_tls", ssl.create_default_context)
    firing = await fire(SendEmail, given(server), _context(outbound))
    assert firing.error_code == "provider_refused"
    assert "certificate" in str(firing.error)
    assert "AUTH" not in server.commands


async def test_a_credential_of_one_server_goes_to_no_other(server: MailServer, outbound: Outbound) -> None:
    refused = await fire(SendEmail, given(server), _context(outbound, "smtp://own.example.com:587"))
    assert refused.error == "This credential is for own.example.com, port 587."
    assert server.commands == []
    fits = await fire(SendEmail, given(server), _context(outbound, f"smtp://{HOST}:{server.port}"))
    assert fits.error is None


@pytest.mark.parametrize(
    ("more", "pin"),
    [
        ({"to_email": "nobody"}, "'nobody' is not"),
        ({"to_email": "a@b.example\r\nBcc: c@d.example"}, "'a@b.example"),
        ({"to_email": ","}, "'' is not"),
        ({"to_email": ",".join(["a@b.example"] * 51)}, "At most 50"),
        ({"subject": "x\r\nBcc: c@d.example"}, "The subject has to be one line."),
    ],
)
async def test_what_is_no_mail_is_not_sent(
    more: dict[str, Any], pin: str, server: MailServer, outbound: Outbound
) -> None:
    firing = await fire(SendEmail, given(server, **more), _context(outbound))
    assert firing.error_code == "invalid_input"
    assert str(firing.error).startswith(pin)
    assert server.commands == []


@pytest.mark.parametrize(
    ("refusals", "password", "code", "retryable"),
    [
        ({}, "wrong-password", "auth_failed", False),
        ({"RCPT": "550 no such user"}, PASSWORD, "provider_refused", False),
        ({"RCPT": "451 later"}, PASSWORD, "provider_down", True),
        ({"MAIL": "552 too much"}, PASSWORD, "provider_refused", False),
    ],
)
async def test_a_servers_refusal_is_typed(
    refusals: dict[str, str],
    password: str,
    code: str,
    retryable: bool,
    server: MailServer,
    outbound: Outbound,
) -> None:
    server.refusals = refusals
    firing = await fire(SendEmail, given(server), _context(outbound, password=password))
    assert (firing.error_code, firing.retryable, server.mails) == (code, retryable, [])
    assert password not in str(firing)


async def test_servers_of_the_platforms_own_network_are_refused(server: MailServer) -> None:
    async with Outbound(OutboundPolicy()) as strict:
        config = {"smtp_server": "127.0.0.1", "smtp_port": server.port}
        firing = await fire(SendEmail, given(server, config=config), _context(strict))
    assert (firing.error_code, server.commands) == ("address_refused", [])
