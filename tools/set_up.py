"""Make `.venv` and install what is locked, if it is not: `python3 tools/set_up.py run` or `… dev`.

Runs on the machine's own Python, before anything is installed, so it uses the standard library alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".unfinished"  # exists while packages are being installed
FILES = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}


def main() -> None:
    wanted = FILES[sys.argv[1]]
    _check_python()
    try:
        _set_up(wanted)
    except PermissionError as err:
        sys.exit(_refusal(err))


def _set_up(wanted: list[str]) -> None:
    with (ROOT / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("waiting for another set-up of this folder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        _make_venv()
        _install([name for name in wanted if not _is_installed(name)])


def _check_python() -> None:
    version = sys.version_info
    if version < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed; {sys.executable} is {version[0]}.{version[1]}.")
    try:
        import ensurepip  # noqa: F401  Debian ships it apart
    except ImportError:
        sys.exit(
            f"Python's venv module is incomplete: install it (Debian, Ubuntu: apt-get install python3-venv), "
            f"for {sys.executable} {version[0]}.{version[1]}."
        )


def _make_venv() -> None:
    if not UNFINISHED.exists() and _runs(PYTHON):
        return
    _say("making .venv")
    venv.create(VENV, with_pip=True, clear=VENV.exists())


def _runs(python: Path) -> bool:
    if not python.exists():
        return False
    return (
        subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


def _install(names: list[str]) -> None:
    if not names:
        return
    _say(f"installing {' and '.join(names)} (the first time takes a minute or two)")
    for name in names:
        _stamp(name).unlink(missing_ok=True)  # if pip fails, the next run tries again
    UNFINISHED.touch()
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
    ]
    for name in names:
        command += ["-r", ROOT / name]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code > 0:
        UNFINISHED.unlink()  # pip ended in order: what was installed before still works
    if code != 0:
        sys.exit("The packages could not be installed; pip's lines above say why.")
    for name in names:
        _stamp(name).write_text(_digest(name))
    UNFINISHED.unlink()


def _is_installed(name: str) -> bool:
    stamp = _stamp(name)
    return stamp.exists() and stamp.read_text() == _digest(name)


def _stamp(name: str) -> Path:
    return VENV / f".installed-{name}"


def _digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _refusal(err: PermissionError) -> str:
    """Whose the file is that may not be written, as after one `sudo make run`."""
    path = str(err.filename)
    if not os.path.exists(path):  # it was to be made
        path = os.path.dirname(path)
    uid = os.stat(path).st_uid
    try:
        owner = pwd.getpwuid(uid).pw_name
    except KeyError:
        owner = f"uid {uid}"
    return f"No permission for {path}, which belongs to {owner}: run as {owner}, or make the folder yours."


def _say(line: str) -> None:
    print(f"set-up   | {line}", flush=True)


if __name__ == "__main__":
    main()
