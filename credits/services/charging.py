"""Paying for one attempt of a firing (ADR 30).

    reserve   before it begins: its budgets have room, and credits for the most that it may take are set aside
    priced    when it has ended: its outcome with what it costs
    pay       with its outcome, in one transaction: takes that, and gives the rest back

A firing that costs nothing for sure touches no row. The key says which attempt it is, so whatever is done
twice counts once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import transaction

from blocks.sdk import Block, Firing, ModelTable, Usage
from credits.errors import ModelNotAllowed
from credits.models import Entry
from credits.services import ledger
from credits.services.budgets import Spender, check_budgets
from credits.services.pricing import Target, cost_of, estimate, items_in, target_of
from credits.services.tiers import limits_of


@dataclass(slots=True)
class Charge:
    """What one attempt will have to pay for."""

    key: str  # of the hold and of what is captured
    workspace_id: UUID
    block: type[Block]
    inputs: Mapping[str, Any]
    target: Target
    by: UUID | None = None  # who started it
    dimensions: dict[str, Any] = field(default_factory=dict)  # columns of its entry
    is_held: bool = False

    @classmethod
    def of(
        cls,
        key: str,
        workspace_id: UUID,
        block: type[Block],
        inputs: Mapping[str, Any],
        *,
        table: ModelTable,
        by: UUID | None = None,
        **dimensions: Any,
    ) -> Charge:
        usual = {name: pin.default for name, pin in block.input_pins().items() if not pin.required}
        inputs = {**usual, **inputs}
        target = target_of(block, inputs, table)
        of_it = {"block_id": block.id, "provider": target.provider, "model": target.model, **dimensions}
        return cls(key, workspace_id, block, inputs, target, by, of_it)


@transaction.atomic
def reserve(charge: Charge, spender: Spender, *, is_own_credential: bool) -> None:
    """Set aside what the attempt may cost.

    Raises InsufficientCredits, OverBudget or ModelNotAllowed, and changes nothing.
    Nothing is set aside for what is free, or of unknown price.
    """
    if not is_own_credential:
        _check_model(charge)
    needed = needed_for(charge, is_own_credential=is_own_credential)
    if needed or not is_own_credential:
        check_budgets(spender, needed)
    if needed:
        execution_id = charge.dimensions.get("execution_id")
        ledger.hold(
            workspace_id=charge.workspace_id, amount=needed, key=charge.key, execution_id=execution_id
        )
        charge.is_held = True


def _check_model(charge: Charge) -> None:
    """Which models keys of the operator serve is a matter of the tier. Raises ModelNotAllowed."""
    model = charge.target.model
    if model and not limits_of(charge.workspace_id).allows_model(model):
        raise ModelNotAllowed(
            f"The tier of this workspace does not have the model '{model}'. A key of your own for "
            f"{charge.target.provider or 'its provider'} does, as does a higher tier.",
            model=model,
        )


def needed_for(charge: Charge, *, is_own_credential: bool) -> int:
    """Micro-credits that have to be free before it may begin."""
    return estimate(charge.block, charge.inputs, target=charge.target, is_own_credential=is_own_credential)


def priced(charge: Charge, outcome: Firing, *, seconds: float, is_own_credential: bool) -> Firing:
    """The outcome with what it costs in its usage; a failed one costs what it used of a model."""
    cost = cost_of(
        charge.block,
        charge.inputs,
        outcome.usage,
        seconds=seconds,
        items=items_in(charge.block, charge.inputs),
        bytes=len(orjson.dumps(outcome.outputs)),
        is_own_credential=is_own_credential,
        target=charge.target,
        has_failed=outcome.error is not None or bool(outcome.calls),
    )
    return replace(outcome, usage=replace(outcome.usage, cost=cost))


def cost_of_stopped(charge: Charge, usage: Usage, *, is_own_credential: bool) -> int:
    """What an attempt costs that nobody waits for any more: what it used of a model."""
    outcome = priced(
        charge,
        Firing(input={}, outputs=[], error="stopped", usage=usage),
        seconds=0.0,
        is_own_credential=is_own_credential,
    )
    return outcome.usage.cost


@transaction.atomic
def pay(charge: Charge, amount: int) -> Entry | None:
    """Take `amount`, as far as it is there, and give back what else was held. None if it is nothing."""
    if not amount:
        if charge.is_held:
            ledger.release(hold_key=charge.key)
        return None
    if not charge.is_held:  # its price could not be told before
        execution_id = charge.dimensions.get("execution_id")
        ledger.hold(workspace_id=charge.workspace_id, amount=0, key=charge.key, execution_id=execution_id)
    return ledger.capture(
        hold_key=charge.key, amount=amount, key=charge.key, by=charge.by, **charge.dimensions
    )


def has_run_low(entry: Entry) -> bool:
    """Whether it was this entry by which a workspace came to have less than `CREDITS_LOW_AT`."""
    least = settings.CREDITS_LOW_AT
    return bool(entry.balance_after < least <= entry.balance_after - entry.amount)
