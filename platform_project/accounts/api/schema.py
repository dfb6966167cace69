"""What drf-spectacular cannot see by itself: how callers prove who they are, and headers that matter."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from platform_project.accounts.api.workspace import HEADER, WorkspaceView

WORKSPACE_HEADER = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="The id of the workspace; left out, the API key's or else the caller's personal one.",
)
IDEMPOTENCY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 255 ASCII characters; the same request with the same key has its effect once.",
)


class Schema(AutoSchema):
    """Adds the header that names the workspace, where it is read."""

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        view = self.view
        if isinstance(view, WorkspaceView) and view.reads_header:
            parameters.append(WORKSPACE_HEADER)
        if getattr(getattr(view, self.method_name, None), "is_idempotent", False):
            parameters.append(IDEMPOTENCY_HEADER)
        return parameters

    @property
    def method_name(self) -> str:
        return getattr(self.view, "action", None) or str(self.method).lower()


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    target_class = "platform_project.accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    target_class = "platform_project.accounts.api.authentication.ApiKeyAuthentication"
    name = "api_key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "X-API-Key"}
