"""Replicate: models of everybody's, run for whoever asks."""

from __future__ import annotations

from blocks.library.providers.replicate._api import API, PREDICTION, WAITING, WORK_SECONDS, made_of
from blocks.rest import Operation, Subpath, Values, blocks_of, echo, get, gives, mapping, post, text


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

BLOCKS = blocks_of(API, (RUN_MODEL,), __name__)
