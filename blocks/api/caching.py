"""The catalogue is code and what a workspace imported: clients keep it, and ask each time if it changed.

Nothing is kept without asking: an API that was just imported has to be there at the next look, and the same
address answers otherwise for another workspace.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from blocks.api.serializers import block_row
from blocks.sdk import Block, all_blocks
from integrations.services.private_lookup import made_of_workspace
from platform_project.accounts.models import Workspace
from platform_project.kit.compression import Written
from platform_project.kit.json_api import to_json

# Of the whole catalogue, which each builder asks for: a megabyte of JSON, and a ninth of it compressed.
KEPT_FROM_BYTES = 100_000
MAX_KEPT = 4
_written: dict[str, Written] = {}  # by workspace and tag; the one that was asked for last at the end
_writing = Lock()


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
        # Nobody is given what another workspace imported, whatever its tag.
        answer = _answer(request._request, tag, f"{workspace.pk if own else ''}{tag}", make)
    answer.setdefault("ETag", tag)
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _answer(request: HttpRequest, tag: str, name: str, make: Callable[[], dict[str, Any]]) -> HttpResponse:
    """What `make` gives; what is large is written and compressed once for a name."""
    with _writing:
        written = _written.pop(name, None)
        if written is not None:
            _written[name] = written
    if written is None:
        content = to_json(make())
        if len(content) < KEPT_FROM_BYTES:
            return HttpResponse(content, content_type="application/json")
        written = Written.of(content)
        with _writing:
            _written[name] = written
            while len(_written) > MAX_KEPT:
                del _written[next(iter(_written))]
    return written.answer(request, tag)


def make_ready() -> None:
    """Make what the first look at the catalogue would wait for: some seconds of schemas."""
    _fingerprint(tuple(all_blocks()))


@lru_cache(maxsize=4)
def _fingerprint(blocks: tuple[type[Block], ...]) -> bytes:
    return hashlib.sha256(to_json([block_row(block) for block in blocks])).digest()
