"""`tools/set_up_sandbox.py` in a checkout of the test's own, with a Node and an npm that do as told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOM = "blocks/sdk/sandbox"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    (tmp_path / ROOM / "programs").mkdir(parents=True)
    (tmp_path / "programs").mkdir()
    for name in (
        "tools/set_up_sandbox.py",
        "tools/node.py",
        f"{ROOM}/package-lock.json",
        f"{ROOM}/programs/snapshot.mjs",
    ):
        shutil.copy(ROOT / name, tmp_path / name)
    _program(tmp_path, "node", f'[ "$1" = --version ] && echo v20.19.0 || echo "$*" >> {tmp_path}/calls')
    return tmp_path


def _program(checkout: Path, name: str, script: str) -> None:
    path = checkout / "programs" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def set_up(checkout: Path, kind: str, npm: str) -> subprocess.CompletedProcess[str]:
    _program(checkout, "npm", npm)
    environment = {**os.environ, "PATH": f"{checkout / 'programs'}:{os.environ['PATH']}"}
    command = [sys.executable, str(checkout / "tools/set_up_sandbox.py"), kind]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_it_is_installed_once_and_again_when_its_lock_file_changes(checkout: Path) -> None:
    npm = f'echo "$*" >> {checkout}/calls; mkdir -p node_modules'
    for _ in range(2):
        assert set_up(checkout, "run", npm).returncode == 0
    calls = (checkout / "calls").read_text().splitlines()
    assert [call.split(" ")[0].rsplit("/", 1)[-1] for call in calls] == ["ci", "snapshot.mjs"]
    assert "--ignore-scripts" in calls[0]

    (checkout / ROOM / "package-lock.json").write_text("{}")
    assert set_up(checkout, "dev", npm).returncode == 0
    assert len((checkout / "calls").read_text().splitlines()) == 4


@pytest.mark.parametrize(("kind", "code"), [("run", 0), ("dev", 1)])
def test_without_it_the_platform_starts_and_tests_do_not(kind: str, code: int, checkout: Path) -> None:
    done = set_up(checkout, kind, "echo no network >&2; exit 1")
    assert done.returncode == code
    assert "code of users cannot be run: npm failed.\nno network" in done.stdout
    assert not (checkout / ROOM / "node_modules").exists()
