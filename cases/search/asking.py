"""Asking the index: a query as a condition on cases, for SQLite's FTS5 and PostgreSQL's tsvector alike."""

from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from .words import Word, asked

SQL = {
    "sqlite": "SELECT rowid FROM cases_words WHERE cases_words MATCH %s",
    "postgresql": "SELECT of_id FROM cases_sought WHERE vector @@ %s::tsquery",
}


def matching(text: str) -> Q:
    """Cases that have every word of a query, in any of its forms. A text without any word finds nothing."""
    words = asked(text)
    if not words:
        return Q(pk__in=[])
    return Q(pk__in=matched(words))


def matched(words: list[Word]) -> Any:
    """The ids of the cases that meet all conditions."""
    told, both = (fts5, " AND ") if connection.vendor == "sqlite" else (tsquery, " & ")
    return RawSQL(SQL[connection.vendor], (both.join(told(word) for word in words),))


def fts5(word: Word) -> str:
    """A condition in FTS5's words. Words hold no quotes: they are letters, digits and the sign that joins them."""
    either = [f'"{one}"' for one in word.exact] + [f'"{one}" *' for one in word.beginnings]
    return f"({' OR '.join(either)})"


def tsquery(word: Word) -> str:
    """The same in PostgreSQL's words."""
    either = [f"'{one}'" for one in word.exact] + [f"'{one}':*" for one in word.beginnings]
    return f"({' | '.join(either)})"
