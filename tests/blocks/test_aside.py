"""The helper program: what it may, what becomes of it, and what its end means to who asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from blocks.sdk import InvalidInput, TooLarge, aside
from blocks.sdk.aside import aside as do_aside
from blocks.sdk.template_sandbox import fill

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
JOB = {"template": "{{ a | upper }}", "values": {"a": "x"}}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    aside.end_helpers()
    yield
    aside.end_helpers()


def _helper() -> int:
    """The process id of the one helper there is."""
    (helper,) = aside._pool._idle
    pid: int = helper._process.pid
    return pid


def _children(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def _is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until_gone(*pids: int) -> None:
    until = time.monotonic() + 20
    while any(map(_is_there, pids)):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_helper_is_kept_for_the_next_request() -> None:
    assert do_aside("fill", "The template", **JOB) == "X"
    first = _helper()
    assert do_aside("fill", "The template", **JOB) == "X"
    assert _helper() == first


def test_a_helper_that_was_killed_is_replaced_unnoticed() -> None:
    do_aside("fill", "The template", **JOB)
    first = _helper()
    os.killpg(first, signal.SIGKILL)
    assert do_aside("fill", "The template", **JOB) == "X"
    assert _helper() != first


def test_refusals_come_back_as_they_were_raised() -> None:
    with pytest.raises(InvalidInput, match=r"^The template cannot be filled: division by zero$"):
        do_aside("fill", "The template", template="{{ 1 / 0 }}", values={})
    with pytest.raises(TooLarge, match="more than 2,000,000 characters"):
        do_aside("fill", "The template", template="{{ 'a' * 10**9 }}", values={})
    with pytest.raises(InvalidInput, match="not well-formed") as refused:
        do_aside("read_xml", "The XML", text="<a>", pin="input_xml")
    assert refused.value.pin == "input_xml"


def test_a_bug_in_a_job_is_an_error_of_ours_and_not_the_users() -> None:
    with pytest.raises(RuntimeError, match=r"TypeError: .*'nothing'"):
        do_aside("fill", "The template", nothing=1)


def test_more_than_a_helper_can_hold_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MAX_REQUEST_BYTES", 1_000)
    with pytest.raises(TooLarge, match="The template is given more than 1,000 bytes"):
        do_aside("fill", "The template", template="", values={"a": "x" * 1_000})


def test_results_are_the_same_here_and_there() -> None:
    template, values = (
        "{% for i in a %}{{ i }}\u00e9\U0001f600{% endfor %}{{ '\ud800' | length }}",
        {"a": [1, 2]},
    )
    assert fill(template.replace("\ud800", "?"), values) == do_aside(
        "fill", "The template", template=template.replace("\ud800", "?"), values=values
    )


def test_a_helper_sees_nothing_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    do_aside("fill", "The template", **JOB)
    for pid in (_helper(), *_children(_helper())):
        assert Path(f"/proc/{pid}/environ").read_bytes() == b""
        links = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir() if link.exists()}
        assert (
            sum(link.startswith("socket:") for link in links) <= 2
        )  # its wire, and ours if it is standard error


def test_helpers_end_with_the_process_that_asked_them() -> None:
    script = (
        "import sys; from blocks.sdk import aside; from blocks.sdk.aside import aside as ask;"
        "ask('fill', 'T', template='{{ 1 }}', values={});"
        "print(aside._pool._idle[0]._process.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        helper = int(process.stdout.readline())
        family = [helper, *_children(helper)]
        assert len(family) == 2
        process.kill()
    _until_gone(*family)


def test_a_forked_process_asks_helpers_of_its_own() -> None:
    script = (
        "import os; from blocks.sdk import aside; from blocks.sdk.aside import aside as ask;"
        "pid = lambda: aside._pool._idle[0]._process.pid;"
        "again = lambda: (ask('fill', 'T', template='{{ 1 }}', values={}), pid())[1];"
        "first = again(); child = os.fork();"
        "second = again(); assert (first == second) == bool(child);"
        "child and (os.waitpid(child, 0)[1] and os._exit(9));"
        "aside.end_helpers()"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
