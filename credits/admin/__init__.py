"""Credits in the admin.

books.py    the ledger as it is, to look at
billing.py  tiers and subscriptions, payments, and what Stripe told
payouts.py  creators who want to be paid
"""

from credits.admin.billing import (
    BillingProfilePage,
    PaymentPage,
    StripeEventPage,
    SubscriptionPage,
    TierPage,
    TopUpPage,
)
from credits.admin.books import AccountPage, EntryPage, HoldPage, LotPage
from credits.admin.payouts import PayoutPage

__all__ = [
    "AccountPage",
    "BillingProfilePage",
    "EntryPage",
    "HoldPage",
    "LotPage",
    "PaymentPage",
    "PayoutPage",
    "StripeEventPage",
    "SubscriptionPage",
    "TierPage",
    "TopUpPage",
]
