"""What the views have in common that anybody may look at, signed in or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from marketplace.models import Listing
from marketplace.queries import installed_graph
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import User
from platform_project.kit.throttling import client_address, rate_limit


class StoreView(WorkspaceView):
    """Open to everybody, so often a minute; strangers are counted by their network address."""

    permission_classes = [AllowAny]
    reads_header = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        who = client_address(request) if self.caller is None else self.caller.pk
        rate_limit("store").take(who)

    @property
    def caller(self) -> User | None:
        """Who is signed in, if anybody is."""
        user = self.request.user
        return user if isinstance(user, User) else None

    def installed(self, listing: Listing) -> UUID | None:
        if self.caller is None:
            return None
        return installed_graph(listing, self.caller, self.workspace)
