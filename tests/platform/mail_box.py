"""A mail server on this machine that takes what it is given and remembers it: SMTP without encryption."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailBox:
    port: int = 0
    refuses: bool = False
    unknown: set[str] = field(default_factory=set)  # addresses that it says it has not
    mails: list[EmailMessage] = field(default_factory=list)

    def texts(self) -> list[str]:
        """Subject and plain text of each mail."""
        found = []
        for mail in self.mails:
            body = mail.get_body(("plain",))
            assert body is not None
            text = body.get_content().replace("\r\n", "\n")
            found.append(f"{mail['Subject']}\n{text}")
        return found


@contextmanager
def mail_box() -> Iterator[MailBox]:
    box = MailBox()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            while line := self.rfile.readline():
                word = line.split()[0].upper()
                if word == b"DATA" and not box.refuses:
                    self._take()
                elif word == b"RCPT" and any(one in line.decode() for one in box.unknown):
                    self._say("550 no such user")
                elif word in (b"DATA", b"RCPT") and box.refuses:
                    self._say("451 try again later")
                else:
                    self._say("221 bye" if word == b"QUIT" else "250 fine")
                if word == b"QUIT":
                    return

        def _take(self) -> None:
            self._say("354 go on")
            content = b""
            while (line := self.rfile.readline()) != b".\r\n":
                content += line.removeprefix(b".") if line.startswith(b"..") else line
            mail = message_from_bytes(content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            box.mails.append(mail)
            self._say("250 taken")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
