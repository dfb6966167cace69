"""The order in which files of tests are given out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.order import in_order


class _File(pytest.File):
    def collect(self) -> Iterable[pytest.Item]:
        return []


class _Test(pytest.Item):
    def runtest(self) -> None: ...


def test_slow_files_come_first_then_those_at_a_browser_then_the_largest(
    request: pytest.FixtureRequest,
) -> None:
    def tests(path: str, *names: str) -> list[pytest.Item]:
        file = _File.from_parent(request.session, path=Path(path))
        made: list[pytest.Item] = [_Test.from_parent(file, name=name) for name in names]
        for item in made:
            if item.name.startswith("slow"):
                item.add_marker(pytest.mark.slow)
        return made

    items = [
        *tests("a/test_small.py", "1"),
        *tests("web/test_page.py", "slow"),
        *tests("a/test_mixed.py", "2", "slow 2"),
        *tests("a/test_large.py", "3", "4"),
        *tests("web/test_table.py", "5"),
        *tests("a/test_slow.py", "slow 3"),
    ]
    names = [item.name for item in in_order(items)]
    assert names == ["2", "slow 2", "slow 3", "slow", "3", "4", "1", "5"]
