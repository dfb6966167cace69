"""Who comes for the first time on a day, told without keeping who that was.

A day's visitors of a place are a set in Redis of eight bytes each, made of the day and a secret of ours: it
says neither who they are nor whether they are those of another day or place. It is gone two days later.
"""

from __future__ import annotations

import redis
import structlog
from django.utils import timezone
from django.utils.crypto import salted_hmac

from platform_project.kit.redis_clients import shared

MAX_VISITORS = 50_000  # told apart in one place on one day; about 4 MB
_KEPT_SECONDS = 2 * 24 * 3600
_BYTES = 8

_VISIT = """
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
local is_new = redis.call('SADD', KEYS[1], ARGV[1])
if is_new == 1 then redis.call('EXPIRE', KEYS[1], ARGV[3]) end
return is_new
"""

log = structlog.get_logger(__name__)


def is_first_visit(place: str, visitor: str) -> bool:
    """Whether it is the visitor's first today (UTC). False, too, while Redis is away."""
    day = timezone.now().date().isoformat()
    told = salted_hmac(f"visitors:{day}:{place}", visitor, algorithm="sha256").digest()[:_BYTES]
    try:
        return bool(shared().eval(_VISIT, 1, f"visitors:{day}:{place}", told, MAX_VISITORS, _KEPT_SECONDS))
    except redis.RedisError as err:
        log.warning("a visit was not counted", reason=type(err).__name__)
        return False
