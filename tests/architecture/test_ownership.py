"""Who owns a row, and that nobody reaches it past its owner."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from platform_project.accounts.api.workspace import IsMember, WorkspaceView
from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from tests.architecture.source import APPS

# Rows of a parent: they are reached through it alone. label → the parent's field
CHILDREN = {
    "accounts.Membership": "workspace",
    "agents.GraphVersion": "graph",
    "agents.Node": "version",
    "agents.Link": "version",
    "agents.Favourite": "graph",
    "agents.ExecutionLabels": "execution",
    "agents.ExecutionState": "execution",
    "agents.NodeExecution": "execution",
    "agents.ScheduledStart": "schedule",
    "agents.ValueUse": "execution",
    "credits.Entry": "account",
    "credits.DaySum": "account",
    "credits.Hold": "account",
    "credits.Lot": "account",
    "agents.Origin": "graph",
    "marketplace.Submission": "listing",
    "marketplace.Installer": "listing",
    "marketplace.ListingDay": "listing",
    "marketplace.Rating": "listing",
    "marketplace.ModerationEvent": "listing",
    "marketplace.AbuseReport": "listing",
    "marketplace.Appeal": "listing",
    "marketplace.SearchMeaning": "entry",
}
NOT_OWNED = {
    "credits.PriceRow": "what the operator charges everybody",
    "credits.StripeEvent": "what Stripe told; whose it is shows when it is worked on",
    "credits.SummedDay": "how far the sums of days have come; the platform's",
    "credits.Tier": "the price list, the same for everybody; the operator's",
    "integrations.AIModel": "what outside services offer, the same for everybody; the operator's",
    "integrations.ConsentServer": "where servers of anybody's choice have consent given, the same for all",
    "integrations.OAuthApp": "the operator's applications at providers, the same for everybody",
    "marketplace.Category": "the shelves of the marketplace, the same for everybody; the operator's",
    "marketplace.ReasonTemplate": "words that moderators begin with, the same for all of them",
    "marketplace.SearchWord": "words of what is public",
    "accounts.User": "a person, who owns workspaces",
    "accounts.Workspace": "the owner itself; has a for_user of its own",
    "accounts.Preferences": "how one person likes the web app",
    "notifications.Mark": "how far a look at what happened has come; the platform's",
    "notifications.Notification": "what one person was told, of whichever workspace",
    "notifications.NotificationSettings": "how one person wants to be told",
    "notifications.PushSubscription": "a browser of one person",
    "accounts.SignInCode": "worth one sign-in for a minute, found by its hash alone",
}
# Owned rows of which some belong to no workspace, so that nobody reaches those through `for_user`.
SOME_OF_NOBODY = {
    "credits.Account": "the platform's own side of the books, and those whose workspace was deleted",
    "credits.Payment": "those whose workspace was deleted: the books have to close without it",
    "credits.Payout": "the same",
    "credits.Subscription": "those whose workspace was deleted, until they have ended at Stripe",
    "integrations.Credential": "the operator's serve everybody, and only the admin has them",
    "marketplace.SearchEntry": "listings and blocks, which everybody may find",
}

OPEN_TO_ALL = {
    "Register": "makes the account",
    "SignIn": "proves who it is by the password",
    "Refresh": "proves who it is by the refresh token",
    "SignOut": "proves who it is by the refresh token",
    "PasswordResetRequest": "for who cannot sign in; answers the same for any address",
    "PasswordReset": "proves who it is by the mailed token",
    "Providers": "what the sign-in page shows",
    "Shared": "whoever has the link; its token is looked for by its hash",
    "SharedValue": "the same",
    "StoreImage": "pictures of what everybody may see; nobody guesses the id of another",
    "StripeIngress": "Stripe, which proves who it is by its signature",
    "Exchange": "proves who it is by the code of the redirect",
    "Listings": "the marketplace is public; strangers are counted by their address",
    "ListingDetail": "the same",
    "ListingRatings": "the same",
    "SimilarListings": "the same",
    "Suggestions": "the same",
    "Categories": "the same",
    "Featured": "the same",
    "CreatorDetail": "the same",
}
OF_THE_CALLER = {
    "Me": "the caller's own account",
    "MyPreferences": "the caller's own",
    "Notifications": "what the caller was told, of whichever workspace",
    "NotificationsRead": "the same",
    "MyNotificationSettings": "the caller's own",
    "PushSubscriptions": "the caller's own browsers",
    "PushSubscriptionDetail": "the same",
    "PasswordChange": "the caller's own account",
    "ApiKeyDetail": "the caller's own keys, in whichever workspace",
    "Workspaces": "the list from which a workspace is chosen",
    "AcceptInvitation": "the caller is not a member yet; found by the mailed token",
}


def _models() -> list[type[Model]]:
    found = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]
    assert len(found) > 10
    return found


def _views() -> list[type[APIView]]:
    found = {view for view in _classes(get_resolver()) if view.__module__.split(".")[0] in APPS}
    assert len(found) > 15
    return sorted(found, key=lambda view: view.__name__)


def _classes(resolver: URLResolver) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _classes(entry)
        elif isinstance(entry, URLPattern) and (view := getattr(entry.callback, "cls", None)):
            yield view


def test_every_model_is_owned_by_a_workspace_or_stands_on_a_list() -> None:
    free = {model._meta.label for model in _models() if not issubclass(model, OwnedModel)}
    assert free == CHILDREN.keys() | NOT_OWNED.keys()


def test_an_owned_row_has_a_workspace_and_a_way_to_reach_it() -> None:
    owned: list[Any] = [model for model in _models() if issubclass(model, OwnedModel)]
    assert len(owned) > 3
    nullable = {model._meta.label for model in owned if model._meta.get_field("workspace").null}
    assert nullable == SOME_OF_NOBODY.keys()
    for model in owned:
        assert isinstance(model.objects.all(), OwnedQuerySet), model


def test_a_child_row_always_has_its_parent() -> None:
    for label, name in CHILDREN.items():
        field: Any = apps.get_model(label)._meta.get_field(name)
        assert field.many_to_one or field.one_to_one, label
        assert not field.null, label


def test_every_view_asks_who_calls() -> None:
    unguarded = [view.__name__ for view in _views() if not view.permission_classes]
    assert unguarded == []
    everybody = {view.__name__ for view in _views() if AllowAny in view.permission_classes}
    assert everybody == OPEN_TO_ALL.keys()


def test_every_other_view_works_within_a_workspace_that_the_caller_is_a_member_of() -> None:
    guarded = [view for view in _views() if AllowAny not in view.permission_classes]
    members = {
        view.__name__
        for view in guarded
        if issubclass(view, WorkspaceView) and IsMember in view.permission_classes
    }
    assert len(members) > 5
    assert {view.__name__ for view in guarded} - members == OF_THE_CALLER.keys()


def test_what_a_viewset_finds_it_finds_through_for_user() -> None:
    looked_at = [view for view in _views() if "get_queryset" in view.__dict__]
    assert len(looked_at) > 2
    assert [view.__name__ for view in looked_at if "for_user(" not in _finding(view)] == []


def _finding(view: type[APIView]) -> str:
    """The source of `get_queryset` and of the functions of its module that it calls."""
    own = view.__dict__["get_queryset"]
    module = inspect.getmodule(view)
    called = [getattr(module, name, None) for name in own.__code__.co_names]
    return "\n".join(inspect.getsource(part) for part in (own, *called) if inspect.isfunction(part))
