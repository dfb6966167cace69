"""Share links: what an execution gave, for anybody who has the link, and nothing else of it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from django.db import transaction

from agents.models import Execution, Share, StoredValue
from agents.runner.record import outputs_of
from agents.secrecy import Mask
from agents.values.reference import references
from agents.values.shown import ShownReference
from blocks.sdk.references import KEY
from platform_project.accounts.models import User
from platform_project.errors import NotFound

TOKEN_BYTES = 24
MAX_TOKEN_CHARACTERS = 64


@transaction.atomic
def share_execution(*, execution: Execution, user: User) -> tuple[Share, str]:
    """A link to what the execution gives, and its token, which nobody can see again.

    There is one link to an execution: one that was made before works no longer.
    """
    Execution.objects.select_for_update(no_key=True).get(pk=execution.pk)  # two requests: one after the other
    Share.objects.filter(execution=execution).delete()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    share: Share = Share.objects.create(
        workspace_id=execution.workspace_id, execution=execution, token_hash=_digest(token), created_by=user
    )
    return share, token


def end_share(*, execution: Execution) -> None:
    """The link to this execution works no longer. Raises NotFound if there is none."""
    count, _ = Share.objects.filter(execution=execution).delete()
    if not count:
        raise NotFound("There is no link to this execution.")


def shared_execution(token: str) -> Execution:
    """What a link leads to. Raises NotFound."""
    found = Share.objects.select_related("execution__version").filter(token_hash=_digest(token)).first()
    if found is None or len(token) > MAX_TOKEN_CHARACTERS:
        raise NotFound("There is nothing at this link, or it was taken back.")
    execution: Execution = found.execution
    return execution


def shared_outputs(execution: Execution, url_of: Callable[[str], str]) -> dict[str, list[Any]]:
    """The outputs without secrets. url_of: where, for who has the link, the value of a SHA-256 is."""
    shown = Mask.of(execution).hide(_outputs(execution))
    linked: dict[str, list[Any]] = _with_urls(shown, url_of)
    return linked


def shared_value(execution: Execution, sha256: str) -> StoredValue:
    """A stored value that the outputs mention: what else the execution took or gave is not shared.

    Raises NotFound.
    """
    ids = [found.value_id for found in references(_outputs(execution)) if found.sha256 == sha256]
    row: StoredValue | None = StoredValue.objects.filter(
        pk__in=ids, sha256=sha256, uses__execution=execution
    ).first()
    if row is None:
        raise NotFound("The outputs mention no such value.")
    return row


def _outputs(execution: Execution) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = execution.outputs if execution.has_ended else outputs_of(execution)
    return found


def _with_urls(value: Any, url_of: Callable[[str], str]) -> Any:
    if isinstance(value, ShownReference):
        return {**value, "url": value["url"] and url_of(value[KEY])}
    if isinstance(value, dict):
        return {key: _with_urls(item, url_of) for key, item in value.items()}
    return [_with_urls(item, url_of) for item in value] if isinstance(value, list) else value


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
