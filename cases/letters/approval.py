"""The approval of a letter: its sheet (D13), remarks and returns (D14), and the copy with visas (D22)."""

from cases.lifecycle.outcomes import Outcome
from cases.models import Visa

from .letter import letter, version
from .occasion import Facts, Occasion, frame


def approval(on: Occasion) -> Facts:
    """D13: every round so far, who was asked in it and what he answered."""
    case = on.outgoing
    earlier = list(case.visas.filter(round__lt=case.round)) if case.round > 1 else []
    visas = [*earlier, *case.round_visas]
    on.officials([case.executor_id, *(who for visa in visas for who in (visa.official_id, visa.given_by_id))])
    return frame(on) | {
        "version": version(case),
        "rounds": [
            {"number": number, "places": [place(on, visa, visas) for visa in visas if visa.round == number]}
            for number in sorted({visa.round for visa in visas})
        ],
        "consents": consents(on),
        "executor": on.person(case.executor_id),
    }


def visa_copy(on: Occasion) -> Facts:
    """D22: the copy that stays in the file, with the visas of the round that carried it."""
    visas = on.outgoing.round_visas
    on.officials(who for visa in visas for who in (visa.official_id, visa.given_by_id))
    places = [place(on, visa, visas) for visa in visas if visa.outcome != "removed"]
    return letter(on) | {"version": version(on.outgoing), "places": places}


def place(on: Occasion, visa: Visa, visas: list[Visa]) -> Facts:
    """One place of a round. `kept`: the visa was given for a text that then changed in form only.

    `waived_by`, `why`: the signer does without this visa, and tells his reason.
    """
    source = next((one for one in visas if one.pk == visa.delegated_from_id), None)
    waived = visa.outcome == Outcome.WAIVED
    substitute = None if waived else visa.given_by_id
    gave = on.person(substitute or visa.official_id)
    return {
        "turn": visa.turn,
        "name": gave["name"],
        "post": gave["post"],
        "instead_of": on.person(visa.official_id)["name"] if substitute else "",
        "outcome": str(visa.outcome),
        "remarks": bool(visa.remarks) and not waived,
        "waived_by": on.person(visa.given_by_id)["name"] if waived else "",
        "why": visa.remarks if waived else "",
        "moment": on.moment(visa.given_at),
        "on_paper": visa.on_paper,
        "digest": visa.digest,
        "kept": bool(visa.kept_for),
        "delegated_by": on.person(source.official_id)["name"] if source else "",
    }


def consents(on: Occasion) -> list[Facts]:
    """What other bodies answered in this round (O9)."""
    return [
        {"whose": one.whose, "note": one.note, "answer": one.answer, "moment": on.moment(one.recorded_at)}
        for one in on.outgoing.consents.filter(round=on.outgoing.round)
    ]


def remarks(on: Occasion) -> Facts:
    """D14: remarks, refusals, returns and recalls, of both directions; the wording goes by the move."""
    facts = on.facts
    return frame(on) | {
        "text": str(facts.get("remarks") or facts.get("reason") or ""),
        "answer": str(facts.get("answer") or ""),
        "version": version(on.outgoing) if on.case.direction == "out" else None,
        "executor": on.person(on.case.executor_id),
    }
