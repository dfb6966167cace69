"""Images that models at Replicate make, and change."""

from __future__ import annotations

from typing import Any

from blocks.library.providers.replicate._api import API, MOST_INLINE_BYTES, WORK_SECONDS, run
from blocks.rest import (
    Body,
    Operation,
    Subpath,
    Values,
    blocks_of,
    choice,
    file,
    files,
    fraction,
    gives,
    number,
    post,
    text,
)
from blocks.sdk import Category

KINDS = (Category.AI, Category.MULTIMEDIA)
FLUX = {
    "Flux Schnell": "black-forest-labs/flux-schnell",
    "Flux Pro": "black-forest-labs/flux-pro",
    "Flux Pro 1.1": "black-forest-labs/flux-1.1-pro",
}
_OF_ALL = ("prompt", "seed", "aspect_ratio", "output_format", "output_quality")
TAKEN = {
    "Flux Schnell": _OF_ALL,
    "Flux Pro": (*_OF_ALL, "steps", "guidance", "interval", "safety_tolerance"),
    "Flux Pro 1.1": (*_OF_ALL, "safety_tolerance"),
}
EDITORS = {
    "Flux Kontext Pro": "black-forest-labs/flux-kontext-pro",
    "Flux Kontext Max": "black-forest-labs/flux-kontext-max",
    "Nano Banana Pro": "google/nano-banana-pro",
    "Nano Banana 2": "google/nano-banana-2",
}
SHAPES = "match_input_image 1:1 16:9 9:16 4:3 3:4 3:2 2:3 4:5 5:4 21:9 9:21 2:1 1:2"
MAKERS = {
    "Flux 1.1 Pro": "black-forest-labs/flux-1.1-pro",
    "Flux 1.1 Pro Ultra": "black-forest-labs/flux-1.1-pro-ultra",
    "Recraft v3": "recraft-ai/recraft-v3",
    "Stable Diffusion 3.5 Medium": "stability-ai/stable-diffusion-3.5-medium",
    "Nano Banana Pro": "google/nano-banana-pro",
    "Nano Banana 2": "google/nano-banana-2",
}
# The names of sizes → width to height, and what Recraft wants instead.
SIZES = {
    "square": ("1:1", "1024x1024"),
    "landscape": ("4:3", "1365x1024"),
    "portrait": ("3:4", "1024x1365"),
    "wide": ("16:9", "1536x1024"),
    "tall": ("9:16", "1024x1536"),
}
STYLES = (
    "any",
    "realistic_image",
    *(
        f"realistic_image/{one}"
        for one in [
            "b_and_w",
            "hdr",
            "natural_light",
            "studio_portrait",
            "enterprise",
            "hard_flash",
            "motion_blur",
        ]
    ),
    "digital_illustration",
    *(
        f"digital_illustration/{one}"
        for one in [
            "pixel_art",
            "hand_drawn",
            "grain",
            "infantile_sketch",
            "2d_art_poster",
            "2d_art_poster_2",
            "handmade_3d",
            "hand_drawn_outline",
            "engraving_color",
        ]
    ),
)
CUSTOM_SHAPES = "match_input_image 1:1 2:3 3:2 3:4 4:3 4:5 5:4 9:16 16:9 21:9"


def flux(values: Values) -> Values:
    name = values["replicate_model_name"]
    inputs = {pin: values[pin] for pin in TAKEN[name] if values[pin] is not None}
    return {"maker": Subpath(FLUX[name]), "inputs": inputs}


def to_upload(values: Values) -> Values:
    picture = values["input_image"]
    is_large = picture is not None and len(picture.content) > MOST_INLINE_BYTES
    return {"upload": picture if is_large else None}


def edit(values: Values) -> Values:
    """What the model takes; each maker's calls a picture and its shape something else."""
    name, picture = values["model"], values["input_image"]
    shown = values.get("picture_url") or (picture and picture.as_data_uri())
    shape = values["aspect_ratio"]
    if shape == "match_input_image" and not shown:
        shape = "1:1"
    inputs: dict[str, Any] = {"prompt": values["prompt"], "aspect_ratio": shape}
    if name.startswith("Flux"):
        inputs |= {"input_image": shown, "seed": values["seed"]}
    else:
        inputs["image_input"] = [shown] if shown else None
    inputs = {name: value for name, value in inputs.items() if value is not None}
    return {"maker": Subpath(EDITORS[name]), "inputs": inputs}


FLUX_IMAGE = Operation(
    id="90f8c45e-e983-4644-aa0b-b4ebe2f531bc",
    slug="flux_image",
    about="Make an image from a description, by one of the FLUX models.",
    name="Replicate FLUX Image",
    calls=run(flux),
    takes={
        "prompt": text("What the image shows", example="A lighthouse at dusk", min_length=1, long=True),
        "replicate_model_name": choice(list(FLUX), "The model", "Flux Schnell"),
        "seed": number("The same number gives the same image", None, ge=0),
        "steps": number("How many steps it takes", 25, ge=1, le=50, advanced=True),
        "guidance": fraction("How closely it keeps to the description", 3.0, ge=2, le=5, advanced=True),
        "interval": fraction("How much images may differ", 2.0, ge=1, le=4, advanced=True),
        "aspect_ratio": text("Width to height", "1:1", example="16:9", min_length=3, max_length=10),
        "output_format": choice("webp jpg png", "The kind of file", "webp"),
        "output_quality": number("How fine the file is", 80, ge=0, le=100, advanced=True),
        "safety_tolerance": number("From 1, the strictest, to 5", 2, ge=1, le=5, advanced=True),
    },
    gives={"result": gives(str, "The image, as a data URI", "@")},
    categories=KINDS,
    timeout_seconds=WORK_SECONDS,
)

