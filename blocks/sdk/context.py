"""What a block may touch while it runs: outbound HTTP, credentials, the token stream, the clock, a log."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from blocks.sdk.errors import AddressRefused, BlockFailure, MissingCredential, NothingRemembers
from blocks.sdk.memory import Memory
from blocks.sdk.models import ModelTable, known_models
from blocks.sdk.sql import Databases
from blocks.sdk.tools import Resumed, ToolNode
from blocks.sdk.usage import NOTHING, Usage

_log = logging.getLogger("blocks")
MIN_SECRET_CHARACTERS = 6  # shorter ones would be found in any text


@dataclass(frozen=True, slots=True)
class Credential:
    """The right to use a provider. Its `repr` hides what is secret."""

    provider: str
    api_key: str = field(repr=False)  # or an access token, or the password that goes with `username`
    base_url: str = ""  # without a trailing slash
    username: str = ""
    kind: str = "api_key"  # or user_password, oauth2, host_scoped, none
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # host-scoped: what goes to the host
    account: str = ""  # the name at the provider
    id: str = ""  # of a user's credential; empty for a key of the environment

    @property
    def secrets(self) -> list[str]:
        """What must stand in nothing that a block gives or says."""
        parts = [self.api_key]
        if self.kind == "user_password":
            parts.append(b64encode(f"{self.username}:{self.api_key}".encode()).decode())  # as in Basic
        for value in self.headers.values():
            parts += [value, *value.split(" ", 1)[1:]]  # "Bearer …": also without its scheme
        return [part for part in parts if len(part) >= MIN_SECRET_CHARACTERS]


class Answer(Protocol):
    """An HTTP answer whose body has been read, decompressed and measured."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def url(self) -> str: ...  # after redirects
    @property
    def content(self) -> bytes: ...
    @property
    def text(self) -> str: ...
    def json(self) -> Any: ...


class Outbound(Protocol):
    """The only way out. Raises AddressRefused, TooLarge, TimedOut or ProviderDown of the SDK."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        content: bytes | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        timeout_seconds: float | None = None,
        max_bytes: int | None = None,
        idempotent: bool | None = None,
        private: Collection[str] = (),
        silence_seconds: float | None = None,
    ) -> Answer:
        """private: names of headers that are dropped when a redirect leads to another origin.

        silence_seconds: how long the host may say nothing, where it answers only when its work is done.
        """
        ...

    def client(self) -> Any:
        """An `httpx2.AsyncClient` under the same guard, for vendors' own SDKs. Never to be closed."""

    async def addresses(self, host: str, port: int) -> list[str]:
        """Where protocols other than HTTP may connect to: vetted, so never resolve the name again."""
        ...

    def failure_behind(self, error: BaseException) -> BlockFailure | None:
        """The guard's refusal that a vendor's SDK wrapped in an error of its own, if there is one."""


CredentialSource = Callable[[str], Awaitable[Credential | None]]  # provider → the user's credential, if any
HostCredentialSource = Callable[[str], Awaitable[Credential | None]]  # URL → what the user has for its host
ServerCredentialSource = Callable[[str, str], Awaitable[Credential | None]]  # provider, URL of the server
StreamSink = Callable[[str, str], Awaitable[None]]  # pin, piece of text
ModelSource = Callable[[], Awaitable[ModelTable]]  # the models as the operator has set them now
LockSource = Callable[[str], AbstractAsyncContextManager[int]]  # resource key → held, with its fencing number


class NoOutbound:
    """Stands where nothing may leave the process: pure blocks and dry runs."""

    async def request(self, method: str, url: str, **_: Any) -> Answer:
        raise AddressRefused("This step may not send requests.")

    def client(self) -> Any:
        raise AddressRefused("This step may not send requests.")

    async def addresses(self, host: str, port: int) -> list[str]:
        raise AddressRefused("This step may not connect to anything.")

    def failure_behind(self, error: BaseException) -> BlockFailure | None:
        return None


@dataclass(slots=True)
class Context:
    """Filled by whoever fires the block; one per firing."""

    execution_id: str | None = None
    node_id: str | None = None
    agent_id: str | None = None  # the graph that runs
    user_id: str | None = None
    workspace_id: str | None = None
    timezone: str = "UTC"  # IANA name of the user
    is_safe_mode: bool = False
    is_dry_run: bool = False
    http: Outbound = field(default_factory=NoOutbound)
    credentials: CredentialSource | None = None
    host_credentials: HostCredentialSource | None = None
    server_credentials: ServerCredentialSource | None = None
    refused: Callable[[str], Awaitable[None]] | None = None  # told why a provider took no credential
    went_well: Callable[[], Awaitable[None]] | None = None  # told that the block did what it does
    sink: StreamSink | None = None
    slow_down: Callable[[float], Awaitable[None]] | None = (
        None  # told the seconds that a provider asks to wait
    )
    locks: LockSource | None = None  # waits; raises LockLost of the SDK when a lock cannot be kept
    databases: Databases | None = None
    memory: Memory | None = None  # the user's; blocks reach it by `remembering()`
    fence: int | None = None  # of the block's resource: larger than that of every holder before
    models: ModelSource | None = None  # None: the table as released
    tools: tuple[ToolNode, ...] = ()  # the nodes that a block with `calls_tools` may call
    resumed: Resumed | None = None  # what came of the tools that it needed
    usage: Usage = NOTHING  # what the firing used so far
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    log: logging.Logger = _log
    secrets: list[str] = field(default_factory=list, repr=False)  # handed out; scrubbed from what comes back

    async def credential(self, provider: str) -> Credential:
        """The right to use `provider`. Raises MissingCredential."""
        found = await self.credentials(provider) if self.credentials else None
        if found is None:
            raise MissingCredential(f"No credential for '{provider}' is connected.")
        self.secrets.extend(found.secrets)
        return found

    async def credential_at(self, provider: str, url: str) -> Credential | None:
        """The right to use the server at `url`, of a provider that may be any server; None if there is none.

        Raises MissingCredential if there is one that can be used no more, or one is named that is another
        server's.
        """
        found = await self.server_credentials(provider, url) if self.server_credentials else None
        if found is not None:
            self.secrets.extend(found.secrets)
        return found

    async def headers_for(self, url: str) -> Mapping[str, str]:
        """The headers that the user keeps for the host of `url`; none if there are none.

        They go to that host alone: hand their names on as `private`. Raises MissingCredential.
        """
        found = await self.host_credentials(url) if self.host_credentials else None
        if found is None:
            return {}
        self.secrets.extend(found.secrets)
        return found.headers

    async def model_table(self) -> ModelTable:
        """The models that may be asked."""
        return known_models() if self.models is None else await self.models()

    def used(self, usage: Usage) -> None:
        """Count what one call to a provider used; it is kept with the firing, also if that fails."""
        self.usage = self.usage + usage

    def remembering(self) -> Memory:
        """What this agent remembers for this user. Raises NothingRemembers in a dry run and the like."""
        if self.memory is None:
            raise NothingRemembers("Nothing is remembered here.")
        return self.memory

    async def stream(self, pin: str, text: str) -> None:
        """Show a piece of a value that is still being made, such as a model's tokens."""
        if self.sink is not None and text:
            await self.sink(pin, text)

    def now(self) -> datetime:
        """Aware, in UTC."""
        return self.clock()
