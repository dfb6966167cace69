"""Reading what a person wrote: a graph's file, and `name=value` inputs. Raises Refused with every problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from rest_framework.exceptions import ValidationError

from agents.api.serializers import GraphWrite
from agents.engine.plan import make_plan
from agents.engine.schemas import input_schema
from agents.engine.validation import Report, check_run, check_structure
from agents.exchange.agent_files import read_agent
from agents.exchange.document import AgentFile
from agents.runner.record import LIMITS
from agents.services.graphs import GraphDocument
from blocks.sdk import FindBlock, find_block
from platform_project.errors import BadInput
from platform_project.kit.json_api import from_json, to_json


class Refused(Exception):
    """The command cannot do what it was asked; the message is for people, one problem a line."""


def read_graph(path: Path, find: FindBlock = find_block) -> GraphDocument:
    """The graph of a JSON file, sound enough to be saved. find: its blocks. Raises Refused."""
    body = _bytes_of(path, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    try:
        given = GraphWrite(data=from_json(body))
        given.is_valid(raise_exception=True)
    except BadInput as err:
        raise Refused(f"{path}: {err.message}") from err
    except ValidationError as err:
        raise Refused(_listed(f"{path} is not a graph:", _fields(err.detail))) from err
    document: GraphDocument = given.document()
    report = check_structure(document.graph, find)
    if not report.is_clean:
        raise Refused(listed_report(f"{path} cannot be saved:", report))
    return replace(document, is_draft=False)  # it is none, whatever the file says


def read_agent_file(path: Path) -> AgentFile:
    """An agent's file, of this installation or of another. Raises Refused."""
    body = _bytes_of(path, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    try:
        return read_agent(from_json(body))
    except BadInput as err:
        raise Refused(f"{path}: {err.message}") from err


def read_inputs(
    document: GraphDocument, pairs: Sequence[str], find: FindBlock = find_block
) -> dict[str, Any]:
    """`name=value` pairs as the inputs of a run that may start with them. Raises Refused.

    A value is JSON where it reads as JSON and its input is not a text, else text; `@path` stands for what a
    file holds. A name that is given twice counts the second time.
    """
    properties = input_schema(document.graph)["properties"]
    inputs = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not (name and sign):
            raise Refused(f"--input {pair[:100]}: should be name=value, or name=@file.")
        text = _text_of(Path(value[1:]), name) if value.startswith("@") else value
        inputs[name] = text if _is_text(properties.get(name, {})) else _json_or_text(text)
    _refuse_unstorable(inputs)
    report = check_run(make_plan(document.graph, find), {}, inputs)
    if not report.is_clean:
        raise Refused(listed_report(f"{document.name} cannot run:", report))
    return inputs


def listed_report(heading: str, report: Report) -> str:
    """Every problem of a graph, one a line."""
    lines = [
        f"node {node_id!r}, {pin}: {message}"
        for node_id, pins in report.nodes.items()
        for pin, message in pins.items()
    ]
    lines += [f"link {link['index']}, {link['field']}: {link['message']}" for link in report.links]
    return _listed(heading, [*lines, *report.graph])


def _listed(heading: str, lines: Sequence[str]) -> str:
    return "\n  ".join([heading, *lines])


def _bytes_of(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(limit + 1)
    except OSError as err:
        raise Refused(f"{path} cannot be read: {err.strerror}.") from err
    if len(body) > limit:
        raise Refused(f"{path} is larger than {limit:,} bytes.")
    return body


def _text_of(path: Path, name: str) -> str:
    try:
        return _bytes_of(path, LIMITS.max_value_bytes).decode()
    except UnicodeDecodeError as err:
        raise Refused(f"--input {name}: {path} is not UTF-8 text.") from err


def _is_text(schema: dict[str, Any]) -> bool:
    kinds = [schema, *schema.get("anyOf", [])]
    return any(kind.get("type") == "string" for kind in kinds)


def _json_or_text(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _refuse_unstorable(inputs: dict[str, Any]) -> None:
    """What an API body may not hold (a NUL, too deep nesting), an input may not either."""
    try:
        from_json(to_json(inputs))
    except BadInput as err:
        raise Refused(f"--input: {err.message}") from err


def _fields(detail: Any, place: str = "") -> list[str]:
    """A serializer's errors as lines: `nodes[0].id: This field is required.`"""
    if not isinstance(detail, dict | list):
        return [f"{place}: {detail}"]
    if isinstance(detail, dict):
        steps = [(_place(place, name), inner) for name, inner in detail.items()]
    else:
        steps = [(place, inner) for inner in detail]
    return [line for inner_place, inner in steps for line in _fields(inner, inner_place)]


def _place(outer: str, name: str | int) -> str:
    if isinstance(name, int):
        return f"{outer}[{name}]"
    return f"{outer}.{name}" if outer else name
