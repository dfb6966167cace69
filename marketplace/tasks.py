"""Tasks of the marketplace: ids in, one call. Queues: settings.CELERY_TASK_ROUTES."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from marketplace.search import indexing, keeping, modelling
from marketplace.services import counts, images, letters, scores


@shared_task(acks_late=True, ignore_result=True)
def index_listing(listing_id: str) -> None:
    """Make a listing found as it is now. Safe to deliver twice: the second delivery changes nothing."""
    indexing.index_listing(UUID(listing_id))


@shared_task(ignore_result=True)
def reindex() -> None:
    """Make all public listings found as they are now, and no others."""
    indexing.index_listings()
    keeping.recount()


@shared_task(ignore_result=True)
def look_for_saved() -> None:
    """Make saved agents found, and blocks as the catalogue has them; beat calls it again and again."""
    keeping.index_blocks()
    keeping.index_saved_agents()


@shared_task(ignore_result=True)
def recount() -> None:
    """Bring what search knows of words and of listings' use up to date; beat calls it every few minutes."""
    keeping.recount()


@shared_task(ignore_result=True)
def embed_waiting() -> None:
    """Give entries the vectors of the model that is set, for a bounded time; beat calls it often."""
    modelling.embed_waiting()


@shared_task(acks_late=True, soft_time_limit=600, ignore_result=True)
def tell_of_update(submission_id: str) -> None:
    """Tell those who added an agent of its new version. Safe to deliver twice."""
    letters.tell_of_update(UUID(submission_id))


@shared_task(soft_time_limit=120)
def sweep_images() -> None:
    """Delete the pictures that nothing shows."""
    images.sweep()


@shared_task(soft_time_limit=600)
def rescore() -> None:
    """Bring the scores of all listings up to the mean of today."""
    scores.rescore()


@shared_task(ignore_result=True)
def count_run(listing_id: str, earned: int) -> None:
    """Count a run of a listing's agent that ended well. earned: micro-credits, its creator's."""
    counts.count(UUID(listing_id), runs=1, earned=earned)
