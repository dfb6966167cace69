"""The accounts' part of `/api/v1/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from platform_project.accounts.api.views import auth, me, social, workspaces

_social_stops: list[URLPattern] = [
    path("login/<slug:backend>", social.begin, name="begin"),
    path("complete/<slug:backend>", social.complete, name="complete"),
]

_auth: list[URLPattern | URLResolver] = [
    path("register", auth.Register.as_view()),
    path("token", auth.SignIn.as_view()),
    path("refresh", auth.Refresh.as_view()),
    path("sign-out", auth.SignOut.as_view()),
    path("password/change", auth.PasswordChange.as_view()),
    path("password/reset-request", auth.PasswordResetRequest.as_view()),
    path("password/reset", auth.PasswordReset.as_view()),
    path("providers", social.Providers.as_view()),
    path("social/exchange", social.Exchange.as_view()),
    path("social/", include((_social_stops, "social"))),
]

_workspace: list[URLPattern] = [
    path("members", workspaces.Members.as_view()),
    path("members/<uuid:user_id>", workspaces.MemberDetail.as_view()),
    path("invitations", workspaces.Invitations.as_view()),
    path("invitations/<uuid:invitation_id>", workspaces.InvitationDetail.as_view()),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("auth/", include(_auth)),
    path("me", me.Me.as_view()),
    path("me/preferences", me.MyPreferences.as_view()),
    path("api-keys", me.ApiKeys.as_view()),
    path("api-keys/<uuid:key_id>", me.ApiKeyDetail.as_view()),
    path("workspaces", workspaces.Workspaces.as_view()),
    path("workspaces/<uuid:workspace_id>", workspaces.WorkspaceDetail.as_view()),
    path("workspaces/<uuid:workspace_id>/", include(_workspace)),
    path("invitations/accept", workspaces.AcceptInvitation.as_view()),
]
