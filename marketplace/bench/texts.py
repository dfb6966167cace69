"""Listings and queries that nobody wrote, as many as one likes, of words that people use of agents.

Words are drawn unevenly, as in texts: a few are in every tenth listing, most in few. The same seed gives
the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from marketplace.embedders.hashing import concept_words

SEED = 20_261_122
_VERBS = (
    "reads finds writes checks sorts watches collects compares answers drafts cleans counts sends "
    "plans files rates matches explains gathers updates"
)
_WHOM = (
    "founders teams teachers parents shops agencies freelancers nurses lawyers students recruiters "
    "hosts farmers builders editors analysts researchers clubs charities landlords"
)
_WHEN = (
    "every morning;once a week;whenever something new arrives;before each meeting;at the end of the "
    "month;on demand;as soon as a form is filled in;overnight"
)
_SYLLABLES = (
    "ba be bo da de do fa fi ga go ha ka ki la le lo ma me mi na no pa po ra re ri sa se so ta ti to"
    " va vi wa ze"
)
_PROVIDERS = (
    "google slack github notion hubspot airtable discord twitter linkedin openai stripe shopify "
    "trello jira zendesk dropbox asana mailchimp telegram reddit"
)
_CATEGORIES = (
    "productivity marketing sales support research writing data development social-media finance "
    "education media home other"
)


@dataclass(frozen=True, slots=True)
class Text:
    """What is said of one listing."""

    title: str
    subtitle: str
    body: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    providers: tuple[str, ...]


class Words:
    """Draws words: a subject is some that belong together."""

    def __init__(self, seed: int = SEED) -> None:
        self._chance = Random(seed)  # noqa: S311  # texts, not secrets
        self._subjects = [words for words in concept_words().values() if len(words) > 2]
        self._chance.shuffle(self._subjects)
        self._often = [1.0 / (place + 8) for place in range(len(self._subjects))]

    def texts(self, count: int) -> Iterator[Text]:
        for _ in range(count):
            yield self._text()

    def queries(self, count: int) -> list[tuple[str, str]]:
        """(kind, query): words of one subject, one common word, a sentence, mistyped and half typed words."""
        kinds = ("words", "word", "sentence", "mistyped", "half typed")
        return [
            (kinds[number % len(kinds)], self._query(kinds[number % len(kinds)])) for number in range(count)
        ]

    def pick(self, words: str, separator: str | None = None) -> str:
        return self._chance.choice(words.split(separator))

    def chance(self) -> float:
        return self._chance.random()

    def _text(self) -> Text:
        first, second = self._subject(), self._subject()
        one, other, third = self._one(first), self._one(second), self._one(first)
        name = self._name() if self.chance() < 0.6 else ""
        body = " ".join(self._sentence(self._subject() if self.chance() < 0.3 else first) for _ in range(5))
        return Text(
            title=f"{name} {one} {other}".strip().capitalize(),
            subtitle=f"{self.pick(_VERBS).capitalize()} {third} and {other} for {self.pick(_WHOM)}",
            body=f"{body} {self._name()} {self._name()}",
            tags=(one[:30], other[:30]),
            categories=tuple({self.pick(_CATEGORIES), self.pick(_CATEGORIES)}),
            providers=tuple({self.pick(_PROVIDERS) for _ in range(int(self.chance() * 3))}),
        )

    def _sentence(self, subject: Sequence[str]) -> str:
        words = f"{self.pick(_VERBS)} {self._one(subject)}, {self.pick(_VERBS)} {self._one(subject)}"
        return f"It {words} and {self._one(self._subject())} {self.pick(_WHEN, ';')} for {self.pick(_WHOM)}."

    def _query(self, kind: str) -> str:
        subject = self._subject()
        one, other = self._one(subject), self._one(subject)
        if kind == "word":
            return one
        if kind == "sentence":
            return f"something that {self.pick(_VERBS)} my {one} and {other} {self.pick(_WHEN, ';')}"
        if kind == "mistyped":
            return f"{self._slip(one)} {self._slip(other)}"
        if kind == "half typed":
            return f"{one} {other[: max(3, len(other) * 2 // 3)]}"
        return f"{one} {other} {self._one(self._subject())}"

    def _subject(self) -> Sequence[str]:
        return self._chance.choices(self._subjects, self._often)[0]

    def _one(self, subject: Sequence[str]) -> str:
        return self._chance.choice(subject)

    def _name(self) -> str:
        """A name that few others have."""
        return "".join(self.pick(_SYLLABLES) for _ in range(3)) + self.pick("x l n r s")

    def _slip(self, word: str) -> str:
        """Two neighbours swapped."""
        at = self._chance.randrange(1, max(2, len(word) - 1))
        return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
