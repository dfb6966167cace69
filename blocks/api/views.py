"""The block catalogue, and firing one block on its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from blocks.api.pagination import page_of
from blocks.api.serializers import BlockExecute, BlockPage, BlockRead, FiringRead, block_row
from blocks.sdk import Block, Category, all_blocks
from blocks.services import block_called, context_for, execute_block
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import BadInput
from platform_project.kit.throttling import rate_limit

MAX_SEARCH_CHARACTERS = 100

_FILTERS = [
    OpenApiParameter("search", str, description="Words that name, slug or description hold."),
    OpenApiParameter("category", str, enum=[category.value for category in Category]),
    OpenApiParameter("cursor", str, description="Taken from `next` or `previous` of another page."),
    OpenApiParameter("page_size", int),
]


class Blocks(WorkspaceView, APIView):
    @extend_schema(operation_id="blocks_list", parameters=_FILTERS, responses=BlockPage)
    def get(self, request: Request) -> Response:
        """All blocks, by slug."""
        found = _in_category(all_blocks(), request.query_params.get("category"))
        found = _matching(found, request.query_params.get("search", ""))
        return Response(page_of(found, request))


class BlockDetail(WorkspaceView, APIView):
    @extend_schema(responses=BlockRead)
    def get(self, request: Request, ref: str) -> Response:
        """One block, by UUID, slug or alias."""
        return Response(block_row(block_called(ref)))


class BlockExecution(WorkspaceView, APIView):
    roles: ClassVar[dict[str, Role]] = {"post": Role.RUNNER}

    @extend_schema(request=BlockExecute, responses=FiringRead)
    def post(self, request: Request, ref: str) -> Response:
        """Fire a block once. A block that fails is an answer: `error` says why."""
        block = block_called(ref)
        given = BlockExecute(data=request.data)
        given.is_valid(raise_exception=True)
        rate_limit("execute_block").take(self.user.pk)
        context = context_for(user=self.user, workspace=self.workspace)
        firing = execute_block(block, given.validated_data["input"], context)
        return Response({"outputs": firing.outputs, "error": firing.error, "cost": "0"})


def _in_category(blocks: Sequence[type[Block]], wanted: str | None) -> Sequence[type[Block]]:
    if wanted is None:
        return blocks
    try:
        category = Category(wanted.upper())
    except ValueError as err:
        known = ", ".join(Category)
        raise BadInput(f"category must be one of {known}.", category=[f"One of {known}"]) from err
    return [block for block in blocks if category in block.categories]


def _matching(blocks: Sequence[type[Block]], search: str) -> Sequence[type[Block]]:
    if len(search) > MAX_SEARCH_CHARACTERS:
        raise BadInput(
            f"search must have at most {MAX_SEARCH_CHARACTERS} characters.",
            search=[f"At most {MAX_SEARCH_CHARACTERS} characters"],
        )
    words = search.lower().split()
    return [block for block in blocks if all(word in _searched_text(block) for word in words)]


def _searched_text(block: type[Block]) -> str:
    return " ".join([block.name, block.slug, *block.aliases, block.description]).lower()
