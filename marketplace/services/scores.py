"""What the ratings of a listing come to.

The newest rating of each user counts, and none that is hidden. While they are few, the score is drawn to the
mean of all ratings of the marketplace, as if WEIGHT people more had given that:

    score = (WEIGHT x mean of all + sum of stars) / (WEIGHT + people)
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from marketplace.locks import lock_listing
from platform_project.kit.jobs import nudge
from platform_project.kit.rows import run

WEIGHT = 5

_MEAN = "COALESCE((SELECT avg(stars) FROM marketplace_rating WHERE NOT is_hidden), 0)"
_SCORE = f"(({WEIGHT} * {_MEAN} + people.stars) / ({WEIGHT} + people.number))::float"
_RECOUNT = f"""
UPDATE marketplace_listing SET
  rating_count = people.number,
  rating_sum = people.stars,
  score = CASE WHEN people.number = 0 THEN 0 ELSE {_SCORE} END
FROM (
  SELECT count(*) AS number, COALESCE(sum(stars), 0) AS stars FROM (
    SELECT DISTINCT ON (user_id) stars FROM marketplace_rating
    WHERE listing_id = %s AND NOT is_hidden ORDER BY user_id, created_at DESC, id DESC
  ) AS newest
) AS people
WHERE id = %s
"""  # noqa: S608  # made of constants
_RESCORE = f"""
UPDATE marketplace_listing SET score = {_SCORE}
FROM (SELECT id, rating_count AS number, rating_sum AS stars FROM marketplace_listing) AS people
WHERE people.id = marketplace_listing.id AND people.number > 0
  AND marketplace_listing.score IS DISTINCT FROM {_SCORE}
"""  # noqa: S608  # made of constants


@transaction.atomic
def recount(listing_id: UUID) -> None:
    """Bring the sums of a listing up to its ratings; to be called where those changed, in one transaction.

    Others who change them wait: a statement that waited for the row would not see what they wrote.
    """
    lock_listing(listing_id)
    run(_RECOUNT, [listing_id, listing_id])
    nudge("marketplace.tasks.index_listing", str(listing_id))


def rescore() -> int:
    """Bring all scores up to the mean of today, and search up to all scores and uses; how many changed."""
    changed = run(_RESCORE, []).rowcount
    nudge("marketplace.tasks.reindex")
    return changed
