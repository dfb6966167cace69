"""Build the web app (`frontend/`), if it is not or has changed: `set_up_web.py run` or `… dev`.

`run` installs what the build needs, `dev` what the checks and tests need too. Runs after `set_up.py`, on the
machine's own Python. Without it the server works and says how to build its pages, so `run` only warns.
"""

from __future__ import annotations

import fcntl
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from node import ROOT, NotInstalled, find_node

WEB = ROOT / "frontend"
LOCK = WEB / "package-lock.json"
PACKAGES = WEB / "node_modules" / ".installed"  # holds the kind and the digest of the lock file
BUILT = WEB / "dist" / ".built"  # holds the digest of what was built
SOURCES = ("src", "public", "build", "index.html", "package.json", "package-lock.json", "vite.config.ts")


def main() -> None:
    kind = sys.argv[1]
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            _set_up(kind)
        except (NotInstalled, OSError) as err:
            print(f"set-up   | the web app could not be built: {err}", flush=True)
            sys.exit(0 if kind == "run" else 1)


def _set_up(kind: str) -> None:
    sources = _digest(_files())
    is_built = _said_by(BUILT) == sources
    if (is_built and kind == "run") or (is_built and _is_installed(kind)):
        return
    node = find_node()
    if not _is_installed(kind):
        print("set-up   | installing the packages of the web app (some seconds)", flush=True)
        node.install(WEB, *(["--omit=dev"] if kind == "run" else []))
        PACKAGES.write_text(f"{kind} {_digest([LOCK])}")
    if not is_built:
        print("set-up   | building the web app (some seconds)", flush=True)
        node.run(WEB, [*node.npm, "run", "--silent", "build"])
        BUILT.write_text(sources)


def _is_installed(kind: str) -> bool:
    enough = ["dev"] if kind == "dev" else ["run", "dev"]
    return _said_by(PACKAGES) in [f"{one} {_digest([LOCK])}" for one in enough]


def _files() -> Iterator[Path]:
    for name in SOURCES:
        path = WEB / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (one for one in found if one.is_file() and ".test." not in one.name)


def _digest(paths: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(WEB)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _said_by(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


if __name__ == "__main__":
    main()
