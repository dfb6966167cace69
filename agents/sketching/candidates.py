"""Which blocks a wish may be about, by its words. Rare words count more, names more than descriptions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from blocks.sdk import Block, BlockKind, all_blocks, find_block

MOST = 40
MOST_FOUND = 12  # for one look-up
# Of these nearly every agent has some.
ALWAYS = (
    "agent.short_text_input",
    "agent.input",
    "agent.output",
    "agent.human_review",
    "ai.text_generator",
    "ai.structured_response",
    "basic.store_value",
    "data.add_to_list",
    "data.create_list",
    "logic.condition",
    "logic.step_through_items",
    "text.combine",
    "text.fill_template",
    "web.send_request",
)
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("ing", "ies", "es", "ed", "s", "er")
_STEM_CHARACTERS = 3  # what is left of a word without its ending
_OF_NAME, _OF_ID, _OF_PROVIDER, _OF_DESCRIPTION, _OF_CATEGORY, _OF_PINS = 6.0, 5.0, 5.0, 3.0, 1.0, 1.0
# What people say, and what blocks are called.
_MEANT: Mapping[str, str] = {
    "rss": "feed", "news": "feed search", "blog": "feed", "mail": "email gmail", "email": "mail gmail",
    "spreadsheet": "sheets excel csv", "table": "sheets", "excel": "spreadsheet", "website": "web page url",
    "site": "web page", "page": "web", "google": "search", "summary": "summarizer summarize",
    "summarise": "summarizer", "summarize": "summarizer", "picture": "image", "photo": "image",
    "draw": "image", "voice": "speak speech", "audio": "speech transcribe", "meeting": "calendar",
    "appointment": "calendar", "task": "todoist", "todo": "todoist", "issue": "github linear",
    "pr": "pull request",
    "approve": "review human", "approval": "review human", "ask": "review input", "chat": "message",
    "notify": "send message", "classify": "condition structured", "if": "condition",
    "each": "step through items",
    "every": "step through items", "database": "query sql", "remember": "memory store", "api": "request",
    "webhook": "trigger", "when": "trigger", "translate": "text generator", "write": "text generator",
    "weather": "request", "csv": "spreadsheet", "pdf": "file read", "code": "execute",
}  # fmt: skip
_EMPTY_WORDS = frozenset({
    "a", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "in", "into", "is", "it", "its",
    "me", "my", "of", "on", "or", "out", "so", "that", "the", "them", "then", "there", "this", "to", "up",
    "us", "want", "with", "you", "your", "i", "new", "all", "please", "should", "would", "like", "agent",
})  # fmt: skip


def candidates(wish: str, used: Iterable[str] = ()) -> list[type[Block]]:
    """Blocks that may serve: those in use, those of most agents, and the closest, up to MOST.

    used: names of blocks.
    """
    chosen = dict.fromkeys(block for ref in (*used, *ALWAYS) if (block := find_block(ref)) is not None)
    for block in ranked(wish):
        if len(chosen) >= MOST:
            break
        chosen.setdefault(block)
    return [block for block in chosen if is_offered(block)]


def found(words: str) -> list[type[Block]]:
    """The blocks that a model asks to see: one by its name, or the closest to some words."""
    named = find_block(words.strip())
    if named is not None:
        return [named] if is_offered(named) else []
    return ranked(words)[:MOST_FOUND]


def ranked(words: str) -> list[type[Block]]:
    """Blocks with some of the words, the closest first."""
    rarity = _rarity()
    asked = {stem: rarity[stem] * share for stem, share in _asked(words).items() if stem in rarity}
    scores = {
        block: sum(weight * told[stem] for stem, weight in asked.items() if stem in told)
        for block, told in _told().items()
    }
    return sorted((block for block in scores if scores[block] > 0), key=lambda b: (-scores[b], b.slug))


def is_offered(block: type[Block]) -> bool:
    """Other agents are not: which there are is not the model's to know."""
    return block.kind not in (BlockKind.AGENT, BlockKind.NOTE)


def _asked(words: str) -> dict[str, float]:
    """Stems of the words with how much each counts: those that are only meant, half."""
    plain = _WORD.findall(words.lower())
    asked = {_stem(word): 1.0 for word in plain if word not in _EMPTY_WORDS}
    for word in plain:
        for meant in _MEANT.get(word, _MEANT.get(_stem(word), "")).split():
            asked.setdefault(_stem(meant), 0.5)
    return asked


@cache
def _told() -> Mapping[type[Block], Mapping[str, float]]:
    """Block → stem → how much the block is about it."""
    return {block: _stems_of(block) for block in all_blocks() if is_offered(block)}


def _stems_of(block: type[Block]) -> dict[str, float]:
    told: dict[str, float] = {}
    pins = [*block.input_pins().values(), *block.output_pins().values()]
    about: Sequence[tuple[float, str]] = (
        (_OF_NAME, block.name),
        (_OF_ID, block.slug),
        (_OF_PROVIDER, " ".join(block.providers) if len(block.providers) == 1 else ""),
        (_OF_DESCRIPTION, block.description),
        (_OF_CATEGORY, " ".join(block.categories)),
        (_OF_PINS, " ".join(f"{pin.name} {pin.schema.get('description', '')}" for pin in pins)),
    )
    for weight, text in about:
        for word in set(_WORD.findall(text.lower())):
            stem = _stem(word)
            told[stem] = max(told.get(stem, 0.0), weight)
    return told


@cache
def _rarity() -> Mapping[str, float]:
    blocks = _told()
    holders = Counter(stem for told in blocks.values() for stem in told)
    return {stem: math.log(1 + len(blocks) / count) for stem, count in holders.items()}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_CHARACTERS:
            return word[: -len(ending)]
    return word
