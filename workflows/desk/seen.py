"""What a form begins with: what its user has before his eyes, bound to the act, and what is there to be changed."""

from typing import Any

from cases import access
from cases.lifecycle.facts import LetterText
from cases.lifecycle.outcomes import Outcome
from cases.models import LivingCase

from .reference import Reference
from .uploads import seal

# Facts that nobody types: they say what the actor saw.
SEEN = {"digest", "round"}


def beginning(move: str, reference: Reference, reply_to: str = "") -> dict[str, Any]:
    """The first values of the fields of a move."""
    case = reference.case
    if case is None:
        return opening(reference, reply_to)
    proposed = case.form_change if move == "allow_form_change" else case.draft
    found: dict[str, Any] = {
        "version": case.version,
        "digest": proposed.digest if proposed else "",
        "round": case.round,
        "title": case.title,
        "file_index": case.file_index,
        "restricted": bool(case.restriction),
        "ways": [{"correspondent": one} for one in addressees(case)],
        "route": route(case),
    }
    if case.draft is not None and access.is_admitted(reference.user, case, on=reference.day):
        found |= text(LetterText.read(case.draft.content), reference.user.pk)
    return found


def opening(reference: Reference, reply_to: str) -> dict[str, Any]:
    """The first values of the form that opens a case, maybe in reply to a letter that came in."""
    own = [unit.pk for unit in reference.units if unit.pk == reference.official.unit_id]
    found: dict[str, Any] = {"unit": own[0] if own else None, "language": "ru", "kind": "letter", "delivery": "post"}
    asked = dict(reference.charged_with()) if reply_to.isdecimal() else {}
    if reply_to.isdecimal() and int(reply_to) in asked:
        request = reference.visible().get(pk=int(reply_to))
        found |= {"reply_to": [request.pk], "letter-addressees": [{"correspondent": request.correspondent_id}]}
        found["unit"] = request.unit_id if request.unit_id in {unit.pk for unit in reference.units} else found["unit"]
    return found


def addressees(case: LivingCase) -> list[int]:
    """The correspondents to whom the letter is written."""
    return [one["correspondent"] for one in case.draft.content["addressees"]] if case.draft else []


def route(case: LivingCase) -> list[dict[str, int]]:
    """The places of the last round, for the next one."""
    if not case.round:
        return []
    places = case.visas.filter(round=case.round).exclude(outcome__in=(Outcome.REMOVED, Outcome.DELEGATED))
    return [{"official": one.official_id, "turn": one.turn} for one in places]


def text(letter: LetterText, user: int) -> dict[str, Any]:
    """The letter as it stands, its attachments as files that are kept already."""
    return {
        "letter-heading": letter.heading,
        "letter-paragraphs": letter.paragraphs,
        "letter-points": letter.points,
        "letter-addressees": [{"correspondent": one.correspondent, "lines": one.lines} for one in letter.addressees],
        "letter-attachments": [
            {
                "title": one.title,
                "sheets": one.sheets,
                "copies": one.copies,
                "digest": seal(one.digest, one.title, user),
            }
            for one in letter.attachments
        ],
    }
