"""What came of each payment, and the ledger after it.

Stripe tells things late, twice and in any order. So nothing here adds up events: a payment's row is set to
what was said last, and `_follow` brings the ledger to where the row says it should be. Said again, it moves
nothing.

    should be in the ledger = paid ? amount − refunded − disputed (until the dispute is won) : 0

What is to be taken back and was spent already is `owed`; it is taken from what the workspace is given later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from credits.errors import InsufficientCredits
from credits.models import AccountKind, Dispute, EventState, Payment, PaymentKind, StripeEvent
from credits.services import ledger
from platform_project.kit.money import MICRO
from platform_project.kit.rows import run

_MOST_NAMED = 100
_ORDER = {Dispute.NONE: 0, Dispute.OPEN: 1, Dispute.WON: 2, Dispute.LOST: 2}  # a dispute never opens again


@transaction.atomic
def paid(*, payment_id: str, workspace_id: UUID | None, cents: int) -> Payment:
    """A top-up was paid: its credits are the workspace's."""
    row = _row(payment_id, workspace_id, PaymentKind.TOP_UP, cents)
    if not row.is_paid:
        row.is_paid, row.cents, row.paid_at = True, cents, timezone.now()
    _follow(row)
    if row.workspace_id is not None:
        collect_debts(row.workspace_id)
    return row


@transaction.atomic
def paid_subscription(*, invoice_id: str, workspace_id: UUID, cents: int, paid_at: datetime) -> Payment:
    """An invoice of a subscription was paid. Its credits are granted by the month, not by the payment."""
    row = _row(invoice_id, workspace_id, PaymentKind.SUBSCRIPTION, cents)
    Payment.objects.filter(pk=row.pk, is_paid=False).update(is_paid=True, paid_at=paid_at)
    return row


@transaction.atomic
def refunded(
    *, payment_id: str, workspace_id: UUID | None, cents: int, refunded_cents: int, as_of: int
) -> Payment:
    """So much of a top-up was paid back so far, in all. as_of: when Stripe said so; older news is no news."""
    row = _row(payment_id, workspace_id, PaymentKind.TOP_UP, cents)
    if (as_of, refunded_cents) > (row.refunded_as_of, row.refunded_cents):
        row.refunded_as_of, row.refunded_cents = as_of, refunded_cents
    _follow(row)
    return row


@transaction.atomic
def disputed(
    *, payment_id: str, workspace_id: UUID | None, cents: int, disputed_cents: int, dispute: Dispute
) -> Payment:
    """The bank of whoever paid wants the money back, has it, or gave it up."""
    row = _row(payment_id, workspace_id, PaymentKind.TOP_UP, cents)
    if _ORDER[dispute] > _ORDER[Dispute(row.dispute)]:
        row.dispute = dispute
        row.disputed_cents = disputed_cents if dispute in (Dispute.OPEN, Dispute.LOST) else 0
    _follow(row)
    return row


def collect_debts(workspace_id: UUID) -> int:
    """Take what the workspace owes from what it has now; micro-credits that are still owed."""
    with transaction.atomic():
        rows = Payment.objects.select_for_update(no_key=True).filter(workspace=workspace_id, owed__gt=0)
        return sum(_follow(row).owed for row in rows.order_by("pk"))


def differences() -> Iterator[str]:
    """Where payments and ledger do not agree, in words; nothing if all is well."""
    for name, granted, taken, booked in run(_DIFFERENCES, {}).fetchall():
        yield f"payment {name}: {granted} granted and {taken} taken back, {booked} in the ledger"
    for event in StripeEvent.objects.filter(state=EventState.FAILED)[:_MOST_NAMED]:
        yield f"event {event.pk} ({event.type}): {event.error}"


# Each entry of a payment has the key `stripe:<id>` or `stripe:<id>:<what>:<number>`.
_DIFFERENCES = """
SELECT coalesce(p.stripe_id, e.name), p.granted, p.taken_back, coalesce(e.booked, 0)
FROM credits_payment p
FULL JOIN (
    SELECT split_part(entry.key, ':', 2) AS name, sum(entry.amount)::bigint AS booked
    FROM credits_entry entry JOIN credits_account account ON account.id = entry.account_id
    WHERE entry.key LIKE 'stripe:%%' AND account.kind = 'workspace'
    GROUP BY 1) e ON e.name = p.stripe_id
WHERE p.id IS NULL OR p.granted - p.taken_back <> coalesce(e.booked, 0)
   OR (p.kind = 'top_up' AND p.is_paid AND p.granted = 0 AND p.refunded_cents < p.cents)
ORDER BY 1
"""


def _row(stripe_id: str, workspace_id: UUID | None, kind: PaymentKind, cents: int) -> Payment:
    """The payment's row, locked until the transaction ends."""
    Payment.objects.bulk_create(
        [Payment(stripe_id=stripe_id, workspace_id=workspace_id, kind=kind, cents=cents)],
        ignore_conflicts=True,
    )
    found: Payment = Payment.objects.select_for_update(no_key=True).get(stripe_id=stripe_id)
    return found


def _follow(row: Payment) -> Payment:
    """Bring the ledger to where the row says it should be, and save the row."""
    workspace_id = row.workspace_id
    if workspace_id is None:
        row.save()
        return row
    if row.is_paid and not row.granted:
        ledger.grant(
            workspace_id=workspace_id,
            amount=row.cents * MICRO,
            key=f"stripe:{row.stripe_id}",
            kind="topup",
            source="clearing",
        )
        row.granted = row.cents * MICRO
    back = min((row.refunded_cents + row.disputed_cents) * MICRO, row.granted)
    if back > row.taken_back:
        _take(row, workspace_id, back - row.taken_back)
    elif back < row.taken_back:
        _give_again(row, workspace_id, row.taken_back - back)
    row.owed = max(0, back - row.taken_back)
    row.save()
    return row


def _take(row: Payment, workspace_id: UUID, amount: int) -> None:
    """Take back what is there and free; work in progress keeps what it set aside."""
    account = ledger.account_of(workspace_id)
    clearing = ledger.platform_account(AccountKind.CLEARING, beside=account)
    while taken := min(amount, ledger.balance_of(workspace_id).available):
        try:
            ledger.transfer(
                from_account=account,
                to_account=clearing,
                amount=taken,
                key=f"stripe:{row.stripe_id}:back:{row.moves}",
                note="The payment was paid back or is disputed.",
            )
        except InsufficientCredits:
            continue  # somebody spent in between
        row.taken_back += taken
        row.moves += 1
        return


def _give_again(row: Payment, workspace_id: UUID, amount: int) -> None:
    ledger.grant(
        workspace_id=workspace_id,
        amount=amount,
        key=f"stripe:{row.stripe_id}:again:{row.moves}",
        kind="topup",
        source="clearing",
        note="The dispute was won, or a refund failed.",
    )
    row.taken_back -= amount
    row.moves += 1
