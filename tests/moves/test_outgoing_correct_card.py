"""`correct_card`: the card of a registered letter is corrected, what was signed stays as it was signed."""

from typing import Any

import pytest

from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase
from tests.cast import Office
from tests.stories.lives import act, digest, to_dispatched, to_registered
from tests.traces import Said, entry, opened, refused, refused_to, said, sheet, stands

CORRECT = OutgoingCase.correct_card
FACTS: dict[str, Any] = {"title": "О дружбе", "file_index": "06-10", "reason": "Описка"}


@pytest.mark.parametrize("life", [to_registered, to_dispatched])
def test_title_and_file_change_and_nothing_else(office: Office, life: Any) -> None:
    case = life(office)
    before, text = stands(case), digest(case)
    act(office, "registrar", CORRECT, case, **FACTS)
    assert said(case, "correct_card") == Said(before.state, before.state, ["registrar"], {}, ["D01"])
    assert entry(case, "correct_card")["facts"] == {"file_index": "06-10", "restricted": None}
    told = opened(case, "correct_card")
    assert (told["title"], told["reason"]) == ("О дружбе", "Описка")
    after = stands(case)
    assert (after.title, after.file_index) == ("О дружбе", "06-10")
    assert (after.number, after.number_date, digest(case)) == (before.number, before.number_date, text)
    assert after.version == before.version + 1
    assert sheet(case, "correct_card", "D01")["case"]["title"] == "О дружбе"


def test_a_title_is_kept_without_spaces_around_it(office: Office) -> None:
    case = to_registered(office)
    act(office, "registrar", CORRECT, case, **FACTS | {"title": "  О дружбе\n"})
    assert stands(case).title == "О дружбе"


def test_a_wrong_correction_is_refused(office: Office) -> None:
    case = to_registered(office)
    for field, wrong in (("title", " "), ("reason", ""), ("file_index", "0" * 31)):
        refused(office, BadFact, field, "registrar", CORRECT, case, **FACTS | {field: wrong})
    refused_to("clerk drafter deputy chief", office, CORRECT, case, **FACTS)
