"""Posts to X, Bluesky, Threads, Reddit, Telegram, TikTok, YouTube and Snapchat."""

from __future__ import annotations

from blocks.library.providers.ayrshare._api import (
    ALT_TEXT,
    API,
    POST_PIN,
    network,
    shared,
    switch,
    texts,
    whole,
    words,
)
from blocks.rest import Values, blocks_of, choice, flag, number, text

STORIES = {"story": {}, "saved_story": {"savedStory": True}, "spotlight": {"spotlight": True}}
SUBTITLES = {
    "subTitleUrl": "{subtitles.subTitleUrl}",
    "subTitleLanguage": "{subtitles.subTitleLanguage}",
    "subTitleName": "{subtitles.subTitleName}",
}


def subtitled(values: Values) -> Values:
    """Their language and name are told only with them."""
    names = {"subTitleUrl": "url", "subTitleLanguage": "language", "subTitleName": "name"}
    told = {name: values[f"subtitle_{pin}"] for name, pin in names.items()}
    return {"subtitles": told if values["subtitle_url"] else None}


def tweeted(values: Values) -> Values:
    options = values["poll_options"]
    poll = {"duration": values["poll_duration"], "options": options} if options else None
    return {**subtitled(values), "poll": poll}


def told_story(values: Values) -> Values:
    kind = values["story_type"] or "story"
    if kind not in STORIES:
        raise ValueError(f"`story_type` is one of {', '.join(STORIES)}.")
    return {"story": STORIES[kind]}


X = network(
    "9e8f844e-b4a5-4b25-80f2-9e1dd7d67625",
    "post_to_x",
    "X",
    "twitter",
    {
        **shared(POST_PIN),
        "reply_to_id": words("The id of the post that it answers", None),
        "quote_tweet_id": words("The id of a post that it quotes", None),
        "poll_options": texts("The choices of a poll, two to four", max_length=4),
        "poll_duration": number("How long it is open, minutes", 1_440, ge=5, le=10_080),
        "alt_text": ALT_TEXT,
        "is_thread": switch("Each paragraph is a post of a thread"),
        "thread_number": switch("Count them"),
        "thread_media_urls": texts("The web address of a picture for each"),
        "long_post": switch("May be long, for accounts with Premium"),
        "long_video": switch("The video may be long, for accounts with Premium"),
        "subtitle_url": words("The address of the video's subtitles", advanced=True),
        "subtitle_language": words("Their language", "en", advanced=True),
        "subtitle_name": words("What they are called", "English", advanced=True),
    },
    (
        "twitterOptions",
        {
            "replyToId": "{reply_to_id}",
            "quoteTweetId": "{quote_tweet_id}",
            "poll": "{poll}",
            "altText": "{alt_text}",
            "thread": "{is_thread}",
            "threadNumber": "{thread_number}",
            "mediaUrls": "{thread_media_urls}",
            "longPost": "{long_post}",
            "longVideo": "{long_video}",
            **SUBTITLES,
        },
    ),
    derive=tweeted,
)

BLUESKY = network(
    "cbd52c2a-06d2-43ed-9560-6576cc163283",
    "post_to_bluesky",
    "Bluesky",
    "bluesky",
    {**shared(), "alt_text": ALT_TEXT},
    ("blueskyOptions", {"altText": "{alt_text}"}),
)

