"""Notifications in browsers, as the services of browsers take them."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from platform_project.notifications import tasks
from platform_project.notifications.models import Notification, PushSubscription
from platform_project.notifications.services import push

Clients = Callable[..., APIClient]
URL = "/api/v1/notifications/push-subscriptions"


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Browser:
    """A browser and the service that reaches it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.status = 201
        self.asked: list[tuple[dict[str, str], bytes]] = []

    @property
    def public(self) -> bytes:
        form = serialization.PublicFormat.UncompressedPoint
        return self.key.public_key().public_bytes(serialization.Encoding.X962, form)

    def keys(self) -> dict[str, str]:
        return {"p256dh": packed(self.public), "auth": packed(self.auth)}

    def opened(self, body: bytes) -> dict[str, Any]:
        """A message, as RFC 8291 has the browser open it."""
        salt, theirs, sealed = body[:16], body[21:86], body[86:]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        )
        info = b"WebPush: info\0" + self.public + theirs
        secret = HKDF(hashes.SHA256(), 32, self.auth, info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        found: dict[str, Any] = json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x02"))
        return found


@pytest.fixture
def browser(alice: User, settings: Settings) -> Iterator[Browser]:
    found = Browser()

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.asked.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        place = f"127.0.0.1:{server.server_address[1]}"
        settings.OUTBOUND_ALLOWED_HOSTS = [place]
        PushSubscription.objects.create(user=alice, endpoint=f"http://{place}/push/1", **found.keys())
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def told(user: User) -> Notification:
    return Notification.objects.create(
        user=user,
        kind="review_waiting",
        subject_key="x",
        title="Greeter waits",
        text="Go on?",
        link="/reviews",
    )


def test_a_message_is_encrypted_as_the_rfc_shows() -> None:
    """RFC 8291, appendix A."""
    own = ec.derive_private_key(
        int.from_bytes(unpacked("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1()
    )
    body = push.encrypted(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        salt=unpacked("DGv6ra1nlYgDCS1FRnbzlw"),
        own=own,
    )
    assert packed(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_browser_gets_what_its_user_is_told_signed_and_sealed(alice: User, browser: Browser) -> None:
    row = told(alice)
    tasks.send_push(str(row.pk))
    [(headers, body)] = browser.asked
    assert browser.opened(body) == {
        "id": str(row.pk), "kind": "review_waiting", "title": "Greeter waits", "link": "/reviews",
        "text": "Go on?",
    }  # fmt: skip
    scheme, _, given = headers["authorization"].partition(" ")
    token, key = (part.strip().partition("=")[2] for part in given.split(","))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(key))
    claims = jwt.decode(token, point, algorithms=["ES256"], audience=f"http://{headers['host']}")
    assert (scheme, key, headers["content-encoding"]) == ("vapid", push.public_key(), "aes128gcm")
    assert claims["sub"].startswith("http")


def test_a_browser_that_is_gone_is_forgotten_and_one_that_is_away_is_not(
    alice: User, browser: Browser
) -> None:
    browser.status = 503
    assert push.send(told(alice).pk) == 0
    assert PushSubscription.objects.count() == 1
    browser.status = 410
    assert push.send(told(alice).pk) == 0
    assert not PushSubscription.objects.exists()


def test_private_addresses_are_not_reached(alice: User, browser: Browser, settings: Settings) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    assert push.send(told(alice).pk) == 0
    assert browser.asked == []


def test_people_subscribe_their_browsers_and_end_that(alice: User, bob: User, client_of: Clients) -> None:
    client, keys = client_of(alice), Browser().keys()
    given = {"endpoint": "https://push.example/1", "keys": keys}
    made = client.post(URL, given)
    assert made.status_code == 201
    assert client.post(URL, given).json()["id"] == made.json()["id"]
    listed = client.get(URL).json()
    assert listed == {"key": push.public_key(), "subscriptions": [made.json()]}
    assert "push.example" not in str(listed)
    assert len(unpacked(listed["key"])) == 65
    assert client_of(bob).delete(f"{URL}/{made.json()['id']}").status_code == 404
    assert client.delete(f"{URL}/{made.json()['id']}").status_code == 204
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("endpoint", {"endpoint": "http://push.example/1"}),
        ("endpoint", {"endpoint": "https://push.example/" + "x" * 1_000}),
        ("keys", {"keys": {"p256dh": "AAAA", "auth": "BTBZMqHH6r4Tts7J_aSIgg"}}),
        ("keys", {"keys": {"p256dh": "not base64!", "auth": "x"}}),
        ("keys", {"keys": {}}),
    ],
)
def test_what_no_browser_gives_is_refused(
    field: str, wrong: dict[str, Any], alice: User, client_of: Clients
) -> None:
    given = {"endpoint": "https://push.example/1", "keys": Browser().keys(), **wrong}
    answer = client_of(alice).post(URL, given)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert not PushSubscription.objects.exists()


def test_a_key_of_the_operators_own_takes_the_place_of_ours(settings: Settings) -> None:
    ours = push.public_key()
    settings.VAPID_PRIVATE_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    assert push.public_key() != ours
    assert push.public_key().startswith("BP4z9KsN6nGRTbVYI_c7VJSP")
    settings.VAPID_PRIVATE_KEY = ""
    assert push.public_key() == ours
