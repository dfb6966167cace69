"""How much memory a running platform takes: PSS, so that shared pages count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Row:
    name: str
    processes: int
    pss_bytes: int


def report_of(root: int) -> list[Row]:
    """One row per name of process in the tree below `root`, the largest first."""
    sums: dict[str, list[int]] = defaultdict(list)
    for pid in tree_of(root):
        pss = pss_bytes(pid)
        if pss is not None:
            sums[name_of(pid)].append(pss)
    rows = [Row(name, len(found), sum(found)) for name, found in sums.items()]
    return sorted(rows, key=lambda row: -row.pss_bytes)


def table(rows: list[Row]) -> str:
    """The rows as text, with their sum."""
    lines = [f"{row.name:<16} {row.processes:>3}   {row.pss_bytes / 2**20:>7.1f} MB" for row in rows]
    processes, total = sum(row.processes for row in rows), sum(row.pss_bytes for row in rows)
    return "\n".join(
        ["process        count       PSS", *lines, f"{'total':<16} {processes:>3}   {total / 2**20:>7.1f} MB"]
    )


def tree_of(root: int) -> Iterator[int]:
    """`root` and all that descend from it."""
    children: dict[int, list[int]] = defaultdict(list)
    for stat in _PROC.glob("[0-9]*/stat"):
        try:
            # The name stands in parentheses and may hold anything; the parent is the second field after it.
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children[parent].append(int(stat.parent.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children[pid]


def name_of(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return "ended"


def pss_bytes(pid: int) -> int | None:
    try:
        rollup = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return None
    return next(
        (int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), None
    )
