"""The whole of a large value, for who may see an execution that mentions it."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from agents.models import Execution, StoredValue
from agents.secrecy import Mask
from agents.services import closed
from agents.values import files
from agents.values.store import loaded
from platform_project.errors import NotFound
from platform_project.kit.json_api import to_json
from platform_project.kit.streaming import streamed


def value_answer(request: Request, execution: Execution, sha256: str) -> HttpResponseBase:
    """The file as it lies there; if the execution has secrets, the value without them.

    Raises NotFound, ValueGone or StorageFailed.
    """
    row = StoredValue.objects.filter(uses__execution=execution, sha256=sha256).first()
    if row is None or not closed.shows_value(execution, sha256):
        raise NotFound("The execution mentions no such value.")
    return answer_of(request, execution, row)


def answer_of(request: Request, execution: Execution, row: StoredValue) -> HttpResponseBase:
    """One value as the execution shows it. Raises ValueGone or StorageFailed."""
    mask = Mask.of(execution)
    if mask.named:
        return HttpResponse(to_json(mask.hide(loaded(row))), content_type=row.content_type)
    file = files.opened(row.name)
    return streamed(request._request, file, content_type=row.content_type, size_bytes=row.size_bytes)
