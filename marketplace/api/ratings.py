"""Ratings and reports, by people who are signed in. Everybody reads them with the listing."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.api.serializers import RatingRead
from marketplace.models import Listing, Rating, ReportKind
from marketplace.models.moderation import MAX_REPORT_CHARACTERS
from marketplace.models.rating import MAX_TEXT_CHARACTERS
from marketplace.services import ratings, reports
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import IsMember, IsPerson, WorkspaceView
from platform_project.accounts.models import Role


class RatingWrite(serializers.Serializer[Any]):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    text = serializers.CharField(max_length=MAX_TEXT_CHARACTERS, allow_blank=True, default="")


class RatingChange(serializers.Serializer[Any]):
    stars = serializers.IntegerField(min_value=1, max_value=5, required=False)
    text = serializers.CharField(max_length=MAX_TEXT_CHARACTERS, allow_blank=True, required=False)


class AnswerWrite(serializers.Serializer[Any]):
    text = serializers.CharField(
        max_length=MAX_TEXT_CHARACTERS, allow_blank=True, help_text="Empty: the answer is taken back."
    )


class ReportWrite(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(ReportKind.choices)
    text = serializers.CharField(
        max_length=MAX_REPORT_CHARACTERS, allow_blank=True, default="", help_text="Needed for `other`."
    )


class _OfPerson(WorkspaceView):
    """What any signed-in person may do; never an API key, which speaks for one workspace."""

    permission_classes = [IsMember, IsPerson]
    roles: ClassVar[dict[str, Role]] = dict.fromkeys(("post", "patch", "delete"), Role.VIEWER)
    reads_header = False

    def wanted_workspace(self) -> None:
        return None

    def shown(self, rating: Rating) -> dict[str, Any]:
        return dict(RatingRead(rating, context={"user": self.user}).data)


class ListingRating(_OfPerson):
    @extend_schema(
        operation_id="rate_listing", request=RatingWrite, responses={201: RatingRead}, tags=["store"]
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        """Rate an agent that you have run to its end; a second rating of a version replaces the first."""
        listing = get_object_or_404(Listing.objects.public(), pk=listing_id)
        rating = ratings.rate(listing=listing, user=self.user, **given(RatingWrite, request))
        return Response(self.shown(rating), 201)


class RatingDetail(_OfPerson):
    def rating(self) -> Rating:
        mine = Rating.objects.filter(user=self.user).select_related("user", "submission")
        return get_object_or_404(mine, pk=self.kwargs["rating_id"])

    @extend_schema(operation_id="change_rating", request=RatingChange, responses=RatingRead, tags=["store"])
    def patch(self, request: Request, rating_id: UUID) -> Response:
        """Say it otherwise."""
        rating = ratings.change(rating=self.rating(), **given(RatingChange, request))
        return Response(self.shown(rating))

    @extend_schema(operation_id="delete_rating", responses={204: None}, tags=["store"])
    def delete(self, request: Request, rating_id: UUID) -> Response:
        """Take your rating back."""
        ratings.remove(rating=self.rating())
        return Response(status=204)


class RatingAnswer(WorkspaceView):
    @extend_schema(operation_id="answer_rating", request=AnswerWrite, responses=RatingRead, tags=["store"])
    def put(self, request: Request, rating_id: UUID) -> Response:
        """Answer, as the creator, what somebody said of your agent."""
        mine = Listing.objects.for_user(self.user, workspace=self.workspace)
        of_mine = Rating.objects.filter(listing__in=mine).select_related("user", "submission")
        rating = get_object_or_404(of_mine, pk=rating_id)
        rating = ratings.answer(rating=rating, **given(AnswerWrite, request))
        return Response(RatingRead(rating, context={"user": self.user}).data)


class ListingReports(_OfPerson):
    @extend_schema(operation_id="report_listing", request=ReportWrite, responses={201: None}, tags=["store"])
    def post(self, request: Request, listing_id: UUID) -> Response:
        """Tell moderators what is wrong with an agent."""
        listing = get_object_or_404(Listing.objects.public(), pk=listing_id)
        reports.report(listing=listing, user=self.user, **given(ReportWrite, request))
        return Response(status=201)


class RatingReports(_OfPerson):
    @extend_schema(operation_id="report_rating", request=ReportWrite, responses={201: None}, tags=["store"])
    def post(self, request: Request, rating_id: UUID) -> Response:
        """Tell moderators what is wrong with what somebody wrote."""
        shown = Rating.objects.filter(is_hidden=False, listing__in=Listing.objects.public())
        rating = get_object_or_404(shown.select_related("listing"), pk=rating_id)
        reports.report(listing=rating.listing, rating=rating, user=self.user, **given(ReportWrite, request))
        return Response(status=201)
