"""Enrich Layer: what LinkedIn knows of people. https://enrichlayer.com/docs"""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, Operation, Values, blocks_of, choice, flag, get, gives, text
from blocks.sdk import Category

API = Api(
    provider="enrichlayer",
    name="Enrich Layer",
    base_url="https://enrichlayer.com/api/v2",
    said="description || message || error",
    category=Category.SOCIAL,
)
PERSON = "https://www.linkedin.com/in/ada-lovelace"
MORE = {
    "include_skills": ("skills",),
    "include_inferred_salary": ("inferred_salary",),
    "include_personal_email": ("personal_email",),
    "include_personal_contact_number": ("personal_contact_number",),
    "include_social_media": ("twitter_profile_id", "facebook_profile_id", "github_profile_id"),
    "include_extra": ("extra",),
}
ENRICH = flag("The whole profile, too", False)


def more(values: Values) -> Values:
    """Each thing that costs extra, as `include` where it is wanted."""
    return {name: "include" if values[pin] else None for pin, names in MORE.items() for name in names}


def lookup(values: Values) -> Values:
    return {
        "similarity": "include" if values.get("include_similarity_checks") else "skip",
        "enrich": "enrich" if values["enrich_profile"] else "skip",
    }


OPERATIONS = (
    Operation(
        id="f6e0ac73-4f1d-4acb-b4b7-b67066c5984e",
        slug="get_profile",
        about="Tell what a person's profile at LinkedIn says.",
        calls=[
            get(
                "/profile",
                {
                    "profile_url": "{linkedin_url}",
                    "fallback_to_cache": "{fallback_to_cache}",
                    "use_cache": "{use_cache}",
                    **{name: f"{{{name}}}" for names in MORE.values() for name in names},
                },
                derive=more,
                is_slow=True,
            )
        ],
        takes={
            "linkedin_url": text("The profile's address", example=PERSON, min_length=1),
            "fallback_to_cache": choice(
                "on-error never", "An older copy, if it cannot be read", "on-error", advanced=True
            ),
            "use_cache": choice(
                "if-present if-recent", "A copy will do: any, or of this month", "if-present", advanced=True
            ),
            "include_skills": flag("Skills", False),
            "include_inferred_salary": flag("What the person may earn", False),
            "include_personal_email": flag("Private mail addresses", False),
            "include_personal_contact_number": flag("Private phone numbers", False),
            "include_social_media": flag("Accounts elsewhere", False),
            "include_extra": flag("All else that is known", False),
        },
        gives={"profile": gives(dict[str, Any], "The profile", "@")},
    ),
    Operation(
        id="d237a98a-5c4b-4a1c-b9e3-e6f9a6c81df7",
        slug="find_person",
        about="Find a person's profile at LinkedIn by name and company.",
        calls=[
            get(
                "/profile/resolve",
                {
                    "first_name": "{first_name}",
                    "last_name": "{last_name}",
                    "company_domain": "{company_domain}",
                    "location": "{location}",
                    "title": "{title}",
                    "similarity_checks": "{similarity}",
                    "enrich_profile": "{enrich}",
                },
                derive=lookup,
                is_slow=True,
            )
        ],
        takes={
            "first_name": text("First name", example="Ada", min_length=1),
            "last_name": text("Last name", None),
            "company_domain": text("Where the person works", example="example.com", min_length=1),
            "location": text("Where the person lives", None),
            "title": text("What the person does there", None),
            "include_similarity_checks": flag("Check that names fit", False),
            "enrich_profile": ENRICH,
        },
        gives={"lookup_result": gives(dict[str, Any], "What was found: url, profile", "@")},
    ),
    Operation(
        id="3b9fc742-06d4-49c7-b5ce-7e302dd7c8a7",
        slug="find_role",
        about="Find who does something in a company.",
        calls=[
            get(
                "/find/company/role/",
                {"role": "{role}", "company_name": "{company_name}", "enrich_profile": "{enrich}"},
                derive=lookup,
                is_slow=True,
            )
        ],
        takes={
            "role": text("What the person does", example="CEO", min_length=1),
            "company_name": text("The company", example="Example Inc.", min_length=1),
            "enrich_profile": ENRICH,
        },
        gives={
            "role_lookup_result": gives(dict[str, Any], "What was found: linkedin_profile_url, profile", "@")
        },
    ),
    Operation(
        id="68d5a942-9b3f-4e9a-b7c1-d96ea4321f0d",
        slug="get_profile_picture",
        about="Find a person's picture at LinkedIn.",
        calls=[get("/person/profile-picture", {"person_profile_url": "{linkedin_profile_url}"})],
        takes={"linkedin_profile_url": text("The profile's address", example=PERSON, min_length=1)},
        gives={"profile_picture_url": gives(str, "The picture's address", "tmp_profile_pic_url")},
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
