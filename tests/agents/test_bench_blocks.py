"""`manage.py bench blocks`."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from agents.bench.blocks import FIRED, NOTHING
from blocks.sdk import all_blocks

pytestmark = pytest.mark.slow


def test_the_bench_of_blocks_measures_firings_and_the_import_without_a_platform() -> None:
    out = StringIO()
    call_command("bench", "blocks", "--rounds", "1", stdout=out)
    measured = json.loads(out.getvalue())
    firing, imported = measured["one light firing"], measured["import of the catalogue"]
    assert firing["of_other_blocks_us"].keys() == FIRED.keys()
    assert 0 < firing["median_us"] == firing["of_other_blocks_us"][NOTHING]
    assert imported["blocks"] == len(all_blocks())
    assert 0 < imported["mb"] < 80
    assert [target["figure"] for target in imported["targets"]] == ["median_cpu_ms", "mb"]
