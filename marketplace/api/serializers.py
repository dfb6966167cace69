"""What anybody sees of the marketplace. Each field is named: neither the workspace nor the file goes out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from credits.api.serializers import CreditsField
from integrations.catalogue.providers import find_provider
from marketplace.models import Category, Creator, Listing, Rating, Submission
from platform_project.accounts.models import User

IMAGES = "/api/v1/store/images/"


@extend_schema_field(OpenApiTypes.URI_REF)
class ImageField(serializers.Field[UUID, Any, str, Any]):
    """The address of a picture, on this server."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: UUID) -> str:
        return f"{IMAGES}{value}"


class StoreProvider(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()


@extend_schema_field(StoreProvider(many=True))
class ProvidersField(serializers.Field[list[str], Any, list[dict[str, str]], Any]):
    """Ids of providers, with the names that people know them by."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: list[str]) -> list[dict[str, str]]:
        return [{"id": slug, "name": provider_name(slug)} for slug in value]


class CategoryRead(serializers.ModelSerializer[Category]):
    class Meta:
        model = Category
        fields = ["slug", "name"]
        read_only_fields = fields


class CreatorCard(serializers.ModelSerializer[Creator]):
    avatar = ImageField(source="avatar_id", allow_null=True)

    class Meta:
        model = Creator
        fields = ["slug", "name", "is_verified", "avatar"]
        read_only_fields = fields


class CreatorLink(serializers.Serializer[Any]):
    title = serializers.CharField()
    url = serializers.URLField()


class CreatorRead(CreatorCard):
    """Who offers agents, with what their public listings add up to."""

    links = CreatorLink(many=True, read_only=True)
    listing_count = serializers.IntegerField(read_only=True)
    run_count = serializers.IntegerField(source="run_sum", read_only=True)
    rating_count = serializers.IntegerField(read_only=True)
    rating = serializers.SerializerMethodField(help_text="Mean of the stars of all listings; null if none.")

    class Meta(CreatorCard.Meta):
        fields = [
            *CreatorCard.Meta.fields, "bio", "links", "created_at", "listing_count", "run_count",
            "rating", "rating_count",
        ]  # fmt: skip
        read_only_fields = fields

    def get_rating(self, creator: Any) -> float | None:
        return rounded(creator.rating_sum / creator.rating_count if creator.rating_count else None)


class ListingCard(serializers.ModelSerializer[Listing]):
    creator = CreatorCard(read_only=True)
    title = serializers.CharField(source="approved.title", read_only=True)
    subtitle = serializers.CharField(source="approved.subtitle", read_only=True)
    image = serializers.SerializerMethodField(help_text="Address of the cover; null if there is none.")
    price = CreditsField(source="approved.price", help_text="Credits for a run, beside what its steps cost.")
    categories = serializers.ListField(
        source="approved.categories", child=serializers.CharField(), read_only=True, help_text="Slugs."
    )
    providers = ProvidersField(source="approved.providers", help_text="Whose accounts it works with.")
    is_closed = serializers.BooleanField(
        source="approved.is_closed", read_only=True, help_text="true: it can be run, but not looked into."
    )
    rating = serializers.SerializerMethodField(help_text="Mean of the stars; null if nobody rated it.")

    class Meta:
        model = Listing
        fields = [
            "id", "creator", "slug", "title", "subtitle", "image", "price", "categories", "providers",
            "is_closed", "rating", "rating_count", "install_count", "run_count", "published_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_image(self, listing: Any) -> str | None:
        images = listing.approved.images
        return f"{IMAGES}{images[0]}" if images else None

    def get_rating(self, listing: Listing) -> float | None:
        return rounded(listing.mean_rating)


class DataAccessRead(serializers.Serializer[Any]):
    """What it does with data, in lines for people."""

    reads = serializers.ListField(child=serializers.CharField(), default=list)
    sends = serializers.ListField(child=serializers.CharField(), default=list)
    keeps = serializers.ListField(child=serializers.CharField(), default=list)
    hosts = serializers.ListField(child=serializers.CharField(), default=list)


class ListingVersion(serializers.ModelSerializer[Submission]):
    class Meta:
        model = Submission
        fields = ["number", "decided_at", "changelog"]
        read_only_fields = fields


class ApprovedRead(serializers.Serializer[Submission]):
    """What a listing's page says of the version that was approved last; it never changes."""

    description = serializers.CharField(help_text="Markdown.")
    instructions = serializers.CharField(help_text="Markdown, for who runs it.")
    tags = serializers.ListField(child=serializers.CharField())
    images = serializers.ListField(child=ImageField())
    demo_output = serializers.DictField(help_text="Name → values, of a run of the creator's.")
    input_schema = serializers.DictField(help_text="JSON Schema of what a run takes.")
    output_schema = serializers.DictField(help_text="JSON Schema of what a run gives.")
    data_access = DataAccessRead()
    version = serializers.IntegerField(source="number")
    changelog = serializers.CharField()
    versions = ListingVersion(many=True, help_text="The approved ones, the newest first.")


class ListingRead(ListingCard, ApprovedRead):
    """A listing's page."""

    installed = serializers.UUIDField(
        allow_null=True,
        help_text="Id of the graph that the caller's workspace has of it; null without one, or signed out.",
    )

    class Meta(ListingCard.Meta):
        fields = [*ListingCard.Meta.fields, *ApprovedRead().fields, "installed"]
        read_only_fields = fields


class RatingRead(serializers.ModelSerializer[Rating]):
    """What somebody said of an agent; of who it was, the name alone."""

    author = serializers.CharField(source="user.name", read_only=True, help_text="May be empty.")
    number = serializers.IntegerField(
        source="submission.number", read_only=True, help_text="The version that was rated."
    )
    is_mine = serializers.SerializerMethodField()

    class Meta:
        model = Rating
        fields = [
            "id", "author", "stars", "text", "number", "answer", "answered_at", "created_at", "updated_at",
            "is_mine",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_mine(self, rating: Rating) -> bool:
        user: User | AnonymousUser | None = self.context.get("user")
        return user is not None and user.pk == rating.user_id


class CategoryCount(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class ProviderCount(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class PriceCounts(serializers.Serializer[Any]):
    free = serializers.IntegerField()
    paid = serializers.IntegerField()


class FacetsRead(serializers.Serializer[Any]):
    categories = CategoryCount(many=True)
    providers = ProviderCount(many=True)
    prices = PriceCounts()


class ListingsRead(serializers.Serializer[Any]):
    results = ListingCard(many=True)
    total = serializers.IntegerField(help_text="Counted to a bound.")
    facets = FacetsRead()
    meant = serializers.CharField(help_text="The words as they were understood, where some were mistyped.")


class FeaturedRead(serializers.Serializer[Any]):
    listings = ListingCard(many=True)
    creators = CreatorRead(many=True)


class RatingsRead(serializers.Serializer[Any]):
    results = RatingRead(many=True)
    total = serializers.IntegerField(help_text="Ratings that are shown, of all pages.")
    histogram = serializers.DictField(
        child=serializers.IntegerField(), help_text="Stars (`1` to `5`) → people, by their newest rating."
    )
    may_rate = serializers.BooleanField(help_text="Whether the caller has run it to its end.")
    may_answer = serializers.BooleanField(help_text="Whether the caller may answer them as the creator.")
    mine = RatingRead(allow_null=True, help_text="The caller's newest.")


def provider_name(slug: str) -> str:
    found = find_provider(slug)
    return found.name if found else slug


def rounded(mean: float | None) -> float | None:
    return None if mean is None else round(mean, 2)
