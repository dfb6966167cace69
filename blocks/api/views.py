"""The block catalogue, and firing one block on its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from blocks.api.caching import kept_answer
from blocks.api.pagination import page_of
from blocks.api.serializers import BlockExecute, BlockPage, BlockRead, FiringRead, block_row
from blocks.finding import all_blocks_here, blocks_here
from blocks.sdk import Block, BlockKind, Category
from blocks.search import Suggestion, Wanted, feeders, find_blocks, followers
from blocks.services import block_called, execute_and_pay
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import BadInput
from platform_project.kit.money import credits_text
from platform_project.kit.throttling import rate_limit

MAX_SEARCH_CHARACTERS = 100
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
Kind = TypeVar("Kind", bound=StrEnum)

_FILTERS = [
    OpenApiParameter("search", str, description="Words that name, slug, provider or description hold."),
    OpenApiParameter("category", str, enum=[category.value for category in Category]),
    OpenApiParameter("kind", str, enum=[kind.value for kind in BlockKind]),
    OpenApiParameter("provider", str, description="Of a service that it uses."),
    OpenApiParameter("free", bool, description="Whether it costs nothing."),
    OpenApiParameter("pure", bool),
    OpenApiParameter(
        "after",
        str,
        description="`BLOCK:PIN`, an output: those that can take it, with `fits`.",
    ),
    OpenApiParameter(
        "before",
        str,
        description="`BLOCK:PIN`, an input: those that can give it, with `fits`.",
    ),
    OpenApiParameter("schemas", bool, description="false leaves the schemas out."),
    OpenApiParameter("cursor", str, description="Taken from `next` or `previous` of another page."),
    OpenApiParameter("page_size", int),
]


class Blocks(WorkspaceView, APIView):
    @extend_schema(operation_id="blocks_list", parameters=_FILTERS, responses=BlockPage)
    def get(self, request: Request) -> HttpResponseBase:
        """The blocks that fit: by slug, or the closest first where words or a pin were given."""
        return kept_answer(request, self.workspace, lambda: _found(request, self.workspace.pk))


class BlockDetail(WorkspaceView, APIView):
    @extend_schema(responses=BlockRead)
    def get(self, request: Request, ref: str) -> HttpResponseBase:
        """One block, by UUID, slug or alias."""
        block = block_called(ref, blocks_here(self.workspace.pk))
        return kept_answer(request, self.workspace, lambda: block_row(block))


class BlockExecution(WorkspaceView, APIView):
    roles: ClassVar[dict[str, Role]] = {"post": Role.RUNNER}

    @extend_schema(request=BlockExecute, responses=FiringRead)
    def post(self, request: Request, ref: str) -> Response:
        """Fire a block once. A block that fails is an answer: `error` says why."""
        block = block_called(ref, blocks_here(self.workspace.pk))
        given = BlockExecute(data=request.data)
        given.is_valid(raise_exception=True)
        rate_limit("execute_block").take(self.user.pk)
        values = given.validated_data["input"]
        firing = execute_and_pay(block, values, user=self.user, workspace=self.workspace)
        cost = credits_text(firing.usage.cost)
        return Response({"outputs": firing.outputs, "error": firing.error, "cost": cost})


def _found(request: Request, workspace_id: UUID) -> dict[str, Any]:
    query = {name: str(value) for name, value in request.query_params.dict().items()}
    fits = _suggested(query, workspace_id)
    found = find_blocks(all_blocks_here(workspace_id) if fits is None else fits, _wanted(query))
    has_schemas = _truth(query, "schemas") is not False

    def row(block: type[Block]) -> dict[str, Any]:
        return block_row(block, has_schemas=has_schemas, fits=None if fits is None else fits[block])

    return page_of(found, request, row)


def _wanted(query: Mapping[str, str]) -> Wanted:
    """The filters of a list. Raises BadInput naming the one that is wrong."""
    search = query.get("search", "")
    if len(search) > MAX_SEARCH_CHARACTERS:
        raise BadInput(
            f"search must have at most {MAX_SEARCH_CHARACTERS} characters.",
            search=[f"At most {MAX_SEARCH_CHARACTERS} characters"],
        )
    return Wanted(
        words=search,
        category=_one_of(Category, query, "category", str.upper),
        kind=_one_of(BlockKind, query, "kind", str.lower),
        provider=query.get("provider"),
        is_free=_truth(query, "free"),
        is_pure=_truth(query, "pure"),
    )


def _suggested(query: Mapping[str, str], workspace_id: UUID) -> dict[type[Block], list[Suggestion]] | None:
    """The blocks that would work with a pin; None if none was named. Raises BadInput, BlockNotFound."""
    named = [name for name in ("after", "before") if name in query]
    if not named:
        return None
    if len(named) > 1:
        raise BadInput("Give after or before, not both.", before=["Not together with after"])
    ref, sign, pin = query[named[0]].rpartition(":")
    if not sign:
        raise BadInput(f"{named[0]} must be BLOCK:PIN.", **{named[0]: ["As in text.fill_template:output"]})
    block = block_called(ref, blocks_here(workspace_id))
    return (followers if named[0] == "after" else feeders)(all_blocks_here(workspace_id), block, pin)


def _one_of(
    kind: type[Kind], query: Mapping[str, str], name: str, spelt: Callable[[str], str]
) -> Kind | None:
    if name not in query:
        return None
    try:
        return kind(spelt(query[name]))
    except ValueError as err:
        known = ", ".join(kind)
        raise BadInput(f"{name} must be one of {known}.", **{name: [f"One of {known}"]}) from err


def _truth(query: Mapping[str, str], name: str) -> bool | None:
    if name not in query:
        return None
    if query[name] not in _TRUTHS:
        raise BadInput(f"{name} must be true or false.", **{name: ["true or false"]})
    return _TRUTHS[query[name]]
