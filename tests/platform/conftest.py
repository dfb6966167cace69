"""A data folder of PostgreSQL, made once and copied, so that each test may break its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from platform_project.embedded.servers import running


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR_DIR in which both servers have run once."""
    folder = tmp_path_factory.mktemp("made")
    with running(folder):
        pass
    return folder


@pytest.fixture
def var_dir(made_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A VAR_DIR of the test's own, with data."""
    folder = tmp_path / "var"
    subprocess.run(["cp", "-a", str(made_folder), str(folder)], check=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
