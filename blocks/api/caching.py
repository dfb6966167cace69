"""The catalogue is code: it stays as it is until the server is another, so clients may keep it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response

from blocks.api.serializers import block_row
from blocks.sdk import Block, all_blocks
from platform_project.kit.json_api import to_json

KEPT_SECONDS = 300  # then a client asks whether it changed


def kept_answer(request: Request, make: Callable[[], dict[str, Any]]) -> HttpResponseBase:
    """What `make` gives, which depends on the catalogue and the address alone; 304 if the client has it."""
    address = request.build_absolute_uri().encode()
    tag = f'"{hashlib.sha256(_fingerprint(tuple(all_blocks())) + address).hexdigest()[:32]}"'
    answer: HttpResponseBase | None = get_conditional_response(request._request, etag=tag)
    if answer is None:
        answer = Response(make())
    answer["ETag"] = tag
    answer["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return answer


@lru_cache(maxsize=4)
def _fingerprint(blocks: tuple[type[Block], ...]) -> bytes:
    return hashlib.sha256(to_json([block_row(block) for block in blocks])).digest()
