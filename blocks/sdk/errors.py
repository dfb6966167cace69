"""What can go wrong in one firing of a block.

    BlockFailure               the message becomes the value of the `error` pin
    ├── InvalidInput           a value does not fit its pin; details name it
    │   └── MalformedPattern   a regular expression that no engine would take
    ├── OutputMismatch         the block yielded what its declaration does not promise
    ├── MissingCredential      no right to use the provider
    ├── AuthFailed             the provider refused the credential
    ├── RateLimited            the provider asks to wait; `retry_after_seconds` if it said how long
    ├── ProviderDown           the provider cannot be reached or answers 5xx
    ├── ProviderRefused        the provider answered that the request is wrong
    ├── TimedOut
    ├── AddressRefused         an outbound request to an address that is not public
    ├── TooLarge               a text, template, answer or value over its limit
    ├── TooCostly              work that takes more computing or memory than one step may use
    ├── CodeFailed             a user's code raised an exception, or ended its interpreter
    ├── SandboxUnavailable     users' code cannot be run on this machine
    ├── NothingRemembers       there is no memory where this block is fired
    ├── LockLost               the right to the resource that it changes could not be kept
    └── ReviewNeeded           a person has to decide first

Blocks raise these; everything else that leaves a block is a bug in it (`block_crashed`).
"""

from __future__ import annotations

from typing import Any, ClassVar


class BlockFailure(Exception):
    """The firing failed; `message` is for people and never holds a secret.

    retryable: the same firing may succeed later, unchanged.
    """

    code: ClassVar[str] = "block_failed"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after_seconds = retry_after_seconds


class InvalidInput(BlockFailure):
    code = "invalid_input"

    def __init__(self, message: str, *, pin: str | None = None) -> None:
        super().__init__(message)
        self.pin = pin


class MalformedPattern(InvalidInput):
    code = "malformed_pattern"


class OutputMismatch(BlockFailure):
    code = "output_mismatch"


class MissingCredential(BlockFailure):
    code = "missing_credential"


class AuthFailed(BlockFailure):
    code = "auth_failed"


class RateLimited(BlockFailure):
    code = "rate_limited"
    retryable = True


class ProviderDown(BlockFailure):
    code = "provider_down"
    retryable = True


class ProviderRefused(BlockFailure):
    code = "provider_refused"


class TimedOut(BlockFailure):
    code = "timed_out"
    retryable = True


class AddressRefused(BlockFailure):
    code = "address_refused"


class TooLarge(BlockFailure):
    code = "too_large"


class TooCostly(BlockFailure):
    code = "too_costly"


class CodeFailed(BlockFailure):
    code = "code_failed"


class SandboxUnavailable(BlockFailure):
    code = "sandbox_unavailable"


class NothingRemembers(BlockFailure):
    code = "nothing_remembers"


class LockLost(BlockFailure):
    code = "lock_lost"
    retryable = True


class ReviewNeeded(BlockFailure):
    """A person has to look at `data` under the question's `name` before the branch goes on."""

    code = "review_needed"

    def __init__(self, name: str, data: Any, *, editable: bool) -> None:
        super().__init__(f"'{name}' waits for a person's review.")
        self.name = name
        self.data = data
        self.editable = editable
