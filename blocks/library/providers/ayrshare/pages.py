"""Posts to Facebook, Instagram, LinkedIn, Pinterest and Google. https://www.ayrshare.com/docs/apis/post/social-networks"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.ayrshare._api import (
    ALT_TEXT,
    API,
    network,
    shared,
    switch,
    texts,
    whole,
    words,
)
from blocks.rest import Values, blocks_of, flag, items

OBJECT = dict[str, Any]


def facebook(values: Values) -> Values:
    """A reel and a video call their titles and pictures the same."""
    return {
        "title": values["reels_title"] or values["video_title"] or None,
        "cover": values["reels_thumbnail"] or values["video_thumbnail"] or None,
        "carousel": {"link": values["carousel_link"], "items": values["carousel_items"]}
        if values["is_carousel"]
        else None,
    }


FACEBOOK = network(
    "3352f512-3524-49ed-a08f-003042da2fc1",
    "post_to_facebook",
    "Facebook",
    "facebook",
    {
        **shared(),
        "is_carousel": switch("Pictures that can be leafed through"),
        "carousel_link": words("Where the last of them leads"),
        "carousel_items": items(OBJECT, "Two to ten, each with name, link, picture", [], max_length=10),
        "is_reels": switch("As a reel"),
        "reels_title": words("The reel's title"),
        "reels_thumbnail": words("The address of the reel's picture"),
        "is_story": switch("As a story"),
        "media_captions": texts("A text with each file"),
        "location_id": words("The id of a page for a place", advanced=True),
        "age_min": whole("For people of at least this age", advanced=True, ge=0),
        "target_countries": texts("For people in these countries, as US", advanced=True),
        "alt_text": ALT_TEXT,
        "video_title": words("The video's title"),
        "video_thumbnail": words("The address of the video's picture"),
        "is_draft": switch("Only as a draft"),
        "scheduled_publish_date": words("When Facebook is to publish the draft", advanced=True),
        "preview_link": words("The address that is shown with it"),
    },
    (
        "faceBookOptions",
        {
            "carousel": "{carousel}",
            "reels": "{is_reels}",
            "stories": "{is_story}",
            "title": "{title}",
            "thumbNail": "{cover}",
            "mediaCaptions": "{media_captions}",
            "locationId": "{location_id}",
            "ageMin": "{age_min}",
            "targeting": {"countries": "{target_countries}"},
            "altText": "{alt_text}",
            "draft": "{is_draft}",
            "scheduledPublishDate": "{scheduled_publish_date}",
            "link": "{preview_link}",
        },
    ),
    derive=facebook,
)

INSTAGRAM = network(
    "89b02b96-a7cb-46f4-9900-c48b32fe1552",
    "post_to_instagram",
    "Instagram",
    "instagram",
    {
        **shared(),
        "is_story": flag("As a story", None),
        "share_reels_feed": flag("A reel is shown among the posts, too", None),
        "audio_name": words("What the sound of a reel is called", None),
        "thumbnail": words("The address of a reel's picture", None),
        "thumbnail_offset": whole("The reel's picture, milliseconds from its beginning", advanced=True, ge=0),
        "alt_text": ALT_TEXT,
        "location_id": words("A place: the id of a page, or @its name", None, advanced=True),
        "user_tags": items(OBJECT, "Who is in it: username, and x and y from 0 to 1", []),
        "collaborators": texts("Who posts it with you, at most three", max_length=3),
        "auto_resize": flag("Cut pictures to fit", None, advanced=True),
    },
    (
        "instagramOptions",
        {
            "stories": "{is_story}",
            "shareReelsFeed": "{share_reels_feed}",
            "audioName": "{audio_name}",
            "thumbNail": "{thumbnail}",
            "thumbNailOffset": "{thumbnail_offset}",
            "altText": "{alt_text}",
            "locationId": "{location_id}",
            "userTags": "{user_tags}",
            "collaborators": "{collaborators}",
            "autoResize": "{auto_resize}",
        },
    ),
)

TARGETS = {
    "targeting_countries": ("countries", "For people in these countries"),
    "targeting_seniorities": ("seniorities", "For people of these ranks"),
    "targeting_degrees": ("degrees", "For people with these degrees"),
    "targeting_fields_of_study": ("fieldsOfStudy", "For people who studied this"),
    "targeting_industries": ("industries", "For people of these industries"),
    "targeting_job_functions": ("jobFunctions", "For people who do this"),
    "targeting_staff_count_ranges": ("staffCountRanges", "For people of companies of these sizes"),
}
LINKEDIN = network(
    "589af4e4-507f-42fd-b9ac-a67ecef25811",
    "post_to_linkedin",
    "LinkedIn",
    "linkedin",
    {
        **shared(),
        "visibility": words("Who sees it: public, connections or loggedin", "public"),
        "alt_text": ALT_TEXT,
        "titles": texts("A title for each picture or video"),
        "document_title": words("The title of a document"),
        "thumbnail": words("The address of a video's picture"),
        **{pin: texts(about, None, advanced=True) for pin, (_, about) in TARGETS.items()},
    },
    (
        "linkedInOptions",
        {
            "visibility": "{visibility}",
            "altText": "{alt_text}",
            "titles": "{titles}",
            "title": "{document_title}",
            "thumbNail": "{thumbnail}",
            "targeting": {name: f"{{{pin}}}" for pin, (name, _) in TARGETS.items()},
        },
    ),
)

PINTEREST = network(
    "3ca46e05-dbaa-4afb-9e95-5a429c4177e6",
    "post_to_pinterest",
    "Pinterest",
    "pinterest",
    {
        **shared(),
        "pin_title": words("The pin's title"),
        "link": words("Where it leads"),
        "board_id": words("The board's id"),
        "note": words("A note that only you see"),
        "thumbnail": words("The address of a video's picture"),
        "carousel_options": items(OBJECT, "For each picture: title, link, description", []),
        "alt_text": ALT_TEXT,
    },
    (
        "pinterestOptions",
        {
            "title": "{pin_title}",
            "link": "{link}",
            "boardId": "{board_id}",
            "note": "{note}",
            "thumbNail": "{thumbnail}",
            "carouselOptions": "{carousel_options}",
            "altText": "{alt_text}",
        },
    ),
)

GOOGLE = network(
    "2c38c783-c484-4503-9280-ef5d1d345a7e",
    "post_to_gmb",
    "Google Business",
    "gmb",
    {
        **shared(),
        "is_photo_video": switch("Only as a picture or video"),
        "photo_category": words("What it shows: cover, profile, logo, exterior, interior, product …"),
        "call_to_action_type": words("A button: book, order, shop, learn_more, sign_up or call"),
        "call_to_action_url": words("Where it leads"),
        "event_title": words("The title of an event"),
        "event_start_date": words("When it begins, as 2026-11-21T18:00:00Z"),
        "event_end_date": words("When it ends"),
        "offer_title": words("The title of an offer"),
        "offer_start_date": words("When it begins"),
        "offer_end_date": words("When it ends"),
        "offer_coupon_code": words("Its code"),
        "offer_redeem_online_url": words("Where it is taken"),
        "offer_terms_conditions": words("Its terms"),
    },
    (
        "gmbOptions",
        {
            "isPhotoVideo": "{is_photo_video}",
            "category": "{photo_category}",
            "callToAction": {"actionType": "{call_to_action_type}", "url": "{call_to_action_url}"},
            "event": {
                "title": "{event_title}",
                "startDate": "{event_start_date}",
                "endDate": "{event_end_date}",
            },
            "offer": {
                "title": "{offer_title}",
                "startDate": "{offer_start_date}",
                "endDate": "{offer_end_date}",
                "couponCode": "{offer_coupon_code}",
                "redeemOnlineUrl": "{offer_redeem_online_url}",
                "termsConditions": "{offer_terms_conditions}",
            },
        },
    ),
)

BLOCKS = blocks_of(API, (FACEBOOK, INSTAGRAM, LINKEDIN, PINTEREST, GOOGLE), __name__)
