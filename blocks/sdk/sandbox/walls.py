"""Starts a program within walls of the kernel.

    python walls.py MEMORY_BYTES CPU_SECONDS LIFE_SECONDS FILE_BYTES PLACE… -- PROGRAM ARGUMENT…

What the program then asks of the kernel is refused, whoever makes it ask:

    seccomp    no sockets, no processes, no other program, no signals to others, no way out of these limits
    Landlock   no files but below the places, to be read; below one with a + before it, to be written too
               (where the kernel has it: Linux 5.13 and newer)
    rlimits    memory, computing time, size and number of files
    timer      an end by the clock, also if nobody is left who could end it
    privileges none to be gained; those of root are dropped

Runs on its own, before anything of the platform: the standard library alone. Exits with code 3 and a line on
standard error if the kernel has no such walls, rather than run without them.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from typing import NoReturn

NO_WALLS = 3  # exit code
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP, _SECCOMP_MODE_FILTER = 22, 38, 24, 2
_CLONE_THREAD = 0x10000
_EPERM, _ENOSYS = 1, 38

# include/uapi/linux/audit.h; system calls from the kernel's tables (asm/unistd_64.h, asm-generic/unistd.h)
_ARCHITECTURES = {
    "x86_64": (
        0xC000003E,
        {
            "clone": 56,
            "execve": 59,
            "kill": 62,
            "tgkill": 234,
            "prlimit64": 302,
            "refused": (
                41, 42, 43, 49, 50, 53, 288,  # socket, connect, accept, bind, listen, socketpair, accept4
                57, 58, 322,  # fork, vfork, execveat
                200, 129, 297, 424, 434, 438,  # tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_*
                37, 38, 160,  # alarm, setitimer, setrlimit
                101, 310, 311, 298, 321, 323,  # ptrace, process_vm_*, perf_event_open, bpf, userfaultfd
                161, 165, 166, 155, 272, 308, 304,  # chroot, mounts, unshare, setns, by handle
                29, 30, 64, 68, 240,  # shmget, shmat, semget, msgget, mq_open
                175, 313, 176, 246, 169, 135, 248, 249, 250,  # modules, kexec, reboot, personality, keys
            ),
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "clone": 220,
            "execve": 221,
            "kill": 129,
            "tgkill": 131,
            "prlimit64": 261,
            "refused": (
                198, 203, 202, 200, 201, 199, 242,
                281,
                130, 138, 240, 424, 434, 438,
                103, 164,
                117, 270, 271, 241, 280, 282,
                51, 40, 39, 41, 97, 268, 265,
                194, 196, 190, 186, 180,
                105, 273, 106, 104, 142, 92, 217, 218, 219,
            ),
        },
    ),
}  # fmt: skip
_NOT_THERE = (425, 426, 427, 435)  # io_uring_*, clone3: programs fall back to calls that are looked at
_READ_FILES = 1 << 0 | 1 << 2 | 1 << 3  # execute, read a file, read a folder
_WRITE_FILES = 1 << 1 | 1 << 5 | 1 << 8 | 1 << 14  # write, remove and make files, cut them
_ALL_FILES = {1: 13, 2: 14, 3: 15, 4: 15}  # Landlock's version → how many rights it knows; 16 since the fifth

_libc = ctypes.CDLL(None, use_errno=True)


class NoWalls(Exception):
    """The kernel refuses to limit this process."""


def main() -> NoReturn:
    limits = map(int, sys.argv[1:5])
    cut = sys.argv.index("--")
    program = ctypes.create_string_buffer(os.fsencode(sys.argv[cut + 1]))
    try:
        _limit(*limits)
        _drop_privileges()
        _allow_files(sys.argv[5:cut])
        _refuse_calls(ctypes.addressof(program))
    except (NoWalls, OSError) as err:
        sys.exit(_complained(str(err)))
    arguments = [os.fsencode(text) for text in sys.argv[cut + 1 :]]
    _libc.execve(program, (ctypes.c_char_p * (len(arguments) + 1))(*arguments), (ctypes.c_char_p * 1)())
    sys.exit(_complained(f"{sys.argv[cut + 1]} cannot be started: {os.strerror(ctypes.get_errno())}"))


def _complained(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return NO_WALLS


def _limit(memory_bytes: int, cpu_seconds: int, life_seconds: int, file_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))  # addresses are only reserved
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_STACK, (8 * 1024**2, 8 * 1024**2))
    signal.alarm(life_seconds)


def _drop_privileges() -> None:
    """Nothing is gained by running a program; what root may is taken from whatever is run next."""
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise NoWalls("The kernel cannot keep a process from gaining privileges.")
    if os.geteuid() == 0:
        for capability in range(64):
            _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def _allow_files(places: list[str]) -> None:
    """Leave only these files and folders, and no TCP. Without Landlock, Node's own refusals remain."""
    version = _libc.syscall(444, None, 0, 1)
    if version < 1:
        return
    files = (1 << _ALL_FILES.get(version, 16)) - 1
    handled = struct.pack("=QQQ", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _checked(_libc.syscall(444, handled, size, 0))
    for place in places:
        path = place.removeprefix("+")
        if not os.path.exists(path):
            continue
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rights = _READ_FILES if os.path.isdir(path) else _READ_FILES & ~(1 << 3)
        if place != path:
            rights |= _WRITE_FILES & files
        _checked(_libc.syscall(445, ruleset, 1, struct.pack("=Qi", rights, handle), 0))
        os.close(handle)
    _checked(_libc.syscall(446, ruleset, 0))
    os.close(ruleset)


def _checked(result: int) -> int:
    if result < 0:
        raise NoWalls(f"The kernel refuses to limit files: {os.strerror(ctypes.get_errno())}.")
    return result


# --- Refused system calls ---------------------------------------------------------------------------------
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # places in struct seccomp_data

Step = tuple[int, int, int, int]  # operation, steps to skip if so, steps to skip if not, value


def _refuse_calls(program_address: int) -> None:
    """From here on. One more program may be started: the one whose name lies at that address."""
    steps = _filter(program_address)
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    held = ctypes.create_string_buffer(code)
    program = struct.pack("@HP", len(steps), ctypes.addressof(held))
    if _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) != 0:
        raise NoWalls(f"The kernel refuses to limit system calls: {os.strerror(ctypes.get_errno())}.")


