"""`run_agent` called in this process."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

HELLO = Path(__file__).resolve().parents[2] / "examples" / "hello.json"


def run(*arguments: str) -> tuple[int, str, str]:
    """(exit status, stdout, stderr)."""
    out, err = StringIO(), StringIO()
    try:
        call_command("run_agent", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def written(folder: Path, graph: dict[str, Any]) -> str:
    path = folder / "graph.json"
    path.write_text(json.dumps(graph))
    return str(path)
