"""Runs inside of WebAssembly. The value of its last line is what `python.mjs` calls with each request."""

from __future__ import annotations

import ast
import asyncio
import base64
import json
import os
import random
import sys
import traceback
from collections.abc import Callable, Coroutine
from types import CodeType
from typing import Any

_HOME = "/home/user"
_CODE = "<code>"
_AWAITS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_OWN_LINE = 'File "<exec>"'  # of this file, in tracebacks


async def _run(text: str) -> str:
    asked = json.loads(text)
    random.seed()  # a snapshot would give the same numbers to everybody
    os.makedirs(_HOME, exist_ok=True)
    os.chdir(_HOME)
    answer: dict[str, Any] = {}
    try:
        value = await _evaluated(asked["code"], {"__name__": "__main__", "__builtins__": __builtins__})
        answer["result"] = _result(value, asked["most_bytes"])
    except SystemExit as end:
        if end.code not in (None, 0):
            answer["error"] = f"SystemExit: {end.code}"
    except BaseException as error:  # noqa: BLE001  # whatever users' code raises is its result
        answer["error"] = _last_line(error)
        _show(error)
    sys.stdout.flush()
    sys.stderr.flush()
    answer["files"] = _files(asked["most_files"], asked["most_bytes"])
    return json.dumps(answer)


async def _evaluated(code: str, names: dict[str, Any]) -> Any:
    """The value of the last expression, if the code ends with one."""
    tree = ast.parse(code, _CODE)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    await _done(compile(tree, _CODE, "exec", _AWAITS), names)
    if not isinstance(last, ast.Expr):
        return None
    return await _done(compile(ast.Expression(last.value), _CODE, "eval", _AWAITS), names)


async def _done(code: CodeType, names: dict[str, Any]) -> Any:
    value = eval(code, names)  # noqa: S307  # what this place is for
    return await value if asyncio.iscoroutine(value) else value


def _result(value: Any, most_bytes: int) -> dict[str, str] | None:
    if value is None:
        return None
    made = {"text": (value if isinstance(value, str) else repr(value))[:most_bytes]}
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return made
    return {**made, "json_text": text} if len(text) <= most_bytes else made


def _last_line(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip().split("\n")[-1][:2000]


def _show(error: BaseException) -> None:
    lines = (line for line in traceback.format_exception(error) if _OWN_LINE not in line)
    sys.stderr.write("".join(lines))


def _files(most: int, most_bytes: int) -> list[dict[str, str]]:
    """What the code left in its folder: the first files, as long as there is room for them."""
    found: list[dict[str, str]] = []
    left = most_bytes
    for folder, folders, names in os.walk(_HOME):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            size = os.path.getsize(path)
            if len(found) < most and size <= left:
                left -= size
                found.append(_file(path, name))
    return found


def _file(path: str, name: str) -> dict[str, str]:
    with open(path, "rb") as file:
        content = base64.b64encode(file.read()).decode()
    return {"path": path, "relative_path": os.path.relpath(path, _HOME), "name": name, "base64": content}


_entry: Callable[[str], Coroutine[Any, Any, str]] = _run
_entry  # noqa: B018  # its value is asked for
