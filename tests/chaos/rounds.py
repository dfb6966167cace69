"""One round: executions begin, processes die, everything comes back, and then all must have come right."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.agents.wire import Outside
from tests.chaos import ledger, victims
from tests.chaos.caller import Caller
from tests.chaos.journal import Journal
from tests.chaos.judge import judge
from tests.chaos.mixes import MIXES, Maker, Mix
from tests.chaos.outside import calls
from tests.chaos.watcher import Watcher
from tests.platform.up import Platform

EXECUTIONS = 16
KILLS = 4
WITHIN_SECONDS = 10.0  # the time in which executions are started and processes killed
BOUND_SECONDS = 30.0  # after everything is back, every execution must have ended
AFTERWARDS_SECONDS = 10.0  # how long a new execution may take then


@dataclass(frozen=True)
class Stage:
    """What the rounds play on."""

    platform: Platform
    outside: Outside
    caller: Caller
    watcher: Watcher
    journal: Journal


def run_round(stage: Stage, seed: str) -> None:
    """Raises AssertionError for what must not be. The same seed makes the same graphs, times and kills."""
    rng = random.Random(seed)
    stage.journal.add(f"round {seed}")
    kills = victims.plan(rng, KILLS, WITHIN_SECONDS)
    mixes = _mixes(stage.outside.url, seed, rng)
    stage.watcher.connect()  # to be of use after all that, if the web process lives
    over = threading.Event()
    with ThreadPoolExecutor(2) as people:
        starter = people.submit(_start_all, stage, seed, mixes)
        reviewer = people.submit(_approve_until, stage, over)
        try:
            _kill_all(stage, kills)
            started = starter.result(victims.BACK_SECONDS * 2)
            victims.wait_until_back(stage.platform)
            stage.journal.add("everything is back")
            took = ledger.wait_until_ended(stage.platform, BOUND_SECONDS)
        finally:
            over.set()
        answered = reviewer.result(victims.BACK_SECONDS)
    stage.journal.add(f"every execution has ended, {took:.1f} s later; {answered} questions were answered")
    _judge_all(stage, started, sum(kill.victim in victims.ENDING_BLOCKS for kill in kills))
    _run_one_more(stage, seed, rng)


def _kill_all(stage: Stage, kills: list[victims.Kill]) -> None:
    began = time.monotonic()
    for kill in kills:
        time.sleep(max(0.0, began + kill.at_seconds - time.monotonic()))
        stage.journal.add(f"kill {kill.victim}")
        victims.VICTIMS[kill.victim](stage.platform)


def _mixes(url: str, seed: str, rng: random.Random) -> list[tuple[float, Mix]]:
    """When each begins, in seconds, and what it is; every kind at least once."""
    kinds = [*MIXES, *rng.choices(MIXES, k=EXECUTIONS - len(MIXES))]
    rng.shuffle(kinds)
    times = sorted(rng.uniform(0, WITHIN_SECONDS * 0.7) for _ in kinds)
    mixes = [kind(Maker(url, f"{seed}-{number}", rng)) for number, kind in enumerate(kinds)]
    return list(zip(times, mixes, strict=True))


def _start_all(stage: Stage, seed: str, mixes: list[tuple[float, Mix]]) -> dict[str, Mix]:
    began = time.monotonic()
    started: dict[str, Mix] = {}
    for number, (at, mix) in enumerate(mixes):
        time.sleep(max(0.0, began + at - time.monotonic()))
        started[stage.caller.start(mix, f"{seed}-{number}")] = mix
    return started


def _approve_until(stage: Stage, over: threading.Event) -> int:
    """A person who answers what is asked; how many answers that were."""
    count = 0
    while not over.wait(0.5):
        count += stage.caller.approve_all()
    return count


def _judge_all(stage: Stage, started: dict[str, Mix], ends_of_blocks: int) -> None:
    """The executions of this round; those of earlier ones must have stayed as few."""
    counted: Counter[str] = calls(stage.outside)
    found = ledger.executions(stage.platform)
    assert len(found) == len({row["graph_id"] for row in found}), "something was started twice"
    rows = {str(row["id"]): row for row in found}
    verdicts = [
        judge(mix, rows[pk], ledger.firings(stage.platform, pk), counted, ends_of_blocks)
        for pk, mix in started.items()
    ]
    whole, repeated = sum(one.is_whole for one in verdicts), sum(one.repeated for one in verdicts)
    stage.journal.add(f"{whole} of {len(verdicts)} whole, {repeated} firings were begun again")


def _run_one_more(stage: Stage, seed: str, rng: random.Random) -> None:
    """What came back works as before, and tells of it."""
    mix = MIXES[0](Maker(stage.outside.url, f"{seed}-after", rng))
    began = time.monotonic()
    pk = stage.caller.start(mix, f"{seed}-after")
    stage.watcher.wait_for(pk, "execution.completed", AFTERWARDS_SECONDS)
    [row] = [row for row in ledger.executions(stage.platform) if str(row["id"]) == pk]
    judge(mix, row, ledger.firings(stage.platform, pk), calls(stage.outside), 0)
    stage.journal.add(f"one more took {time.monotonic() - began:.1f} s")
