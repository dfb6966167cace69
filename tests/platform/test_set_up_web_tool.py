"""`tools/set_up_web.py` in a checkout of the test's own, with a Node and an npm that do as told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ["index.html", "package.json", "package-lock.json", "vite.config.ts", "src/main.tsx", "src/a.test.ts"]
FILES += ["public/logo.svg", "build/compress.ts"]
NPM = """
echo "$*" >> calls
case "$1" in ci) mkdir -p node_modules;; run) mkdir -p dist;; esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    (tmp_path / "programs").mkdir()
    for name in ("set_up_web.py", "node.py"):
        shutil.copy(ROOT / "tools" / name, tmp_path / "tools" / name)
    for name in FILES:
        path = tmp_path / "frontend" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    _program(tmp_path, "node", "echo v22.0.0")
    return tmp_path


def _program(checkout: Path, name: str, script: str) -> None:
    path = checkout / "programs" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def set_up(checkout: Path, kind: str, npm: str = NPM) -> list[str]:
    """Run the tool; gives the first words of what npm was asked."""
    _program(checkout, "npm", npm)
    calls = checkout / "frontend" / "calls"
    calls.unlink(missing_ok=True)
    environment = {**os.environ, "PATH": f"{checkout / 'programs'}:{os.environ['PATH']}"}
    command = [sys.executable, str(checkout / "tools/set_up_web.py"), kind]
    subprocess.run(command, capture_output=True, check=True, env=environment)
    return calls.read_text().splitlines() if calls.exists() else []


def test_it_builds_once_and_again_when_a_source_changes_but_not_for_a_test(checkout: Path) -> None:
    first = set_up(checkout, "run")
    assert [call.split(" ")[0] for call in first] == ["ci", "run"]
    assert "--ignore-scripts" in first[0]
    assert "--omit=dev" in first[0]
    assert set_up(checkout, "run") == []
    (checkout / "frontend/src/a.test.ts").write_text("changed")
    assert set_up(checkout, "run") == []
    (checkout / "frontend/src/main.tsx").write_text("changed")
    assert set_up(checkout, "run") == ["run --silent build"]


def test_development_needs_more_packages_and_then_running_needs_no_fewer(checkout: Path) -> None:
    set_up(checkout, "run")
    more = set_up(checkout, "dev")
    assert [call.split(" ")[0] for call in more] == ["ci"]
    assert "--omit=dev" not in more[0]
    assert set_up(checkout, "run") == []
    assert set_up(checkout, "dev") == []


def test_a_changed_lock_file_installs_and_builds_again(checkout: Path) -> None:
    set_up(checkout, "dev")
    (checkout / "frontend/package-lock.json").write_text("changed")
    assert [call.split(" ")[0] for call in set_up(checkout, "run")] == ["ci", "run"]


def test_a_build_that_failed_is_tried_again_and_stops_development_alone(checkout: Path) -> None:
    broken = NPM + '[ "$1" = run ] && exit 1; exit 0'
    assert len(set_up(checkout, "run", broken)) == 2
    with pytest.raises(subprocess.CalledProcessError):
        set_up(checkout, "dev", broken)
    assert set_up(checkout, "dev") == ["run --silent build"]
