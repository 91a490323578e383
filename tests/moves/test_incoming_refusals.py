"""`return_misdirected`, `refuse_registration`, `count_only`: letters that get no number, and why."""

from typing import Any

import pytest

from cases.lifecycle.law import NotComplete
from cases.lifecycle.outcomes import NOT_REGISTERED, RefusalReason
from cases.lifecycle.refusal import BadFact
from cases.models import IncomingCase, Number
from tests.cast import Office
from tests.stories.lives import act, to_entered, to_received
from tests.traces import Said, entry, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow

LAW = IncomingCase


def by_mail(office: Office) -> int:
    """A letter that came by e-mail."""
    return to_received(office, delivery="email")


class TestReturning:
    def test_a_misdirected_letter_goes_back_with_a_letter(self, office: Office) -> None:
        case = to_received(office, sheets=3)
        act(office, "clerk", LAW.return_misdirected, case, reason=" Адресовано другому органу ")
        assert said(case, "return_misdirected") == Said("received", "returned", ["clerk"], {}, ["D05"])
        facts = sheet(case, "return_misdirected", "D05")
        assert (facts["reason"], facts["sheets"]) == (" Адресовано другому органу ", 3)
        assert facts["addressees"] == [["Правительство", "Образцовой области"]]
        assert not Number.objects.exists()

    def test_it_names_its_reason_and_only_clerks_return(self, office: Office) -> None:
        case = to_received(office)
        refused(office, BadFact, "reason", "clerk", LAW.return_misdirected, case, reason="")
        refused_to("registrar head assistant", office, LAW.return_misdirected, case, reason="Не нам")

    def test_a_registered_letter_is_forwarded_not_returned(self, office: Office) -> None:
        refused(office, NotNow, "", "clerk", LAW.return_misdirected, to_entered(office), reason="Не нам")


class TestRefusing:
    @pytest.mark.parametrize("reason", RefusalReason.values)
    @pytest.mark.parametrize("delivery", ["email", "folder"])
    def test_an_electronic_document_is_refused_for_a_reason_of_the_list(
        self, office: Office, reason: str, delivery: str
    ) -> None:
        case = to_received(office, delivery=delivery)
        act(office, "registrar", LAW.refuse_registration, case, reason=reason, note="стр. 2")
        assert said(case, "refuse_registration") == Said("received", "refused", ["registrar"], {}, ["D04"])
        assert entry(case, "refuse_registration")["facts"] == {"reason": reason}
        assert opened(case, "refuse_registration")["note"] == "стр. 2"
        facts = sheet(case, "refuse_registration", "D04")
        assert (facts["reason"], facts["note"]) == (reason, "стр. 2")

    @pytest.mark.parametrize("reason", ["", "boring", None])
    def test_there_is_no_other_reason(self, office: Office, reason: Any) -> None:
        refused(office, BadFact, "reason", "registrar", LAW.refuse_registration, by_mail(office), reason=reason)

    @pytest.mark.parametrize("delivery", ["post", "courier"])
    def test_a_letter_on_paper_is_returned_instead(self, office: Office, delivery: str) -> None:
        case = to_received(office, delivery=delivery)
        refused(office, NotComplete, "", "registrar", LAW.refuse_registration, case, reason="unreadable")

    def test_only_registrars_refuse(self, office: Office) -> None:
        refused_to("clerk chief head", office, LAW.refuse_registration, by_mail(office), reason="unreadable")


class TestCounting:
    @pytest.mark.parametrize("kind", sorted(NOT_REGISTERED))
    def test_letters_of_these_kinds_are_only_counted(self, office: Office, kind: str) -> None:
        case = to_received(office, kind=kind)
        act(office, "clerk", LAW.count_only, case)
        assert said(case, "count_only") == Said("received", "counted", ["clerk"], {}, [])
        assert (stands(case).number, Number.objects.count()) == ("", 0)

    def test_others_are_registered(self, office: Office) -> None:
        refused(office, BadFact, "kind", "clerk", LAW.count_only, to_received(office))

    def test_only_clerks_count(self, office: Office) -> None:
        refused_to("registrar head", office, LAW.count_only, to_received(office, kind="greeting"))
