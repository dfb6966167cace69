"""Which workspace a request is about, and whether the caller's role there is high enough."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import ClassVar

from django.core.exceptions import ImproperlyConfigured
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from platform_project.accounts.errors import PersonNeeded, RoleTooLow, ScopeMissing
from platform_project.accounts.models import RANK, ROLE_OF_SCOPE, ApiKey, Membership, Role, User, Workspace
from platform_project.errors import BadInput, NotFound

HEADER = "X-Workspace"


class IsMember(BasePermission):
    """Callers whose role in the request's workspace (and whose key's scope) allows the action.

    Raises RoleTooLow or ScopeMissing, which name what is needed; NotFound for strangers.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            return False
        if not isinstance(view, WorkspaceView):
            raise ImproperlyConfigured(f"{type(view).__name__} is not a WorkspaceView.")
        refuse_below(view.needed_role(), view.membership, request.auth)
        return True


class IsPerson(BasePermission):
    """Signed-in people: API keys may not touch accounts and keys."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if isinstance(request.auth, ApiKey):
            raise PersonNeeded("This needs a signed-in person; an API key may not do it.")
        return bool(request.user.is_authenticated)


class WorkspaceView(APIView):
    """Base or mixin (named first) of views and viewsets: gives `workspace`, `membership`, `role` and `user`.

    The workspace is that of the `X-Workspace` header, else the API key's, else the caller's personal one.
    roles: least role per action (viewsets) or lower-case method; left out, reading needs VIEWER and
    everything else BUILDER.
    """

    permission_classes = [IsMember]
    roles: ClassVar[dict[str, Role]] = {}
    reads_header: ClassVar[bool] = True

    @cached_property
    def membership(self) -> Membership:
        """The caller's membership with its workspace; one query per request. Raises BadInput or NotFound."""
        return membership_of(self.user, self.wanted_workspace(), self.request.auth)

    @property
    def workspace(self) -> Workspace:
        return self.membership.workspace

    @property
    def user(self) -> User:
        """The caller, who is signed in wherever this is asked."""
        user = self.request.user
        assert isinstance(user, User)
        return user

    @property
    def role(self) -> Role:
        """What the caller may do here: their role, or less if their API key reaches less far."""
        own = Role(self.membership.role)
        auth = self.request.auth
        return min(own, auth.most, key=RANK.__getitem__) if isinstance(auth, ApiKey) else own

    def wanted_workspace(self) -> uuid.UUID | None:
        """The id in the header; override to take it from the path."""
        given = self.request.headers.get(HEADER)
        if given is None:
            return None
        try:
            return uuid.UUID(given)
        except ValueError as err:
            raise BadInput(f"{HEADER} must be the id of a workspace.", header=HEADER) from err

    def needed_role(self) -> Role:
        method = (self.request.method or "GET").upper()
        action = getattr(self, "action", None) or ("get" if method == "HEAD" else method.lower())
        default = Role.VIEWER if method in SAFE_METHODS else Role.BUILDER
        return self.roles.get(action, default)


def membership_of(user: User, workspace_id: uuid.UUID | None, auth: object = None) -> Membership:
    """The membership through which `user` reaches a workspace: by id, else the key's, else their own.

    Raises NotFound for strangers, and for an API key that belongs to another workspace.
    """
    memberships = Membership.objects.filter(user=user).select_related("workspace")
    if isinstance(auth, ApiKey):
        if workspace_id not in (None, auth.workspace_id):
            raise _no_such_workspace()
        workspace_id = auth.workspace_id
    if workspace_id is None:
        found = memberships.filter(workspace__personal_of=user).first()
    else:
        found = memberships.filter(workspace_id=workspace_id).first()
    if found is None:
        raise _no_such_workspace()
    return found


def refuse_below(least: Role, membership: Membership, auth: object) -> None:
    """Raise RoleTooLow or ScopeMissing unless the member, and the key if there is one, reach `least`."""
    if RANK[Role(membership.role)] < RANK[least]:
        raise RoleTooLow(
            f"This needs the role {least} in the workspace; yours is {membership.role}.",
            needed=least.value,
            role=membership.role,
        )
    if isinstance(auth, ApiKey) and RANK[auth.most] < RANK[least]:
        _refuse_key(least, auth)


def _refuse_key(least: Role, key: ApiKey) -> None:
    needed = next((scope for scope, role in ROLE_OF_SCOPE.items() if role == least), None)
    if needed is None:
        raise PersonNeeded(f"This needs a signed-in {least}; no API key may do it.")
    raise ScopeMissing(
        f"This needs an API key with the scope {needed}.", needed=needed.value, scopes=key.scopes
    )


def _no_such_workspace() -> NotFound:
    return NotFound("There is no such workspace.")
