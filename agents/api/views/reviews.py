"""Questions to people over REST."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.serializers import ReviewAnswer, ReviewRead
from agents.api.views.shared import ID, valid
from agents.models import Review
from agents.models.review import ReviewStatus
from agents.services import reviews
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import BadInput


class ReviewViewSet(
    WorkspaceView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Review]
):
    """What executions ask people. An answer is given once."""

    serializer_class = ReviewRead
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    roles: ClassVar[dict[str, Role]] = {"answer": Role.RUNNER}

    def get_queryset(self) -> QuerySet[Review]:
        mine = Review.objects.for_user(self.user, workspace=self.workspace)
        found: QuerySet[Review] = mine.select_related("execution__version", "decided_by")
        return _asked(found, self.request) if self.action == "list" else found

    @extend_schema(
        parameters=[
            OpenApiParameter("status", str, enum=ReviewStatus.values, description="WAITING if left out."),
            OpenApiParameter("execution", str, description="Id of an execution; those below it count too."),
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(request=ReviewAnswer, responses=ReviewRead, parameters=[ID])
    def answer(self, request: Request, pk: str) -> Response:
        """Approve, perhaps with changed data, or reject."""
        review = self.get_object()
        given = valid(ReviewAnswer(data=request.data))
        return Response(ReviewRead(reviews.decide(review=review, user=self.user, answer=given.answer())).data)


def _asked(found: QuerySet[Review], request: Request) -> QuerySet[Review]:
    wanted = request.query_params.get("status", ReviewStatus.WAITING)
    if wanted not in ReviewStatus.values:
        raise BadInput("Unknown status.", status=[f"One of {', '.join(ReviewStatus.values)}."])
    execution_id = request.query_params.get("execution")
    if execution_id is None:
        return found.filter(status=wanted)
    try:
        top = UUID(execution_id)
    except ValueError as err:
        raise BadInput("execution must be an id.", execution=["Must be a UUID."]) from err
    return found.filter(Q(execution_id=top) | Q(execution__root_id=top), status=wanted)
