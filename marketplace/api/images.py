"""Pictures: put up by who offers agents, served to everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.models import Image, ImageUse
from marketplace.services import images
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.kit.query_params import choice_of
from platform_project.kit.uploads import UploadParser, file_of

_A_DAY = "public, max-age=86400"  # no longer: what was taken down with its listing is not to stay


class ImageWrite(serializers.Serializer[Any]):
    file = serializers.FileField(
        write_only=True, help_text="PNG, JPEG, WebP or GIF; at most 5 MB, 25 million points, 10,000 a side."
    )


class ImageRead(serializers.ModelSerializer[Image]):
    url = serializers.SerializerMethodField(help_text="The path at which everybody may see it.")

    class Meta:
        model = Image
        fields = ["id", "use", "url", "width", "height", "size_bytes", "created_at"]
        read_only_fields = fields

    def get_url(self, image: Image) -> str:
        return image_url(image.pk)


def image_url(image_id: UUID) -> str:
    return reverse("store-image", kwargs={"image_id": image_id})


class Images(WorkspaceView):
    parser_classes = [UploadParser]

    @extend_schema(
        operation_id="put_image",
        parameters=[OpenApiParameter("use", str, enum=ImageUse.values, default="cover")],
        request={"multipart/form-data": ImageWrite},
        responses={201: ImageRead},
        tags=["store"],
    )
    def post(self, request: Request) -> Response:
        """Put up a picture: a listing's cover or demo, or a creator's avatar.

        It is made anew as WebP: covers fit 1600 x 900, demos 1600 x 1600, avatars are cut to 512 x 512. What
        nothing shows goes after a day.
        """
        use = ImageUse(choice_of(request, "use", ImageUse.values, ImageUse.COVER))
        image = images.put_image(workspace=self.workspace, user=self.user, use=use, upload=file_of(request))
        return Response(ImageRead(image).data, 201)


class StoreImage(APIView):
    """For everybody, but for what was taken down with its listing. No picture ever changes."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="get_image",
        responses={(200, "image/webp"): OpenApiTypes.BINARY},
        tags=["store"],
    )
    def get(self, request: Request, image_id: UUID) -> HttpResponseBase:
        """A picture's file."""
        image = images.image_with(image_id)
        tag = f'"{image.digest[:32]}"'
        answer: HttpResponseBase | None = get_conditional_response(request._request, etag=tag)
        if answer is None:
            answer = HttpResponse(images.image_file(image), content_type=image.content_type)
        answer["ETag"] = tag
        answer["Cache-Control"] = _A_DAY
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer
