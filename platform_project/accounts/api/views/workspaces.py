"""Workspaces, their members, and invitations into them."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.accounts.api import serializers
from platform_project.accounts.api.views.base import caller, given
from platform_project.accounts.api.workspace import IsPerson, WorkspaceView
from platform_project.accounts.models import Invitation, Membership, Role
from platform_project.accounts.services import invitations, members, workspaces
from platform_project.kit.pagination import NewestFirst
from platform_project.kit.throttling import rate_limit


class OldestFirst(NewestFirst):
    ordering: ClassVar[tuple[str, ...]] = ("created_at", "id")


class PathWorkspaceView(WorkspaceView):
    """For paths under one workspace: it is the one in the path, whatever the header says."""

    reads_header: ClassVar[bool] = False

    def wanted_workspace(self) -> UUID | None:
        wanted: UUID = self.kwargs["workspace_id"]
        return wanted


class Workspaces(GenericAPIView[Membership]):
    permission_classes = [IsPerson]
    serializer_class = serializers.WorkspaceRead
    queryset = Membership.objects.none()

    @extend_schema(
        operation_id="list_workspaces", responses=serializers.WorkspaceRead(many=True), tags=["workspaces"]
    )
    def get(self, request: Request) -> Response:
        """The caller's workspaces, the last joined first."""
        own = Membership.objects.filter(user=caller(request)).select_related("workspace")
        page = self.paginate_queryset(own)
        return self.get_paginated_response(serializers.WorkspaceRead(page, many=True).data)

    @extend_schema(
        operation_id="create_workspace",
        request=serializers.WorkspaceWrite,
        responses={201: serializers.WorkspaceRead},
        tags=["workspaces"],
    )
    def post(self, request: Request) -> Response:
        """Make a team workspace, as its owner."""
        values = given(serializers.WorkspaceWrite, request)
        membership = workspaces.create_team(owner=caller(request), **values)
        return Response(serializers.WorkspaceRead(membership).data, 201)


class WorkspaceDetail(PathWorkspaceView):
    roles: ClassVar[dict[str, Role]] = {"patch": Role.ADMIN, "delete": Role.OWNER}

    @extend_schema(operation_id="get_workspace", responses=serializers.WorkspaceRead, tags=["workspaces"])
    def get(self, request: Request, workspace_id: UUID) -> Response:
        """One workspace, with the caller's role in it."""
        return Response(serializers.WorkspaceRead(self.membership).data)

    @extend_schema(
        operation_id="rename_workspace",
        request=serializers.WorkspaceWrite,
        responses=serializers.WorkspaceRead,
        tags=["workspaces"],
    )
    def patch(self, request: Request, workspace_id: UUID) -> Response:
        """Rename a workspace (admins)."""
        workspaces.rename(workspace=self.workspace, **given(serializers.WorkspaceWrite, request))
        return Response(serializers.WorkspaceRead(self.membership).data)

    @extend_schema(operation_id="delete_workspace", request=None, responses={204: None}, tags=["workspaces"])
    def delete(self, request: Request, workspace_id: UUID) -> Response:
        """Delete a team and all that it owns (owners)."""
        workspaces.delete_team(workspace=self.workspace)
        return Response(status=204)


class Members(PathWorkspaceView, GenericAPIView[Membership]):
    serializer_class = serializers.MemberRead
    pagination_class = OldestFirst
    queryset = Membership.objects.none()

    @extend_schema(
        operation_id="list_members", responses=serializers.MemberRead(many=True), tags=["workspaces"]
    )
    def get(self, request: Request, workspace_id: UUID) -> Response:
        """The members of a workspace, in the order in which they joined."""
        everybody = Membership.objects.filter(workspace=self.workspace).select_related("user")
        page = self.paginate_queryset(everybody)
        return self.get_paginated_response(serializers.MemberRead(page, many=True).data)


class MemberDetail(PathWorkspaceView):
    # Everybody may leave; taking out somebody else is refused below ADMIN by the service.
    roles: ClassVar[dict[str, Role]] = {"patch": Role.ADMIN, "delete": Role.VIEWER}

    @extend_schema(
        operation_id="change_member_role",
        request=serializers.MemberWrite,
        responses=serializers.MemberRead,
        tags=["workspaces"],
    )
    def patch(self, request: Request, workspace_id: UUID, user_id: UUID) -> Response:
        """Give a member another role, at most one's own (admins)."""
        role = Role(given(serializers.MemberWrite, request)["role"])
        member = members.change_role(workspace=self.workspace, by_role=self.role, user_id=user_id, role=role)
        return Response(serializers.MemberRead(member).data)

    @extend_schema(operation_id="remove_member", request=None, responses={204: None}, tags=["workspaces"])
    def delete(self, request: Request, workspace_id: UUID, user_id: UUID) -> Response:
        """Leave a team, or take a member out of it (admins)."""
        if user_id == self.user.pk and request.auth is None:
            members.leave(workspace=self.workspace, user_id=user_id)
        else:
            members.remove_member(workspace=self.workspace, by_role=self.role, user_id=user_id)
        return Response(status=204)


class Invitations(PathWorkspaceView, GenericAPIView[Invitation]):
    roles: ClassVar[dict[str, Role]] = {"get": Role.ADMIN, "post": Role.ADMIN}
    serializer_class = serializers.InvitationRead
    queryset = Invitation.objects.none()

    @extend_schema(
        operation_id="list_invitations", responses=serializers.InvitationRead(many=True), tags=["workspaces"]
    )
    def get(self, request: Request, workspace_id: UUID) -> Response:
        """Invitations that can still be accepted, newest first (admins)."""
        sent = Invitation.objects.open().filter(workspace=self.workspace).select_related("invited_by")
        page = self.paginate_queryset(sent)
        return self.get_paginated_response(serializers.InvitationRead(page, many=True).data)

    @extend_schema(
        operation_id="invite",
        request=serializers.InvitationWrite,
        responses={201: serializers.InvitationRead},
        tags=["workspaces"],
    )
    def post(self, request: Request, workspace_id: UUID) -> Response:
        """Invite somebody by mail, into a role that is at most one's own (admins)."""
        values = given(serializers.InvitationWrite, request)
        rate_limit("invitation").take(self.user.pk)
        invitation = invitations.invite(
            workspace=self.workspace,
            by=self.user,
            by_role=self.role,
            email=values["email"],
            role=Role(values["role"]),
        )
        return Response(serializers.InvitationRead(invitation).data, 201)


class InvitationDetail(PathWorkspaceView):
    roles: ClassVar[dict[str, Role]] = {"delete": Role.ADMIN}

    @extend_schema(operation_id="revoke_invitation", request=None, responses={204: None}, tags=["workspaces"])
    def delete(self, request: Request, workspace_id: UUID, invitation_id: UUID) -> Response:
        """Withdraw an invitation (admins)."""
        invitations.revoke_invitation(workspace=self.workspace, invitation_id=invitation_id)
        return Response(status=204)


class AcceptInvitation(APIView):
    permission_classes = [IsPerson]

    @extend_schema(
        operation_id="accept_invitation",
        request=serializers.TokenWrite,
        responses={201: serializers.WorkspaceRead},
        tags=["workspaces"],
    )
    def post(self, request: Request) -> Response:
        """Join the team that the token of a mail stands for."""
        token = given(serializers.TokenWrite, request)["token"]
        membership = invitations.accept_invitation(user=caller(request), token=token)
        return Response(serializers.WorkspaceRead(membership).data, 201)
