"""Which files come first where several processes share the tests: what is long must not be left for the end.

xdist gives out file by file, those with the most tests first: so those of one test came last, some of which
take minutes, and one process waited for the other. Browsers come second: until then no platform runs beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Files with slow tests, then those at a browser, then all others; among equals the order stays."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    tests = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[int, int]:
        if item.path not in slow:
            return 2, -tests[item.path]
        return (1 if _is_at_a_browser(item.path) else 0), 0

    return sorted(items, key=place)


def _is_at_a_browser(path: Path) -> bool:
    return path.parent.name == "web"
