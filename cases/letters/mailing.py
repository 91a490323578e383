"""A letter to more addressees than may stand on one (V02): each has a copy of his own, all have one text and number."""

from collections.abc import Iterable
from typing import Any

from cases.journal import body
from cases.models import Entry

RENDERED = "rendered"


def is_due(facts: dict[str, Any]) -> bool:
    """Whether each addressee gets a copy of his own; what is signed electronically goes to all as it was signed."""
    return bool(facts.get("letter", {}).get("mailing")) and not facts.get("signing")


def copy_for(facts: dict[str, Any], ordinal: int) -> dict[str, Any]:
    """The facts of one addressee's copy, counted from 1: it names him and nobody else."""
    letter = dict(facts["letter"])
    return facts | {"letter": letter | {"addressees": [letter.pop("mailing")[ordinal - 1]]}}


def drawn(entries: Iterable[Entry]) -> dict[int, str]:
    """The copies that the history binds: ordinal to digest."""
    effects = (body.read(bytes(one.body))["effects"] for one in entries if one.move == RENDERED)
    return {int(ordinal): digest for one in effects for ordinal, digest in one.get("copies", {}).items()}
