"""`Idempotency-Key`: a request that is sent twice has its effect once.

The first answer is committed together with its effect and given again to whoever repeats the request
with the same key and the same body, for 24 hours. Failures are not kept: they changed nothing, so the
caller may try again with the same key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

import orjson
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from platform_project.errors import BadInput, Conflict
from platform_project.kit.json_api import to_json
from platform_project.kit.locks import try_lock

KEPT_FOR = timedelta(hours=24)
KEY_MAX_CHARS = 255

View = TypeVar("View", bound=Callable[..., Response])


class IdempotencyConflict(Conflict):
    code = "idempotency_conflict"


class IdempotencyInProgress(Conflict):
    code = "idempotency_in_progress"
    retryable = True


def idempotent(method: View) -> View:
    """Let a view method honour the `Idempotency-Key` header; without the header nothing changes.

    The view has a `workspace`; keys are counted per user and workspace. The method runs in one
    transaction with the keeping of its answer, so it must not call the outside world.
    """

    @wraps(method)
    def wrapped(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return method(view, request, *args, **kwargs)
        return _once(_checked(key), view, request, lambda: method(view, request, *args, **kwargs))

    wrapped.is_idempotent = True  # type: ignore[attr-defined]  # for the API's description
    return wrapped  # type: ignore[return-value]  # the same signature, seen from outside


def _once(key: str, view: Any, request: Request, run: Callable[[], Response]) -> Response:
    owner = {"user_id": request.user.pk, "workspace_id": view.workspace.pk, "key": key}
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        # Held to the end of the transaction: whoever gets it next sees the committed answer.
        if not try_lock("idempotency", *owner.values()):
            raise IdempotencyInProgress("A request with this Idempotency-Key is still being served.")
        kept = _kept(owner)
        if kept is not None:
            return _again(kept, fingerprint)
        response = run()
        if response.status_code < 400:
            _keep(owner, request, fingerprint, response)
    return response


def _kept(owner: dict[str, Any]) -> Any | None:
    """The answer kept for this key; one that has outlived its time is thrown away, swept or not."""
    kept = _answers().filter(**owner).first()
    if kept is not None and kept.created_at < timezone.now() - KEPT_FOR:
        kept.delete()
        return None
    return kept


def _again(kept: Any, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise IdempotencyConflict("This Idempotency-Key was used with another request.")
    body = orjson.loads(kept.body) if kept.body else None
    return Response(body, kept.status_code, headers={"Idempotent-Replay": "true"})


def _keep(owner: dict[str, Any], request: Request, fingerprint: str, response: Response) -> None:
    _answers().create(
        **owner,
        endpoint=f"{request.method} {request.path}"[:200],
        fingerprint=fingerprint,
        status_code=response.status_code,
        body="" if response.data is None else to_json(response.data).decode(),
    )


def _checked(key: str) -> str:
    if not 1 <= len(key) <= KEY_MAX_CHARS or not key.isascii() or not key.isprintable():
        raise BadInput(
            f"Idempotency-Key must have 1 to {KEY_MAX_CHARS} printable ASCII characters.",
            header="Idempotency-Key",
            limit=KEY_MAX_CHARS,
        )
    return key


def _fingerprint(request: Request) -> str:
    body = orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + body).hexdigest()


def _answers() -> models.Manager[Any]:
    """The rows, reached by name: the kit lies below the app that keeps them."""
    return apps.get_model("accounts", "IdempotentAnswer")._default_manager
