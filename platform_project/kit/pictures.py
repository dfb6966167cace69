"""Pictures made anew: what comes out holds the points of the picture and nothing else that was sent.

The kind is told by the content alone. What would take much memory is refused before any of it is unpacked.
"""

from __future__ import annotations

import io
import struct
import threading
import zlib
from dataclasses import dataclass, field

from PIL import Image, ImageOps
from PIL.Image import DecompressionBombError, DecompressionBombWarning, Resampling

from platform_project.errors import BadInput

KINDS = ("PNG", "JPEG", "WEBP", "GIF")
MEDIA_TYPE = "image/webp"
MAX_SIDE = 10_000  # points
MAX_POINTS = 25_000_000  # 100 MB while it is worked on
QUALITY = 84
_AT_ONCE = threading.BoundedSemaphore(2)  # of a process: each takes memory and a processor
# What Pillow raises for files that are cut or broken on purpose: its formats let these through.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)


class NotAPicture(BadInput):
    """details: field."""

    code = "not_a_picture"


class PictureTooLarge(BadInput):
    """details: field, width, height and the limits."""

    code = "picture_too_large"


@dataclass(frozen=True, slots=True)
class Box:
    """What a picture is made to fit: shrunk into the box, or cut to fill it."""

    width: int
    height: int
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP file; width and height in points."""

    content: bytes = field(repr=False)
    width: int
    height: int


def made_anew(content: bytes, box: Box, *, name: str = "file") -> Picture:
    """The first frame of a PNG, JPEG, WebP or GIF, upright and no larger than `box`.

    Raises NotAPicture or PictureTooLarge, which name the field `name`.
    """
    with _AT_ONCE:
        try:
            with Image.open(io.BytesIO(content), formats=KINDS) as given:
                _refuse_large(given.width, given.height, name)
                given.draft("RGB", (2 * box.width, 2 * box.height))  # unpacks a JPEG no larger than needed
                return _written(_fitted(_upright(given), box))
        except (DecompressionBombError, DecompressionBombWarning) as err:
            raise _too_large(name) from err
        except _BROKEN as err:
            said = "Not a picture that can be read; PNG, JPEG, WebP and GIF can."
            raise NotAPicture(f"{name}: {said}", field=name, **{name: [said]}) from err


def _refuse_large(width: int, height: int, name: str) -> None:
    if max(width, height) > MAX_SIDE or width * height > MAX_POINTS:
        raise _too_large(name, width=width, height=height)


def _upright(given: Image.Image) -> Image.Image:
    """In RGB or RGBA, turned as the camera was held."""
    turned = ImageOps.exif_transpose(given)
    if turned.mode.startswith("I"):  # 16 bits of grey, which a plain conversion would cut off
        turned = turned.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    has_holes = "transparency" in turned.info or turned.mode in ("RGBA", "LA", "PA", "RGBa", "La")
    return turned.convert("RGBA" if has_holes else "RGB")


def _fitted(picture: Image.Image, box: Box) -> Image.Image:
    if box.is_filled:
        shrunk = min(1.0, picture.width / box.width, picture.height / box.height)  # never blown up
        size = (max(1, round(box.width * shrunk)), max(1, round(box.height * shrunk)))
        return ImageOps.fit(picture, size, Resampling.LANCZOS)
    picture.thumbnail((box.width, box.height), Resampling.LANCZOS)
    return picture


def _written(picture: Image.Image) -> Picture:
    picture.info = {}  # or Pillow would hand colour profiles and the like on
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return Picture(file.getvalue(), picture.width, picture.height)


def _too_large(name: str, **size: int) -> PictureTooLarge:
    said = f"At most {MAX_SIDE:,} points a side and {MAX_POINTS:,} in all."
    limits = {"limit_side": MAX_SIDE, "limit_points": MAX_POINTS}
    return PictureTooLarge(f"{name}: {said}", field=name, **size, **limits, **{name: [said]})
