from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from platform_project.kit.secret_key import secret_key

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    kept = tmp_path / "var" / "secret_key"
    key = secret_key("", keep_in=kept)
    assert len(key) == 86
    assert kept.read_text() == key
    assert kept.stat().st_mode & 0o777 == 0o600
    assert secret_key("", keep_in=kept) == key
    assert list(kept.parent.iterdir()) == [kept]


def test_an_empty_file_as_a_crash_leaves_it_counts_as_none(tmp_path: Path) -> None:
    kept = tmp_path / "secret_key"
    kept.touch()
    key = secret_key("", keep_in=kept)
    assert len(key) == 86
    assert secret_key("", keep_in=kept) == key
    assert list(tmp_path.iterdir()) == [kept]


def test_the_key_of_a_faster_process_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "secret_key"
    link = os.link

    def be_slow(source: str, target: Path) -> None:
        target.write_text("of the faster one")
        link(source, target)

    monkeypatch.setattr(os, "link", be_slow)
    assert secret_key("", keep_in=kept) == "of the faster one"
    assert list(tmp_path.iterdir()) == [kept]


def test_a_data_folder_that_cannot_be_made_ends_a_command_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ours = {"VAR_DIR": f"{tmp_path}/file/var", "SECRET_KEY": "", "DEBUG": "1"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | ours | {"DJANGO_SETTINGS_MODULE": "platform_project.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == (
        f"{tmp_path}/file/var/secret_key: Not a directory. Set VAR_DIR to a folder that can be written.\n"
    )
