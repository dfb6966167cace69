"""The catalogue is code and what a workspace imported: clients keep it, and ask each time if it changed.

Nothing is kept without asking: an API that was just imported has to be there at the next look, and the same
address answers otherwise for another workspace.
"""

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
from integrations.services.private_lookup import made_of_workspace
from platform_project.accounts.models import Workspace
from platform_project.kit.json_api import to_json


def kept_answer(
    request: Request, workspace: Workspace, make: Callable[[], dict[str, Any]]
) -> HttpResponseBase:
    """What `make` gives, which depends on catalogue and address alone; 304 if the client has it."""
    address = request.build_absolute_uri().encode()
    own = "".join(f"{made.provider.slug}:{made.revision}" for made in made_of_workspace(workspace.pk))
    said = _fingerprint(tuple(all_blocks())) + address + own.encode()
    tag = f'"{hashlib.sha256(said).hexdigest()[:32]}"'
    answer: HttpResponseBase | None = get_conditional_response(request._request, etag=tag)
    if answer is None:
        answer = Response(make())
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def make_ready() -> None:
    """Make what the first look at the catalogue would wait for: some seconds of schemas."""
    _fingerprint(tuple(all_blocks()))


@lru_cache(maxsize=4)
def _fingerprint(blocks: tuple[type[Block], ...]) -> bytes:
    return hashlib.sha256(to_json([block_row(block) for block in blocks])).digest()
