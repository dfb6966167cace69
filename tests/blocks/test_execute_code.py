"""The code blocks: here, and at E2B's against a server that answers as its API does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blocks.library.code.execute import ExecuteCode, ExecuteCodeStep, InstantiateCodeSandbox
from blocks.outbound import BlockHttp
from blocks.sdk import Context, Credential, fire
from blocks.sdk.sandbox import warm
from platform_project.kit.http import Outbound
from platform_project.kit.http_guard import OutboundPolicy
from tests.blocks.conftest import API_KEY
from tests.blocks.wire import Reply, Request, Wire

CREATED = {"sandboxID": "ixq2", "templateID": "code-interpreter-v1", "clientID": "c", "envdAccessToken": "t1"}
LINES: list[dict[str, Any]] = [
    {"type": "stdout", "text": "hello\n"},
    {"type": "result", "text": "chart", "png": "iVBORw0=", "is_main_result": False},
    {"type": "result", "text": "42", "is_main_result": True},
    {"type": "number_of_executions", "execution_count": 1},
    {"type": "end_of_execution"},
]


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No cell is begun ahead."""
    monkeypatch.setattr(warm, "KINDS", frozenset())


def _e2b(lines: list[dict[str, Any]]) -> Any:
    def answer(request: Request) -> Reply:
        if request.path == "/execute":
            return Reply(body="\n".join(map(json.dumps, lines)).encode())
        return Reply(201, json.dumps(CREATED).encode()) if request.method == "POST" else Reply(204, b"")

    return answer


@pytest.fixture
async def e2b(wire: Wire) -> Any:
    """A context with an E2B key; names below e2b.test are this machine."""

    async def credential(provider: str) -> Credential | None:
        return (
            Credential(provider, API_KEY, f"http://api.e2b.test:{wire.port}") if provider == "e2b" else None
        )

    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host.endswith(".e2b.test") else []

    policy = OutboundPolicy(allowed_hosts=("127.0.0.1",), timeout_seconds=5.0, backoff_seconds=0.01)
    async with Outbound(policy, resolver=resolver) as client:
        yield Context(http=BlockHttp(client), credentials=credential)


async def test_code_runs_here_without_a_key() -> None:
    firing = await fire(ExecuteCode, {"code": "print('a')\n[1, 2]"}, Context())
    assert firing.outputs == [
        ("stdout_logs", "a\n"),
        ("main_result", {"text": "[1, 2]", "json": [1, 2]}),
        ("results", [{"text": "[1, 2]", "json": [1, 2]}]),
        ("response", "[1, 2]"),
        ("files", []),
    ]


async def test_an_exception_fails_the_step_after_its_logs() -> None:
    firing = await fire(ExecuteCode, {"code": "console.log(1); nothing", "language": "js"}, Context())
    assert firing.error_code == "code_failed"
    assert firing.error == "ReferenceError: 'nothing' is not defined"
    assert [pin for pin, _ in firing.outputs] == ["stdout_logs", "stderr_logs", "error"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"language": "bash"}, "The language 'bash' needs an E2B key."),
        ({"setup_commands": ["ls"]}, "The local sandbox has no shell: commands need an E2B key."),
        ({"template_id": "x"}, "The local sandbox has no templates: they need an E2B key."),
        ({"timeout": 0}, "Input 'timeout'"),
        ({"code": "x" * 500_001}, "Input 'code'"),
    ],
)
async def test_what_only_e2b_can_do_is_refused_without_a_key(given: dict[str, Any], error: str) -> None:
    firing = await fire(ExecuteCode, {"code": "1", **given}, Context())
    assert firing.error_code == "invalid_input"
    assert firing.error is not None
    assert firing.error.startswith(error)


async def test_with_a_key_it_runs_at_e2bs_and_the_sandbox_is_ended(wire: Wire, e2b: Context) -> None:
    wire.answer = _e2b(LINES)
    firing = await fire(ExecuteCode, {"code": "6*7", "language": "js", "setup_commands": ["apt-get x"]}, e2b)
    assert firing.outputs == [
        ("stdout_logs", "hello\n"),
        ("main_result", {"text": "42"}),
        ("results", [{"text": "chart", "png": "iVBORw0="}, {"text": "42"}]),
        ("response", "42"),
    ]
    asked = [(request.method, request.path, request.headers["host"].split(":")[0]) for request in wire.seen]
    assert asked == [
        ("POST", "/sandboxes", "api.e2b.test"),
        ("POST", "/execute", "49999-ixq2.e2b.test"),
        ("POST", "/execute", "49999-ixq2.e2b.test"),
        ("DELETE", "/sandboxes/ixq2", "api.e2b.test"),
    ]
    assert wire.seen[0].headers["x-api-key"] == API_KEY
    assert wire.seen[0].json() == {"templateID": "code-interpreter-v1", "timeout": 300}
    assert wire.seen[1].json() == {"code": "apt-get x", "language": "bash"}
    assert wire.seen[2].json() == {"code": "6*7", "language": "javascript"}
    assert (wire.seen[2].headers["x-access-token"], "x-api-key" in wire.seen[2].headers) == ("t1", False)


async def test_a_failed_run_ends_the_sandbox_too(wire: Wire, e2b: Context) -> None:
    wire.answer = _e2b([{"type": "error", "name": "ValueError", "value": "bad", "traceback": "line 1"}])
    firing = await fire(ExecuteCode, {"code": "x"}, e2b)
    assert firing.outputs == [("stderr_logs", "line 1"), ("error", "ValueError: bad")]
    assert wire.seen[-1].method == "DELETE"


async def test_steps_go_on_in_a_sandbox_that_was_begun(wire: Wire, e2b: Context) -> None:
    wire.answer = _e2b(LINES)
    begun = await fire(InstantiateCodeSandbox, {"setup_code": "x = 1"}, e2b)
    assert begun.outputs == [("sandbox_id", "ixq2"), ("stdout_logs", "hello\n"), ("response", "42")]
    step = await fire(ExecuteCodeStep, {"sandbox_id": "ixq2", "step_code": "x", "dispose_sandbox": True}, e2b)
    assert dict(step.outputs)["response"] == "42"
    assert [request.path for request in wire.seen[2:]] == [
        "/sandboxes/ixq2/connect",
        "/execute",
        "/sandboxes/ixq2",
    ]


async def test_an_id_that_is_none_is_not_sent(wire: Wire, e2b: Context) -> None:
    firing = await fire(ExecuteCodeStep, {"sandbox_id": "../x", "step_code": "x"}, e2b)
    assert (firing.error_code, wire.seen) == ("invalid_input", [])


async def test_without_a_key_there_is_no_sandbox_to_begin() -> None:
    assert (await fire(InstantiateCodeSandbox, {}, Context())).error_code == "missing_credential"


@pytest.mark.parametrize(
    ("reply", "code", "wait"),
    [
        (Reply(401, b'{"message": "no"}'), "auth_failed", None),
        (Reply(429, b"{}", {"Retry-After": "2"}), "rate_limited", 2.0),
        (Reply(503, b"oops"), "provider_down", None),
        (Reply(400, b'{"message": "template"}'), "provider_refused", None),
        (Reply(201, b"not json"), "provider_down", None),
    ],
)
async def test_e2bs_refusal_is_typed(
    reply: Reply, code: str, wait: float | None, wire: Wire, e2b: Context
) -> None:
    wire.replies = [reply]
    firing = await fire(ExecuteCode, {"code": "1"}, e2b)
    assert (firing.error_code, firing.retry_after_seconds) == (code, wait)
    assert API_KEY not in str(firing)
