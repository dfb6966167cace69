"""People, teams and keys for tests."""

from __future__ import annotations

from itertools import count

from rest_framework.test import APIClient

from platform_project.accounts.models import ApiKey, Membership, Role, Scope, User, Workspace
from platform_project.accounts.services import api_keys, tokens
from platform_project.accounts.services.registration import register

PASSWORD = "quiet-lantern-42"
_numbers = count(1)


def make_user(name: str = "", **fields: object) -> User:
    """A registered user with a personal workspace; `name` also makes the address."""
    name = name or f"user{next(_numbers)}"
    user = register(email=f"{name}@example.com", password=PASSWORD, name=name.title())
    if fields:
        User.objects.filter(pk=user.pk).update(**fields)
        user.refresh_from_db()
    return user


def make_team(founder: User, name: str = "Team", /, **members: User) -> Workspace:
    """A team workspace that `founder` owns; members by role: `make_team(alice, viewer=bob)`."""
    team = Workspace.objects.create(name=name)
    Membership.objects.create(workspace=team, user=founder, role=Role.OWNER)
    for role, user in members.items():
        Membership.objects.create(workspace=team, user=user, role=Role(role))
    return team


def make_key(user: User, *scopes: Scope, workspace: Workspace | None = None) -> tuple[ApiKey, str]:
    """An API key and its plain text."""
    place = workspace or Workspace.objects.get(personal_of=user)
    return api_keys.create_key(user=user, workspace=place, name="key", scopes=list(scopes or Scope))


def client_for(user: User, workspace: Workspace | None = None) -> APIClient:
    """A client that is signed in with a real access token, as browsers are."""
    client = APIClient()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue(user).access}"}
    if workspace is not None:
        headers["HTTP_X_WORKSPACE"] = str(workspace.pk)
    client.credentials(**headers)
    return client


def client_with_key(plain: str, workspace: Workspace | None = None) -> APIClient:
    """A client that shows an API key, as programs do."""
    client = APIClient()
    headers = {"HTTP_X_API_KEY": plain}
    if workspace is not None:
        headers["HTTP_X_WORKSPACE"] = str(workspace.pk)
    client.credentials(**headers)
    return client
