"""Code of users: run on this machine within walls, or in a sandbox of E2B's.

Locally Python and JavaScript run in WebAssembly (`blocks/sdk/sandbox`): their standard libraries, and nothing
of the outside. With an E2B key a whole Linux with a network is there, and shells, R and Java.
"""

from __future__ import annotations

from typing import Any

from blocks.library.code import _e2b
from blocks.library.code._results import LogsOutput, Outcome, ProgrammingLanguage, ResultsOutput, outcome_of
from blocks.sdk import (
    Block,
    BlockInput,
    Category,
    Context,
    Credential,
    InvalidInput,
    MissingCredential,
    Outputs,
    Pin,
    sandbox,
)
from blocks.sdk.pins import Widget

MAX_CODE_CHARACTERS = 500_000
MAX_SECONDS = 300
_LOCAL = {
    ProgrammingLanguage.PYTHON: sandbox.Language.PYTHON,
    ProgrammingLanguage.JAVASCRIPT: sandbox.Language.JAVASCRIPT,
}


class ExecuteCode(Block):
    """Run Python or JavaScript in a sandbox and hand on its result, its output and its files."""

    id = "0b02b072-abe7-11ef-8372-fb5d162dd712"
    slug = "code.execute"
    category = Category.DEVELOPER_TOOLS
    at_most_once = True
    providers = ("e2b",)
    providers_are_optional = True
    timeout_seconds = MAX_SECONDS + 60.0
    max_at_once = sandbox.AT_ONCE

    class Input(BlockInput):
        setup_commands: list[str] = Pin(
            [],
            description="Shell commands that prepare the sandbox, as to install packages; needs an E2B key",
            advanced=True,
            max_length=50,
        )
        code: str = Pin(
            "",
            description="The code; the value of its last line is the result",
            example="print('Hello')\n6 * 7",
            widget=Widget.CODE,
            max_length=MAX_CODE_CHARACTERS,
        )
        language: ProgrammingLanguage = Pin(
            ProgrammingLanguage.PYTHON,
            description="The language; other than Python and JavaScript needs an E2B key",
            widget=Widget.SELECT,
        )
        timeout: int = Pin(
            300, description="Seconds after which the code is ended", advanced=True, ge=1, le=MAX_SECONDS
        )
        dispose_sandbox: bool = Pin(
            True, description="End E2B's sandbox afterwards; a local one always ends", advanced=True
        )
        template_id: str = Pin(
            "", description="A template of E2B's to begin with", advanced=True, max_length=200
        )

    class Output(ResultsOutput):
        files: list[dict[str, Any]] = Pin(
            description="What the code wrote to its folder: path, relative_path, name, content, is_text"
        )

    async def run(self, input: Input, ctx: Context) -> Outputs:
        key = await _key(ctx)
        outcome = await (_locally(input) if key is None else _at_e2b(input, ctx, key))
        for pin, value in outcome.all_pins():
            yield pin, value


class InstantiateCodeSandbox(Block):
    """Begin a sandbox at E2B's that later steps go on in."""

    id = "ff0861c9-1726-4aec-9e5b-bf53f3622112"
    slug = "code.begin_sandbox"
    category = Category.DEVELOPER_TOOLS
    at_most_once = True
    providers = ("e2b",)
    timeout_seconds = MAX_SECONDS + 60.0

    class Input(BlockInput):
        setup_commands: list[str] = Pin(
            [], description="Shell commands that prepare the sandbox", advanced=True, max_length=50
        )
        setup_code: str = Pin(
            "", description="Code that is run first", widget=Widget.CODE, max_length=MAX_CODE_CHARACTERS
        )
        language: ProgrammingLanguage = Pin(
            ProgrammingLanguage.PYTHON, description="The language of that code", widget=Widget.SELECT
        )
        timeout: int = Pin(
            300, description="Seconds that the sandbox lives", advanced=True, ge=1, le=24 * 3600
        )
        template_id: str = Pin(
            "", description="A template of E2B's to begin with", advanced=True, max_length=200
        )

    class Output(LogsOutput):
        sandbox_id: str = Pin(description="The sandbox's id, for the steps that go on in it")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        key = await ctx.credential("e2b")
        made = await _e2b.begin(ctx, key, template=input.template_id, seconds=input.timeout)
        yield "sandbox_id", made.sandbox_id
        await _e2b.set_up(ctx, made, input.setup_commands, seconds=MAX_SECONDS)
        if input.setup_code:
            outcome = await made.execute(ctx, input.setup_code, input.language, seconds=MAX_SECONDS)
            for pin, value in _logs_and_response(outcome):
                yield pin, value


class ExecuteCodeStep(Block):
    """Run more code in a sandbox of E2B's that was begun before."""

    id = "82b59b8e-ea10-4d57-9161-8b169b0adba6"
    slug = "code.execute_step"
    category = Category.DEVELOPER_TOOLS
    at_most_once = True
    providers = ("e2b",)
    timeout_seconds = MAX_SECONDS + 60.0

    class Input(BlockInput):
        sandbox_id: str = Pin(description="The sandbox's id", example="ixq2y8kb2m8vdfq7", min_length=1)
        step_code: str = Pin(
            "", description="The code to run", widget=Widget.CODE, max_length=MAX_CODE_CHARACTERS
        )
        language: ProgrammingLanguage = Pin(
            ProgrammingLanguage.PYTHON, description="The language", widget=Widget.SELECT
        )
        dispose_sandbox: bool = Pin(False, description="End the sandbox afterwards", advanced=True)

    class Output(ResultsOutput):
        pass

    @classmethod
    def resource_key(cls, input: Input) -> str:
        return f"e2b:sandbox:{input.sandbox_id}"  # steps of one sandbox take turns

    async def run(self, input: Input, ctx: Context) -> Outputs:
        key = await ctx.credential("e2b")
        found = await _e2b.find(ctx, key, input.sandbox_id, seconds=MAX_SECONDS)
        outcome = await found.execute(ctx, input.step_code, input.language, seconds=MAX_SECONDS)
        if input.dispose_sandbox:
            await found.kill(ctx)
        for pin, value in outcome.all_pins():
            yield pin, value


async def _key(ctx: Context) -> Credential | None:
    """E2B's key, if there is one: without it the code runs here."""
    try:
        return await ctx.credential("e2b")
    except MissingCredential:
        return None


async def _locally(input: ExecuteCode.Input) -> Outcome:
    language = _LOCAL.get(input.language)
    if language is None:
        raise InvalidInput(f"The language '{input.language}' needs an E2B key.", pin="language")
    if input.setup_commands:
        raise InvalidInput("The local sandbox has no shell: commands need an E2B key.", pin="setup_commands")
    if input.template_id:
        raise InvalidInput("The local sandbox has no templates: they need an E2B key.", pin="template_id")
    return outcome_of(await sandbox.run(language, input.code, seconds=input.timeout))


async def _at_e2b(input: ExecuteCode.Input, ctx: Context, key: Credential) -> Outcome:
    made = await _e2b.begin(ctx, key, template=input.template_id, seconds=input.timeout)
    try:
        await _e2b.set_up(ctx, made, input.setup_commands, seconds=input.timeout)
        return await made.execute(ctx, input.code, input.language, seconds=input.timeout)
    finally:
        if input.dispose_sandbox:
            await made.kill(ctx)


def _logs_and_response(outcome: Outcome) -> Any:
    yield from outcome.logs()
    outcome.raise_error()
    if outcome.main is not None and outcome.main.get("text"):
        yield "response", outcome.main["text"]
