"""What comes to its end: granted credits, and holds that nobody works with."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from credits.locks import lock_accounts
from credits.models import Account, AccountKind, Entry, EntryKind, Hold, HoldState, Lot
from credits.services import lots
from credits.services.accounts import platform_account
from credits.services.holds import HELD_FOR, release
from credits.services.movements import Movement, move
from platform_project.kit.ids import first_id_of, uuid7
from platform_project.kit.rows import run

AT_A_TIME = 500  # accounts or holds that are looked up together
PRUNED_AT_A_TIME, PRUNED_BATCHES = 1_000, 50


def expire_due(now: datetime) -> int:
    """Take back what granted credits have come to their end; the number of accounts that it was taken from.

    What is held stays, as work in progress spends it first; it is taken back once the work is over.
    """
    due = Lot.objects.filter(expires_at__lte=now, remaining__gt=0)
    accounts = due.order_by().values_list("account", flat=True).distinct()
    return sum(_expire(account_id, now) is not None for account_id in accounts.iterator(AT_A_TIME))


def release_abandoned(now: datetime) -> int:
    """Give back holds that are past their time and that nobody works with; the number of those.

    The executions of the others (`settings.HOLD_KEEPERS` know) keep theirs for another while.
    """
    found = Hold.objects.filter(state=HoldState.OPEN, expires_at__lte=now).order_by("expires_at")
    due = list(found.values_list("key", "execution_id")[:AT_A_TIME])
    kept = at_work({execution for _, execution in due if execution is not None})
    Hold.objects.filter(execution_id__in=kept, state=HoldState.OPEN, expires_at__lte=now).update(
        expires_at=now + HELD_FOR
    )
    abandoned = [key for key, execution in due if execution not in kept]
    for key in abandoned:
        release(hold_key=key)
    return len(abandoned)


def prune_holds(now: datetime) -> int:
    """Forget holds that were closed more than `HOLD_DAYS` ago; how many. Entries stay.

    Those stay without which work could be paid twice: of executions that are still at work, and what was
    captured by another key than its own. By its own key the entry itself refuses a second time.
    """
    since = now - timedelta(days=settings.HOLD_DAYS)
    last, count = UUID(int=0), 0
    for _ in range(PRUNED_BATCHES):
        old = Hold.objects.filter(pk__gt=last, pk__lt=first_id_of(since)).order_by("pk")
        rows = list(old.values_list("pk", "execution_id", "closed_at")[:PRUNED_AT_A_TIME])
        if not rows:
            break
        last = rows[-1][0]
        closed = {pk: of for pk, of, at in rows if at is not None and at < since}
        kept = at_work({of for of in closed.values() if of is not None})
        count += run(_PRUNE, [[pk for pk, of in closed.items() if of not in kept]]).rowcount
    return count


# Of an execution the index finds its entries; of what has none, only what its own key paid is known for sure.
_PRUNE = """
DELETE FROM credits_hold hold WHERE id = ANY(%s) AND state = 'closed' AND (
    EXISTS (SELECT FROM credits_entry WHERE key = hold.key AND account_id = hold.account_id)
    OR hold.execution_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM credits_entry WHERE execution_id = hold.execution_id AND hold_id = hold.id)
)
"""


def at_work(executions: set[UUID]) -> set[UUID]:
    """Those of them that have not ended."""
    if not executions:
        return set()
    return {kept for keeper in settings.HOLD_KEEPERS for kept in import_string(keeper)(executions)}


@transaction.atomic
def _expire(account_id: UUID, now: datetime) -> Entry | None:
    account = Account.objects.get(pk=account_id)
    other = platform_account(AccountKind.PROMOTIONS, beside=account)
    locked = lock_accounts(account, other)
    account, other = locked[account.pk], locked[other.pk]
    due = [lot for lot in lots.settle(account) if lot.expires_at <= now]
    ended = max(0, sum(lot.remaining for lot in due) - account.held)
    if not ended:
        return None
    _end(due, ended)
    given = Movement(kind=EntryKind.EXPIRY, key=f"expiry:{uuid7()}", amount=ended)
    return move(source=account, target=other, asked=account, given=given)


def _end(due: list[Lot], ended: int) -> None:
    """Take from the last of the due lots first: work in progress spends the first ones."""
    for lot in reversed(due):
        part = min(ended, lot.remaining)
        ended -= part
        Lot.objects.filter(pk=lot.pk).update(remaining=F("remaining") - part)
