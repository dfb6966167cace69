"""The root of all errors that an API answers, and the one handler that renders them.

    PlatformError
    ├── BadInput              400  the request is malformed; details name each field
    ├── NotAuthenticated      401
    ├── NotAllowed            403  known caller, not allowed
    ├── NotFound              404  missing, or not yours
    ├── Conflict              409  state or idempotency conflict
    ├── TooManyRequests       429
    └── Unavailable           503  a server of ours is away

Each app's `errors.py` subclasses these. The answer's shape is `{"code", "message", "details"}`.
"""

from __future__ import annotations

from typing import Any


class PlatformError(Exception):
    """A request that cannot be served, with a stable code and a message for people.

    details: JSON-safe values that go to the caller; never a secret.
    """

    code = "platform_error"
    status_code = 400
    retryable = False

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class BadInput(PlatformError):
    code = "bad_input"
    status_code = 400


class NotAuthenticated(PlatformError):
    code = "not_authenticated"
    status_code = 401


class NotAllowed(PlatformError):
    code = "not_allowed"
    status_code = 403


class NotFound(PlatformError):
    code = "not_found"
    status_code = 404


class Conflict(PlatformError):
    code = "conflict"
    status_code = 409


class TooManyRequests(PlatformError):
    code = "too_many_requests"
    status_code = 429
    retryable = True


class Unavailable(PlatformError):
    code = "unavailable"
    status_code = 503
    retryable = True
