"""A request from its beginning to its answer."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ValidationError

from blocks.sdk.errors import CodeFailed, SandboxUnavailable
from blocks.sdk.sandbox import warm
from blocks.sdk.sandbox.cell import LONGEST_SECONDS, Cell

AT_ONCE = max(2, os.cpu_count() or 1)  # runs of this process; further ones wait
MOST_BYTES = 1024 * 1024  # of each: what is printed, the result, all files together
MOST_FILES = 50
_ISOLATE_BYTES = 128 * 1024**2  # of JavaScript's values

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class Language(StrEnum):
    PYTHON = "python"
    JAVASCRIPT = "javascript"


@dataclass(frozen=True, slots=True)
class SandboxFile:
    """A file that the code left in its folder."""

    path: str
    relative_path: str
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of the code. `error`: the exception that ended it, if one did."""

    stdout: str
    stderr: str
    error: str | None
    result_text: str | None  # the last expression, as the language writes it; None if there is no value
    result_json: Any  # its value, where JSON can carry it
    files: list[SandboxFile]
    is_cut: bool  # more was printed than is kept


async def run(language: Language, code: str, *, seconds: float) -> Ran:
    """Run `code` on its own and end with it. Nothing is shared with another run.

    seconds: of the clock, and of computing; at most LONGEST_SECONDS. Raises TooCostly, TooLarge,
    SandboxUnavailable, or CodeFailed if the interpreter ended without an answer.
    """
    async with _turn():
        cell = await _ready(language.value)
        try:
            return _read(await cell.ask(_request(code), seconds=min(seconds, LONGEST_SECONDS)))
        finally:
            await _ended(cell)
            await asyncio.shield(asyncio.to_thread(warm.prepare, language.value))


def _turn() -> asyncio.Semaphore:
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))


async def _ready(kind: str) -> Cell:
    """A cell that waits to be asked: the one that was begun ahead, or a new one."""
    cell = warm.take(kind)
    if cell is not None:
        try:
            return await _awaited(cell)
        except SandboxUnavailable:
            pass  # it ended while it waited; a new one is told why if it cannot begin either
    return await _awaited(await asyncio.to_thread(Cell, kind))


async def _awaited(cell: Cell) -> Cell:
    try:
        await cell.ready()
    except BaseException:
        await _ended(cell)
        raise
    return cell


async def _ended(cell: Cell) -> None:
    cell.kill()
    await asyncio.shield(asyncio.to_thread(cell.end))


def _request(code: str) -> dict[str, Any]:
    return {"code": code, "most_bytes": MOST_BYTES, "most_files": MOST_FILES, "memory_bytes": _ISOLATE_BYTES}


class _Result(BaseModel):
    text: str
    json_text: str | None = None


class _File(BaseModel):
    path: str
    relative_path: str
    name: str
    base64: str


class _Answer(BaseModel):
    """What a cell says; the code may have written it, so it is checked like anything from outside."""

    stdout: str
    stderr: str
    is_cut: bool
    files: list[_File]
    error: str | None = None
    result: _Result | None = None


def _read(answer: dict[str, Any]) -> Ran:
    try:
        said = _Answer.model_validate(answer)
        files = [SandboxFile(f.path, f.relative_path, f.name, base64.b64decode(f.base64)) for f in said.files]
        result_text, json_text = (said.result.text, said.result.json_text) if said.result else (None, None)
        value = json.loads(json_text) if json_text is not None else None
    except (ValidationError, ValueError, RecursionError):
        raise CodeFailed("The code's answer cannot be read.") from None
    return Ran(said.stdout, said.stderr, said.error, result_text, value, files, said.is_cut)
