"""What people are told, and how they want to be told."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from platform_project.kit.known_fields import KnownFields
from platform_project.notifications.kinds import Kind, Mail
from platform_project.notifications.models import MAX_ENDPOINT_CHARACTERS, Notification, PushSubscription

MAX_IDS = 200


class NotificationRead(serializers.ModelSerializer[Notification]):
    kind = serializers.ChoiceField(choices=Kind.choices, read_only=True)
    link = serializers.CharField(read_only=True, help_text="A path of the web app; may be empty.")
    count = serializers.IntegerField(read_only=True, help_text="How often it happened.")

    class Meta:
        model = Notification
        fields = ["id", "kind", "title", "text", "link", "count", "created_at", "updated_at", "read_at"]
        read_only_fields = fields


class NotificationPage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    unread = serializers.IntegerField(help_text="Of all, whatever the page shows.")
    results = NotificationRead(many=True)


class ReadWrite(serializers.Serializer[Any]):
    ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MAX_IDS)
    all = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["all"] == ("ids" in attrs):
            raise serializers.ValidationError({"ids": ["Give either ids or all: true."]})
        return attrs


class UnreadRead(serializers.Serializer[Any]):
    unread = serializers.IntegerField()


class WishJson(KnownFields):
    app = serializers.BooleanField(required=False, help_text="In the list of the web app.")
    mail = serializers.ChoiceField(choices=Mail.choices, required=False)
    push = serializers.BooleanField(required=False, help_text="In browsers that were subscribed.")


class SettingsJson(KnownFields):
    """Kind → how one is told of it. What is left out stays."""

    run_finished = WishJson(required=False)
    run_failed = WishJson(required=False)
    review_waiting = WishJson(required=False)
    credits_low = WishJson(required=False)
    payment_trouble = WishJson(required=False)
    schedule_missed = WishJson(required=False)
    submission_decided = WishJson(required=False)
    listing_moderated = WishJson(required=False)
    listing_rated = WishJson(required=False)
    report_answered = WishJson(required=False)
    update_available = WishJson(required=False)


class PushKeys(serializers.Serializer[Any]):
    p256dh = serializers.CharField(max_length=100)
    auth = serializers.CharField(max_length=50)


class PushSubscriptionWrite(serializers.Serializer[Any]):
    """What `PushSubscription.toJSON()` of a browser gives."""

    endpoint = serializers.CharField(max_length=MAX_ENDPOINT_CHARACTERS)
    keys = PushKeys()


class PushSubscriptionRead(serializers.ModelSerializer[PushSubscription]):
    class Meta:
        model = PushSubscription
        fields = ["id", "created_at"]
        read_only_fields = fields


class PushSubscriptionsRead(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="`applicationServerKey` of a browser's subscription.")
    subscriptions = PushSubscriptionRead(many=True)
