from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings

from agents.models import Graph
from platform_project.accounts.models import User
from tests.agents.worker import Worker

pytestmark = pytest.mark.slow


def test_the_bench_measures_each_case_and_leaves_nothing_behind(worker: Worker, settings: Settings) -> None:
    settings.EMBEDDED_SERVERS = []  # they run already, as they do beside a running platform
    out = StringIO()
    call_command("bench", "--rounds", "2", "--seconds", "1", stdout=out, stderr=StringIO())
    measured = json.loads(out.getvalue())
    assert [case["firings"] for case in measured.values()] == [50, 201, 401, 50, 50, 6]
    assert all(0 < c["fastest_ms"] <= c["median_ms"] <= c["slowest_ms"] for c in measured.values())
    assert all(c["meets"] is all(target["meets"] for target in c["targets"]) for c in measured.values())
    beside_raw = [
        name for name, case in measured.items() if case.get("raw_celery", {}).get("median_ms", 0) > 0
    ]
    assert beside_raw == ["chain of 50 light nodes", "200 parallel light nodes and a join"]
    assert not Graph.objects.exists()
    assert not User.objects.exists()