TIKTOK = network(
    "7faf4b27-96b0-4f05-bf64-e0de54ae74e1",
    "post_to_tiktok",
    "TikTok",
    "tiktok",
    {
        **shared(POST_PIN),
        "auto_add_music": switch("With music, for pictures"),
        "disable_duet": switch("Without duets", advanced=True),
        "disable_stitch": switch("Without stitches", advanced=True),
        "is_ai_generated": switch("A machine made it"),
        "is_branded_content": switch("It is advertising for somebody else"),
        "is_brand_organic": switch("It is advertising for yourself"),
        "image_cover_index": whole("Which picture is in front, from 0", ge=0),
        "title": words("Its title, for pictures"),
        "thumbnail_offset": whole("The video's picture, milliseconds from its beginning", ge=0),
        "visibility": choice("public private followers friends", "Who sees it", "public"),
        "draft": switch("Only as a draft"),
    },
    (
        "tikTokOptions",
        {
            "autoAddMusic": "{auto_add_music}",
            "disableComments": "{disable_comments}",
            "disableDuet": "{disable_duet}",
            "disableStitch": "{disable_stitch}",
            "isAIGenerated": "{is_ai_generated}",
            "isBrandedContent": "{is_branded_content}",
            "isBrandOrganic": "{is_brand_organic}",
            "imageCoverIndex": "{image_cover_index}",
            "title": "{title}",
            "thumbNailOffset": "{thumbnail_offset}",
            "visibility": "{visibility}",
            "draft": "{draft}",
        },
    ),
)

YOUTUBE = network(
    "0082d712-ff1b-4c3d-8a8d-6c7721883b83",
    "post_to_youtube",
    "YouTube",
    "youtube",
    {
        **shared(POST_PIN, is_video=True),
        "title": text("The video's title", example="How to mend a roof", min_length=1, max_length=100),
        "visibility": choice("private public unlisted", "Who sees it", "private"),
        "thumbnail": words("The address of its picture", None),
        "playlist_id": words("The playlist's id", None),
        "tags": texts("Words to find it by", None),
        "made_for_kids": flag("It is made for children", None),
        "is_shorts": flag("As a short", None),
        "notify_subscribers": flag("Tell those who follow you", None),
        "category_id": number("The category's id, as 24", None),
        "contains_synthetic_media": flag("A machine made it, or parts of it", None),
        "publish_at": words("When YouTube is to publish it, as 2026-11-21T18:00:00Z", None),
        "targeting_block_countries": texts("Not for these countries, as US", None, advanced=True),
        "targeting_allow_countries": texts("Only for these countries", None, advanced=True),
        "subtitle_url": words("The address of its subtitles", None, advanced=True),
        "subtitle_language": words("Their language, as en", None, advanced=True),
        "subtitle_name": words("What they are called", None, advanced=True),
    },
    (
        "youTubeOptions",
        {
            "title": "{title}",
            "visibility": "{visibility}",
            "thumbNail": "{thumbnail}",
            "playListId": "{playlist_id}",
            "tags": "{tags}",
            "madeForKids": "{made_for_kids}",
            "shorts": "{is_shorts}",
            "notifySubscribers": "{notify_subscribers}",
            "categoryId": "{category_id}",
            "containsSyntheticMedia": "{contains_synthetic_media}",
            "publishAt": "{publish_at}",
            "targeting": {"block": "{targeting_block_countries}", "allow": "{targeting_allow_countries}"},
            **SUBTITLES,
        },
    ),
    derive=subtitled,
)

SNAPCHAT = network(
    "a9d7f854-2c83-4e96-b3a1-7f2e9c5d4b8e",
    "post_to_snapchat",
    "Snapchat",
    "snapchat",
    {
        **shared(is_video=True),
        "story_type": words("story, saved_story or spotlight", "story"),
        "video_thumbnail": words("The address of the video's picture"),
    },
    (
        "snapChatOptions",
        {
            "spotlight": "{story.spotlight}",
            "savedStory": "{story.savedStory}",
            "thumbNail": "{video_thumbnail}",
        },
    ),
    derive=told_story,
)

PLAIN = (
    network("f8c3b2e1-9d4a-4e5f-8c7b-6a9e8d2f1c3b", "post_to_threads", "Threads", "threads", shared()),
    network("c7733580-3c72-483e-8e47-a8d58754d853", "post_to_reddit", "Reddit", "reddit", shared()),
    network("47bc74eb-4af2-452c-b933-af377c7287df", "post_to_telegram", "Telegram", "telegram", shared()),
)

BLOCKS = blocks_of(API, (X, BLUESKY, TIKTOK, YOUTUBE, SNAPCHAT, *PLAIN), __name__)
