"""What the platform keeps about the marketplace."""

from marketplace.models.creator import Creator
from marketplace.models.image import Image, ImageUse
from marketplace.models.listing import Category, Installer, Listing, ListingDay, ListingState
from marketplace.models.moderation import (
    AbuseReport,
    Act,
    Appeal,
    AppealState,
    ModerationEvent,
    ReasonTemplate,
    ReportKind,
    ReportState,
)
from marketplace.models.rating import Rating
from marketplace.models.search import EntryKind, SearchEntry, SearchMeaning, SearchWord
from marketplace.models.submission import UNDER_WAY, Submission, SubmissionState

__all__ = [
    "UNDER_WAY",
    "AbuseReport",
    "Act",
    "Appeal",
    "AppealState",
    "Category",
    "Creator",
    "EntryKind",
    "Image",
    "ImageUse",
    "Installer",
    "Listing",
    "ListingDay",
    "ListingState",
    "ModerationEvent",
    "Rating",
    "ReasonTemplate",
    "ReportKind",
    "ReportState",
    "SearchEntry",
    "SearchMeaning",
    "SearchWord",
    "Submission",
    "SubmissionState",
]
