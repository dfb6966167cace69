"""What builders choose from."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from blocks.sdk.models import CAPABILITIES, MODEL_PROVIDERS
from integrations.api.serializers import ModelList, model_row
from integrations.services.model_table import table_now
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.errors import BadInput

_FILTERS = [
    OpenApiParameter("capability", str, enum=CAPABILITIES),
    OpenApiParameter("provider", str, enum=MODEL_PROVIDERS),
]


class Models(WorkspaceView, APIView):
    @extend_schema(operation_id="models_list", parameters=_FILTERS, responses=ModelList)
    def get(self, request: Request) -> Response:
        """The models that agents may ask, with their prices. Those that were replaced are left out."""
        capability = _one_of(request, "capability", CAPABILITIES)
        provider = _one_of(request, "provider", MODEL_PROVIDERS)
        found = [
            model_row(spec)
            for spec in table_now()
            if spec.is_enabled
            and not spec.replaced_by
            and capability in (None, *spec.capabilities)
            and provider in (None, spec.provider)
        ]
        return Response({"results": found})


def _one_of(request: Request, name: str, known: tuple[str, ...]) -> str | None:
    given = request.query_params.get(name)
    if given is not None and given not in known:
        raise BadInput(f"{name} must be one of {', '.join(known)}.", **{name: [f"One of {', '.join(known)}"]})
    return given
