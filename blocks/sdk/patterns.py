"""Users' regular expressions, by RE2: time in proportion to the text, whatever the pattern.

"In proportion" still holds two bombs: a large pattern multiplies the time of each character, and finding all
matches may read the text once per match. What may need longer than a moment is done aside
(`blocks/sdk/aside.py`), where it can be ended.

Patterns are written as in Python, of which RE2 leaves out back references and looking around. The rest of
the differences is translated (`_translated`), but for `\\b`, which takes only ASCII letters for letters.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import re2

from blocks.sdk.aside import aside
from blocks.sdk.errors import InvalidInput, MalformedPattern, TooLarge

MAX_PATTERN_CHARACTERS = 2_000
MAX_PATTERN_BYTES = 2 * 1024**2  # of a compiled pattern with its working memory
MAX_TEXT_CHARACTERS = 5_000_000
MAX_MATCHES = 10_000
MAX_MATCHED_CHARACTERS = 2_000_000  # of all matches together
_QUICK_STEPS = 3_000_000  # instructions times bytes: at most about 30 ms, during which other threads run
_QUICK_SECONDS = 0.1
_KEPT = 32  # compiled patterns


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression and how to read it."""

    text: str
    pin: str  # named in refusals
    is_case_sensitive: bool = True
    dot_matches_newline: bool = False
    is_multiline: bool = False  # ^ and $ at each line


def matches(pattern: Pattern, text: str) -> bool:
    """Whether `text` holds a match. Raises as `find` does."""
    return bool(find(pattern, text, at_most=1))


def find(pattern: Pattern, text: str, *, group: int = 0, at_most: int | None = None) -> list[str]:
    """What the group took in each match, in order; nothing for matches in which it has no part.

    at_most: stop after so many; without it all are found. Raises MalformedPattern for what no engine
    would read, InvalidInput for what RE2 leaves out, TooLarge, and TooCostly for over a second of computing.
    """
    if len(text) > MAX_TEXT_CHARACTERS:
        raise TooLarge(f"The text to search is longer than {MAX_TEXT_CHARACTERS:,} characters.")
    regex = compiled(pattern, for_ascii=text.isascii(), captures=group > 0)
    if group > regex.groups:
        return []
    try:
        if regex.programsize * len(text) > _QUICK_STEPS:
            raise _NotQuick
        return _found(regex, text, group, at_most, time.monotonic() + _QUICK_SECONDS)
    except _NotQuick:
        found: list[str] = aside(
            "find", "The pattern", pattern=asdict(pattern), text=text, group=group, at_most=at_most
        )
        return found


def find_here(pattern: dict[str, Any], text: str, group: int, at_most: int | None) -> list[str]:
    """As `find`, here and now and for as long as it takes."""
    regex = compiled(Pattern(**pattern), for_ascii=text.isascii(), captures=group > 0)
    return _found(regex, text, group, at_most, float("inf"))


class _NotQuick(Exception):
    """It is not for this process."""


def _found(regex: Any, text: str, group: int, at_most: int | None, deadline: float) -> list[str]:
    found: list[str] = []
    size = 0
    for match in _each_match(regex, text):
        if time.monotonic() > deadline:
            raise _NotQuick
        taken = match.group(group)
        if taken is None:
            continue
        found.append(taken)
        size += len(taken)
        if size > MAX_MATCHED_CHARACTERS:
            raise TooLarge(f"What the pattern finds is longer than {MAX_MATCHED_CHARACTERS:,} characters.")
        if len(found) == at_most:
            break
        if len(found) > MAX_MATCHES:
            raise TooLarge(f"The pattern is found more than {MAX_MATCHES:,} times.")
    return found


def _each_match(regex: Any, text: str) -> Iterator[Any]:
    """All matches; if there are none, those before a last line break, where Python's `$` holds too."""
    last = None
    for match in regex.finditer(text):
        if match.span() != last:  # RE2's iterator gives an empty match at the end twice
            yield match
        last = match.span()
    if last is None and text.endswith("\n") and "$" in regex.pattern:
        yield from regex.finditer(text[:-1])


