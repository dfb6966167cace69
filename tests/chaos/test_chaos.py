"""Whatever is killed, and whenever: executions end, rightly, and what must not repeat does not.

`make chaos SEED=… ROUNDS=…` plays many rounds; a round that failed is played again by its seed.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.agents.wire import Outside, outside
from tests.chaos.caller import Caller
from tests.chaos.journal import Journal
from tests.chaos.rounds import Stage, run_round
from tests.chaos.watcher import Watcher
from tests.platform.up import platform_on

SEED = os.environ.get("CHAOS_SEED") or secrets.token_hex(3)
ROUNDS = int(os.environ.get("CHAOS_ROUNDS") or 2)
ROUNDS_PER_PLATFORM = 4  # what falls often is started again ever later

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + ROUNDS * 150)]


@contextmanager
def stage(folder: Path, journal: Journal) -> Iterator[Stage]:
    """A platform with empty data, and a server beside it for what blocks call."""
    folder.mkdir()
    with (
        outside() as server,
        platform_on(folder / "var", folder / "up.log", _environment(server)) as platform,
    ):
        platform.wait_ready(120)
        server.word_seconds = 0.3
        caller = Caller(platform.base, journal)
        with closing(Watcher(caller.socket)) as watcher:
            yield Stage(platform, server, caller, watcher, journal)


def _environment(server: Outside) -> dict[str, str]:
    return {
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "BROKER_URL": "",
        "OUTBOUND_ALLOWED_HOSTS": "127.0.0.1",
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": f"{server.url}/v1",
        "DISCORD_BOT_TOKEN": "bot-test",
        "DISCORD_BASE_URL": f"{server.url}/api/v10",
    }


def seeds() -> list[str]:
    """The first is the given one, so that a round that failed alone can be played alone."""
    return [SEED, *(f"{SEED}-{number}" for number in range(1, ROUNDS))]


@pytest.mark.parametrize("first", range(0, ROUNDS, ROUNDS_PER_PLATFORM))
def test_executions_end_rightly_whatever_dies(first: int, tmp_path: Path) -> None:
    journal = Journal()
    try:
        with stage(tmp_path / "chaos", journal) as there:
            for seed in seeds()[first : first + ROUNDS_PER_PLATFORM]:
                run_round(there, seed)
    finally:
        log = tmp_path / "chaos" / "up.log"
        print(f"\n{journal.text()}\nLog of the platform: {log}")  # noqa: T201  pytest shows it of what failed
