"""Firing one block on its own, for somebody who tries it out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django.db import connection

from blocks.databases import UsersDatabases
from blocks.errors import BlockNotFound, UnknownPin
from blocks.locks import locks_of
from blocks.memory import memory_of
from blocks.outbound import block_http
from blocks.sdk import Block, Context, Credential, FindBlock, Firing, fire, fire_pure
from credits.services.budgets import Spender
from credits.services.charging import Charge, cost_of_stopped, pay, priced, reserve
from credits.services.price_book import is_priced
from integrations.services.choice import Choice
from integrations.services.model_table import models_now, table_now
from integrations.services.operator_keys import operator_credential
from integrations.services.rights import Rights
from platform_project.accounts.models import User, Workspace
from platform_project.kit import loop
from platform_project.kit.ids import uuid7

MAX_SECONDS = 120.0  # a request does not wait longer, whatever the block's own limit
_GRACE_SECONDS = 5.0  # for the block to end after its limit
_NOT_PINS = frozenset({"credentials"})  # names that graphs may carry beside the pins


def block_called(ref: str, find: FindBlock) -> type[Block]:
    """The block by UUID, slug or alias, of those that `find` finds. Raises BlockNotFound."""
    block = find(ref)
    if block is None:
        raise BlockNotFound(f"There is no block '{ref[:100]}'.", block=ref[:100])
    return block


def execute_block(block: type[Block], values: Mapping[str, Any], ctx: Context) -> Firing:
    """Fire `block` once and wait for it. Raises UnknownPin; what the block refuses is in the Firing.

    Outside of a transaction the caller's database connection is given back while a block waits for others.
    """
    unknown = [name[:100] for name in values if name not in block.input_pins() and name not in _NOT_PINS]
    if unknown:
        names = ", ".join(f"'{name}'" for name in unknown[:10])
        raise UnknownPin(f"The block has no input {names}.", pins=unknown[:10])
    if block.pure:
        return fire_pure(block, values, ctx)
    limit = min(block.timeout_seconds, MAX_SECONDS)
    if not connection.in_atomic_block:
        connection.close()  # back to the pool: a few slow blocks would else leave none to other requests
    return loop.run(fire(block, values, ctx, timeout_seconds=limit), limit + _GRACE_SECONDS)


def execute_and_pay(
    block: type[Block], values: Mapping[str, Any], *, user: User, workspace: Workspace
) -> Firing:
    """The same for a user, who pays what it costs. Raises UnknownPin, and what `reserve` raises."""
    rights = rights_for(user, workspace, values.get("credentials"))
    ctx = context_for(user=user, workspace=workspace, rights=rights)
    if not is_priced(block):
        return execute_block(block, values, ctx)
    key, began = f"block:{uuid7()}", time.monotonic()
    charge = Charge.of(key, workspace.pk, block, values, table=table_now(), by=user.pk)
    provider = charge.target.provider
    reserve(charge, Spender(workspace.pk, user.pk), is_own_credential=rights.would_be_own(provider))
    ended: Firing | None = None
    try:
        ended = execute_block(block, values, ctx)
    finally:
        is_own = rights.was_own(provider, or_else=bool(block.providers))
        if ended is None:
            pay(charge, cost_of_stopped(charge, ctx.usage, is_own_credential=is_own))
        else:
            seconds = time.monotonic() - began
            ended = priced(charge, ended, seconds=seconds, is_own_credential=is_own)
            pay(charge, ended.usage.cost)
    return ended


def rights_for(
    user: User, workspace: Workspace, named: object = None, of_run: Mapping[str, str] | None = None
) -> Rights:
    """What `user` may act with outside of an execution.

    named: the credential to act with, as nodes name theirs. of_run: provider → id, as runs name theirs.
    """
    return Rights(Choice.of(user.pk, workspace.pk, named, of_run), patience_seconds=MAX_SECONDS)


def context_for(*, user: User, workspace: Workspace, rights: Rights) -> Context:
    """What a block may touch when `user` fires it outside of an execution."""
    return Context(
        user_id=str(user.pk),
        workspace_id=str(workspace.pk),
        timezone=user.timezone,
        http=block_http(),
        credentials=rights,
        host_credentials=rights.for_url,
        server_credentials=rights.for_server,
        slow_down=rights.slow_down,
        refused=rights.refused,
        went_well=rights.went_well,
        locks=locks_of(workspace.pk),
        models=models_now,
        databases=UsersDatabases(),
        memory=memory_of(workspace_id=workspace.pk, user_id=user.pk),
    )


async def credential_of_operator(provider: str) -> Credential | None:
    return operator_credential(provider)
