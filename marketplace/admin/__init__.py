"""The marketplace in the admin: where moderators work.

queue.py     submissions, oldest first, and the page of one (review.py, differences.py, trials.py, …)
listings.py  take-downs, the first page, the history of a listing
reports.py   what users report
appeals.py   what creators appeal; cases.py: the page of one of these three
people.py    creators and their marks
ratings.py   what users wrote
shelves.py   categories, reasons, and rows to look at
"""

from marketplace.admin.appeals import AppealPage
from marketplace.admin.listings import ListingPage
from marketplace.admin.people import CreatorPage
from marketplace.admin.queue import SubmissionPage
from marketplace.admin.ratings import RatingPage
from marketplace.admin.reports import AbuseReportPage
from marketplace.admin.shelves import (
    CategoryPage,
    ImagePage,
    ListingDayPage,
    ModerationEventPage,
    ReasonTemplatePage,
)

__all__ = [
    "AbuseReportPage",
    "AppealPage",
    "CategoryPage",
    "CreatorPage",
    "ImagePage",
    "ListingDayPage",
    "ListingPage",
    "ModerationEventPage",
    "RatingPage",
    "ReasonTemplatePage",
    "SubmissionPage",
]
