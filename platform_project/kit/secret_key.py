"""The platform's own keys: from the environment, or made once and kept beside a development copy's data."""

from __future__ import annotations

import os
import secrets
import tempfile
from base64 import urlsafe_b64encode
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret_key(given: str, *, keep_in: Path | None) -> str:
    """The given key, else the one kept in `keep_in` (made on first use, readable by its owner alone).

    Raises ImproperlyConfigured when there is neither, as in production.
    """
    if given:
        return given
    if keep_in is None:
        raise ImproperlyConfigured("SECRET_KEY is not set. With DEBUG off it must be (50 random characters).")
    return _kept(keep_in) or _made(keep_in, secrets.token_urlsafe(64))


def credential_keys(given: list[str], *, keep_in: Path | None) -> list[str]:
    """The given keys, else the ones kept in `keep_in`, one a line; the newest first.

    One is made on first use, readable by its owner alone. None at all without a place to keep it: in
    production the checks at the start say so.
    """
    if given or keep_in is None:
        return given
    made = urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return (_kept(keep_in) or _made(keep_in, made)).split()


def _kept(path: Path) -> str:
    """The key in the file; nothing where there is none, or where a crash left the file empty."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def _made(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(written, path)  # fails where another process was faster: then its key counts
    except FileExistsError:
        if not _kept(path):
            os.replace(written, path)
            return _kept(path)
    os.unlink(written)
    return _kept(path)
