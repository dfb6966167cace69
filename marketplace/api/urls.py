"""Paths of the marketplace, below /api/v1."""

from __future__ import annotations

from django.urls import path

from marketplace.api.appeals import MyListingAppeals
from marketplace.api.creators import CreatorDetail
from marketplace.api.images import Images, StoreImage
from marketplace.api.installs import GraphFork, GraphUpdate, LibraryUpdates, ListingInstallation
from marketplace.api.listings import (
    Categories,
    Featured,
    ListingDetail,
    ListingRatings,
    Listings,
    SimilarListings,
    Suggestions,
)
from marketplace.api.my_listings import MyListingPublish, MyListings, MyListingUnpublish
from marketplace.api.profile import Profile
from marketplace.api.ratings import (
    ListingRating,
    ListingReports,
    RatingAnswer,
    RatingDetail,
    RatingReports,
)
from marketplace.api.search import Search
from marketplace.api.statistics import ListingStatistics
from marketplace.api.submissions import (
    SubmissionChecksView,
    SubmissionDetail,
    Submissions,
    SubmissionSubmit,
    SubmissionWithdraw,
)

_listing = "store/listings/<slug:creator>/<slug:slug>"
_mine = "store/my-listings/<uuid:listing_id>"
_submission = "store/submissions/<uuid:submission_id>"

urlpatterns = [
    path("search", Search.as_view(), name="search"),
    path("store/listings/<uuid:listing_id>/install", ListingInstallation.as_view(), name="install-listing"),
    path("library/updates", LibraryUpdates.as_view(), name="library-updates"),
    path("graphs/<uuid:graph_id>/update", GraphUpdate.as_view(), name="update-graph"),
    path("graphs/<uuid:graph_id>/fork", GraphFork.as_view(), name="fork-graph"),
    path("store/listings/<uuid:listing_id>/ratings", ListingRating.as_view(), name="rate-listing"),
    path("store/listings/<uuid:listing_id>/reports", ListingReports.as_view(), name="report-listing"),
    path("store/ratings/<uuid:rating_id>", RatingDetail.as_view(), name="rating"),
    path("store/ratings/<uuid:rating_id>/answer", RatingAnswer.as_view(), name="answer-rating"),
    path("store/ratings/<uuid:rating_id>/reports", RatingReports.as_view(), name="report-rating"),
    path("store/images", Images.as_view(), name="store-images"),
    path("store/images/<uuid:image_id>", StoreImage.as_view(), name="store-image"),
    path("store/listings", Listings.as_view(), name="listings"),
    path("store/suggestions", Suggestions.as_view(), name="suggestions"),
    path("store/categories", Categories.as_view(), name="categories"),
    path("store/featured", Featured.as_view(), name="featured"),
    path("store/creators/<slug:slug>", CreatorDetail.as_view(), name="creator"),
    path("store/profile", Profile.as_view(), name="store-profile"),
    path("store/statistics", ListingStatistics.as_view(), name="store-statistics"),
    path("store/submissions", Submissions.as_view(), name="submissions"),
    path(_submission, SubmissionDetail.as_view(), name="submission"),
    path(f"{_submission}/checks", SubmissionChecksView.as_view(), name="check-submission"),
    path(f"{_submission}/submit", SubmissionSubmit.as_view(), name="submit-submission"),
    path(f"{_submission}/withdraw", SubmissionWithdraw.as_view(), name="withdraw-submission"),
    path("store/my-listings", MyListings.as_view(), name="my-listings"),
    path(f"{_mine}/unpublish", MyListingUnpublish.as_view(), name="unpublish-listing"),
    path(f"{_mine}/appeals", MyListingAppeals.as_view(), name="appeal"),
    path(f"{_mine}/publish", MyListingPublish.as_view(), name="publish-listing"),
    # Last: they would match `store/listings/{id}/…` too.
    path(_listing, ListingDetail.as_view(), name="listing"),
    path(f"{_listing}/similar", SimilarListings.as_view(), name="similar-listings"),
    path(f"{_listing}/ratings", ListingRatings.as_view(), name="listing-ratings"),
]
