"""Why the engine itself fails a firing or an execution. What blocks raise is in `blocks/sdk/errors.py`."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Values of `error_code` that no exception carries; docs/errors.md explains each."""

    INVALID_INPUT = "invalid_input"  # as the block's own refusal: the parts of a pin do not fit together
    VALUE_TOO_LARGE = "value_too_large"
    WORKER_LOST = "worker_lost"
    TOO_MANY_STEPS = "too_many_steps"
    BLOCK_GONE = "block_gone"
    INTERNAL_ERROR = "internal_error"
