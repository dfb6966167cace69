"""Creators: the public face of a workspace that offers agents."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from marketplace.locks import lock_creators
from marketplace.models import Creator, Image, ImageUse, Listing
from marketplace.models.creator import MAX_NAME_CHARACTERS
from marketplace.services.slugs import free_slug
from platform_project.accounts.models import Workspace
from platform_project.errors import BadInput
from platform_project.kit.jobs import enqueue


@transaction.atomic
def creator_of(*, workspace: Workspace) -> Creator:
    """The creator of a workspace, made on first use, by its name. The slug is for good."""
    found: Creator | None = _of(workspace)
    if found is not None:
        return found
    lock_creators()
    found = _of(workspace)  # somebody may have made it while we waited
    if found is not None:
        return found
    name = workspace.name[:MAX_NAME_CHARACTERS]
    slug = free_slug(
        name, otherwise="creator", is_taken=lambda slug: Creator.objects.filter(slug=slug).exists()
    )
    made: Creator = Creator.objects.create(workspace=workspace, slug=slug, name=name)
    return made


@transaction.atomic
def change_creator(*, creator: Creator, **given: Any) -> Creator:
    """Change what the public sees. given: name, bio, links, avatar (an id of an Image, or None).

    The marks that moderators gave were for the name and the picture that they saw: with another they go.
    Raises BadInput for an avatar that is none of the workspace's.
    """
    if given.get("avatar") is not None:
        given["avatar"] = _avatar(creator, given["avatar"])
    seen = Creator.objects.select_for_update().get(pk=creator.pk)
    is_same = given.get("name", seen.name) == seen.name and given.get("avatar", seen.avatar) == seen.avatar
    marks = {} if is_same else {"is_verified": False, "is_featured": False}
    for name, value in (given | marks).items():
        setattr(creator, name, value)
    creator.save(update_fields=[*given, *marks, "updated_at"])
    if given.get("name", seen.name) != seen.name:
        _index_again(creator)
    return creator


def _index_again(creator: Creator) -> None:
    """Its listings are found by its name; one that is approved meanwhile has to be looked at too."""
    for listing in Listing.objects.filter(creator=creator).only("pk"):
        enqueue("marketplace.tasks.index_listing", str(listing.pk))


def _of(workspace: Workspace) -> Creator | None:
    found: Creator | None = (
        Creator.objects.filter(workspace=workspace).select_related("avatar", "workspace").first()
    )
    return found


def _avatar(creator: Creator, image_id: Any) -> Image:
    own = Image.objects.filter(workspace_id=creator.workspace_id, use=ImageUse.AVATAR)
    found: Image | None = own.filter(pk=image_id).first()
    if found is None:
        raise BadInput("avatar is no picture that was put up here as one.", avatar=["Unknown."])
    return found
