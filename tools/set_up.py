"""Make `.venv` and install what is locked, if it is not: `python3 tools/set_up.py run` or `… dev`.

Runs on the machine's own Python, before anything is installed, so it uses the standard library alone. The
venv is made with the fastest Python of the same version on the machine: those that people build for
themselves are often a fifth slower than the distribution's. `--this-python` keeps to the one that runs.
"""

from __future__ import annotations

import fcntl
import hashlib
import math
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".unfinished"  # exists while packages are being installed
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
SYSTEM_FOLDERS = ["/usr/local/bin", "/usr/bin"]  # where distributions put theirs, whatever the PATH says
TRIALS = 6  # of each
WORTH_A_CHANGE = 0.9  # of the time that the Python at hand takes
# Prints the least of the seconds that nine rounds of calls and small objects took, if it can make a venv.
TRIAL = """import ensurepip, time, venv
class One:
    def __init__(self, x): self.x = x
    def more(self): return self.x + 1
def work():
    found = {}
    for i in range(20000): found[i % 100] = found.get(i % 100, 0) + One(i).more()
took = []
for _ in range(9):
    began = time.process_time(); work(); took.append(time.process_time() - began)
print(min(took))
"""
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
        sys.exit(f"Python 3.11 or newer is needed; {sys.executable} is {VERSION}.")
    try:
        import ensurepip  # noqa: F401  Debian ships it apart
    except ImportError:
        sys.exit(
            f"Python's venv module is incomplete: install it (Debian, Ubuntu: apt-get install python3-venv), "
            f"for {sys.executable} {VERSION}."
        )


def _make_venv() -> None:
    if not UNFINISHED.exists() and _runs(PYTHON):
        return
    python = sys.executable if "--this-python" in sys.argv else fastest()
    _say(f"making .venv with {python}")
    if subprocess.run([python, "-m", "venv", "--clear", VENV], check=False).returncode != 0:
        sys.exit("The venv could not be made; the lines above say why.")


def fastest() -> str:
    """The Python to make the venv with: the one that runs, or one of its version that is clearly faster."""
    took = dict.fromkeys([sys.executable, *_others()], math.inf)
    if len(took) == 1:
        return sys.executable
    for _ in range(TRIALS):  # in turns: the machine's own speed changes, also from one process to the next
        for python in took:
            took[python] = min(took[python], seconds_of(python))
    best = min(took, key=lambda python: took[python])
    return best if took[best] < took[sys.executable] * WORTH_A_CHANGE else sys.executable


def seconds_of(python: str) -> float:
    """Seconds of a small computation; infinite where that does not run, or no venv can be made."""
    ran = subprocess.run([python, "-I", "-c", TRIAL], capture_output=True, text=True, check=False)
    return float(ran.stdout) if ran.returncode == 0 else math.inf


def _others() -> Iterator[str]:
    seen = {os.path.realpath(sys.executable)}
    for folder in [*os.environ.get("PATH", "").split(os.pathsep), *SYSTEM_FOLDERS]:
        path = os.path.join(folder, f"python{VERSION}")
        if os.access(path, os.X_OK) and os.path.realpath(path) not in seen:
            seen.add(os.path.realpath(path))
            yield path


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
