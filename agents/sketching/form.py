"""What a model answers, read and bounded. It is data: names and values, looked at before anything is made.

{"look_up": ["…"]}                          it wants to see other blocks first
{"cannot": "…"}                             it says why it draws nothing
{"name", "description", "steps", "links", "open", "explanation", "schedule"}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from blocks.asking import problems

MAX_STEPS = 60
MAX_LINKS = 200
MAX_LOOK_UPS = 10  # blocks or words at once
_TEXT = {"type": "string", "maxLength": 2_000}
_ID = {"type": "string", "minLength": 1, "maxLength": 60}
_STEP_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["name", "steps", "links", "explanation"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
        "description": _TEXT,
        "explanation": {"type": "string", "minLength": 1, "maxLength": 2_000},
        "schedule": {"type": "string", "maxLength": 100},
        "steps": {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_STEPS,
            "items": {
                "type": "object",
                "required": ["id", "block"],
                "properties": {
                    "id": _ID,
                    "block": {"type": "string", "minLength": 1, "maxLength": 100},
                    "title": {"type": "string", "maxLength": 100},
                    "values": {"type": "object"},
                },
            },
        },
        "links": {
            "type": "array",
            "maxItems": MAX_LINKS,
            "items": {
                "type": "object",
                "required": ["from", "to"],
                "properties": {
                    "from": {"type": "string", "maxLength": 260},
                    "to": {"type": "string", "maxLength": 260},
                    "keep": {"type": "boolean"},
                },
            },
        },
        "open": {
            "type": "array",
            "maxItems": 100,
            "items": {
                "type": "object",
                "required": ["step", "pin", "why"],
                "properties": {"step": _ID, "pin": {"type": "string", "maxLength": 200}, "why": _TEXT},
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    block: str
    title: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wire:
    source: str  # step
    output: str
    sink: str
    input: str
    keeps: bool = False

    def __str__(self) -> str:
        return f"{self.source}.{self.output} -> {self.sink}.{self.input}"


@dataclass(frozen=True, slots=True)
class Drawing:
    name: str
    description: str
    explanation: str
    schedule: str  # cron; empty: none is recommended
    steps: tuple[Step, ...]
    wires: tuple[Wire, ...]
    open: Mapping[tuple[str, str], str]  # step, pin → why it is left to the person


class Malformed(ValueError):
    """`wrong` says what, in words for the model."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__("; ".join(wrong))
        self.wrong = wrong


def wanted_blocks(answer: Any) -> list[str]:
    """What a model asks to see; nothing if it does not ask."""
    asked = answer.get("look_up") if isinstance(answer, dict) else None
    words = [word[:200] for word in asked if isinstance(word, str)] if isinstance(asked, list) else []
    return words[:MAX_LOOK_UPS] if "steps" not in answer else []


def refusal(answer: Any) -> str:
    """Why a model draws nothing; empty if it does."""
    said = answer.get("cannot") if isinstance(answer, dict) else None
    return said[:2_000] if isinstance(said, str) and "steps" not in answer else ""


def read_drawing(answer: Any) -> Drawing:
    """Raises Malformed."""
    wrong = problems(answer, SCHEMA)
    if wrong:
        raise Malformed(wrong)
    steps = tuple(
        Step(one["id"], one["block"], one.get("title", ""), one.get("values", {})) for one in answer["steps"]
    )
    wires = tuple(wire for one in answer["links"] if (wire := _wire(one)) is not None)
    wrong = [
        f"the link {one['from']} -> {one['to']} must say step.pin on both ends"
        for one in answer["links"]
        if _wire(one) is None
    ]
    wrong += [
        f"the id {step.id!r} must be letters, digits and _"
        for step in steps
        if not _STEP_ID.fullmatch(step.id)
    ]
    if wrong:
        raise Malformed(wrong)
    return Drawing(
        name=answer["name"],
        description=answer.get("description", ""),
        explanation=answer["explanation"],
        schedule=answer.get("schedule", ""),
        steps=steps,
        wires=wires,
        open={(one["step"], one["pin"]): one["why"] for one in answer.get("open", ())},
    )


def _wire(given: Mapping[str, Any]) -> Wire | None:
    source, _, output = given["from"].partition(".")
    sink, _, entry = given["to"].partition(".")
    if not (source and output and sink and entry):
        return None
    return Wire(source, output, sink, entry, given.get("keep", False))