@functools.lru_cache(maxsize=_KEPT)
def compiled(pattern: Pattern, *, for_ascii: bool, captures: bool) -> Any:
    """The pattern as RE2 runs it. Raises MalformedPattern, InvalidInput."""
    if len(pattern.text) > MAX_PATTERN_CHARACTERS:
        raise InvalidInput(
            f"`{pattern.pin}` is longer than {MAX_PATTERN_CHARACTERS:,} characters.", pin=pattern.pin
        )
    options = re2.Options()
    options.max_mem = MAX_PATTERN_BYTES
    options.log_errors = False
    options.case_sensitive = pattern.is_case_sensitive
    options.dot_nl = pattern.dot_matches_newline
    options.never_capture = not captures
    written = _translated(pattern.text, for_ascii)
    try:
        return re2.compile(f"(?m){written}" if pattern.is_multiline else written, options)
    except re2.error as err:
        raise _refusal(pattern, err) from None
    finally:
        re2.purge()  # it would keep 128 of them; we keep fewer


# RE2's words for what Python's expressions have and RE2's have not: looking around, atomic groups, back
# references by number and by name, possessive repetition.
_LEFT_OUT = re.compile(
    r"invalid perl operator|invalid escape sequence: \\[1-9]|invalid named capture group: \(\?P="
    r"|bad repetition operator: .*\+$"
)
_LARGE = re.compile(r"pattern too large|invalid repetition size|expression nests too deeply")


def _refusal(pattern: Pattern, err: Exception) -> InvalidInput:
    """RE2's refusal in words that name the pin."""
    said = err.args[0].decode(errors="replace")[:200]
    if _LEFT_OUT.match(said):
        message = f"`{pattern.pin}` uses what is not possible here, as back references are not ({said})."
        return InvalidInput(message, pin=pattern.pin)
    if _LARGE.match(said):
        return InvalidInput(f"`{pattern.pin}` is too large a pattern ({said}).", pin=pattern.pin)
    return MalformedPattern(f"`{pattern.pin}` is not a regular expression ({said}).", pin=pattern.pin)


_TOKEN = re.compile(
    r"""\\u(?P<short>[0-9a-fA-F]{4}) | \\U(?P<long>[0-9a-fA-F]{8}) | (?P<escape>\\.) | \{,(?P<most>\d+)\}
    | (?P<open>\[\^?\]?) | (?P<close>\])""",
    re.VERBOSE | re.DOTALL,
)
_OUTSIDE = {
    r"\w": r"[\pL\pN_]", r"\W": r"[^\pL\pN_]", r"\d": r"\p{Nd}", r"\D": r"\P{Nd}",
    r"\s": r"[\s\x0b\x1c-\x1f\x{85}\pZ]", r"\S": r"[^\s\x0b\x1c-\x1f\x{85}\pZ]",
}  # fmt: skip
_INSIDE = {r"\w": r"\pL\pN_", r"\d": r"\p{Nd}", r"\D": r"\P{Nd}", r"\s": r"\s\x0b\x1c-\x1f\x{85}\pZ"}
_ASCII_SPACE = {r"\s": r"\s\x0b\x1c-\x1f"}


def _translated(pattern: str, for_ascii: bool) -> str:
    """Python's notation in RE2's, where they differ.

    In Python `\\w`, `\\d` and `\\s` know the letters, digits and spaces of all scripts. RE2's know ASCII, in
    a hundredth of the instructions; they are left where the text has nothing else.
    """
    is_inside = False

    def rewritten(token: re.Match[str]) -> str:
        nonlocal is_inside
        written = token.group()
        if code := token["short"] or token["long"]:
            return f"\\x{{{code}}}"
        if token["escape"]:
            return _escape(written, is_inside, for_ascii)
        if token["most"]:
            return written if is_inside else f"{{0,{token['most']}}}"
        if token["close"]:
            is_inside = False
        elif not is_inside:
            is_inside = True
        elif written.endswith("]"):  # "[]" within a class: a bracket, and its end
            is_inside = False
        return written

    return _TOKEN.sub(rewritten, pattern)


def _escape(escape: str, is_inside: bool, for_ascii: bool) -> str:
    if escape == r"\Z":
        return r"\z"
    if for_ascii:
        space = _ASCII_SPACE.get(escape)
        return escape if space is None else space if is_inside else f"[{space}]"
    return (_INSIDE if is_inside else _OUTSIDE).get(escape, escape)