EDIT_IMAGE = Operation(
    id="3fd9c73d-4370-4925-a1ff-1b86b99fabfa",
    slug="edit_image",
    about="Change an image as it is told, or make one.",
    calls=[
        post(
            "/files",
            {"content": "{upload}"},
            encoding=Body.MULTIPART,
            derive=to_upload,
            when="upload",
            keep={"picture_url": "urls.get"},
        ),
        *run(edit),
    ],
    takes={
        "prompt": text("What is to be changed", example="Make it winter", min_length=1, long=True),
        "input_image": file("The image; without it one is made", None),
        "aspect_ratio": choice(SHAPES, "Width to height", "match_input_image"),
        "seed": number("The same number gives the same image (FLUX models)", None, ge=0, advanced=True),
        "model": choice(list(EDITORS), "The model", "Nano Banana 2"),
    },
    gives={"output_image": gives(str, "The image, as a data URI", "@")},
    categories=KINDS,
    timeout_seconds=WORK_SECONDS,
)


# --- Anything from a description --------------------------------------------------------------------------
def drawn(values: Values) -> Values:
    """Recraft knows styles and sizes of its own; the others are told of a style in words."""
    name, style = values["model"], values["style"]
    shape, pixels = SIZES[values["size"]]
    inputs: dict[str, Any] = {"prompt": values["prompt"]}
    if name == "Recraft v3":
        inputs |= {"size": pixels, "style": style}
    else:
        inputs |= {"aspect_ratio": shape, "output_format": "jpg"}
        if style != "any":
            words = style.replace("/", ", ").replace("_", " ")
            inputs["prompt"] = f"{values['prompt']}\n\nStyle: {words}"
    return {"maker": Subpath(MAKERS[name]), "inputs": inputs}


GENERATE_IMAGE = Operation(
    id="ed1ae7a0-b770-4089-b520-1f0005fad19a",
    slug="generate_image",
    about="Make an image from a description, in a style.",
    calls=run(drawn),
    takes={
        "prompt": text("What the image shows", example="A lighthouse at dusk", min_length=1, long=True),
        "model": choice(list(MAKERS), "The model", "Nano Banana 2"),
        "size": choice(list(SIZES), "Its shape", "square"),
        "style": choice(STYLES, "Its style", "any"),
    },
    gives={"image_url": gives(str, "The image, as a data URI", "@")},
    timeout_seconds=WORK_SECONDS,
)


# --- Several into one -------------------------------------------------------------------------------------
def several(values: Values) -> Values:
    pictures = values["images"] or []
    return {"uploads": [one for one in pictures if len(one.content) > MOST_INLINE_BYTES]}


def customized(values: Values) -> Values:
    uploaded = iter(values.get("uploaded") or ())
    shown = [
        next(uploaded) if len(one.content) > MOST_INLINE_BYTES else one.as_data_uri()
        for one in values["images"] or ()
    ]
    shape = values["aspect_ratio"]
    inputs = {
        "prompt": values["prompt"],
        "aspect_ratio": "1:1" if shape == "match_input_image" and not shown else shape,
        "output_format": values["output_format"],
        **({"image_input": shown} if shown else {}),
    }
    return {"maker": Subpath(values["model"]), "inputs": inputs}


CUSTOMIZE_IMAGE = Operation(
    id="d76bbe4c-930e-4894-8469-b66775511f71",
    slug="customize_image",
    about="Make an image out of a description and several images.",
    calls=[
        post(
            "/files",
            {"content": "{item}"},
            encoding=Body.MULTIPART,
            derive=several,
            over="uploads",
            when="uploads",
            keep={"uploaded": "urls.get"},
        ),
        *run(customized),
    ],
    takes={
        "prompt": text(
            "What is to become of them", example="Put the bee on the flower", min_length=1, long=True
        ),
        "model": choice(
            "google/nano-banana google/nano-banana-pro google/nano-banana-2",
            "The model",
            "google/nano-banana-2",
        ),
        "images": files("The images", [], max_length=10),
        "aspect_ratio": choice(CUSTOM_SHAPES, "Width to height", "match_input_image"),
        "output_format": choice("jpg png", "The kind of file", "png"),
    },
    gives={"image_url": gives(str, "The image, as a data URI", "@")},
    categories=KINDS,
    timeout_seconds=WORK_SECONDS,
)

BLOCKS = blocks_of(API, (FLUX_IMAGE, EDIT_IMAGE, GENERATE_IMAGE, CUSTOMIZE_IMAGE), __name__)
