"""What the platform keeps about credits."""

from credits.models.account import SLOTS, Account, AccountKind
from credits.models.entry import Entry, EntryKind
from credits.models.hold import Hold, HoldState
from credits.models.lot import Lot

__all__ = ["SLOTS", "Account", "AccountKind", "Entry", "EntryKind", "Hold", "HoldState", "Lot"]
