"""Apollo: companies, and who works for them. https://docs.apollo.io/reference"""

from __future__ import annotations

from typing import Any, Literal

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Operation,
    Paging,
    PagingStyle,
    Values,
    blocks_of,
    echo,
    flag,
    gives,
    items,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="apollo",
    name="Apollo",
    base_url="https://api.apollo.io/api/v1",
    auth=Auth(AuthStyle.HEADER, "X-Api-Key"),
    said="error || message || error_message",
    category=Category.SEARCH,
)
OBJECTS = list[dict[str, Any]]
Seniority = Literal[
    "owner",
    "founder",
    "c_suite",
    "partner",
    "vp",
    "head",
    "director",
    "manager",
    "senior",
    "entry",
    "intern",
]
Status = Literal["verified", "unverified", "likely_to_engage", "unavailable"]
PAGE_SIZE = 100


def pages(things: str) -> Paging:
    return Paging(
        style=PagingStyle.PAGE,
        items=things,
        field="page",
        in_body=True,
        limit="max_results",
        max_pages=500,
        max_items=50_000,
    )


def staff(values: Values) -> Values:
    """`staff_ranges` and `page_size`: pairs of from and to, as Apollo writes them."""
    given = values["organization_num_employees_range"] or []
    if len(given) % 2:
        raise ValueError("`organization_num_employees_range` holds pairs: from, to.")
    pairs = [f"{given[at]},{given[at + 1]}" for at in range(0, len(given), 2)]
    return {"staff_ranges": pairs or None, "page_size": min(values["max_results"], PAGE_SIZE)}


def to_enrich(values: Values) -> Values:
    known = values.get("found") or []
    return {"ids": [one["id"] for one in known if one.get("id")] if values["enrich_info"] else []}


def enriched(values: Values) -> list[dict[str, Any]]:
    """Those that were found, each with what more is known."""
    more = {one["id"]: one for one in values.get("persons") or () if one}
    return [{**one, **more.get(one.get("id"), {})} for one in values.get("found") or ()]


RANGE = "How many people work there: pairs of from and to"
OPERATIONS = (
    Operation(
        id="3d71270d-599e-4148-9b95-71b35d2f44f0",
        slug="search_organizations",
        about="Search for companies.",
        calls=[
            post(
                "/mixed_companies/search",
                {
                    "organization_num_employees_ranges": "{staff_ranges}",
                    "organization_locations": "{organization_locations}",
                    "organization_not_locations": "{organizations_not_locations}",
                    "q_organization_keyword_tags": "{q_organization_keyword_tags}",
                    "q_organization_name": "{q_organization_name}",
                    "organization_ids": "{organization_ids}",
                    "per_page": "{page_size}",
                    "page": 1,
                },
                derive=staff,
                reads=True,
            )
        ],
        takes={
            "organization_num_employees_range": items(int, RANGE, [0, 1_000_000]),
            "organization_locations": items(str, "Where they are", [], example=["berlin"]),
            "organizations_not_locations": items(str, "Where they are not", []),
            "q_organization_keyword_tags": items(str, "What they do", []),
            "q_organization_name": text("What is in their name", ""),
            "organization_ids": items(str, "Only those with these ids", [], advanced=True),
            "max_results": number("At most so many", 100, ge=1, le=50_000),
        },
        gives={
            "organizations": gives(OBJECTS, "The companies"),
            "organization": gives(dict[str, Any], "Each of them, on its own", each="organizations"),
        },
        paging=pages("organizations"),
        timeout_seconds=300.0,
    ),
    Operation(
        id="c2adb3aa-5aae-488d-8a6e-4eb8c23e2ed6",
        slug="search_people",
        about="Search for people by what they do, and where.",
        calls=[
            post(
                "/mixed_people/api_search",
                {
                    "person_titles": "{person_titles}",
                    "person_locations": "{person_locations}",
                    "person_seniorities": "{person_seniorities}",
                    "organization_locations": "{organization_locations}",
                    "q_organization_domains_list": "{q_organization_domains}",
                    "contact_email_status": "{contact_email_statuses}",
                    "organization_ids": "{organization_ids}",
                    "organization_num_employees_ranges": "{staff_ranges}",
                    "q_keywords": "{q_keywords}",
                    "per_page": "{page_size}",
                    "page": 1,
                },
                derive=staff,
                reads=True,
                is_paged=True,
                keep={"found": "people"},
            ),
            post(
                "/people/match",
                {"id": "{item}"},
                over="ids",
                when="ids",
                derive=to_enrich,
                reads=True,
                keep={"persons": "person"},
            ),
        ],
        takes={
            "person_titles": items(str, "What they do", [], example=["marketing manager"]),
            "person_locations": items(str, "Where they live", []),
            "person_seniorities": items(Seniority, "How much they have to say", []),
            "organization_locations": items(str, "Where their companies are", []),
            "q_organization_domains": items(str, "Their companies, as example.com", []),
            "contact_email_statuses": items(Status, "Whether mail would arrive", []),
            "organization_ids": items(str, "Their companies, by id", [], advanced=True),
            "organization_num_employees_range": items(int, RANGE, []),
            "q_keywords": text("Words about them", ""),
            "max_results": number("At most so many", 25, ge=1, le=500),
            "enrich_info": flag("Look each up, for mail addresses and more; that costs more", False),
        },
        gives={"people": echo(OBJECTS, "The people", enriched)},
        paging=pages("people"),
        timeout_seconds=600.0,
    ),
    Operation(
        id="3b18d46c-3db6-42ae-a228-0ba441bdd176",
        slug="get_person",
        about="Look a person up.",
        calls=[
            post(
                "/people/match",
                {
                    "id": "{person_id}",
                    "first_name": "{first_name}",
                    "last_name": "{last_name}",
                    "name": "{name}",
                    "email": "{email}",
                    "domain": "{domain}",
                    "organization_name": "{company}",
                    "linkedin_url": "{linkedin_url}",
                    "organization_id": "{organization_id}",
                    "title": "{title}",
                },
                reads=True,
            )
        ],
        takes={
            "person_id": text("The person's id at Apollo", ""),
            "first_name": text("First name", "", example="Ada"),
            "last_name": text("Last name", "", example="Lovelace"),
            "name": text("The whole name", ""),
            "email": text("Mail address", ""),
            "domain": text("The company, as example.com", "", example="example.com"),
            "company": text("The company's name", ""),
            "linkedin_url": text("Address of the profile at LinkedIn", ""),
            "organization_id": text("The company's id at Apollo", "", advanced=True),
            "title": text("What the person does", ""),
        },
        gives={"contact": gives(dict[str, Any], "What is known of the person", "person")},
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
