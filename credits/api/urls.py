"""Paths of credits, below /api/v1."""

from __future__ import annotations

from django.urls import path

from credits.api.balance import BalanceView, Holds
from credits.api.billing import (
    AutoTopUp,
    Invoices,
    Portal,
    StatementFile,
    SubscriptionView,
    Tiers,
    TopUps,
)
from credits.api.budgets import BudgetDetail, Budgets
from credits.api.costs import Costs
from credits.api.entries import Entries, EntriesFile
from credits.api.payouts import Earnings, Payouts

urlpatterns = [
    path("credits/balance", BalanceView.as_view(), name="credits-balance"),
    path("credits/holds", Holds.as_view(), name="credits-holds"),
    path("credits/entries", Entries.as_view(), name="credits-entries"),
    path("credits/entries.csv", EntriesFile.as_view(), name="credits-entries-file"),
    path("credits/costs", Costs.as_view(), name="credits-costs"),
    path("credits/tiers", Tiers.as_view(), name="credits-tiers"),
    path("credits/subscription", SubscriptionView.as_view(), name="credits-subscription"),
    path("credits/top-ups", TopUps.as_view(), name="credits-top-ups"),
    path("credits/auto-top-up", AutoTopUp.as_view(), name="credits-auto-top-up"),
    path("credits/portal", Portal.as_view(), name="credits-portal"),
    path("credits/invoices", Invoices.as_view(), name="credits-invoices"),
    path("credits/statements/<str:name>", StatementFile.as_view(), name="credits-statement"),
    path("credits/earnings", Earnings.as_view(), name="credits-earnings"),
    path("credits/payouts", Payouts.as_view(), name="credits-payouts"),
    path("credits/budgets", Budgets.as_view(), name="credits-budgets"),
    path("credits/budgets/<uuid:budget_id>", BudgetDetail.as_view(), name="credits-budget"),
]
