"""Who offers agents, for anybody to see."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace import queries
from marketplace.api.public import StoreView
from marketplace.api.serializers import CreatorRead


class CreatorDetail(StoreView):
    @extend_schema(operation_id="get_creator", responses=CreatorRead, tags=["store"])
    def get(self, request: Request, slug: str) -> Response:
        """Who offers agents. Their listings are those of `GET /store/listings?creator=`."""
        return Response(CreatorRead(queries.public_creator(slug)).data)
