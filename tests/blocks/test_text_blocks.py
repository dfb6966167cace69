"""Escapes, counts and code in text: what the shared cases leave open."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.blocks.firings import failure_of, fired, outputs_of


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        (r"a\nb\tc\\d\"e\'", "a\nb\tc\\d\"e'"),
        (r"\xe9 \u20ac \U0001F600 \101 \N{BULLET}", "é € 😀 A •"),
        (r"\ud83d\ude00", "😀"),
        (r"\ud83d", "\ufffd"),
        ("grün \\u00fc", "grün ü"),
        (r"\d\q", r"\d\q"),
        ("a\\\nb", "ab"),
        ("", ""),
    ],
)
def test_escapes_are_read(text: str, decoded: str) -> None:
    assert outputs_of("text.decode", {"text": text}) == [("decoded_text", decoded)]


@pytest.mark.parametrize("text", ["\\x4", "\\u12", "\\N{NO SUCH LETTER}", "\\UFFFFFFFF", "end\\"])
def test_escapes_that_mean_nothing_fail_the_step(text: str) -> None:
    code, message = failure_of("text.decode", {"text": text})
    assert code == "invalid_input"
    assert message is not None
    assert message.startswith("`text` has an unfinished or unknown escape at ")


@pytest.mark.parametrize("text", ["a\nb", "ä€😀", "\\n", "\x00\x7f", "'\"", ""])
def test_what_is_written_as_escapes_reads_as_it_was(text: str) -> None:
    ((_, encoded),) = outputs_of("text.encode", {"text": text})
    assert encoded.isascii()
    assert "\n" not in encoded
    assert outputs_of("text.decode", {"text": encoded}) == [("decoded_text", text.replace("\x00", "\ufffd"))]


@pytest.mark.parametrize(
    ("text", "words", "characters"), [("  one\ttwo\nthree ", 3, 16), ("äöü 😀", 2, 5), ("\n \n", 0, 3)]
)
def test_words_are_counted(text: str, words: int, characters: int) -> None:
    counted = [("word_count", words), ("character_count", characters)]
    assert outputs_of("text.count_words", {"text": text}) == counted


@pytest.mark.parametrize(
    ("text", "outputs"),
    [
        ("", []),
        ("no code", [("remaining_text", "no code")]),
        ("```py\na\n```\n\n```python\nb\n```", [("python", "b\n\na")]),
        ("```js\na\n```x```js\nb\n```", [("javascript", "a\n\nb"), ("remaining_text", "x")]),
        ("```C++\nint a;\n```", [("cpp", "int a;"), ("remaining_text", "```C++\nint a;\n```")]),
        ("```rust\nfn\n```", [("remaining_text", "```rust\nfn\n```")]),
        ("```sql\nselect 1", [("remaining_text", "```sql\nselect 1")]),
        ("```json\n{}\n```", [("json_code", "{}")]),
        ("```sh\n```", []),
        (
            "```markdown\n# A\n```py\nx\n```",
            [("python", "x"), ("markdown", "# A"), ("remaining_text", "py\nx\n```")],
        ),
        ("one\n```css\na{}\n```\n\ntwo", [("css", "a{}"), ("remaining_text", "one\ntwo")]),
    ],
)
def test_code_goes_to_the_output_of_its_language(text: str, outputs: list[tuple[str, Any]]) -> None:
    assert outputs_of("text.extract_code", {"text": text}) == outputs


def test_what_is_printed_is_handed_on_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="blocks"):
        firing = fired("basic.print_to_console", {"text": {"token": "abc123"}})  # PrintToConsole
    assert firing.outputs == [("output", {"token": "abc123"}), ("status", "printed")]
    assert [record.getMessage() for record in caplog.records] == [
        "Node None printed a value of 19 characters."
    ]


def test_a_comment_on_lines_of_a_file() -> None:
    given = {"path": "a.py", "body": "b", "line": 7, "start_line": 5, "start_side": "LEFT"}
    comment = {"path": "a.py", "body": "b", "line": 7, "side": "RIGHT", "start_line": 5, "start_side": "LEFT"}
    assert outputs_of("github.review_comment", given) == [("comment_object", comment)]


@pytest.mark.parametrize(
    ("slug", "pin"),
    [
        ("data.keyword_suggestion", "suggestion"),  # KeywordSuggestionExtractor
        ("data.related_keyword", "related_keyword"),  # RelatedKeywordExtractor
    ],
)
def test_a_keyword_is_taken_apart(slug: str, pin: str) -> None:
    row = {"keyword": "bees", "search_volume": 90, "cpc": 1.5, "serp_info": {"type": "organic"}, "else": 1}
    assert outputs_of(slug, {pin: row}) == [
        ("keyword", "bees"),
        ("search_volume", 90),
        ("competition", None),
        ("cpc", 1.5),
        ("keyword_difficulty", None),
        ("serp_info", {"type": "organic"}),
        ("clickstream_data", None),
    ]
    assert failure_of(slug, {pin: {"search_volume": 1}})[0] == "invalid_input"
