"""Blocks by name: those of the library, and those of the APIs that a workspace imported.

The library's are looked for first and cost no query. A block of another workspace is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from blocks.sdk import Block, FindBlock, all_blocks, find_block
from integrations.services.private_lookup import blocks_of_workspace, find_private_block


def find_any_block(ref: str) -> type[Block] | None:
    """The block, whosesoever it is: to show rows of which it was asked before whose they are."""
    return find_block(ref) or find_private_block(ref)


def blocks_here(workspace_id: UUID) -> FindBlock:
    """What graphs of this workspace may be made of."""

    def find(ref: str) -> type[Block] | None:
        found = find_block(ref)
        if found is not None:
            return found
        private = find_private_block(ref)
        return private if private is not None and private.workspace_id == str(workspace_id) else None

    return find


def all_blocks_here(workspace_id: UUID) -> Sequence[type[Block]]:
    """All of these, by slug."""
    own = blocks_of_workspace(workspace_id)
    return tuple(sorted((*all_blocks(), *own), key=lambda block: block.slug)) if own else all_blocks()
