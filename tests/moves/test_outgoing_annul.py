"""`ask_annulment` and `annul`: two persons void a registered letter that has not left; the number is never reused."""

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import Number, OutgoingCase
from tests.cast import Office
from tests.stories.lives import act, to_registered
from tests.traces import Said, appoint, breaks, opened, refused, refused_to, said, stands
from workflows.admission import NotNow

ASK = OutgoingCase.ask_annulment
ANNUL = OutgoingCase.annul


def to_asked(office: Office) -> int:
    """A registered letter whose annulment the registrar has asked for."""
    case = to_registered(office)
    act(office, "registrar", ASK, case, reason="Ошибочный адресат")
    return case


def test_asking_changes_nothing_but_who_asked(office: Office) -> None:
    case = to_asked(office)
    assert said(case, "ask_annulment") == Said("registered", "registered", ["registrar"], {}, [])
    assert opened(case, "ask_annulment")["reason"] == "Ошибочный адресат"
    letter = stands(case)
    assert (letter.annulment_asked_by_id, letter.number) == (office.id("registrar"), "06-09/398")
    assert Number.objects.get(case=case).status == "issued"


def test_the_second_person_voids_the_number_for_good(office: Office) -> None:
    case = to_asked(office)
    act(office, "chief", ANNUL, case, reason=" Подтверждаю ")
    assert said(case, "annul") == Said("registered", "annulled", ["chancery_head"], {"void": "06-09/398"}, ["D20"])
    number = Number.objects.get(case=case)
    assert (number.status, number.reason, number.text) == ("void", "Подтверждаю", "06-09/398")
    assert (stands(case).state, stands(case).number) == ("annulled", "06-09/398")
    assert stands(to_registered(office)).number == "06-09/399"
    refused(office, NotNow, "", "registrar", OutgoingCase.register, case, file_index="06-09")


def test_a_long_reason_stands_in_the_history_in_full(office: Office) -> None:
    case = to_asked(office)
    act(office, "chief", ANNUL, case, reason="я" * 301)
    assert Number.objects.get(case=case).reason == "я" * 300
    assert opened(case, "annul")["reason"] == "я" * 301


def test_the_one_who_asked_does_not_annul(office: Office) -> None:
    case = to_asked(office)
    appoint(office, "registrar", Role.CHANCERY_HEAD)
    breaks("S9", office, "registrar", ANNUL, case, reason="Подтверждаю")


def test_an_annulment_nobody_asked_for_is_refused(office: Office) -> None:
    refused(office, NotComplete, "", "chief", ANNUL, to_registered(office), reason="Ошибка")


def test_both_persons_give_a_reason(office: Office) -> None:
    case = to_asked(office)
    refused(office, BadFact, "reason", "registrar", ASK, case, reason=" \t")
    refused(office, BadFact, "reason", "chief", ANNUL, case, reason="")


def test_a_registrar_asks_and_the_head_of_the_chancery_annuls(office: Office) -> None:
    case = to_asked(office)
    refused_to("chief deputy drafter", office, ASK, case, reason="Ошибка")
    refused_to("registrar deputy head clerk", office, ANNUL, case, reason="Ошибка")
