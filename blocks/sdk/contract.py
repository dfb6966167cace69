"""What graphs lean on in a block: its pins, their types, bounds and defaults, and how it may be fired.

Texts for people and hints for forms may change at will; a change of anything else makes another contract, and
asks for another `version` of the block.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from blocks.sdk.block import Block

_FREE = frozenset(
    {"advanced", "by_reference", "depends_on", "description", "examples", "placeholder", "title", "widget"}
)
_VALUES = frozenset({"const", "default", "enum"})
_BY_NAME = frozenset({"properties", "$defs"})  # their keys are names, not words of JSON Schema


def contract_of(block: type[Block]) -> str:
    """A short hash of a block's contract."""
    said = {
        "input": _bare(block.input_schema()),
        "output": _bare(block.output_schema()),
        "kind": block.kind,
        "static_output": block.static_output,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _bare(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    bare = {}
    for key, value in schema.items():
        if key in _VALUES:
            bare[key] = value
        elif key in _BY_NAME:
            bare[key] = {name: _bare(inner) for name, inner in value.items()}
        elif key not in _FREE:
            bare[key] = _bare(value)
    return bare
