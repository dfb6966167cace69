"""Music that models at Replicate make. https://replicate.com/meta/musicgen"""

from __future__ import annotations

from blocks.library.providers.replicate._api import (
    API,
    PREDICTION,
    WAITING,
    WORK_SECONDS,
    is_made,
)
from blocks.rest import Operation, blocks_of, choice, fetch, fraction, get, gives, number, post, text
from blocks.sdk import Category

MUSICGEN = "671ac645ce5e552cc63a54a2bbff63fcf798043055d2dac5fc9e36a837eedcfb"  # the version of the model

MAKE_MUSIC = Operation(
    id="44f6c8ad-d75c-4ae1-8209-aad1c0326928",
    slug="make_music",
    about="Make music from a description.",
    calls=[
        post(
            "/predictions",
            {
                "version": MUSICGEN,
                "input": {
                    "prompt": "{prompt}",
                    "model_version": "{music_gen_model_version}",
                    "duration": "{duration}",
                    "temperature": "{temperature}",
                    "top_k": "{top_k}",
                    "top_p": "{top_p}",
                    "classifier_free_guidance": "{classifier_free_guidance}",
                    "output_format": "{output_format}",
                    "normalization_strategy": "{normalization_strategy}",
                },
            },
            keep=PREDICTION,
        ),
        get("/predictions/{prediction_id}", poll=WAITING, keep={"made": "output"}),
        fetch("{file_url}", derive=is_made),
    ],
    takes={
        "prompt": text("What it sounds like", example="A slow waltz on a piano", min_length=1, long=True),
        "music_gen_model_version": choice("stereo-large melody-large large", "The model", "stereo-large"),
        "duration": number("How long it is, seconds", 8, ge=1, le=120),
        "temperature": fraction("How daring it is", 1.0, ge=0, le=10, advanced=True),
        "top_k": number("Among how many it chooses each sound", 250, ge=0, advanced=True),
        "top_p": fraction("Among the likeliest, up to this; 0: by top_k", 0.0, ge=0, le=1, advanced=True),
        "classifier_free_guidance": number(
            "How closely it keeps to the description", 3, ge=0, le=20, advanced=True
        ),
        "output_format": choice("wav mp3", "The kind of file", "wav"),
        "normalization_strategy": choice(
            "loudness clip peak rms", "How its loudness is evened out", "loudness", advanced=True
        ),
    },
    gives={"result": gives(str, "The music, as a data URI", "@")},
    categories=(Category.AI, Category.MULTIMEDIA),
    timeout_seconds=WORK_SECONDS,
)

BLOCKS = blocks_of(API, (MAKE_MUSIC,), __name__)
