"""A creator's word against what a moderator decided."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.api.my_listings import AppealBrief, MyListingsView
from marketplace.models.moderation import MAX_REPORT_CHARACTERS
from marketplace.services import appeals
from platform_project.accounts.api.views.base import given
from platform_project.kit.known_fields import KnownFields


class AppealWrite(KnownFields):
    text = serializers.CharField(max_length=MAX_REPORT_CHARACTERS)
    submission = serializers.UUIDField(
        default=None,
        allow_null=True,
        help_text="A rejected one of the listing; left out: the listing was taken down.",
    )


class MyListingAppeals(MyListingsView):
    @extend_schema(operation_id="appeal", request=AppealWrite, responses={201: AppealBrief}, tags=["store"])
    def post(self, request: Request, listing_id: UUID) -> Response:
        """Ask for another look at a rejection, or at a take-down; once each."""
        said, listing = given(AppealWrite, request), self.listing(listing_id)
        wanted = said["submission"]
        submission = None if wanted is None else get_object_or_404(listing.submissions.all(), pk=wanted)
        appeal = appeals.appeal(listing=listing, submission=submission, user=self.user, text=said["text"])
        return Response(AppealBrief(appeal).data, 201)
