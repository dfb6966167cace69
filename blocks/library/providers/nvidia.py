"""NVIDIA's hosted models. https://build.nvidia.com/hive/deepfake-image-detection"""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, Operation, Values, blocks_of, file, flag, gives, post
from blocks.sdk import Category

API = Api(
    provider="nvidia",
    name="NVIDIA",
    base_url="https://ai.api.nvidia.com/v1",
    catalogue_url="https://integrate.api.nvidia.com/v1",
    category=Category.SAFETY,
)


def looked_at(values: Values) -> dict[str, Any]:
    picture = values["image_base64"].as_data_uri()
    return {"input": [picture], "return_image": values["return_image"]}


def likelihood(answer: Any) -> float:
    """That of the face that looks most made."""
    boxes = answer["data"][0].get("bounding_boxes") or ()
    return max((float(box.get("is_deepfake", 0.0)) for box in boxes), default=0.0)


def marked(answer: Any) -> str:
    picture = answer["data"][0].get("image") or ""
    return f"data:image/jpeg;base64,{picture}" if picture and not picture.startswith("data:") else picture


OPERATIONS = (
    Operation(
        id="8c7d0d67-e79c-44f6-92a1-c2600c8aac7f",
        slug="detect_deepfake",
        about="Tell whether faces in an image were made by a machine.",
        calls=[post("/cv/hive/deepfake-image-detection", looked_at, reads=True, is_slow=True)],
        takes={
            "image_base64": file("The image", example="data:image/png;base64,iVBORw0KGgo="),
            "return_image": flag("The image with the faces marked, too", False),
        },
        gives={
            "status": gives(str, "How it went", "data[0].status || 'unknown'"),
            "image": gives(str, "The image with the faces marked, as a data URI", marked),
            "is_deepfake": gives(float, "How likely it is, from 0 to 1", likelihood),
        },
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
