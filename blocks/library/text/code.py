"""Code between text, as language models write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin, TooLarge
from blocks.sdk.pins import Widget

MAX_TEXT_CHARACTERS = 1_000_000

_FENCE = "```"
_OPENING = re.compile(r"```(?=([^\s`]+)\s)")
_LANGUAGES = {  # pin → what stands behind the fence
    "html": ("html", "htm"),
    "css": ("css",),
    "javascript": ("javascript", "js"),
    "python": ("python", "py"),
    "sql": ("sql",),
    "java": ("java",),
    "cpp": ("cpp", "c++"),
    "csharp": ("csharp", "c#", "cs"),
    "json_code": ("json",),
    "bash": ("bash", "shell", "sh"),
    "php": ("php",),
    "ruby": ("ruby", "rb"),
    "yaml": ("yaml", "yml"),
    "markdown": ("markdown", "md"),
    "typescript": ("typescript", "ts"),
    "xml": ("xml",),
}
_LABELS = frozenset(label for labels in _LANGUAGES.values() for label in labels)


class CodeExtraction(Block):
    """Take the blocks of code out of a text, each to the output of its language."""

    id = "d3a7d896-3b78-4f44-8b4b-48fbf4f0bcd8"
    slug = "text.extract_code"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        text: str = Pin(
            description="Text with code between lines of three backticks, the language behind the first",
            example="Here you are:\n```python\nprint(1)\n```",
            widget=Widget.LONG_TEXT,
        )

    class Output(BlockOutput):
        html: str = Pin(description="HTML; as all of these, sent if there is any")
        css: str = Pin(description="CSS")
        javascript: str = Pin(description="JavaScript")
        python: str = Pin(description="Python")
        sql: str = Pin(description="SQL")
        java: str = Pin(description="Java")
        cpp: str = Pin(description="C++")
        csharp: str = Pin(description="C#")
        json_code: str = Pin(description="JSON")
        bash: str = Pin(description="Shell commands")
        php: str = Pin(description="PHP")
        ruby: str = Pin(description="Ruby")
        yaml: str = Pin(description="YAML")
        markdown: str = Pin(description="Markdown")
        typescript: str = Pin(description="TypeScript")
        xml: str = Pin(description="XML")
        remaining_text: str = Pin(description="The text without that code; not sent if nothing is left")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if len(input.text) > MAX_TEXT_CHARACTERS:
            raise TooLarge(f"`text` is longer than {MAX_TEXT_CHARACTERS:,} characters.")
        found = _code_by_label(input.text)
        for pin, labels in _LANGUAGES.items():
            pieces = [piece for label in labels for piece in found.get(label, ()) if piece]
            if pieces:
                yield pin, "\n\n".join(pieces)
        rest = _without_code(input.text)
        if rest:
            yield "remaining_text", rest


def _code_by_label(text: str) -> dict[str, list[str]]:
    """What stands in the fences of each label. One language's code may hold the fences of another."""
    found: dict[str, list[str]] = {}
    ends: dict[str, int] = {}
    for begin, label, code_begin in _openings(text):
        label = label.lower()
        end = text.find(_FENCE, code_begin)
        if begin >= ends.get(label, 0) and end >= 0:
            found.setdefault(label, []).append(text[code_begin:end].strip())
            ends[label] = end + len(_FENCE)
    return found


def _without_code(text: str) -> str:
    """The text without fences that have a known label, and without the empty lines they leave."""
    kept, at = [], 0
    for begin, label, code_begin in _openings(text):
        end = text.find(_FENCE, code_begin)
        if begin >= at and end >= 0 and label in _LABELS:
            kept.append(text[at:begin])
            at = end + len(_FENCE)
    kept.append(text[at:])
    return re.sub(r"\n\s*\n", "\n", "".join(kept).strip())


def _openings(text: str) -> Iterator[tuple[int, str, int]]:
    """(where the fence begins, its label, where its code begins)"""
    for match in _OPENING.finditer(text):
        yield match.start(), match[1], match.end(1)
