"""The letter itself: its draft (D12), what is signed and registered (D15), and the copy that stays (D22)."""

import dataclasses

from cases.lifecycle.act import Origin
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.signatures import Signing
from cases.models import Official, OutgoingCase

from . import barcode, dates, wording
from .occasion import Facts, Occasion, frame

NO_BREAK_SPACE = "\u00a0"


def letter(on: Occasion) -> Facts:
    """D15: the letter as it is signed; its date and number are empty until it is registered."""
    case = on.outgoing
    signs = case.signed_by_id or case.signer_id
    people = on.officials([signs, case.executor_id])
    gap = on.profile.drawing.gap_in_name
    shared = frame(on)
    shared |= {"checkpoint": on.reading.checkpoint()} if barcode.is_due(shared) else {}
    return (
        shared
        | {
            "letter": addressed(text(case), case.language, most=on.profile.limits.addressees),
            "references": references(case),
            "signed": dates.day(case.signed_on),
            "signer": signature(people[signs], case.language, gap=gap, acting=case.signed_as) if signs else None,
            "executor": executor(people[case.executor_id]) if case.executor_id else None,
        }
        | signing(on)
    )


def signing(on: Occasion) -> Facts:
    """How the letter is signed when that is not by hand; what was signed so is registered so.

    A letter that is signed on paper is signed by hand in every body.
    """
    way = on.case.body.signing
    if way == Signing.HAND or on.move.name not in ("sign", "register"):
        return {}
    if on.move.name == "sign":
        return {} if on.act.origin == Origin.PAPER else {"signing": way}
    earlier = on.case.letters.filter(sheet=Sheet.LETTER, entry__move="sign").order_by("entry__seq").last()
    told = earlier.context.get("signing") if earlier else None
    return {"signing": told} if told else {}


def draft(on: Occasion) -> Facts:
    """D12: one version of the letter, marked as a draft."""
    return letter(on) | {"version": version(on.outgoing)}


def text(case: OutgoingCase) -> Facts:
    """All that a visa is given for, as the letter shows it."""
    written = case.letter
    return {
        "heading": written.heading,
        "paragraphs": list(written.paragraphs),
        "addressees": [list(one.lines) for one in written.addressees],
        "attachments": [dataclasses.asdict(one) for one in written.attachments],
    }


def addressed(letter: Facts, language: str, *, most: int) -> Facts:
    """The letter with as many addressees as may stand on one; more go by a list, each with a copy of his own (V02)."""
    everybody = letter["addressees"]
    if len(everybody) <= most:
        return letter
    return letter | {"addressees": [[wording.PHRASES["letter.mailing"][wording.known(language)]]], "mailing": everybody}


def version(case: OutgoingCase) -> Facts:
    """Which version of the draft the case stands on."""
    if case.draft is None:
        return {"number": 0, "digest": "", "form_only": False}
    return {"number": case.draft.version, "digest": case.draft.digest, "form_only": case.draft.form_only}


def references(case: OutgoingCase) -> list[Facts]:
    """The numbers and dates that the other side gave to the letters which this one answers (R12, V03)."""
    return [{"number": one.their_number, "dated": dates.day(one.their_date)} for one in case.requests]


def signature(official: Official, language: str, *, gap: bool, acting: str = "") -> Facts:
    """Post and name under the letter, in its language and by its norm (V06), or the acting post of an order (V05)."""
    post = official.post
    return {
        "post": acting or (post.name_be if language == "be" and post.name_be else post.name),
        "name": f"{official.initials}{NO_BREAK_SPACE if gap else ''}{official.surname}",
    }


def executor(official: Official) -> Facts:
    """Whom the addressee may call (R25)."""
    return {"name": f"{official.surname} {official.initials}", "phone": official.phone}
