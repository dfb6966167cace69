"""The web app's own tests (`npm test`), so that one command runs all there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def test_the_web_app_passes_its_own_tests() -> None:
    npm = subprocess.run(
        [sys.executable, ROOT / "tools" / "node.py"], capture_output=True, text=True, check=True
    ).stdout.split()
    done = subprocess.run([*npm, "test"], cwd=ROOT / "frontend", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
