"""Django's signing key: from the environment, or made once and kept beside the data of a development copy."""

from __future__ import annotations

import os
import secrets
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
    if not keep_in.exists():
        keep_in.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(keep_in, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return keep_in.read_text().strip()
