"""Ideogram: images from words, with letters that can be read. https://developer.ideogram.ai"""

from __future__ import annotations

import base64
from typing import Any

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Body,
    Operation,
    Subpath,
    Values,
    blocks_of,
    choice,
    fetch,
    gives,
    items,
    number,
    post,
    text,
)
from blocks.sdk import Category, files

API = Api(
    provider="ideogram",
    name="Ideogram",
    base_url="https://api.ideogram.ai",
    auth=Auth(AuthStyle.HEADER, "Api-Key"),
    category=Category.AI,
)
SHAPES = "10_16 16_10 9_16 16_9 3_2 2_3 4_3 3_4 1_1 1_3 3_1"
PALETTES = "EMBER FRESH JUNGLE MAGIC MELON MOSAIC PASTEL ULTRAMARINE"
ONLY_OLD_STYLES = frozenset({"RENDER_3D", "ANIME"})
UPSCALED = "AI Upscale"


def asked(values: Values) -> Values:
    """`endpoint` and `wanted`: the newest model has an address of its own."""
    is_newest = values["ideogram_model_name"] == "V_3"
    palette = palette_of(values)
    wanted = {
        "prompt": values["prompt"],
        "seed": values["seed"],
        "style_type": values["style_type"],
        "negative_prompt": values["negative_prompt"],
        "color_palette": palette,
    }
    if is_newest:
        if values["style_type"] in ONLY_OLD_STYLES:
            raise ValueError(f"`style_type`: {values['style_type']} is none of V_3's styles.")
        shape = values["aspect_ratio"].removeprefix("ASPECT_").replace("_", "x")
        wanted |= {"aspect_ratio": shape, "magic_prompt": values["magic_prompt_option"]}
    else:
        wanted |= {
            "model": values["ideogram_model_name"],
            "aspect_ratio": values["aspect_ratio"],
            "magic_prompt_option": values["magic_prompt_option"],
        }
    told = {name: value for name, value in wanted.items() if value is not None}
    return {
        "endpoint": Subpath("v1/ideogram-v3/generate" if is_newest else "generate"),
        "wanted": told if is_newest else {"image_request": told},
        "is_to_grow": values["upscale"] == UPSCALED,
    }


def palette_of(values: Values) -> dict[str, Any] | None:
    """Colors of one's own go before those with a name."""
    if values["custom_color_palette"]:
        return {"members": [{"color_hex": one} for one in values["custom_color_palette"]]}
    name = values["color_palette_name"]
    return None if name == "NONE" else {"name": name}


def is_given(values: Values) -> Values:
    if not values.get("url"):
        raise ValueError("Ideogram holds the image to be unsafe, and does not give it.")
    return {"to_grow": values["url"] if values["is_to_grow"] else None}


def drawn(values: Values) -> Values:
    """The small picture, to be sent back."""
    found = values.get("small")
    return {"picture": files.made(base64.b64decode(found.partition(",")[2])) if found else None}


OPERATIONS = (
    Operation(
        id="6ab085e2-20b3-4055-bc3e-08036e01eca6",
        slug="generate_image",
        about="Make an image from a description.",
        calls=[
            post("/{endpoint}", "{wanted}", derive=asked, keep={"url": "data[0].url"}, is_slow=True),
            fetch("{to_grow}", when="to_grow", derive=is_given, keep={"small": "@"}),
            post(
                "/upscale",
                {"image_request": "{}", "image_file": "{picture}"},
                encoding=Body.MULTIPART,
                when="picture",
                is_slow=True,
                derive=drawn,
                keep={"url": "data[0].url"},
            ),
            fetch("{url}", derive=is_given),
        ],
        takes={
            "prompt": text("What the image shows", example="A lighthouse at dusk", min_length=1, long=True),
            "ideogram_model_name": choice("V_3 V_2 V_2_TURBO V_1 V_1_TURBO", "The model", "V_3"),
            "aspect_ratio": choice(
                " ".join(f"ASPECT_{one}" for one in SHAPES.split()), "Width to height", "ASPECT_1_1"
            ),
            "upscale": choice([UPSCALED, "No Upscale"], "Make it larger", "No Upscale"),
            "magic_prompt_option": choice("AUTO ON OFF", "Let Ideogram write more of a description", "AUTO"),
            "seed": number("The same number gives the same image", None, ge=0, le=2_147_483_647),
            "style_type": choice(
                "AUTO GENERAL REALISTIC DESIGN FICTION RENDER_3D ANIME", "Its style", "AUTO"
            ),
            "negative_prompt": text("What it is not to show", None),
            "color_palette_name": choice(f"NONE {PALETTES}", "Its colors", "NONE"),
            "custom_color_palette": items(str, "Colors of your own, as #00ff00", None, max_length=10),
        },
        gives={"result": gives(str, "The image, as a data URI", "@")},
        categories=(Category.AI, Category.MULTIMEDIA),
        timeout_seconds=300.0,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
