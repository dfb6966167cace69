"""Credentials, each given when its turn comes: as often a minute as its provider allows, not while it rests.

Nothing is locked. A firing that asks takes the next slot of its credential and waits for it; up to the rate
all go on at once. What a provider said about waiting (429 with Retry-After) holds for every firing with the
same credential.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable

import redis
import structlog
from django.conf import settings

from blocks.sdk import Credential, RateLimited
from integrations.services.known_providers import known_provider
from platform_project.kit.rates import NoSlot, Rate, pause, take_slot

MAX_PAUSE_SECONDS = 15 * 60.0  # whatever a provider asks for

log = structlog.get_logger(__name__)


class PacedCredentials:
    """A source of credentials for one firing. `find`: provider → the user's credential, if any."""

    def __init__(
        self, find: Callable[[str], Awaitable[Credential | None]], *, patience_seconds: float
    ) -> None:
        self._find = find
        self._patience_seconds = patience_seconds
        self._given: dict[str, Credential] = {}

    async def __call__(self, provider: str) -> Credential | None:
        """The credential, once its slot has come. Raises RateLimited if that is too far ahead."""
        found = await self._find(provider)
        if found is not None and found.api_key:
            await asyncio.sleep(await self._seconds_to_slot(found))
            self._given[provider] = found
        return found

    async def slow_down(self, seconds: float) -> None:
        """Let others with the same credential wait as long as the provider asked this firing to."""
        if len(self._given) != 1:
            return  # with two credentials nobody knows which of them was meant
        (credential,) = self._given.values()
        try:
            await pause(
                _name_of(credential), rate_of(credential.provider), seconds=min(seconds, MAX_PAUSE_SECONDS)
            )
        except (redis.RedisError, OSError) as err:
            log.warning("a provider's wish to wait was lost", provider=credential.provider, reason=str(err))

    async def _seconds_to_slot(self, credential: Credential) -> float:
        rate = rate_of(credential.provider)
        try:
            return await take_slot(_name_of(credential), rate, patience_seconds=self._patience_seconds)
        except NoSlot as far:
            text = f"{credential.provider} allows no further request for {far.wait_seconds:.0f} s."
            raise RateLimited(text, retry_after_seconds=far.wait_seconds) from None
        except (redis.RedisError, OSError) as err:
            log.warning("a credential was not paced", provider=credential.provider, reason=str(err))
            return 0.0  # the provider itself refuses what is too much


def rate_of(provider: str) -> Rate:
    """What the operator set for a provider, else what the catalogue says; without limit if neither does."""
    known = known_provider(provider)
    per_minute = known.requests_per_minute if known else None
    per_minute = settings.PROVIDER_REQUESTS_PER_MINUTE.get(provider, per_minute)
    return Rate(per_minute or 0, burst=max(1, (per_minute or 0) // 60))


def _name_of(credential: Credential) -> str:
    """The same for whoever uses the same key, and nothing that the key could be guessed from.

    A user's credential keeps its name when its token is refreshed.
    """
    if credential.id:
        return f"credential:{credential.id}"
    text = f"{credential.provider}\0{credential.base_url}\0{credential.api_key}"
    return (
        f"credential:{hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]}"
    )
