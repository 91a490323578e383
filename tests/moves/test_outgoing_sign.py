"""`sign`: the signer signs exactly what everybody agreed to, live or on paper."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.lifecycle.drafting import OtherText
from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import Appointment, OutgoingCase, Visa
from tests.cast import NOON, Office
from tests.stories.lives import act, digest, to_signature, to_signed
from tests.traces import PAPER, SCAN, Said, appoint, breaks, entry, refused, refused_to, said, stands

SIGN = OutgoingCase.sign
# 22:30 in Minsk, when a letter may still be signed by the day of the second of March.
LATE = NOON.replace(hour=19, minute=30)


def test_the_signature_is_bound_to_the_text_and_to_the_day(office: Office) -> None:
    case = to_signed(office)
    text = digest(case)
    assert said(case, "sign") == Said(
        "awaiting_signature", "signed", ["signer"], {"draft": text, "signed_on": "2026-03-02"}, ["D15"]
    )
    assert entry(case, "sign")["facts"] == {"digest": text}
    letter = stands(case)
    assert (letter.state, letter.signed_on, letter.number) == ("signed", date(2026, 3, 2), "")
    assert [visa.outcome for visa in letter.visas.all()] == ["agreed", "agreed"]


def test_the_day_of_the_signature_is_the_day_in_minsk(office: Office) -> None:
    office.clock = NOON.replace(hour=21, minute=30)
    assert stands(to_signed(office)).signed_on == date(2026, 3, 3)


def test_the_head_signs_as_the_deputy_does(office: Office) -> None:
    case = to_signature(office, signer=office.id("head"))
    act(office, "head", SIGN, case, digest=digest(case))
    assert stands(case).state == "signed"


class TestRefusals:
    def test_another_text_than_the_one_approved_is_not_signed(self, office: Office) -> None:
        case = to_signature(office)
        for seen in ("", "0" * 64, digest(case).upper()):
            refused(office, OtherText, "", "deputy", SIGN, case, digest=seen)

    def test_a_visa_that_is_gone_or_was_for_another_text_stops_the_signature(self, office: Office) -> None:
        case = to_signature(office)
        visas = Visa.objects.filter(case=case, official=office.id("lawyer"))
        sound = {"outcome": "agreed", "digest": digest(case)}
        for change in ({"outcome": "pending"}, {"outcome": "void"}, {"digest": "0" * 64}):
            assert visas.update(**sound | change) == 1
            refused(office, NotComplete, "", "deputy", SIGN, case, digest=digest(case))
        visas.update(**sound)
        act(office, "deputy", SIGN, case, digest=digest(case))
        assert stands(case).state == "signed"

    def test_a_letter_without_any_visa_left_is_not_signed(self, office: Office) -> None:
        case = to_signature(office)
        Visa.objects.filter(case=case).update(outcome="removed")
        refused(office, NotComplete, "", "deputy", SIGN, case, digest=digest(case))

    def test_only_the_signer_of_the_letter_signs_it(self, office: Office) -> None:
        case = to_signature(office)
        refused_to("head drafter lawyer registrar chief", office, SIGN, case, digest=digest(case))

    def test_a_signer_whose_post_has_ended_does_not_sign(self, office: Office) -> None:
        case = to_signature(office)
        Appointment.objects.filter(official=office.id("deputy")).update(until=NOON.date() - timedelta(days=1))
        refused(office, BadFact, "signer", "deputy", SIGN, case, digest=digest(case))

    def test_a_proposed_change_of_form_is_settled_first(self, office: Office) -> None:
        office.body.form_changes_keep_visas = True
        office.body.save()
        case = to_signature(office)
        act(office, "drafter", OutgoingCase.propose_form_change, case, letter=office.letter("Просим, сообщить."))
        refused(office, NotComplete, "", "deputy", SIGN, case, digest=digest(case))
        act(office, "deputy", OutgoingCase.decline_form_change, case, reason="Запятая не нужна")
        act(office, "deputy", SIGN, case, digest=digest(case))
        assert stands(case).state == "signed"


class TestDuties:
    """S1: who wrote the letter or approved it does not sign it."""

    def test_an_approver_who_became_the_signer_does_not_sign(self, office: Office) -> None:
        case = to_signature(office)
        Visa.objects.filter(case=case, official=office.id("lawyer")).update(official=office.id("deputy"))
        breaks("S1", office, "deputy", SIGN, case, digest=digest(case))

    def test_a_writer_who_became_the_signer_does_not_sign(self, office: Office) -> None:
        case = to_signature(office)
        OutgoingCase.objects.filter(pk=case).update(executor=office.id("deputy"))
        breaks("S1", office, "deputy", SIGN, case, digest=digest(case))
        OutgoingCase.objects.filter(pk=case).update(executor=office.id("drafter"))
        stands(case).drafts.update(author=office.id("deputy"))
        breaks("S1", office, "deputy", SIGN, case, digest=digest(case))

    def test_an_approver_does_not_enter_the_signature_from_paper_either(self, office: Office) -> None:
        case = to_signature(office)
        appoint(office, "lawyer", Role.CLERK)
        facts = {"digest": digest(case), "origin": PAPER, "on_behalf_of": office.id("deputy"), "scan": SCAN}
        breaks("S1", office, "lawyer", SIGN, case, **facts)


class TestOnPaper:
    def facts(self, office: Office, case: int, **other: Any) -> dict[str, Any]:
        """A signature on paper as the chancery enters it."""
        on_paper = {"origin": PAPER, "on_behalf_of": office.id("deputy"), "scan": SCAN, "digest": digest(case)}
        return on_paper | other

    @pytest.mark.parametrize("who", ["clerk", "registrar"])
    def test_the_chancery_enters_it_for_the_signer_with_its_scan(self, office: Office, who: str) -> None:
        case = to_signature(office)
        occurred_at = office.at
        office.clock = LATE + timedelta(hours=3)
        act(office, who, SIGN, case, **self.facts(office, case, occurred_at=occurred_at))
        told = entry(case, "sign")
        assert (told["actor"], told["author"]) == (office.id(who), office.id("deputy"))
        assert (told["user"], told["roles"]) == (office.user(who).pk, ["signer"])
        assert (told["origin"], told["scan"]) == ("paper", SCAN)
        assert told["recorded_at"] - told["occurred_at"] == (office.clock - occurred_at) // timedelta(microseconds=1)
        # The day of the signature is the day on the paper, not the day of its entry.
        assert told["effects"]["signed_on"] == "2026-03-02"
        assert stands(case).signed_on == date(2026, 3, 2)

    def test_a_signature_that_proves_nothing_is_refused(self, office: Office, subtests: pytest.Subtests) -> None:
        case = to_signature(office)
        live = {"origin": "live", "scan": None, "on_behalf_of": None}
        wrong: dict[str, tuple[str, str, dict[str, Any]]] = {
            "no scan": ("scan", "clerk", {"scan": None}),
            "empty scan": ("scan", "clerk", {"scan": ""}),
            "nobody's": ("on_behalf_of", "clerk", {"on_behalf_of": None}),
            "unknown": ("on_behalf_of", "clerk", {"on_behalf_of": 0}),
            "in future": ("occurred_at", "clerk", {"occurred_at": LATE}),
            "live for another": ("on_behalf_of", "deputy", live | {"on_behalf_of": office.id("deputy")}),
            "live with a scan": ("scan", "deputy", live | {"scan": SCAN}),
            "live in the past": ("occurred_at", "deputy", live | {"occurred_at": NOON}),
        }
        for why, (field, who, facts) in wrong.items():
            with subtests.test(why):
                refused(office, BadFact, field, who, SIGN, case, **self.facts(office, case, **facts))

    def test_nobody_but_the_chancery_enters_it_and_for_nobody_but_the_signer(self, office: Office) -> None:
        case = to_signature(office)
        refused_to("deputy drafter dispatcher chief", office, SIGN, case, **self.facts(office, case))
        for_another = self.facts(office, case, on_behalf_of=office.id("head"))
        refused_to("clerk registrar", office, SIGN, case, **for_another)
