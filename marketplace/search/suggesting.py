"""What somebody may be about to type: titles that begin so, that have such a word, or nearly so."""

from __future__ import annotations

from django.db import connection

from marketplace.embedders.words import MAX_QUERY_CHARACTERS
from marketplace.search.understanding import Term, Understood, any_of, understood

MAX_SUGGESTIONS = 20
_LOOKED_AT = 100
_BEGINS = f"""
    SELECT title FROM (
        SELECT title, popularity FROM marketplace_searchentry
        WHERE kind = 'listing' AND lower(title) COLLATE "C" LIKE %s LIMIT {_LOOKED_AT}
    ) found GROUP BY title ORDER BY max(popularity) DESC, title LIMIT %s
"""  # noqa: S608  # of constants
_HAVING = f"""
    SELECT title FROM (
        SELECT title, popularity FROM marketplace_searchentry
        WHERE kind = 'listing' AND ts_filter(words, '{{a}}') @@ %s::tsquery LIMIT {_LOOKED_AT}
    ) found GROUP BY title ORDER BY max(popularity) DESC, title LIMIT %s
"""  # noqa: S608


def suggestions(text: str, limit: int = 8) -> list[str]:
    """Titles of public listings; none for nothing typed."""
    limit = max(0, min(limit, MAX_SUGGESTIONS))
    typed = " ".join(text[:MAX_QUERY_CHARACTERS].lower().split())
    if not typed or not limit:
        return []
    pattern = typed.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    found = _titles(_BEGINS, f"{pattern}%", limit)
    if len(found) < limit and (asked := _as_typed(understood(text))):
        found += [title for title in _titles(_HAVING, asked, limit) if title not in found]
    return found[:limit]


def _as_typed(words: Understood) -> str:
    """A tsquery that wants all words in the title; of a half typed or mistyped one any of its guesses."""
    if not words.terms:
        return ""
    known = [any_of([term]) for term in words.terms if term.entries]
    last = words.terms[0] if len(words.terms) == 1 else None
    if last is not None and last.entries:
        return f"{any_of([last])}:*"
    guesses: list[Term] = [term for term in words.meant if term not in words.terms]
    return " & ".join([*known, f"({any_of(guesses)})"] if guesses else known)


def _titles(statement: str, asked: str, limit: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked, limit])
        return [row[0] for row in cursor.fetchall()]
