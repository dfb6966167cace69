"""Google Maps. https://developers.google.com/maps/documentation/places/web-service/legacy"""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, Auth, AuthStyle, Operation, Values, blocks_of, get, gives, number, text
from blocks.sdk import AuthFailed, Category, InvalidInput, RateLimited

API = Api(
    provider="google_maps",
    name="Google Maps",
    base_url="https://maps.googleapis.com/maps/api",
    auth=Auth(AuthStyle.QUERY, "key"),
    failed="status != 'OK' && status != 'ZERO_RESULTS' && status",
    meaning={
        "REQUEST_DENIED": AuthFailed,
        "OVER_QUERY_LIMIT": RateLimited,
        "OVER_DAILY_LIMIT": RateLimited,
        "INVALID_REQUEST": InvalidInput,
    },
    category=Category.SEARCH,
)


def first_ids(values: Values) -> Values:
    return {"ids": (values["found"] or [])[: values["max_results"]]}


OPERATIONS = (
    Operation(
        id="f47ac10b-58cc-4372-a567-0e02b2c3d479",
        slug="search",
        about="Search for places, and tell what is known of each.",
        calls=[
            get("/place/textsearch/json", "query radius", keep={"found": "results[].place_id"}),
            get(
                "/place/details/json",
                {
                    "place_id": "{item}",
                    "fields": "place_id,name,formatted_address,formatted_phone_number,rating,"
                    "user_ratings_total,website,url",
                },
                over="ids",
                derive=first_ids,
            ),
        ],
        takes={
            "query": text("What to search for", example="Roofers in Berlin", min_length=1),
            "radius": number("Within so many meters", 5_000, ge=1, le=50_000),
            "max_results": number("At most so many", 20, ge=1, le=60),
        },
        gives={
            "place": gives(
                dict[str, Any], "Each place: name, address, phone, rating, reviews, website", each="places"
            ),
            "places": gives(
                list[dict[str, Any]],
                "All places",
                "[].result.{id: place_id, name: name, address: formatted_address,"
                " phone: formatted_phone_number, rating: rating, reviews: user_ratings_total,"
                " website: website, url: url}",
            ),
        },
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
