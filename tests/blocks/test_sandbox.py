"""Users' code within walls: what it can do, what it cannot, and that nothing of it stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from blocks.sdk import CodeFailed, SandboxUnavailable, TooCostly, sandbox
from blocks.sdk.sandbox import Language, Ran, node, warm
from blocks.sdk.sandbox.cell import Cell
from tests.blocks.wire import Wire

pytestmark = pytest.mark.slow

ROOM = Path(sandbox.__file__).parent
TOO_MUCH = "The code takes more memory than a step may use."
PASSWORDS = Path("/etc/passwd").read_text().splitlines()[0]


@pytest.fixture(autouse=True)
def nothing_waits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No cell is begun ahead, except where that is what a test is about."""
    warm.end_cells()
    if "waiting_cell" not in request.node.name:
        monkeypatch.setattr(warm, "KINDS", frozenset())
    yield
    warm.end_cells()


async def python(code: str, seconds: float = 20.0) -> Ran:
    return await sandbox.run(Language.PYTHON, code, seconds=seconds)


async def javascript(code: str, seconds: float = 20.0) -> Ran:
    return await sandbox.run(Language.JAVASCRIPT, code, seconds=seconds)


async def test_python_gives_its_last_value_its_prints_and_its_files() -> None:
    ran = await python(
        "import sys\nprint('é')\nprint('w', file=sys.stderr)\nopen('a.txt', 'w').write('x')\n{'a': [1, None]}"
    )
    assert (ran.stdout, ran.stderr, ran.error, ran.is_cut) == ("é\n", "w\n", None, False)
    assert (ran.result_text, ran.result_json) == ("{'a': [1, None]}", {"a": [1, None]})
    assert [(file.relative_path, file.content) for file in ran.files] == [("a.txt", b"x")]


async def test_javascript_gives_its_last_value_and_its_prints() -> None:
    ran = await javascript("console.log('a', {b: 1}); console.error('c'); [1, 'é']")
    assert (ran.stdout, ran.stderr, ran.error) == ('a {"b":1}\n', "c\n", None)
    assert (ran.result_text, ran.result_json) == ('[1,"é"]', [1, "é"])
    assert (await javascript("await Promise.resolve(5)")).result_json == 5


PROBES = """
def tried(what):
    try:
        return repr(what())
    except BaseException as error:
        return type(error).__name__

import os, socket, subprocess, threading
import pyodide_js, js
from pyodide.code import run_js
[
    tried(lambda: open('/etc/passwd').read()),
    tried(lambda: os.listdir('/etc')),
    tried(lambda: pyodide_js.mountNodeFS('/mnt', '/')),
    tried(lambda: socket.create_connection(('127.0.0.1', PORT), timeout=2)),
    tried(lambda: os.fork()),
    tried(lambda: subprocess.run(['/bin/ls'])),
    tried(lambda: os.kill(os.getppid(), 9)),
    tried(lambda: run_js("process")),
    tried(lambda: js.Object.constructor("return process")()),
    tried(lambda: js.process.version),
    tried(lambda: dict(os.environ).get('DATABASE_URL')),
]
"""


