"""Notifications in browsers: what RFC 8291 encrypts and RFC 8292 signs, sent through our one way out.

The address of a browser is what it told us, so it is anybody's: it is reached as agents reach theirs.
"""

from __future__ import annotations

import base64
import os
import struct
import time
from urllib.parse import urlsplit
from uuid import UUID

import jwt
import orjson
import structlog
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit.http import OutboundFailure, outbound
from platform_project.kit.loop import run
from platform_project.notifications.models import MAX_ENDPOINT_CHARACTERS, Notification, PushSubscription

MAX_BROWSERS = 20  # of one person; the oldest makes room
KEPT_SECONDS = 24 * 3600  # by the browser's service, while the browser is away
_SEND_SECONDS = 10
_TOKEN_SECONDS = 12 * 3600
_GONE = (404, 410)
_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of its points
_RECORD_BYTES = 4096
_MAX_TEXT_CHARACTERS = 300  # a message is 4 KB at most

log = structlog.get_logger(__name__)


def subscribe(*, user: User, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Show notifications in a browser; one that another person used is this one's now. Raises BadInput."""
    _check(endpoint, p256dh, auth)
    given = {"user": user, "p256dh": p256dh, "auth": auth}
    row, _ = PushSubscription.objects.update_or_create(endpoint=endpoint, defaults=given)
    mine = PushSubscription.objects.filter(user=user).order_by("-created_at", "-pk")
    beyond = list(mine.values_list("pk", flat=True)[MAX_BROWSERS:])
    PushSubscription.objects.filter(pk__in=beyond).delete()
    return row


def send(notification_id: UUID) -> int:
    """Show a notification in each browser of its user; in how many that was. Browsers that are gone go."""
    row = Notification.objects.filter(pk=notification_id).first()
    if row is None:
        return 0
    shown = {"id": str(row.pk), "kind": row.kind, "title": row.title, "link": row.link}
    message = orjson.dumps({**shown, "text": row.text[:_MAX_TEXT_CHARACTERS]})
    return sum(_send(found, row, message) for found in PushSubscription.objects.filter(user=row.user_id))


def public_key() -> str:
    """What browsers are to know of us: base64url of a point."""
    return _text(_point(_private_key().public_key()))


def encrypted(
    message: bytes, p256dh: str, auth: str, *, salt: bytes, own: ec.EllipticCurvePrivateKey
) -> bytes:
    """A message for one browser (RFC 8291, content coding aes128gcm). salt: 16 bytes. own: used once."""
    theirs, ours = _bytes(p256dh), _point(own.public_key())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    secret = _derived(shared, _bytes(auth), b"WebPush: info\0" + theirs + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + struct.pack("!IB", _RECORD_BYTES, len(ours)) + ours
    return header + AESGCM(key).encrypt(nonce, message + b"\x02", None)


def _send(browser: PushSubscription, row: Notification, message: bytes) -> bool:
    once = ec.generate_private_key(_CURVE)
    body = encrypted(message, browser.p256dh, browser.auth, salt=os.urandom(16), own=once)
    headers = {
        "Authorization": f"vapid t={_token(browser.endpoint)}, k={public_key()}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Topic": row.pk.hex,  # what is sent twice is shown once
    }
    asked = outbound().request(
        "POST",
        browser.endpoint,
        headers=headers,
        content=body,
        timeout_seconds=_SEND_SECONDS,
        max_bytes=65_536,
    )
    try:
        answer = run(asked)
    except OutboundFailure as err:
        log.info("a browser was not reached", reason=type(err).__name__)
        return False
    if answer.status_code in _GONE:
        browser.delete()
    return answer.status_code < 300


def _token(endpoint: str) -> str:
    """Who we are, for the service of one browser (RFC 8292)."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + _TOKEN_SECONDS,
        "sub": settings.PUBLIC_URL,
    }
    return jwt.encode(claims, _private_key(), algorithm="ES256")


def _private_key() -> ec.EllipticCurvePrivateKey:
    """The operator's, else one that comes of the secret key: the same on each machine and after a restart."""
    given = settings.VAPID_PRIVATE_KEY
    if given:
        return ec.derive_private_key(int.from_bytes(_bytes(given)), _CURVE)
    made = _derived(
        settings.SECRET_KEY.encode(), b"", b"polychord push", 48
    )  # longer, so that no value is likelier
    return ec.derive_private_key(int.from_bytes(made) % (_ORDER - 1) + 1, _CURVE)


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    if len(endpoint) > MAX_ENDPOINT_CHARACTERS or urlsplit(endpoint).scheme != "https":
        told = f"Must be an address with https:// of at most {MAX_ENDPOINT_CHARACTERS:,} characters."
        raise BadInput(f"endpoint: {told}", endpoint=[told])
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, _bytes(p256dh))
        is_right = len(_bytes(auth)) == 16
    except ValueError:
        is_right = False
    if not is_right:
        told = "p256dh must be a point of P-256 and auth 16 bytes, both as base64url."
        raise BadInput(f"keys: {told}", keys=[told])


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
