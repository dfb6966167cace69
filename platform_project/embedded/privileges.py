"""The user under which PostgreSQL runs when we are root, which it refuses to be.

The checkout or the data may lie below a folder that this user cannot enter, such as root's home. Then the
server keeps one capability of root's, CAP_DAC_OVERRIDE, as an ambient one; only where it is needed.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from platform_project.embedded.errors import StartRefused

_CAP_DAC_OVERRIDE = 1  # linux/capability.h
_CAPABILITY_VERSION_3 = 0x20080522
_PR_SET_KEEPCAPS = 8  # linux/prctl.h
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CANDIDATES = ("postgres", "nobody")

libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class ServerUser:
    uid: int
    gid: int
    needs_override: bool  # some folder on the way is closed to it


def server_user(data: Path, binaries: Path) -> ServerUser | None:
    """Who runs PostgreSQL: None for ourselves; for root the owner of `data`, `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return None
    uid, gid = _owner(data) or _unprivileged()
    closed = [path for path in (binaries / "postgres", data) if not _is_open(path)]
    if closed and not _root_may_override():
        raise StartRefused(
            f"PostgreSQL runs as uid {uid}, which cannot enter {closed[0]}: run as an ordinary user, "
            "or move the folder to where everyone may enter."
        )
    return ServerUser(uid=uid, gid=gid, needs_override=bool(closed))


def become(user: ServerUser) -> None:
    """Turn this process (a forked child, root) into `user`, for good."""
    if user.needs_override:
        _check(libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
    os.setgroups([])
    os.setgid(user.gid)
    os.setuid(user.uid)
    if user.needs_override:
        _keep_override()


def _keep_override() -> None:
    """Make CAP_DAC_OVERRIDE the only capability, and one that survives exec."""
    mask = 1 << _CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # effective, permitted, inheritable; first the low words, then the high ones
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    _check(libc.capset(header, sets))
    _check(libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0))


def _check(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _owner(data: Path) -> tuple[int, int] | None:
    try:
        found = data.stat()
    except FileNotFoundError:
        return None
    return (found.st_uid, found.st_gid) if found.st_uid != 0 else None


def _unprivileged() -> tuple[int, int]:
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    return 65534, 65534  # the kernel's overflow ids, nobody on every distribution


def _is_open(path: Path) -> bool:
    """True if everyone may enter the folders above `path`."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.absolute().parents if folder.exists())


def _root_may_override() -> bool:
    status = Path("/proc/self/status").read_text().splitlines()
    permitted = next((line.split()[1] for line in status if line.startswith("CapPrm:")), "0")
    return bool(int(permitted, 16) >> _CAP_DAC_OVERRIDE & 1)
