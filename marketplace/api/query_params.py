"""What a search of the marketplace may be asked for. Raises BadInput naming the parameter."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from marketplace.search import Query, Sort
from platform_project.errors import BadInput
from platform_project.kit.money import micro_of
from platform_project.kit.query_params import choice_of, words_of

MAX_SLUGS = 20  # of one parameter
MAX_SLUG_CHARACTERS = 60
MAX_LIMIT = 60
MAX_OFFSET = 10_000
DEFAULT_LIMIT = 24
SORTS = [sort.value for sort in Sort]
PRICES = ("any", "free", "paid")

_SEVERAL = "Several by commas or repeated; one of them is enough."
PARAMETERS = [
    OpenApiParameter("q", str, description="Words to look for."),
    OpenApiParameter("category", str, many=True, description=f"Slug. {_SEVERAL}"),
    OpenApiParameter("provider", str, many=True, description=f"Id. {_SEVERAL}"),
    OpenApiParameter("tag", str, many=True, description=_SEVERAL),
    OpenApiParameter("creator", str, description="Slug."),
    OpenApiParameter("min_rating", float, description="Stars, 1 to 5."),
    OpenApiParameter("price", str, enum=PRICES),
    OpenApiParameter("max_price", str, description="Credits for a run."),
    OpenApiParameter("sort", str, enum=SORTS),
    OpenApiParameter("limit", int, description=f"1 to {MAX_LIMIT}, by itself {DEFAULT_LIMIT}."),
    OpenApiParameter("offset", int, description=f"0 to {MAX_OFFSET}."),
]


def query_of(request: Request) -> Query:
    """What the parameters of a request ask for."""
    price = choice_of(request, "price", PRICES, "any")
    most = request.query_params.get("max_price")
    return Query(
        text=words_of(request, "q"),
        categories=tuple(slugs_of(request, "category")),
        providers=tuple(slugs_of(request, "provider")),
        tags=tuple(slugs_of(request, "tag")),
        creator=next(iter(slugs_of(request, "creator")), None),
        min_rating=_stars_of(request),
        is_free=None if price == "any" else price == "free",
        max_price=None if most is None else micro_of(most, "max_price"),
        sort=Sort(choice_of(request, "sort", SORTS, Sort.RELEVANCE.value)),
        limit=bounded(request, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT),
        offset=bounded(request, "offset", 0, MAX_OFFSET, 0),
    )


def slugs_of(request: Request, name: str) -> list[str]:
    """Several short words: the parameter repeated, or commas between them."""
    parts = [part.strip() for given in request.query_params.getlist(name) for part in given.split(",")]
    found = list(dict.fromkeys(part for part in parts if part))
    too_long = any(len(part) > MAX_SLUG_CHARACTERS or "\0" in part for part in found)
    if len(found) > MAX_SLUGS or too_long:
        raise _bad(name, f"At most {MAX_SLUGS}, each of at most {MAX_SLUG_CHARACTERS} characters.")
    return found


def bounded(request: Request, name: str, least: int, most: int, default: int) -> int:
    """A whole number within bounds."""
    given = request.query_params.get(name)
    if given is None:
        return default
    is_number = given.isascii() and given.isdecimal() and len(given) < 10
    if not (is_number and least <= int(given) <= most):
        raise _bad(name, f"A whole number from {least} to {most}.")
    return int(given)


def _stars_of(request: Request) -> float | None:
    given = request.query_params.get("min_rating")
    if given is None:
        return None
    try:
        stars = float(given)
    except ValueError:
        stars = 0
    if not 1 <= stars <= 5:
        raise _bad("min_rating", "A number from 1 to 5.")
    return stars


def _bad(name: str, message: str) -> BadInput:
    return BadInput(f"{name}: {message}", **{name: [message]})
