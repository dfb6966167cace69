"""Replicate: models of everybody's, run for whoever asks. https://replicate.com/docs/reference/http"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from blocks.rest import (
    Api,
    Body,
    Call,
    Operation,
    Poll,
    Subpath,
    Values,
    blocks_of,
    choice,
    echo,
    fetch,
    file,
    fraction,
    get,
    gives,
    mapping,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="replicate",
    name="Replicate",
    base_url="https://api.replicate.com/v1",
    said="detail || title",
    category=Category.AI,
)
WORK_SECONDS = 900.0
MOST_INLINE_BYTES = 256 * 1024  # of a file within a request; larger ones are uploaded
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

WAITING = Poll(
    state="status",
    until=("succeeded",),
    failed=("failed", "canceled", "aborted"),
    why="error",
    every=1.0,
    within=WORK_SECONDS - 30,
    cancel=post("/predictions/{prediction_id}/cancel"),
)
PREDICTION = {"prediction_id": "id"}


def run(chosen: Callable[[Values], Values]) -> list[Call]:
    """The model that is chosen, with its `inputs`, and the file that it makes."""
    return [
        post("/models/{maker}/predictions", {"input": "{inputs}"}, derive=chosen, keep=PREDICTION),
        get("/predictions/{prediction_id}", poll=WAITING, keep={"made": "output"}),
        fetch("{file_url}", derive=is_made),
    ]


def made_of(output: Any) -> str:
    """What a model made, as a text: of several files the first, of pieces of text all."""
    if isinstance(output, list):
        texts = [one for one in output if isinstance(one, str)]
        if texts and texts[0].startswith("https://"):
            return texts[0]
        if len(texts) == len(output):
            return "".join(texts)
    return output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)


def is_made(values: Values) -> Values:
    return {"file_url": made_of(values.get("made"))}


# --- Any model --------------------------------------------------------------------------------------------
def which(values: Values) -> Values:
    """`model` by its name alone, or the `version` of it."""
    name, _, version = values["model_name"].strip().partition(":")
    version = values["version"] or version
    owner, slash, rest = name.partition("/")
    if not (owner and slash and rest) or "/" in rest:
        raise ValueError("`model_name` is written as in owner/name.")
    return {
        "model": None if version else Subpath(name),
        "wanted_version": version or None,
        "inputs": values["model_inputs"] or {},
    }


def if_unofficial(values: Values) -> Values:
    """Models of everybody's are asked for by their version."""
    return {"unofficial": None if values.get("prediction_id") else values["model"]}


def its_version(values: Values) -> Values:
    return {"wanted_version": values["wanted_version"] or values.get("latest")}


RUN_MODEL = Operation(
    id="c40d75a2-d0ea-44c9-a4f6-634bb3bdab1a",
    slug="run_model",
    about="Run a model, and wait for what it makes.",
    calls=[
        post(
            "/models/{model}/predictions",
            {"input": "{inputs}"},
            derive=which,
            when="model",
            missing_is_fine=True,
            keep=PREDICTION,
        ),
        get(
            "/models/{unofficial}",
            derive=if_unofficial,
            when="unofficial",
            keep={"latest": "latest_version.id"},
        ),
        post(
            "/predictions",
            {"version": "{wanted_version}", "input": "{inputs}"},
            derive=its_version,
            when="wanted_version",
            keep=PREDICTION,
        ),
        get("/predictions/{prediction_id}", poll=WAITING),
    ],
    takes={
        "model_name": text("The model", example="black-forest-labs/flux-schnell", min_length=3),
        "model_inputs": mapping("What the model takes, as its page says", {}, example={"prompt": "A bee"}),
        "version": text("A version of it, if not the newest", None, advanced=True),
    },
    gives={
        "result": gives(
            str, "What it made: a file's address, or text", lambda answer: made_of(answer["output"])
        ),
        "status": gives(str, "How it ended"),
        "model_name": echo(str, "The model"),
    },
    timeout_seconds=WORK_SECONDS,
)


# --- Images -----------------------------------------------------------------------------------------------
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
    categories=(Category.AI, Category.MULTIMEDIA),
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
    categories=(Category.AI, Category.MULTIMEDIA),
    timeout_seconds=WORK_SECONDS,
)

BLOCKS = blocks_of(API, (RUN_MODEL, FLUX_IMAGE, EDIT_IMAGE), __name__)
