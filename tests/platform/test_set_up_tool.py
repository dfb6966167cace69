"""`tools/set_up.py` in a checkout of the test's own, with a pip that fails or succeeds as told."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parent.parent.parent / "tools" / "set_up.py"
PIP = """#!/bin/sh
[ "$3" = --version ] && exit 0
echo "$*" >> "$(dirname "$0")/calls"
END
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder whose `.venv` works and has an older requirements.txt installed."""
    folder = tmp_path / "checkout"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(TOOL, folder / "tools")
    (folder / "requirements.txt").write_text("something==2\n")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "kept").touch()
    (folder / ".venv" / ".installed-requirements.txt").write_text("of something==1")
    return folder


def set_up(checkout: Path, pip_end: str) -> subprocess.CompletedProcess[str]:
    python = checkout / ".venv" / "bin" / "python"
    python.write_text(PIP.replace("END", pip_end))
    python.chmod(0o755)
    command = [sys.executable, str(checkout / "tools" / "set_up.py"), "run"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_failed_upgrade_leaves_the_venv_and_is_tried_again(checkout: Path) -> None:
    failed = set_up(checkout, "exit 1")
    assert failed.returncode == 1
    assert failed.stderr == "The packages could not be installed; pip's lines above say why.\n"
    assert sorted(path.name for path in (checkout / ".venv").iterdir()) == ["bin", "kept"]

    assert set_up(checkout, "exit 0").returncode == 0
    assert len((checkout / ".venv" / "bin" / "calls").read_text().splitlines()) == 2
    names = sorted(path.name for path in (checkout / ".venv").iterdir())
    assert names == [".installed-requirements.txt", "bin", "kept"]


def test_the_old_requirements_are_installed_again_after_a_failed_upgrade(checkout: Path) -> None:
    assert set_up(checkout, "exit 0").returncode == 0
    before = (checkout / "requirements.txt").read_text()
    (checkout / "requirements.txt").write_text("something==3\n")
    assert set_up(checkout, "exit 1").returncode == 1
    (checkout / "requirements.txt").write_text(before)
    assert set_up(checkout, "exit 0").returncode == 0
    assert len((checkout / ".venv" / "bin" / "calls").read_text().splitlines()) == 3


def test_a_killed_installation_stays_marked_as_unfinished(checkout: Path) -> None:
    assert set_up(checkout, "kill -9 $$").returncode == 1
    assert (checkout / ".venv" / ".unfinished").exists()


def loaded(tool: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up_tool", tool)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("trial", "is_chosen"),
    [("echo 0.000001", True), ("echo 1000", False), ("echo 0.000001; exit 1", False)],
    ids=["faster", "slower", "broken"],
)
def test_the_venv_is_made_with_another_python_only_if_that_is_faster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trial: str, is_chosen: bool
) -> None:
    tool = loaded(TOOL)
    other = tmp_path / f"python{tool.VERSION}"
    other.write_text(f"#!/bin/sh\n{trial}\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tool, "SYSTEM_FOLDERS", [])
    assert tool.fastest() == (str(other) if is_chosen else sys.executable)


def test_a_python_that_was_chosen_makes_the_venv_whatever_else_there_is(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    shutil.copy(TOOL, tmp_path / "tools")
    (tmp_path / "requirements.txt").touch()
    other = tmp_path / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    other.write_text("#!/bin/sh\necho 0.000001\n")
    other.chmod(0o755)
    command = [sys.executable, str(tmp_path / "tools" / "set_up.py"), "run", "--this-python"]
    said = subprocess.run(
        command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=True
    ).stdout
    assert f"making .venv with {sys.executable}\n" in said
    assert (tmp_path / ".venv" / "bin" / "python").exists()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may enter, unlike pytest's."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_lock_file_of_somebody_elses_is_told_in_one_line(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (open_folder / "tools").mkdir()
    module = loaded(Path(shutil.copy(TOOL, open_folder / "tools")))
    lock = open_folder / ".venv.lock"
    lock.touch(mode=0o444)
    importlib.import_module("ensurepip")  # afterwards Python itself may be out of reach
    monkeypatch.setattr(sys, "argv", ["set_up.py", "run"])
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(65534)
        with pytest.raises(SystemExit) as refused:
            module.main()
    finally:
        os.seteuid(user)
    owner = pwd.getpwuid(user).pw_name
    assert refused.value.code == (  # a text: exit code 1
        f"No permission for {lock}, which belongs to {owner}: run as {owner}, or make the folder yours."
    )