def _filter(program_address: int) -> list[Step]:
    try:
        audit, calls = _ARCHITECTURES[platform.machine()]
    except KeyError:
        raise NoWalls(f"The local sandbox does not know processors of type {platform.machine()}.") from None
    assert isinstance(calls["refused"], tuple)
    own, low, high = os.getpid(), program_address & 0xFFFFFFFF, program_address >> 32
    steps = [
        *_only(_ARCHITECTURE, audit),
        (_LOAD, 0, 0, _NUMBER),
        *_if(_AT_LEAST, 0x40000000, _refuse(_EPERM)),  # the x32 way of calling
        *_if(_EQUAL, calls["clone"], [*_unless(_ANY_BIT, 0, _CLONE_THREAD), _allow()]),  # threads alone
        *_if(_EQUAL, calls["execve"], [*_unless(_EQUAL, 0, low), *_unless(_EQUAL, 4, high), _allow()]),
        *_if(_EQUAL, calls["kill"], [*_unless(_EQUAL, 0, own), _allow()]),
        *_if(_EQUAL, calls["tgkill"], [*_unless(_EQUAL, 0, own), _allow()]),
        # prlimit64 may look, not change.
        *_if(_EQUAL, calls["prlimit64"], [*_unless(_EQUAL, 16, 0), *_unless(_EQUAL, 20, 0), _allow()]),
    ]
    for number in calls["refused"]:
        steps += _if(_EQUAL, number, _refuse(_EPERM))
    for number in _NOT_THERE:
        steps += _if(_EQUAL, number, _refuse(_ENOSYS))
    return [*steps, _allow()]


def _only(place: int, value: int) -> list[Step]:
    return [(_LOAD, 0, 0, place), (_EQUAL, 1, 0, value), (_RETURN, 0, 0, _KILL)]


def _if(test: int, value: object, then: list[Step]) -> list[Step]:
    assert isinstance(value, int)
    return [(test, 0, len(then), value), *then]


def _unless(test: int, offset: int, value: int) -> list[Step]:
    """Refuse unless half an argument, so many bytes into them, is as it should be."""
    return [(_LOAD, 0, 0, _ARGUMENTS + offset), (test, 1, 0, value), *_refuse(_EPERM)]


def _refuse(error: int) -> list[Step]:
    return [(_RETURN, 0, 0, _ERROR | error)]


def _allow() -> Step:
    return (_RETURN, 0, 0, _ALLOW)


if __name__ == "__main__":
    main()
