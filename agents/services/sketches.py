"""Having an agent drawn by a model, for somebody: by their account, told as it goes on, and written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from agents.models import Sketch
from agents.services.graphs import GraphDocument
from agents.sketching.asking import Sketched, Stage, Wish, sketched
from agents.sketching.building import Base
from agents.sketching.models import asker_of, choice_of, usual_model
from agents.sketching.open_points import PointKind
from agents.timing.recurrence import Recurrence
from agents.timing.words import words_of
from blocks.asking import Asker
from blocks.sdk import BlockFailure, Usage, find_block
from blocks.services import context_for, rights_for
from credits.services.budgets import Spender
from credits.services.charging import Charge, cost_of_stopped, pay, reserve
from credits.services.price_book import is_priced
from integrations.services.aside import aside
from integrations.services.choice import checked_choice, providers_served
from integrations.services.model_table import table_now
from integrations.services.rights import Rights
from platform_project.accounts.models import User, Workspace
from platform_project.errors import BadInput, PlatformError
from platform_project.kit.ids import uuid7
from platform_project.kit.money import credits_text

PAID_AS = "ai.text_generator"
SKETCHED, CANCELLED = "sketched", "cancelled"
MAX_NAMED = 10  # steps that a refusal names
log = structlog.get_logger(__name__)
Line = dict[str, Any]
Tell = Callable[[Line], None]


@dataclass(frozen=True, slots=True)
class SketchRequest:
    """model: empty for the usual one of those that may be asked. base: the agent to change.

    credentials: provider → id of the one to act with.
    """

    wish: str
    model: str
    base: GraphDocument | None
    credentials: Mapping[str, str]


def sketch_for(
    request: SketchRequest, *, user: User, workspace: Workspace
) -> Callable[[Tell], Coroutine[Any, Any, None]]:
    """The work that tells each stage and at last the drawing, or why there is none; nobody waits for it yet.

    What it uses of a model is paid as what a step uses that generates a text. Raises BadInput,
    NoModelAccount, InsufficientCredits, OverBudget or ModelNotAllowed before anything is asked.
    """
    base = Base() if request.base is None else _base_of(request.base)
    mine = (
        checked_choice(request.credentials, user=user, workspace_id=workspace.pk)
        if request.credentials
        else {}
    )
    choice = choice_of(user.pk, workspace.pk, mine)
    rights = rights_for(user, workspace, of_run=mine)
    ctx = context_for(user=user, workspace=workspace, rights=rights)
    to = asker_of(request.model or usual_model(choice), ctx, choice)
    wish = Wish(request.wish, base, providers_served(user, workspace))
    bill = _bill_for(wish, to, rights, user, workspace)
    return partial(_told, wish, to, bill, user, workspace)


@dataclass(frozen=True, slots=True)
class _Bill:
    """What a drawing costs. charge: None where nothing has a price."""

    charge: Charge | None
    rights: Rights

    def cost(self, used: Usage) -> int:
        """Micro-credits of what was used so far."""
        if self.charge is None:
            return used.cost
        is_own = self.rights.was_own(self.charge.target.provider, or_else=True)
        return cost_of_stopped(self.charge, used, is_own_credential=is_own)

    def pay(self, used: Usage) -> int:
        """Take what it costs; gives that."""
        cost = self.cost(used)
        if self.charge is not None:
            pay(self.charge, cost)
        return cost


def _bill_for(wish: Wish, to: Asker, rights: Rights, user: User, workspace: Workspace) -> _Bill:
    """Sets aside what the first answer may cost; what more answers take is taken when it is done."""
    block = find_block(PAID_AS)
    if block is None or not is_priced(block):
        return _Bill(None, rights)
    inputs = {"prompt": wish.text, "model": to.spec.name}
    key = f"sketch:{uuid7()}"
    charge = Charge.of(key, workspace.pk, block, inputs, table=table_now(), by=user.pk)
    is_own = rights.would_be_own(charge.target.provider)
    reserve(charge, Spender(workspace.pk, user.pk), is_own_credential=is_own)
    return _Bill(charge, rights)


def _base_of(document: GraphDocument) -> Base:
    """The agent to change. Raises BadInput if a model cannot be told of one of its blocks."""
    unknown = [node.id for node in document.graph.nodes if find_block(node.block_id) is None]
    if unknown:
        steps = ", ".join(unknown[:MAX_NAMED])
        told = f"Models know only blocks of the library, none of imported APIs. Steps with others: {steps}."
        raise BadInput(told, graph=[told])
    return Base.of(document.name, document.graph)


async def _told(wish: Wish, to: Asker, bill: _Bill, user: User, workspace: Workspace, tell: Tell) -> None:
    outcome = CANCELLED
    try:
        done = await sketched(wish, to, lambda stage, attempt: tell(_progress(stage, attempt)))
        outcome = SKETCHED
        tell({"type": "sketch", **_sketch(done, wish.base, user.timezone), "usage": _usage_of(to, bill)})
    except PlatformError as failure:
        outcome = failure.code
        tell(_failed(failure.code, failure.message, failure.details, _usage_of(to, bill)))
    except BlockFailure as failure:
        outcome = failure.code
        tell(_failed(failure.code, _scrubbed(failure.message, to), {}, _usage_of(to, bill)))
    finally:
        # Also when whoever asked has hung up: what was used is written down.
        await asyncio.shield(aside(partial(_write_down, to, bill, user, workspace, outcome)))


def _usage_of(to: Asker, bill: _Bill) -> Line:
    used = to.ctx.usage
    return {
        "model": to.spec.name,
        "provider": to.spec.provider,
        "tokens_in": used.tokens_in,
        "tokens_out": used.tokens_out,
        "tokens_cached": used.tokens_cached,
        "cost": credits_text(bill.cost(used)),
    }


def _progress(stage: Stage, attempt: int) -> Line:
    return {"type": "progress", "stage": stage.value, "attempt": attempt}


def _sketch(done: Sketched, base: Base, timezone: str) -> Line:
    drawing = done.drawing
    graph = {
        "name": base.name or drawing.name,
        "description": drawing.description,
        "recommended_schedule_cron": drawing.schedule,
        "settings": dict(done.graph.settings),
        "nodes": [
            {
                "id": node.id,
                "block_id": node.block_id,
                "input_default": dict(node.input_default),
                "metadata": dict(node.metadata),
                "settings": dict(node.settings),
            }
            for node in done.graph.nodes
        ],
        "links": [
            {
                **({"id": link.id} if link.id else {}),
                "source_id": link.source_id,
                "source_name": link.source_name,
                "sink_id": link.sink_id,
                "sink_name": link.sink_name,
                "is_static": link.is_static,
            }
            for link in done.graph.links
        ],
    }
    todo = [
        {
            "kind": point.kind.value,
            "node_id": point.node_id,
            "pin": point.pin,
            "providers": list(point.providers),
            "why": _times(point.why, timezone) if point.kind is PointKind.SCHEDULE else point.why,
        }
        for point in done.todo
    ]
    return {"graph": graph, "explanation": drawing.explanation, "todo": todo}


def _times(cron: str, timezone: str) -> str:
    return words_of(Recurrence(cron=cron, timezone=timezone))


def _failed(code: str, message: str, details: Line, usage: Line) -> Line:
    return {"type": "failed", "code": code, "message": message, "details": details, "usage": usage}


def _scrubbed(text: str, to: Asker) -> str:
    """Providers repeat what they were sent, a key perhaps among it."""
    for secret in to.ctx.secrets:
        text = text.replace(secret, "***")
    return text


def _write_down(to: Asker, bill: _Bill, user: User, workspace: Workspace, outcome: str) -> None:
    used = to.ctx.usage
    cost = bill.pay(used)
    Sketch.objects.create(
        workspace=workspace,
        user=user,
        model=to.spec.name,
        provider=to.spec.provider,
        outcome=outcome,
        tokens_in=used.tokens_in,
        tokens_out=used.tokens_out,
        tokens_cached=used.tokens_cached,
        cost=cost,
    )
    log.info("an agent was sketched", outcome=outcome, model=to.spec.name, cost=cost)
