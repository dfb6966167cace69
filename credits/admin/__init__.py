"""Credits in the admin.

books.py        accounts, entries, holds, lots and budgets: to look at
corrections.py  credits that the operator gives, takes or gives back, as entries that are added
costs.py        sums over the entries: what was spent, and so earned, on what
prices.py       what things cost
billing.py      tiers and subscriptions, payments, and what Stripe told
payouts.py      creators who want to be paid
"""

from credits.admin.billing import (
    BillingProfilePage,
    PaymentPage,
    StripeEventPage,
    SubscriptionPage,
    TierPage,
    TopUpPage,
)
from credits.admin.books import AccountPage, BudgetPage, EntryPage, HoldPage, LotPage
from credits.admin.payouts import PayoutPage
from credits.admin.prices import PriceRowPage

__all__ = [
    "AccountPage",
    "BillingProfilePage",
    "BudgetPage",
    "EntryPage",
    "HoldPage",
    "LotPage",
    "PaymentPage",
    "PayoutPage",
    "PriceRowPage",
    "StripeEventPage",
    "SubscriptionPage",
    "TierPage",
    "TopUpPage",
]
