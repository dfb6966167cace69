"""A mail server on this machine that speaks SMTP with STARTTLS, takes what it is given, and remembers it."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "mail.test"


@dataclass
class MailServer:
    port: int = 0
    certificate: Path = field(default_factory=Path)  # what it shows, and who trusts it
    password: str = "right-password"
    refusals: dict[str, str] = field(
        default_factory=dict
    )  # command → answer, as in {"RCPT": "550 no such user"}
    offers_tls: bool = True
    commands: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    state = MailServer(certificate=_certificate(folder))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(state.certificate)

    class Handler(_Conversation):
        server_state, tls = state, context

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


class _Conversation(socketserver.BaseRequestHandler):
    server_state: MailServer
    tls: ssl.SSLContext
    is_encrypted = False

    def handle(self) -> None:
        self.wire: Any = self.request
        self.lines: Any = self.wire.makefile("rb")
        self._say("220 ready")
        try:
            while line := self.lines.readline():
                if not self._answer(line.decode().strip()):
                    return
        except (ssl.SSLError, OSError):
            return  # the client has hung up
        finally:
            self.lines.close()
            self.wire.close()

    def _answer(self, line: str) -> bool:
        word = line.split(" ")[0].upper()
        self.server_state.commands.append(
            word if self.is_encrypted or word == "STARTTLS" else f"{word} (open)"
        )
        if word in self.server_state.refusals:
            self._say(self.server_state.refusals[word])
        elif word == "EHLO":
            offer = "250-STARTTLS\r\n" if self.server_state.offers_tls and not self.is_encrypted else ""
            self._say(f"250-{HOST}\r\n{offer}250 AUTH PLAIN")
        elif word == "STARTTLS":
            self._encrypt()
        elif word == "AUTH":
            said = base64.b64decode(line.split(" ")[2]).split(b"\0")[-1].decode()
            self._say("235 welcome" if said == self.server_state.password else "535 wrong")
        elif word == "DATA":
            self._take()
        else:
            self._say("221 bye" if word == "QUIT" else "250 fine")
        return word != "QUIT"

    def _encrypt(self) -> None:
        self._say("220 go on")
        self.lines.close()
        self.wire = self.tls.wrap_socket(self.wire, server_side=True)
        self.lines, self.is_encrypted = self.wire.makefile("rb"), True

    def _take(self) -> None:
        self._say("354 go on")
        content = b""
        while (line := self.lines.readline()) != b".\r\n":
            content += line.removeprefix(b".") if line.startswith(b"..") else line
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.server_state.mails.append(mail)
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wire.sendall(f"{text}\r\n".encode())


def _certificate(folder: Path) -> Path:
    """A certificate of HOST with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "mail.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path
