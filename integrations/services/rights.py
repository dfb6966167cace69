"""Credentials as one firing gets them: looked for when it asks, paced, and told of what became of them.

The rows are read beside the event loop. While the database is away, a firing waits for it.
"""

from __future__ import annotations

from functools import partial

import structlog

from blocks.sdk import Credential as Right
from blocks.sdk import ProviderDown
from integrations.models import Credential, CredentialState
from integrations.services import vault
from integrations.services.aside import aside
from integrations.services.choice import (
    Choice,
    nothing_connected,
    right_of,
    row_for,
    row_for_server,
    row_for_url,
)
from integrations.services.freshness import lasting
from integrations.services.operator_keys import operator_credential
from integrations.services.pacing import PacedCredentials

log = structlog.get_logger(__name__)


class Rights:
    """What one firing may act with."""

    def __init__(self, choice: Choice, *, patience_seconds: float) -> None:
        self._choice = choice
        self._rows: dict[str, Credential] = {}  # id → what was handed out
        self._own: set[str] = set()  # providers of which that was the user's, or nobody's
        self._operators: set[str] = set()  # and those of which it was the operator's
        self._paced = PacedCredentials(self._find, patience_seconds=patience_seconds)

    async def __call__(self, provider: str) -> Right:
        """The right to use `provider`, once its turn comes. Raises MissingCredential or RateLimited."""
        found = await self._paced(provider)
        if found is None:
            raise nothing_connected(provider)
        return found

    def would_be_own(self, provider: str) -> bool:
        """Whether the right to use `provider` would be the user's, or one that costs nobody anything.

        Reads rows, so it is not for an event loop.
        """
        row = row_for(provider, self._choice) if provider else None
        if row is not None:
            return row.workspace_id is not None
        right = operator_credential(provider) if provider else None
        return right is not None and not right.api_key

    def was_own(self, provider: str, *, or_else: bool) -> bool:
        """Whether what was handed out for `provider` was so; for any if it is empty. or_else: if none was."""
        if self._operators if not provider else provider in self._operators:
            return False
        return True if (self._own if not provider else provider in self._own) else or_else

    async def for_url(self, url: str) -> Right | None:
        """What goes along with a request of `url`, if anything does. Raises MissingCredential."""
        row = await aside(partial(self._for_url, url))
        return None if row is None else self._handed_out(row)

    async def for_server(self, provider: str, url: str) -> Right | None:
        """The right to use the server at `url`, if there is one. Raises MissingCredential or ProviderDown."""
        row = await aside(partial(self._for_server, provider, url))
        return None if row is None else self._handed_out(await lasting(row))

    async def slow_down(self, seconds: float) -> None:
        """Let others with the same credential wait as long as the provider asked this firing to."""
        await self._paced.slow_down(seconds)

    async def refused(self, reason: str) -> None:
        """Write down that the provider took no credential, if it is clear which. reason: without secrets."""
        if len(self._rows) == 1:
            await self._mark(CredentialState.REFUSED, reason)

    async def went_well(self) -> None:
        """Take back what was written down of credentials that serve after all."""
        if any(row.state == CredentialState.REFUSED for row in self._rows.values()):
            await self._mark(CredentialState.OK, "")

    async def _find(self, provider: str) -> Right | None:
        row = await aside(partial(self._found, provider))
        if row is not None:
            return self._handed_out(await lasting(row))
        right = operator_credential(provider)
        if right is not None:
            (self._operators if right.api_key else self._own).add(provider)
        return right

    def _found(self, provider: str) -> Credential | None:
        return _used(row_for(provider, self._choice))

    def _for_url(self, url: str) -> Credential | None:
        return _used(row_for_url(url, self._choice))

    def _for_server(self, provider: str, url: str) -> Credential | None:
        return _used(row_for_server(provider, url, self._choice))

    def _handed_out(self, row: Credential) -> Right:
        right = right_of(row)
        self._rows[right.id] = row
        (self._operators if row.workspace_id is None else self._own).add(row.provider)
        return right

    async def _mark(self, state: CredentialState, reason: str) -> None:
        try:
            await aside(lambda: [vault.mark(row, state, reason) for row in self._rows.values()])
        except ProviderDown:
            log.warning("what became of a credential was not written down", state=state)


def _used(row: Credential | None) -> Credential | None:
    if row is not None:
        vault.note_use(row)
    return row
