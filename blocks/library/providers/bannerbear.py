"""Bannerbear: texts and pictures put into templates. https://developers.bannerbear.com/#images"""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, Operation, Poll, Values, blocks_of, constant, get, gives, items, post, text
from blocks.sdk import Category

API = Api(
    provider="bannerbear",
    name="Bannerbear",
    base_url="https://api.bannerbear.com/v2",
    category=Category.PRODUCTIVITY,
)
OF_A_TEXT = ("name", "text", "color", "font_family", "font_size", "font_weight", "text_align")


def changes(values: Values) -> Values:
    """`changes`: what each layer is to show."""
    told = []
    for one in values["text_modifications"]:
        if not one.get("name") or not isinstance(one.get("text"), str):
            raise ValueError("`text_modifications`: each needs the name of a layer, and a text.")
        told.append({name: one[name] for name in OF_A_TEXT if one.get(name) not in (None, "")})
    if values["image_url"]:
        told.append({"name": values["image_layer_name"], "image_url": values["image_url"]})
    return {"changes": told}


OPERATIONS = (
    Operation(
        id="c7d3a5c2-05fc-450e-8dce-3b0e04626009",
        slug="text_overlay",
        about="Put texts, and a picture, into a template.",
        calls=[
            post(
                "/images",
                {
                    "template": "{template_id}",
                    "project_id": "{project_id}",
                    "modifications": "{changes}",
                    "webhook_url": "{webhook_url}",
                    "metadata": "{metadata}",
                },
                derive=changes,
                keep={"made": "uid"},
            ),
            get(
                "/images/{made}",
                {"project_id": "{project_id}"},
                poll=Poll(state="status", until=("completed",), failed=("failed",), every=1.0, within=150.0),
            ),
        ],
        takes={
            "template_id": text("The template's id", example="A89dXkq2mZ7PzYl3ev", min_length=1),
            "project_id": text("The project, for keys to all of an account", ""),
            "text_modifications": items(
                dict[str, Any],
                "For each text: name of the layer, text; and color, font_family, font_size, font_weight,"
                " text_align",
                example=[{"name": "headline", "text": "Good morning!"}],
            ),
            "image_url": text("The address of a picture", ""),
            "image_layer_name": text("The layer that it goes to", "photo"),
            "webhook_url": text("Who else is told when it is done", "", advanced=True),
            "metadata": text("A note of your own", "", advanced=True),
        },
        gives={
            "success": constant(True, "That it is done"),
            "image_url": gives(str, "The address of the image"),
            "uid": gives(str, "The image's id"),
            "status": gives(str, "How it ended"),
        },
        categories=(Category.AI, Category.PRODUCTIVITY),
        timeout_seconds=180.0,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
