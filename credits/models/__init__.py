"""What the platform keeps about credits."""

from credits.models.account import SLOTS, Account, AccountKind
from credits.models.budget import Budget, BudgetScope
from credits.models.day_sum import DaySum, Dimension, SummedDay
from credits.models.entry import Entry, EntryKind
from credits.models.hold import Hold, HoldState
from credits.models.lot import Lot
from credits.models.payment import (
    BillingProfile,
    Dispute,
    Payment,
    PaymentKind,
    TopUp,
    TopUpKind,
    TopUpState,
)
from credits.models.payout import Payout, PayoutState
from credits.models.price import Basis, Part, PriceRow
from credits.models.stripe_event import EventState, StripeEvent
from credits.models.tier import FREE, HOLDING, Subscription, SubscriptionStatus, Tier

__all__ = [
    "FREE",
    "HOLDING",
    "SLOTS",
    "Account",
    "AccountKind",
    "Basis",
    "BillingProfile",
    "Budget",
    "BudgetScope",
    "DaySum",
    "Dimension",
    "Dispute",
    "Entry",
    "EntryKind",
    "EventState",
    "Hold",
    "HoldState",
    "Lot",
    "Part",
    "Payment",
    "PaymentKind",
    "Payout",
    "PayoutState",
    "PriceRow",
    "StripeEvent",
    "Subscription",
    "SubscriptionStatus",
    "SummedDay",
    "Tier",
    "TopUp",
    "TopUpKind",
    "TopUpState",
]
