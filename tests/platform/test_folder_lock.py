from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from platform_project.embedded.errors import StartRefused
from platform_project.embedded.locks import FolderLock

pytestmark = pytest.mark.slow


def test_a_second_taker_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "a.lock"), FolderLock(tmp_path / "a.lock")
    assert first.take("http://127.0.0.1:8000")
    assert not second.take("http://127.0.0.1:9000")
    assert second.holder() == (os.getpid(), "http://127.0.0.1:8000")
    first.free()
    assert second.take()
    second.free()


def test_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartRefused) as refused:
        FolderLock(tmp_path / "file" / "var" / "a.lock").take()
    assert str(refused.value) == (
        f"{tmp_path}/file/var: Not a directory. Set VAR_DIR to a folder that you can write."
    )


def test_looking_takes_nothing_and_makes_no_file(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "a.lock")
    assert not lock.is_held()
    assert lock.holder() == (None, "")
    assert list(tmp_path.iterdir()) == []


def test_the_kernel_frees_the_lock_of_a_killed_holder(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    script = (
        "import os, pathlib, sys; from platform_project.embedded.locks import FolderLock;"
        "assert FolderLock(pathlib.Path(sys.argv[1])).take(); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == -9
    lock = FolderLock(path)
    assert not lock.is_held()
    assert lock.take()
    lock.free()
