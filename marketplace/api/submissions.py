"""Submissions over REST: builders offer versions of their agents."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agents.models import Graph
from marketplace.api.submission_json import (
    SubmissionChange,
    SubmissionChecks,
    SubmissionRead,
    SubmissionRow,
    SubmissionStart,
)
from marketplace.models import Listing, Submission, SubmissionState
from marketplace.services import submissions
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.query_params import choices_of, id_of


class SubmissionsView(WorkspaceView, GenericAPIView[Submission]):
    """Of the listings of one workspace. Their files stay where they are: they are large."""

    roles: ClassVar[dict[str, Role]] = {"get": Role.BUILDER}
    serializer_class = SubmissionRead

    def get_queryset(self) -> QuerySet[Submission]:
        mine = Listing.objects.for_user(self.user, workspace=self.workspace)
        found: QuerySet[Submission] = Submission.objects.filter(listing__in=mine).defer("file")
        return found.select_related("listing__creator", "listing__graph")

    def submission(self, submission_id: UUID) -> Submission:
        found: Submission = get_object_or_404(self.get_queryset(), pk=submission_id)
        return found

    def shown(self, submission: Submission) -> Any:
        return SubmissionRead(self.submission(submission.pk)).data


class Submissions(SubmissionsView):
    @extend_schema(
        operation_id="list_submissions",
        parameters=[
            OpenApiParameter("listing", OpenApiTypes.UUID, description="Of this listing."),
            OpenApiParameter("state", str, enum=SubmissionState.values, many=True),
        ],
        responses=SubmissionRow(many=True),
        tags=["store"],
    )
    def get(self, request: Request) -> Response:
        """What this workspace offered, the newest first."""
        found = self.get_queryset()
        if (listing := id_of(request, "listing")) is not None:
            found = found.filter(listing=listing)
        if states := choices_of(request, "state", SubmissionState.values):
            found = found.filter(state__in=states)
        return self.get_paginated_response(SubmissionRow(self.paginate_queryset(found), many=True).data)

    @extend_schema(
        operation_id="start_submission",
        request=SubmissionStart,
        responses={201: SubmissionRead},
        tags=["store"],
    )
    def post(self, request: Request) -> Response:
        """Begin to offer a version of an agent: a draft, with what was said of the agent last."""
        wanted = given(SubmissionStart, request)
        mine = Graph.objects.for_user(self.user, workspace=self.workspace).select_related("workspace")
        graph = get_object_or_404(mine, pk=wanted["graph_id"])
        made = submissions.start_submission(graph=graph, version=wanted["version"], user=self.user)
        return Response(self.shown(made), status=201)


class SubmissionDetail(SubmissionsView):
    @extend_schema(operation_id="get_submission", responses=SubmissionRead, tags=["store"])
    def get(self, request: Request, submission_id: UUID) -> Response:
        return Response(self.shown(self.submission(submission_id)))

    @extend_schema(
        operation_id="change_submission", request=SubmissionChange, responses=SubmissionRead, tags=["store"]
    )
    def patch(self, request: Request, submission_id: UUID) -> Response:
        """Change what is given of a draft, and leave the rest."""
        submission = self.submission(submission_id)
        wanted = given(SubmissionChange, request)
        return Response(self.shown(submissions.change_submission(submission=submission, **wanted)))

    @extend_schema(operation_id="delete_submission", responses={204: None}, tags=["store"])
    def delete(self, request: Request, submission_id: UUID) -> Response:
        """Delete a draft."""
        submissions.delete_draft(submission=self.submission(submission_id))
        return Response(status=204)


class SubmissionSubmit(SubmissionsView):
    @extend_schema(operation_id="submit_submission", request=None, responses=SubmissionRead, tags=["store"])
    def post(self, request: Request, submission_id: UUID) -> Response:
        """Hand a draft to the moderators. A check that finds a problem refuses it, and names it."""
        submission = self.submission(submission_id)
        return Response(self.shown(submissions.submit(submission=submission, user=self.user)))


class SubmissionWithdraw(SubmissionsView):
    @extend_schema(operation_id="withdraw_submission", request=None, responses=SubmissionRead, tags=["store"])
    def post(self, request: Request, submission_id: UUID) -> Response:
        """Take back what waits for a moderator; that ends it."""
        submission = self.submission(submission_id)
        return Response(self.shown(submissions.withdraw(submission=submission, user=self.user)))


class SubmissionChecksView(SubmissionsView):
    @extend_schema(operation_id="check_submission", responses=SubmissionChecks, tags=["store"])
    def get(self, request: Request, submission_id: UUID) -> Response:
        """What the checks find, and what the agent does with data: of a draft as it is now."""
        submission = self.submission(submission_id)
        if submission.state != SubmissionState.DRAFT:
            return Response(SubmissionChecks(submission).data)
        _, facts, checks = submissions.looked_at(submission)
        found = {
            "checks": [check.as_json() for check in checks],
            "providers": facts.providers,
            "data_access": facts.data_access,
        }
        return Response(SubmissionChecks(found).data)
