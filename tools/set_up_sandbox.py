"""Install the interpreters of users' code, if they are not there: `set_up_sandbox.py run` or `… dev`.

They are npm packages (`blocks/sdk/sandbox/package-lock.json`), so Node is needed (`node.py`). Runs after
`set_up.py`, on the machine's own Python. Without them all else works, and steps that run code say what is
missing, so `run` only warns.
"""

from __future__ import annotations

import fcntl
import hashlib
import sys

from node import ROOT, NotInstalled, find_node

ROOM = ROOT / "blocks" / "sdk" / "sandbox"
PACKAGES = ROOM / "node_modules"
STAMP = PACKAGES / ".installed"  # holds the digest of the lock file that is installed
SNAPSHOT = PACKAGES / ".pyodide-snapshot.bin"
WANTED = [ROOM / "package-lock.json", ROOM / "programs" / "snapshot.mjs"]


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
    node = find_node()
    _say("installing the sandbox (some seconds)")
    node.install(ROOM)
    node.run(
        ROOM, [node.node, str(ROOM / "programs" / "snapshot.mjs"), str(PACKAGES / "pyodide"), str(SNAPSHOT)]
    )
    STAMP.write_text(_digest())


def _digest() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in WANTED)).hexdigest()


def _say(line: str) -> None:
    print(f"set-up   | {line}", flush=True)


if __name__ == "__main__":
    main()
