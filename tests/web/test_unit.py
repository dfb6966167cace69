"""The web app's own tests (`npm test`), so that one command runs all there are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rest_framework.renderers import JSONRenderer

from blocks.api.serializers import block_row
from blocks.sdk import all_blocks

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def test_the_web_app_passes_its_own_tests(tmp_path: Path) -> None:
    npm = subprocess.run(
        [sys.executable, ROOT / "tools" / "node.py"], capture_output=True, text=True, check=True
    ).stdout.split()
    # Searching blocks is tried on all that there are now.
    catalogue = tmp_path / "blocks.json"
    catalogue.write_bytes(JSONRenderer().render([block_row(block) for block in all_blocks()]))
    done = subprocess.run(
        [*npm, "test"],
        cwd=ROOT / "frontend",
        env={**os.environ, "BLOCK_CATALOGUE": str(catalogue)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout, done.stdout
