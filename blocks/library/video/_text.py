"""Text as a picture, to be laid over a video."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from blocks.sdk import InvalidInput

MAX_LINES = 50
_PADDING = 0.3  # around the text, in heights of a letter
_MAX_SIDE = 8_000  # pixels
# Looked for among the machine's own; the built-in one has the letters of ASCII alone.
_FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "FreeSans.ttf", "Arial.ttf")
_IN_NO_FONT = "\uffff"


def draw_text(text: str, path: Path, *, size: int, color: str, background: str | None) -> tuple[int, int]:
    """Write a PNG of the text; its width and height. Raises InvalidInput for a colour that is none."""
    from PIL import Image, ImageDraw  # here: slow to import

    lines = "\n".join(text.splitlines()[:MAX_LINES])
    font = _font(lines, size)
    ink = ImageDraw.Draw(Image.new("RGBA", (1, 1)))
    left, top, right, bottom = ink.multiline_textbbox((0, 0), lines, font=font, align="center")
    around = int(size * _PADDING)
    width = min(int(right - left) + 2 * around, _MAX_SIDE)
    height = min(int(bottom - top) + 2 * around, _MAX_SIDE)
    paper = _colour(background, "bg_color") if background else (0, 0, 0, 0)
    image = Image.new("RGBA", (max(width, 1), max(height, 1)), paper)
    place = (around - left, around - top)
    ImageDraw.Draw(image).multiline_text(
        place, lines, font=font, fill=_colour(color, "font_color"), align="center"
    )
    image.save(path, "PNG")
    return image.size


def _font(text: str, size: int) -> Any:
    """The first font that has all the letters. Raises InvalidInput if none has."""
    from PIL import ImageFont

    missing = ""
    for name in (*_FONTS, None):
        try:
            font: Any = ImageFont.truetype(name, size) if name else ImageFont.load_default(size)
        except OSError:
            continue  # not on this machine
        missing = "".join(sorted(set(filter(lambda char: _lacks(font, char), text))))
        if not missing:
            return font
    raise InvalidInput(
        f"No font of this machine has: {missing[:20]} (Debian: fonts-dejavu-core, fonts-noto-cjk).",
        pin="text",
    )


def _lacks(font: Any, char: str) -> bool:
    if char.isspace() or (char.isascii() and char.isprintable()):
        return False
    return bytes(font.getmask(char)) == bytes(font.getmask(_IN_NO_FONT))


def _colour(text: str, pin: str) -> tuple[int, int, int, int]:
    """A name or a number with #, and how dense it is if @ stands in it: `black@0.5`."""
    from PIL import ImageColor

    name, _, dense = text.strip().partition("@")
    try:
        found: Any = ImageColor.getcolor(name, "RGBA")
        alpha = float(dense) if dense else found[3] / 255
    except ValueError:
        raise InvalidInput(f"'{text[:50]}' is not a colour.", pin=pin) from None
    return (*found[:3], int(255 * min(max(alpha, 0.0), 1.0)))
