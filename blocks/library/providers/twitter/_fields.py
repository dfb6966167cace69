"""What of posts, users, lists and spaces is wanted: pins of names and yes or no, for fields and expansions.

https://docs.x.com/x-api/fundamentals/data-dictionary
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blocks.rest import Takes

Names = Mapping[str, str]  # of a choice → as X calls it

_POST = {
    "Tweet_Attachments": "attachments",
    "Author_ID": "author_id",
    "Context_Annotations": "context_annotations",
    "Conversation_ID": "conversation_id",
    "Creation_Time": "created_at",
    "Edit_Controls": "edit_controls",
    "Tweet_Entities": "entities",
    "Geographic_Location": "geo",
    "Tweet_ID": "id",
    "Reply_To_User_ID": "in_reply_to_user_id",
    "Language": "lang",
    "Public_Metrics": "public_metrics",
    "Sensitive_Content_Flag": "possibly_sensitive",
    "Referenced_Tweets": "referenced_tweets",
    "Reply_Settings": "reply_settings",
    "Tweet_Source": "source",
    "Tweet_Text": "text",
    "Withheld_Content": "withheld",
}
_USER = {
    "Account_Creation_Date": "created_at",
    "User_Bio": "description",
    "User_Entities": "entities",
    "User_ID": "id",
    "User_Location": "location",
    "Latest_Tweet_ID": "most_recent_tweet_id",
    "Display_Name": "name",
    "Pinned_Tweet_ID": "pinned_tweet_id",
    "Profile_Picture_URL": "profile_image_url",
    "Is_Protected_Account": "protected",
    "Account_Statistics": "public_metrics",
    "Profile_URL": "url",
    "Username": "username",
    "Is_Verified": "verified",
    "Verification_Type": "verified_type",
    "Content_Withholding_Info": "withheld",
}
_LIST = {
    "List_ID": "id",
    "List_Name": "name",
    "Creation_Date": "created_at",
    "Description": "description",
    "Follower_Count": "follower_count",
    "Member_Count": "member_count",
    "Is_Private": "private",
    "Owner_ID": "owner_id",
}
_SPACE = {
    "Space_ID": "id",
    "Space_State": "state",
    "Creation_Time": "created_at",
    "End_Time": "ended_at",
    "Host_User_IDs": "host_ids",
    "Language": "lang",
    "Is_Ticketed": "is_ticketed",
    "Invited_User_IDs": "invited_user_ids",
    "Participant_Count": "participant_count",
    "Subscriber_Count": "subscriber_count",
    "Scheduled_Start_Time": "scheduled_start",
    "Speaker_User_IDs": "speaker_ids",
    "Start_Time": "started_at",
    "Space_Title": "title",
    "Topic_IDs": "topic_ids",
    "Last_Updated_Time": "updated_at",
}
_MEDIA = {
    "Duration_in_Milliseconds": "duration_ms",
    "Height": "height",
    "Media_Key": "media_key",
    "Preview_Image_URL": "preview_image_url",
    "Media_Type": "type",
    "Media_URL": "url",
    "Width": "width",
    "Public_Metrics": "public_metrics",
    "Non_Public_Metrics": "non_public_metrics",
    "Organic_Metrics": "organic_metrics",
    "Promoted_Metrics": "promoted_metrics",
    "Alternative_Text": "alt_text",
    "Media_Variants": "variants",
}
_PLACE = {
    "Contained_Within_Places": "contained_within",
    "Country": "country",
    "Country_Code": "country_code",
    "Full_Location_Name": "full_name",
    "Geographic_Coordinates": "geo",
    "Place_ID": "id",
    "Place_Name": "name",
    "Place_Type": "place_type",
}
_POLL = {
    "Duration_Minutes": "duration_minutes",
    "End_DateTime": "end_datetime",
    "Poll_ID": "id",
    "Poll_Options": "options",
    "Voting_Status": "voting_status",
}
_OF_POSTS = {
    "Poll_IDs": "attachments.poll_ids",
    "Media_Keys": "attachments.media_keys",
    "Author_User_ID": "author_id",
    "Edit_History_Tweet_IDs": "edit_history_tweet_ids",
    "Mentioned_Usernames": "entities.mentions.username",
    "Place_ID": "geo.place_id",
    "Reply_To_User_ID": "in_reply_to_user_id",
    "Referenced_Tweet_ID": "referenced_tweets.id",
    "Referenced_Tweet_Author_ID": "referenced_tweets.id.author_id",
}
_OF_SPACES = {
    "Invited_Users": "invited_user_ids",
    "Speakers": "speaker_ids",
    "Creators": "creator_id",
    "Hosts": "host_ids",
    "Topics": "topic_ids",
}
_OF_USERS = {"pinned_tweet_id": "pinned_tweet_id"}
_OF_LISTS = {"List_Owner_ID": "owner_id"}
_KINDS = {"replies": "replies", "retweets": "retweets"}


def listed(given: Mapping[str, bool], names: Names) -> str | None:
    """What is wanted, as X takes it; None if nothing is. X's own names will do, too.

    Raises ValueError for a name that is none of `names`.
    """
    known = {name.lower(): own for name, own in names.items()} | {own: own for own in names.values()}
    found = []
    for name in (name for name, is_wanted in given.items() if is_wanted):
        if name.lower() not in known:
            raise ValueError(f"{name[:100]!r} is none of {', '.join(names)}.")
        found.append(known[name.lower()])
    return ",".join(dict.fromkeys(found)) or None


def wanted(what: str, names: Names, *chosen: str) -> Takes:
    """A pin of names and yes or no. chosen: those that are wanted unless somebody says otherwise."""
    return Takes(
        annotation=dict[str, bool] | None,
        description=f"{what}: {', '.join(names)}",
        default={name: name in chosen for name in names} if chosen else None,
        read=lambda given: listed(given, names),
        hints={"advanced": True, "example": dict.fromkeys(list(names)[:2], True)},
    )


_USER_FIELDS = wanted("What of users", _USER)
_POST_FIELDS = wanted("What of posts", _POST)
_NAMED_USERS = wanted("What of users", _USER, "User_ID", "Username")

OF_POSTS = {
    "expansions": wanted("What belongs to the posts and is to come with them", _OF_POSTS),
    "media_fields": wanted("What of media", _MEDIA),
    "place_fields": wanted("What of places", _PLACE),
    "poll_fields": wanted("What of polls", _POLL),
    "tweet_fields": _POST_FIELDS,
    "user_fields": _USER_FIELDS,
}
OF_USERS = {
    "expansions": wanted("What belongs to the users and is to come with them", _OF_USERS),
    "tweet_fields": _POST_FIELDS,
    "user_fields": _USER_FIELDS,
}
OF_LISTS = {
    "expansions": wanted("What belongs to the lists and is to come with them", _OF_LISTS, *_OF_LISTS),
    "user_fields": _NAMED_USERS,
    "list_fields": wanted("What of lists", _LIST, "Owner_ID"),
}
OF_SPACES = {
    "expansions": wanted("What belongs to the spaces and is to come with them", _OF_SPACES),
    "space_fields": wanted("What of spaces", _SPACE, "Space_Title", "Host_User_IDs"),
    "user_fields": _USER_FIELDS,
}
EXCLUDE = wanted("What to leave out", _KINDS)


def asking(details: Mapping[str, Any]) -> dict[str, str]:
    """A query's template for such pins."""
    return {name.replace("_fields", ".fields"): f"{{{name}}}" for name in details}