async def test_python_reaches_no_file_no_network_no_process_and_no_object_of_the_host(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    ran = await python(PROBES.replace("PORT", str(wire.port)))
    assert ran.error is None, ran.stderr
    assert ran.result_json == [
        "FileNotFoundError", "FileNotFoundError", "TypeError", "OSError", "OSError", "OSError",
        "PermissionError", "JsException", "JsException", "AttributeError", "None",
    ]  # fmt: skip
    assert PASSWORDS not in repr(ran)
    assert wire.seen == []


async def test_javascript_has_the_language_and_nothing_else() -> None:
    code = """
    const tried = (what) => { try { return String(what()); } catch (error) { return error.name; } };
    [
      tried(() => process), tried(() => require('fs')), tried(() => fetch), tried(() => setTimeout),
      tried(() => this.constructor.constructor('return process')()),
      tried(() => console.log.constructor('return process')()),
      typeof WebAssembly, typeof Buffer,
    ]
    """
    names = ["ReferenceError"] * 6 + ["undefined"] * 2
    assert (await javascript(code)).result_json == names


@pytest.mark.parametrize("run", [python, javascript])
async def test_an_endless_loop_is_ended_by_the_kernel(run: object) -> None:
    code = "while True: pass" if run is python else "for (;;) {}"
    begun = time.monotonic()
    with pytest.raises(TooCostly, match="1 s"):
        await run(code, 1.0)  # type: ignore[operator]  # one of two functions
    assert time.monotonic() - begun < 20


async def test_sleeping_too_long_ends_too() -> None:
    with pytest.raises(TooCostly, match="1 s"):
        await python("import asyncio\nawait asyncio.sleep(1000)", 1.0)


async def _memory_error(code: str) -> str | None:
    """What ends it: the interpreter's own bound, or the kernel's around it if that is met first."""
    try:
        return (await python(code)).error
    except TooCostly as refusal:
        return refusal.message


async def test_too_much_memory_is_refused_and_the_next_run_is_none_the_wiser() -> None:
    assert await _memory_error("x = [0]\nwhile True: x += x") in ("MemoryError", TOO_MUCH)
    ran = await javascript("const a = []; for (;;) a.push(new Array(1e6).fill(1))")
    assert ran.error == "InternalError: out of memory"
    assert (await python("'x' in globals()")).result_json is False


async def test_what_is_raised_is_named_with_its_line() -> None:
    ran = await python("print('before')\nraise ValueError('bad')")
    assert (ran.error, ran.stdout) == ("ValueError: bad", "before\n")
    assert ran.stderr.splitlines()[1:] == ['  File "<code>", line 2, in <module>', "ValueError: bad"]
    assert (await javascript("throw new Error('bad')")).error == "Error: bad"
    assert (await javascript("function f() { return f(); } f()")).error == "InternalError: stack overflow"


async def test_code_that_ends_its_interpreter_fails_alone() -> None:
    with pytest.raises(CodeFailed, match=r"^The code ended its interpreter\.$"):
        await python("import os; os._exit(0)")
    assert (await python("1")).result_json == 1


async def test_long_output_is_cut() -> None:
    ran = await python("print('x' * 3_000_000)")
    assert (len(ran.stdout), ran.is_cut) == (1024 * 1024, True)


async def test_a_waiting_cell_serves_the_next_run_and_every_run_has_its_own() -> None:
    first = await python("import random; open('left', 'w').write('x'); random.random()")
    waiting = warm.warm._waiting
    assert waiting is not None
    second = await python("import os, random; (os.listdir('.'), random.random())")
    assert second.result_json[0] == []
    assert second.result_json[1] != first.result_json
    assert waiting.process.returncode is not None  # it served, and was ended
    assert warm.warm._waiting is not waiting


async def test_a_waiting_cell_that_was_killed_is_replaced_unnoticed() -> None:
    await python("1")
    waiting = warm.warm._waiting
    assert waiting is not None
    waiting.kill()
    assert (await python("2")).result_json == 2


async def test_a_cell_has_no_environment_no_descriptors_and_no_way_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    cell = Cell("javascript")
    try:
        await cell.ready()
        place = Path(f"/proc/{cell.process.pid}")
        assert b"secret" not in (place / "environ").read_bytes()
        sockets = [os.readlink(link) for link in (place / "fd").iterdir()]
        assert sum(link.startswith("socket:") for link in sockets) == 1
        said = dict(
            line.split(":\t") for line in (place / "status").read_text().splitlines() if ":\t" in line
        )
        assert (said["NoNewPrivs"], said["Seccomp"], int(said["CapEff"], 16)) == ("1", "2", 0)
        limits = (place / "limits").read_text()
        assert "Max file size             0 " in limits
        assert "unlimited" not in next(
            line for line in limits.splitlines() if line.startswith("Max data size")
        )
    finally:
        cell.end()


ATTEMPTS = """
import os, resource, signal, socket, subprocess
def tried(what):
    try:
        what()
        return "done"
    except OSError as error:
        return error.errno
    except ValueError:
        return "refused"
print([
    tried(lambda: open("/etc/passwd")),
    tried(lambda: open("/tmp/polychord-written", "w")),
    tried(lambda: socket.socket()),
    tried(lambda: os.fork()),
    tried(lambda: os.execv("/bin/true", ["true"])),
    tried(lambda: os.kill(os.getppid(), 0)),
    tried(lambda: signal.setitimer(signal.ITIMER_REAL, 0)),
    tried(lambda: resource.setrlimit(resource.RLIMIT_DATA, (2**33, 2**33))),
])
"""


def test_the_walls_hold_whoever_asks_the_kernel() -> None:
    """Here it is Python itself that asks, without WebAssembly before it."""
    program = os.path.realpath(sys.executable)
    readable = ["/lib", "/lib64", "/usr", str(Path(program).parent.parent), sys.base_prefix]
    command = [sys.executable, "-I", "-S", str(ROOM / "walls.py"), "500000000", "10", "20", "0", *readable]
    done = subprocess.run(
        [*command, "--", program, "-I", "-S", "-c", ATTEMPTS],
        capture_output=True,
        text=True,
        timeout=30,
        env={},
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "[13, 13, 1, 1, 1, 1, 1, 'refused']"


def test_without_walls_nothing_is_started() -> None:
    script = (
        "import runpy, platform, sys; platform.machine = lambda: 'abacus';"
        f"sys.argv = ['walls.py', '500000000', '10', '20', '0', '/', '--', '/bin/echo', 'x'];"
        f"runpy.run_path({str(ROOM / 'walls.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "The local sandbox does not know processors of type abacus.\n"


async def test_a_machine_without_node_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "_of_the_packages", lambda: None)
    node.find_node.cache_clear()
    try:
        with pytest.raises(SandboxUnavailable, match=r"needs Node\.js 20 or newer"):
            await python("1")
    finally:
        node.find_node.cache_clear()
