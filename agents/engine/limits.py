"""The bounds of graphs and of executions. Each refusal names the bound it met."""

from __future__ import annotations

from dataclasses import dataclass

MAX_NODES = 1_000
MAX_LINKS = 5_000
MAX_NAME_CHARACTERS = 200
MAX_DESCRIPTION_CHARACTERS = 10_000
MAX_CRON_CHARACTERS = 100
MAX_LABEL_CHARACTERS = 80
MAX_NOTES_CHARACTERS = 2_000
MAX_SUB_GRAPHS = 200  # agents that one file may carry beside the first
MAX_TAGS = 10  # of one execution
MAX_TAG_CHARACTERS = 50  # also of a name in its data
MAX_DATA_KEYS = 20
MAX_DATA_BYTES = 2_048  # as JSON
MAX_BUNDLED = 100  # agents of one bundle
MAX_NODE_ID_CHARACTERS = 100
MAX_PIN_NAME_CHARACTERS = 200
MAX_LIST_INDEX = 9_999  # of a sink pin such as `items_$_3`: the list is padded up to it


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one execution."""

    max_firings: int = 10_000  # of all nodes together; then FAILED with `too_many_steps`
    max_value_bytes: int = 5 * 1024 * 1024  # of one firing's outputs, as JSON, without what is stored
    max_input_bytes: int = 20 * 1024 * 1024  # of all that one firing takes, without what is stored
    max_inline_bytes: int = 256 * 1024  # of one value; a larger one is stored, and travels by reference
    max_stored_bytes: int = 64 * 1024 * 1024  # stored values that one firing gives, and that one reads
    max_outputs_bytes: int = 50 * 1024 * 1024  # of all that the agent gives in one execution
    max_depth: int = 10  # of sub-agents that run sub-agents
    max_family: int = 10_000  # executions below the one that a person started
