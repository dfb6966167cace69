"""What the views of this app share: reading a body into checked values, and the signed-in user."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from platform_project.accounts.models import User


def given(serializer: type[BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    """The checked values of the request's body. Raises DRF's ValidationError with a field map."""
    checked = serializer(data=request.data)
    checked.is_valid(raise_exception=True)
    return cast("dict[str, Any]", checked.validated_data)


def caller(request: Request) -> User:
    """The user of a request that is known to be signed in."""
    user = request.user
    assert isinstance(user, User)
    return user
