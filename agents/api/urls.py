"""Paths of graphs and executions, below /api/v1."""

from __future__ import annotations

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from agents.api.autosaves import AutosaveDetail, Autosaves
from agents.api.bundles import GraphBundle, ImportPreview
from agents.api.credential_usage import CredentialUsage
from agents.api.estimates import DraftEstimate, RunEstimate
from agents.api.examples import ExampleInstallation, Examples
from agents.api.library import FolderDetail, Folders, Tags
from agents.api.needed_accounts import NeededAccounts
from agents.api.places import GraphDependants, GraphPlace
from agents.api.presets import PresetViewSet
from agents.api.private_providers import PrivateProviderDetail
from agents.api.retention import GraphRetention, Retention
from agents.api.schedules import ScheduleViewSet
from agents.api.shares import ExecutionShare, Shared, SharedValue, Shares
from agents.api.sketches import Sketches
from agents.api.triggers import TriggerViewSet
from agents.api.views import (
    ExecutionViewSet,
    GraphExecutionsViewSet,
    GraphViewSet,
    ReviewViewSet,
    VersionViewSet,
)

_router = SimpleRouter(trailing_slash=False, use_regex_path=True)
_router.register("graphs", GraphViewSet, basename="graph")
_router.register("executions", ExecutionViewSet, basename="execution")
_router.register("presets", PresetViewSet, basename="preset")
_router.register("schedules", ScheduleViewSet, basename="schedule")
_router.register("triggers", TriggerViewSet, basename="trigger")

_version = "graphs/<uuid:graph_id>/versions/<int:number>"

urlpatterns = [
    *_router.urls,
    path("graphs/import/preview", ImportPreview.as_view(), name="import-preview"),
    path("graphs/export", GraphBundle.as_view(), name="graph-bundle"),
    path(
        "graphs/<uuid:graph_id>/executions",
        GraphExecutionsViewSet.as_view({"get": "list", "post": "create"}),
        name="graph-executions",
    ),
    path("graphs/<uuid:graph_id>/estimate", RunEstimate.as_view(), name="estimate"),
    path("graphs/<uuid:graph_id>/versions", VersionViewSet.as_view({"get": "list"}), name="versions"),
    path(
        _version,
        VersionViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="graph-version",
    ),
    path(f"{_version}/activate", VersionViewSet.as_view({"post": "activate"}), name="activate"),
    path(f"{_version}/restore", VersionViewSet.as_view({"post": "restore"}), name="restore"),
    path(f"{_version}/diff/<int:other>", VersionViewSet.as_view({"get": "diff"}), name="diff"),
    path("reviews", ReviewViewSet.as_view({"get": "list"}), name="reviews"),
    path("reviews/<uuid:pk>", ReviewViewSet.as_view({"get": "retrieve", "post": "answer"}), name="review"),
    path("graphs/<uuid:graph_id>/place", GraphPlace.as_view(), name="graph-place"),
    path("graphs/<uuid:graph_id>/dependants", GraphDependants.as_view(), name="graph-dependants"),
    path("library/folders", Folders.as_view(), name="folders"),
    path("library/folders/<uuid:folder_id>", FolderDetail.as_view(), name="folder"),
    path("library/tags", Tags.as_view(), name="tags"),
    path("graphs/<uuid:graph_id>/credentials", NeededAccounts.as_view(), name="needed-accounts"),
    path("graphs/<uuid:graph_id>/retention", GraphRetention.as_view(), name="graph-retention"),
    path("graphs/estimate", DraftEstimate.as_view(), name="draft-estimate"),
    path("graphs/sketch", Sketches.as_view(), name="sketch"),
    path("examples", Examples.as_view(), name="examples"),
    path("examples/<slug:slug>/install", ExampleInstallation.as_view(), name="install-example"),
    path("shares", Shares.as_view(), name="shares"),
    path("executions/<uuid:execution_id>/share", ExecutionShare.as_view(), name="execution-share"),
    path("shared/<str:token>", Shared.as_view(), name="shared"),
    re_path(
        r"^shared/(?P<token>[^/]+)/values/(?P<sha256>[0-9a-f]{64})$",
        SharedValue.as_view(),
        name="shared-value",
    ),
    path("providers/openapi/<uuid:provider_id>", PrivateProviderDetail.as_view(), name="private-provider"),
    path("autosaves", Autosaves.as_view(), name="autosaves"),
    path("autosaves/<uuid:key>", AutosaveDetail.as_view(), name="autosave"),
    path("credentials/<uuid:credential_id>/usage", CredentialUsage.as_view(), name="credential-usage"),
    path("retention", Retention.as_view(), name="retention"),
]
