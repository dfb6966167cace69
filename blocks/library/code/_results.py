"""What a sandbox gives, whichever it was, and how it is handed on."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from blocks.sdk import BlockOutput, CodeFailed, Pin
from blocks.sdk.sandbox import Ran, SandboxFile


class ProgrammingLanguage(StrEnum):
    PYTHON = "python"
    JAVASCRIPT = "js"
    BASH = "bash"
    R = "r"
    JAVA = "java"


class LogsOutput(BlockOutput):
    response: str = Pin(description="The value of the last line, as text")
    stdout_logs: str = Pin(description="What the code printed")
    stderr_logs: str = Pin(
        description="What the code printed to standard error, its warnings and its traceback"
    )


class ResultsOutput(LogsOutput):
    main_result: dict[str, Any] = Pin(
        description="The value of the last line in all forms it has: text, JSON, HTML, PNG and others"
    )
    results: list[dict[str, Any]] = Pin(description="Everything the code showed, charts included")


@dataclass(slots=True)
class Outcome:
    """One run: its results as dictionaries of form → content, the main one marked by `main`."""

    results: list[dict[str, Any]] = field(default_factory=list)
    main: dict[str, Any] | None = None
    stdout: str = ""
    stderr: str = ""
    error: str | None = None
    files: list[dict[str, Any]] | None = None

    def logs(self) -> Iterator[tuple[str, Any]]:
        if self.stdout:
            yield "stdout_logs", self.stdout
        if self.stderr:
            yield "stderr_logs", self.stderr

    def raise_error(self) -> None:
        """Raises CodeFailed if the code ended with an exception."""
        if self.error is not None:
            raise CodeFailed(self.error)

    def all_pins(self) -> Iterator[tuple[str, Any]]:
        """Logs first: they are of most use when the code fails. Raises CodeFailed."""
        yield from self.logs()
        self.raise_error()
        if self.main is not None:
            yield "main_result", self.main
        yield "results", self.results
        if self.main is not None and self.main.get("text"):
            yield "response", self.main["text"]
        if self.files is not None:
            yield "files", self.files


def outcome_of(ran: Ran) -> Outcome:
    main: dict[str, Any] | None = None
    if ran.result_text is not None:
        main = {"text": ran.result_text}
        if isinstance(ran.result_json, dict | list):
            main["json"] = ran.result_json
    return Outcome(
        results=[main] if main else [],
        main=main,
        stdout=_marked(ran.stdout, ran.is_cut),
        stderr=ran.stderr,
        error=ran.error,
        files=[_shown(file) for file in ran.files],
    )


def _marked(text: str, is_cut: bool) -> str:
    return f"{text}\n[… more was printed than is kept]" if is_cut else text


def _shown(file: SandboxFile) -> dict[str, Any]:
    """A file as a value: text as it is, anything else as a data URI."""
    try:
        content, is_text = file.content.decode(), True
    except UnicodeDecodeError:
        content, is_text = (
            f"data:application/octet-stream;base64,{base64.b64encode(file.content).decode()}",
            False,
        )
    return {
        "path": file.path,
        "relative_path": file.relative_path,
        "name": file.name,
        "content": content,
        "is_text": is_text,
    }
