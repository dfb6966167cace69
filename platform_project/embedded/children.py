"""Starting a server as a child that never outlives us, and finding one that an earlier life left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from platform_project.embedded.privileges import ServerUser, become, libc

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LOG_KEPT_BYTES = 10_000_000


def die_with_parent(parent: int, signal_number: int) -> None:
    """Ask the kernel to send this process (a forked child) `signal_number` when `parent`, its maker, ends."""
    libc.prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal_number), 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    when_parent_dies: signal.Signals,
    user: ServerUser | None = None,
    stdin: bytes | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in its own session (a Ctrl-C reaches us alone), its output added to `log`.

    stdin: what it reads there, at most a pipe's buffer (64 KiB). Call it from a thread that lives as long as
    the process: the kernel ties a child's life to the thread that made it.
    """
    parent = os.getpid()

    def prepare() -> None:
        os.umask(0o077)
        if user is not None:
            become(user)
        die_with_parent(parent, when_parent_dies)  # last: a change of user clears it

    log.parent.mkdir(parents=True, exist_ok=True)
    _rotate(log)
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603  our own binaries
            [str(part) for part in command],
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=dict(environment) if environment is not None else None,
            start_new_session=True,
            preexec_fn=prepare,
        )
    if stdin is not None and child.stdin is not None:
        child.stdin.write(stdin)
        child.stdin.close()
    return child


def stop(child: subprocess.Popen[bytes], *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn and wait its seconds, until the child has ended; then SIGKILL."""
    for signal_number, seconds in steps:
        if child.poll() is not None:
            return
        child.send_signal(signal_number)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    if child.poll() is None:
        child.kill()
        child.wait()


def working_in(folder: Path, program: str) -> Iterator[int]:
    """Processes named `program` whose working folder is `folder`: servers keep theirs in their data."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            name = (process / "comm").read_text().strip()
            if name == program and (process / "cwd").readlink() == folder.resolve():
                yield int(process.name)
        except OSError:  # it ended meanwhile, or belongs to somebody else
            continue


def outwait(folder: Path, program: str, *, seconds: float) -> bool:
    """Wait for what an earlier life left behind in `folder` to end; False if it stays."""
    until = time.monotonic() + seconds
    while any(True for _ in working_in(folder, program)):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def last_line(log: Path) -> str:
    """The last line of a server's log that says something, for an error message."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:300]


def _rotate(log: Path) -> None:
    """Keep one older log: servers here write little, but for years."""
    try:
        if log.stat().st_size > _LOG_KEPT_BYTES:
            log.replace(log.with_suffix(".log.1"))
    except FileNotFoundError:
        return
