"""Pictures of listings and creators: put up, made anew, served to everybody, swept when nothing shows them.

A file is named by the id of its row. Who puts up the same picture again gets the row that is there, which is
then as good as new.
"""

from __future__ import annotations

import hashlib
import random
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Now

from marketplace.models import Creator, Image, ImageUse, ListingState, Submission
from platform_project.accounts.errors import LimitReached
from platform_project.accounts.models import User, Workspace
from platform_project.errors import NotFound
from platform_project.kit import antivirus
from platform_project.kit.ids import uuid7
from platform_project.kit.locks import lock
from platform_project.kit.pictures import MEDIA_TYPE, Box, Picture, made_anew
from platform_project.kit.stored_files import FileGone, StorageFailed, StoredFiles
from platform_project.kit.throttling import rate_limit
from platform_project.kit.uploads import content_of

BOXES = {
    ImageUse.COVER: Box(1600, 900),
    ImageUse.AVATAR: Box(512, 512, is_filled=True),
    ImageUse.DEMO: Box(1600, 1600),
}
MAX_IMAGES = 500  # of a workspace
KEPT_UNUSED_FOR = timedelta(days=1)
SWEPT_AT_A_TIME = 100
MAX_SWEEP_SECONDS = 30.0

files = StoredFiles("images", "a picture")
log = structlog.get_logger(__name__)


def put_image(*, workspace: Workspace, user: User, use: ImageUse, upload: UploadedFile[Any]) -> Image:
    """Keep a picture for `use`; the row that was made, or the one of the same picture.

    Raises TooManyTries, BadInput (of which FileInfected, NotAPicture, PictureTooLarge), ScannerAway,
    LimitReached and StorageFailed, and keeps nothing then.
    """
    rate_limit("image").take(workspace.pk)
    content = content_of(upload)
    antivirus.scan(content, field="file")
    picture = made_anew(content, BOXES[use])
    digest = hashlib.sha256(picture.content).hexdigest()
    return _known(workspace, use, digest) or _add(workspace, user, use, digest, picture)


def image_file(image: Image) -> bytes:
    """What is served. Raises FileGone or StorageFailed."""
    return files.read(file_name(image.pk), image.size_bytes)


def image_with(image_id: UUID) -> Image:
    """For whoever knows the id. Raises NotFound, also for what only listings show that were taken down."""
    found: Image | None = Image.objects.filter(pk=image_id).first()
    if found is None or _is_taken_down(found):
        raise NotFound("There is no such picture.")
    return found


def _is_taken_down(image: Image) -> bool:
    """Whether listings show it, and all of those were taken down; they are of its own workspace."""
    shown_by = Submission.objects.filter(listing__workspace=image.workspace_id, images__contains=[image.pk])
    return set(shown_by.values_list("listing__state", flat=True).distinct()) == {ListingState.TAKEN_DOWN}


def file_name(image_id: UUID) -> str:
    return f"{image_id.hex[-2:]}/{image_id}"  # the last digits: the first ones are the time


def _known(workspace: Workspace, use: ImageUse, digest: str) -> Image | None:
    """The same picture, kept for another day. The sweep takes rows away under their locks."""
    same = Image.objects.filter(workspace=workspace, use=use, digest=digest)
    found: Image | None = same.order_by("created_at").first()
    if found is None or not same.filter(pk=found.pk).update(created_at=Now()):
        return None
    return found


def _add(workspace: Workspace, user: User, use: ImageUse, digest: str, picture: Picture) -> Image:
    """The file first: if the row does not come about, the sweep finds a file that is nobody's."""
    _refuse_more(workspace)
    pk = uuid7()
    files.write(file_name(pk), [picture.content])
    with transaction.atomic():
        lock("images", workspace.pk)
        _refuse_more(workspace)
        image: Image = Image.objects.create(
            id=pk,
            workspace=workspace,
            use=use,
            digest=digest,
            content_type=MEDIA_TYPE,
            width=picture.width,
            height=picture.height,
            size_bytes=len(picture.content),
            created_by=user,
        )
    return image


def _refuse_more(workspace: Workspace) -> None:
    if Image.objects.filter(workspace=workspace).count() >= MAX_IMAGES:
        raise LimitReached(
            f"file: A workspace has at most {MAX_IMAGES} pictures; those that nothing shows go after a day.",
            field="file",
            limit=MAX_IMAGES,
        )


# --- What nobody shows goes -------------------------------------------------------------------------------
def unused() -> QuerySet[Image]:
    """Pictures that were put up a day ago, and that no creator and no submission shows."""
    of_workspace = Submission.objects.filter(listing__workspace=OuterRef("workspace"))
    pk = Cast(OuterRef("pk"), TextField())
    named = of_workspace.annotate(demo=Cast("demo_output", TextField())).filter(
        Q(images__contains=[OuterRef("pk")]) | Q(demo__contains=pk) | Q(description__contains=pk)
    )
    faces = Creator.objects.filter(avatar=OuterRef("pk"))
    old: QuerySet[Image] = Image.objects.filter(created_at__lt=Now() - KEPT_UNUSED_FOR)
    return old.filter(~Exists(faces), ~Exists(named))


def sweep() -> int:
    """Delete what is not shown, and files without a row; how many pictures that were."""
    until = time.monotonic() + MAX_SWEEP_SECONDS
    deleted = 0
    try:
        while time.monotonic() < until and (count := _delete_some()):
            deleted += count
        _drop_strays(until)
    except StorageFailed as err:
        log.warning("pictures were not swept", reason=err.message)
    return deleted


@transaction.atomic
def _delete_some() -> int:
    """Files before rows, under the rows' locks: who puts up such a picture waits, and makes it anew."""
    rows = list(unused().select_for_update(skip_locked=True, of=("self",))[:SWEPT_AT_A_TIME])
    for row in rows:
        files.delete(file_name(row.pk))
    Image.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _drop_strays(until: float) -> None:
    """Files of workspaces that were deleted, and those whose row a crash prevented."""
    folders = files.folders()
    random.shuffle(folders)  # whatever there is no time for now has its turn later
    for folder in folders:
        if time.monotonic() > until:
            return
        by_id = {name.rpartition("/")[2]: name for name in files.names(folder)}
        known = Image.objects.filter(pk__in=[pk for pk in by_id if _is_id(pk)]).values_list("pk", flat=True)
        for stray in by_id.keys() - {str(pk) for pk in known}:
            if _is_old(by_id[stray]):
                files.delete(by_id[stray])


def _is_old(name: str) -> bool:
    try:
        return files.age_seconds(name) > KEPT_UNUSED_FOR.total_seconds()
    except FileGone:
        return False  # somebody else was quicker


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
