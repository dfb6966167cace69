"""Which graphs a list of the library holds, by the parameters of its query."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from agents.engine import limits
from agents.models import Folder, Graph
from agents.models.graph import GraphQuerySet
from agents.services.folders import below
from platform_project.accounts.models import User, Workspace
from platform_project.errors import BadInput
from platform_project.kit.query_params import MAX_IDS, choice_of, id_of, ids_of, truth_of, words_of

TOP = "top"
ARCHIVED = ["true", "false", "any"]
ORIGINS = ["any", "made", "added"]
FILTERS = [
    OpenApiParameter("search", str, description="A text that name, description or a tag hold."),
    OpenApiParameter(
        "ids",
        OpenApiTypes.UUID,
        many=True,
        description=f"These alone, archived or not; at most {MAX_IDS}.",
    ),
    OpenApiParameter("folder", str, description=f"Id of the folder that they are in; `{TOP}`: in none."),
    OpenApiParameter("deep", bool, default=False, description="true: also in folders within that one."),
    OpenApiParameter("tag", str, many=True, description="That have this tag; several: all of them."),
    OpenApiParameter("favourite", bool, default=False, description="true: those that the caller marked."),
    OpenApiParameter("archived", str, enum=ARCHIVED, default="false"),
    OpenApiParameter(
        "origin", str, enum=ORIGINS, default="any", description="Made here, or added from the marketplace."
    ),
]


def asked(found: GraphQuerySet, request: Request, user: User, workspace: Workspace) -> QuerySet[Graph]:
    """Those of `found`, which has its places, that are asked for. Raises BadInput naming the parameter."""
    ids = ids_of(request, "ids")
    if ids is not None:
        found = found.filter(pk__in=ids)
    for wanted in (
        _archived(request, "false" if ids is None else "any"),
        _in_folder(request, user, workspace),
        _of_origin(request),
        _with_tags(request),
        _with_words(words_of(request)),
    ):
        found = found.filter(wanted)
    if truth_of(request, "favourite", default=False):
        found = found.filter(is_favourite=True)
    return found


def _archived(request: Request, default: str) -> Q:
    wanted = choice_of(request, "archived", ARCHIVED, default)
    return Q() if wanted == "any" else Q(archived_at__isnull=wanted == "false")


def _in_folder(request: Request, user: User, workspace: Workspace) -> Q:
    given = request.query_params.get("folder")
    is_deep = truth_of(request, "deep", default=False)
    if given is None:
        return Q()
    if given == TOP:
        return Q() if is_deep else Q(folder=None)
    folder = Folder.objects.for_user(user, workspace=workspace).filter(pk=id_of(request, "folder")).first()
    if folder is None:
        return Q(pk__in=[])
    return Q(folder__in=below(folder)) if is_deep else Q(folder=folder)


def _of_origin(request: Request) -> Q:
    wanted = choice_of(request, "origin", ORIGINS, "any")
    return Q() if wanted == "any" else Q(origin__isnull=wanted == "made")


def _with_tags(request: Request) -> Q:
    tags = request.query_params.getlist("tag")
    if len(tags) > limits.MAX_TAGS or any("\0" in tag for tag in tags):
        told = f"At most {limits.MAX_TAGS} tags, without NUL."
        raise BadInput(f"tag: {told}", tag=[told])
    return Q(tags__contains=tags) if tags else Q()


def _with_words(words: str) -> Q:
    if not words:
        return Q()
    return Q(name__icontains=words) | Q(description__icontains=words) | Q(tags__icontains=words)
