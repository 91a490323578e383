"""The account of a bundle for people: what happened in each case, as HTML and PDF in Russian, Belarusian and English.

It proves nothing by itself; the manifest holds its bytes, and the entries say the same.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from cases.access import as_law
from cases.letters import history
from cases.models import Case

from . import keys, printing, vocabulary
from .bundle import Scope

MOST_CASES = 50  # more than people read in one piece; the bundle itself holds them all


def pages(scope: Scope, at: datetime) -> Iterator[tuple[str, bytes]]:
    """Each file of the account: its name in the bundle and its bytes."""
    told = list(scope.cases.select_related("body", "unit", "draft").order_by("pk")[:MOST_CASES])
    histories = [(case, told_of(case, scope)) for case in told]
    facts = {
        "origin": keys.load().name,
        "made": f"{at.astimezone(UTC):%d.%m.%Y %H:%M}",
        "count": scope.cases.count(),
        "cut": scope.cases.count() > MOST_CASES,
    }
    for language in vocabulary.LANGUAGES:
        cases = [line(case, facts_of, language) for case, facts_of in histories if facts_of["entries"]]
        words = vocabulary.WORDS[language]
        html = printing.page("account", facts | {"language": language, "words": words, "cases": cases})
        yield f"account/{language}.html", html.encode()
        yield f"account/{language}.pdf", printing.draw(html)


def told_of(case: Case, scope: Scope) -> dict[str, Any]:
    """What the told entries of a case say, as its history prints them."""
    entries = list(scope.entries().filter(case__pk=case.pk).prefetch_related("disclosures").order_by("seq"))
    return history.freeze_history(as_law(case), entries)


def line(case: Case, told: dict[str, Any], language: str) -> dict[str, Any]:
    """One case in one language."""
    last = told["entries"][-1]["target"]
    return {
        "number": f"№ {case.number}" if case.number else "",
        "title": told["case"]["title"],
        "body": told["body"]["name"],
        "uid": told["case"]["uid"],
        "state": vocabulary.state(last, case.direction, language),
        "entries": [entry(one, case.direction, language) for one in told["entries"]],
    }


def entry(told: dict[str, Any], machine: str, language: str) -> dict[str, Any]:
    """One entry in one language; names, posts and free text stand as they were written."""
    words = vocabulary.WORDS[language]
    author = told["author"]
    given = [one for one in told["facts"] if one["value"] not in ("", "—")]
    facts = [{"name": vocabulary.fact(one["name"], language), "value": one["value"]} for one in given]
    for one in told["sealed"]:
        value = one["value"] if one["standing"] == "open" else words[one["standing"]]
        if one["name"] not in ("rows", "request"):
            facts.append({"name": vocabulary.fact(one["name"], language), "value": value})
    return {
        "seq": told["seq"],
        "occurred": told["occurred"],
        "recorded": told["recorded"],
        "who": f"{author['post']} {author['name']}" if author else words["system"],
        "entered_by": told["entered_by"]["name"] if told["entered_by"] else "",
        "deed": vocabulary.deed(told["move"], machine, language),
        "changed": told["source"] != told["target"],
        "state": vocabulary.state(told["target"], machine, language),
        "facts": facts,
        "sheets": [vocabulary.sheet(one["sheet"], language) for one in told["sheets"]],
        "hash": told["hash"],
    }
