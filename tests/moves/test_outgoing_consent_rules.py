"""A body may ask for a consent before a letter to a country is signed: `sign` holds it to the text as it stands."""

from typing import Any

import pytest

from cases.lifecycle.law import NotComplete
from cases.models import Consent, ConsentRule, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, digest, to_signature
from tests.traces import SCAN, refused, sheet, stands, two_addressees

LAW = OutgoingCase
MINISTRY = "Министерство иностранных дел"


def ask_for(office: Office, whose: str = MINISTRY, country: str = "RU") -> None:
    """The body signs no letter to a country without a consent."""
    ConsentRule.objects.create(body=office.body, country=country, whose=whose)


def consent(office: Office, case: int, whose: str = MINISTRY) -> None:
    """Another body is asked and agrees."""
    act(office, "drafter", LAW.send_out, case, bodies=(whose,))
    act(office, "drafter", LAW.record_consent, case, answer=SCAN, note="Согласовано", whose=whose)


def sign(office: Office, case: int) -> None:
    """The deputy signs the letter as it stands."""
    act(office, "deputy", LAW.sign, case, digest=digest(case))


def lacking(office: Office, case: int) -> str:
    """What the refusal to sign says."""
    return str(refused(office, NotComplete, "consents", "deputy", LAW.sign, case, digest=digest(case)))


def test_a_letter_to_the_country_is_signed_with_the_consent_only(office: Office) -> None:
    ask_for(office)
    case = to_signature(office)
    assert MINISTRY in lacking(office, case)
    consent(office, case)
    found = Consent.objects.get(case=case)
    assert (found.whose, found.answer, found.digest, found.round) == (MINISTRY, SCAN, digest(case), 1)
    assert found.recorded_at <= office.clock
    sign(office, case)
    assert stands(case).state == "signed"


def test_every_consent_that_lacks_is_named(office: Office) -> None:
    ask_for(office)
    ask_for(office, "Правительство")
    case = to_signature(office)
    consent(office, case)
    said = lacking(office, case)
    assert "Правительство" in said
    assert MINISTRY not in said
    consent(office, case, "Правительство")
    sign(office, case)


@pytest.mark.parametrize("country", ["BY", "KZ"])
def test_another_country_asks_for_nothing(office: Office, country: str) -> None:
    ask_for(office, country=country)
    sign(office, to_signature(office))


def test_the_rule_of_another_body_is_none_of_ours(office: Office) -> None:
    ask_for(cast.found("mid"))
    sign(office, to_signature(office))


def test_one_addressee_of_the_country_is_enough(office: Office) -> None:
    office.other.country = "KZ"
    office.other.save()
    ask_for(office, country="KZ")
    assert MINISTRY in lacking(office, to_signature(office, **two_addressees(office)))


def test_a_consent_to_another_text_is_none(office: Office) -> None:
    ask_for(office)
    case = to_signature(office)
    consent(office, case)
    act(office, "drafter", LAW.recall, case, reason="Новые данные")
    route = office.route("lawyer")
    act(office, "drafter", LAW.resubmit, case, letter=office.letter("Просим ответить."), route=route)
    act(office, "lawyer", LAW.agree, case, digest=digest(case), round=2)
    assert MINISTRY in lacking(office, case)


def test_a_change_of_form_keeps_the_consent_with_the_visas(office: Office) -> None:
    office.body.form_changes_keep_visas = True
    office.body.save()
    ask_for(office)
    case = to_signature(office)
    consent(office, case)
    comma = office.letter("Просим, сообщить.")
    act(office, "drafter", LAW.propose_form_change, case, letter=comma)
    act(office, "deputy", LAW.allow_form_change, case, digest=comma.digest)
    assert Consent.objects.get(case=case).kept_for == comma.digest
    sign(office, case)


def test_the_consent_of_somebody_else_is_not_enough(office: Office) -> None:
    ask_for(office)
    case = to_signature(office)
    consent(office, case, "Минфин")
    assert MINISTRY in lacking(office, case)


def test_the_approval_sheet_shows_whose_consent_it_is(office: Office) -> None:
    case: Any = to_signature(office)
    consent(office, case)
    [told] = sheet(case, "record_consent", "D13")["consents"]
    assert (told["whose"], told["note"], told["answer"]) == (MINISTRY, "Согласовано", SCAN)
