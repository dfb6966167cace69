"""What the platform keeps about credits."""

from credits.models.account import SLOTS, Account, AccountKind
from credits.models.budget import Budget, BudgetScope
from credits.models.entry import Entry, EntryKind
from credits.models.hold import Hold, HoldState
from credits.models.lot import Lot
from credits.models.price import Basis, Part, PriceRow

__all__ = [
    "SLOTS",
    "Account",
    "AccountKind",
    "Basis",
    "Budget",
    "BudgetScope",
    "Entry",
    "EntryKind",
    "Hold",
    "HoldState",
    "Lot",
    "Part",
    "PriceRow",
]
