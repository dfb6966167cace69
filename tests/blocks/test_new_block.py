"""The scaffold of a block stands on its own feet."""

from __future__ import annotations

import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
MYPY = "[mypy]\nstrict = true\nplugins = pydantic.mypy\nfollow_imports = silent\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the SDK and an empty library."""
    (tmp_path / "blocks/library/text").mkdir(parents=True)
    for package in ("blocks", "blocks/library", "blocks/library/text"):
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "blocks/sdk").symlink_to(ROOT / "blocks/sdk")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def scaffold(project: Path, slug: str) -> tuple[Path, Path]:
    call_command("new_block", slug, "--into", str(project), stdout=StringIO())
    family, name = slug.split(".")
    return project / f"blocks/library/{family}/{name}.py", project / f"tests/blocks/test_{family}_{name}.py"


def run(project: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_scaffold_passes_style_types_and_its_own_test(project: Path) -> None:
    files = [str(file) for file in scaffold(project, "text.shout_loud")]
    run(project, "ruff", "check", *files)
    run(project, "ruff", "format", "--check", *files)
    (project / "mypy.ini").write_text(MYPY)
    run(project, "mypy", "--config-file", "mypy.ini", *files)
    told = run(project, "pytest", "-q", "-c", "mypy.ini", "-p", "no:django", "--rootdir", ".", files[1])
    assert "2 passed" in told


def test_the_scaffold_is_short_and_says_what_it_is(project: Path) -> None:
    code, test = scaffold(project, "weather.rain_today")
    assert "class RainToday(Block)" in code.read_text()
    assert "category = Category.BASIC" in code.read_text()
    assert (code.parent / "__init__.py").exists()
    assert all(len(file.read_text().splitlines()) <= 30 for file in (code, test))


@pytest.mark.parametrize(
    "slug", ["shout", "Text.shout", "text.", "text/..shout", "../x.y", "logic.calculator"]
)
def test_a_name_that_is_none_or_taken_is_refused(slug: str, project: Path) -> None:
    before = sorted(project.rglob("*"))
    with pytest.raises(CommandError):
        call_command("new_block", slug, "--into", str(project))
    assert sorted(project.rglob("*")) == before


def test_a_file_that_is_there_is_never_written_over(project: Path) -> None:
    code, _ = scaffold(project, "text.once")
    code.write_text("mine")
    with pytest.raises(CommandError, match="already"):
        scaffold(project, "text.once")
    assert code.read_text() == "mine"
