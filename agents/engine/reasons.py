"""Why the engine itself fails a firing or an execution. What blocks raise is in `blocks/sdk/errors.py`."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Values of `error_code` that no exception carries; docs/errors.md explains each."""

    INVALID_INPUT = "invalid_input"  # as the block's own refusal: the parts of a pin do not fit together
    VALUE_TOO_LARGE = "value_too_large"
    VALUE_GONE = "value_gone"
    STORAGE_FAILED = "storage_failed"
    STORAGE_FULL = "storage_full"
    WORKER_LOST = "worker_lost"
    TOO_MANY_STEPS = "too_many_steps"
    TIMED_OUT = "timed_out"  # as a block's: the execution took longer than its author allows
    BLOCK_GONE = "block_gone"
    SUB_AGENT_FAILED = "sub_agent_failed"
    SUB_AGENT_GONE = "sub_agent_gone"
    TOO_DEEP = "too_deep"
    REVIEW_REJECTED = "review_rejected"
    REVIEW_TIMED_OUT = "review_timed_out"
    INTERNAL_ERROR = "internal_error"
