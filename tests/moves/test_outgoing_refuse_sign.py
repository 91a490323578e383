"""`refuse_sign` and `return_defect`: a letter goes back to its executor, and its visas are void."""

from typing import Any

from cases.lifecycle.drafting import OtherText
from cases.lifecycle.refusal import BadFact
from cases.models import Number, OutgoingCase
from tests.cast import Office
from tests.stories.lives import act, agree, digest, to_signature, to_signed
from tests.traces import PAPER, SCAN, Said, entry, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow

REFUSE = OutgoingCase.refuse_sign
RETURN = OutgoingCase.return_defect
REASON = "Уточнить сроки"


def outcomes(case: int) -> list[tuple[int, str]]:
    """Every visa of a letter: its round and what became of it."""
    return [(visa.round, visa.outcome) for visa in stands(case).visas.all()]


def resubmitted(office: Office, case: int) -> str:
    """Bring a returned letter through its second round; returns the digest it was approved with."""
    again = office.letter("Просим сообщить до 1 мая.")
    act(office, "drafter", OutgoingCase.resubmit, case, letter=again, route=office.route("lawyer", "banker"))
    for who in ("lawyer", "banker"):
        agree(office, who, case)
    return again.digest


class TestRefusingToSign:
    def test_the_letter_goes_back_and_its_visas_are_void(self, office: Office) -> None:
        case = to_signature(office)
        act(office, "deputy", REFUSE, case, reason=REASON)
        assert said(case, "refuse_sign") == Said("awaiting_signature", "rework", ["signer"], {}, ["D14"])
        assert opened(case, "refuse_sign")["reason"] == REASON
        assert sheet(case, "refuse_sign", "D14")["text"] == REASON
        assert (stands(case).state, stands(case).signed_on) == ("rework", None)
        assert outcomes(case) == [(1, "void"), (1, "void")]

    def test_the_next_round_starts_from_nothing(self, office: Office) -> None:
        case = to_signature(office)
        old = digest(case)
        act(office, "deputy", REFUSE, case, reason=REASON)
        new = resubmitted(office, case)
        assert outcomes(case) == [(1, "void"), (1, "void"), (2, "agreed"), (2, "agreed")]
        refused(office, OtherText, "", "deputy", OutgoingCase.sign, case, digest=old)
        act(office, "deputy", OutgoingCase.sign, case, digest=new)
        assert stands(case).state == "signed"

    def test_the_chancery_enters_it_from_paper(self, office: Office) -> None:
        case = to_signature(office)
        paper: dict[str, Any] = {"origin": PAPER, "reason": REASON, "on_behalf_of": office.id("deputy")}
        refused(office, BadFact, "scan", "clerk", REFUSE, case, **paper)
        act(office, "clerk", REFUSE, case, scan=SCAN, **paper)
        told = entry(case, "refuse_sign")
        assert (told["actor"], told["author"], told["scan"]) == (office.id("clerk"), office.id("deputy"), SCAN)
        assert told["roles"] == ["signer"]

    def test_it_takes_a_reason_and_the_signer(self, office: Office) -> None:
        case = to_signature(office)
        for reason in ("", "  ", "\n"):
            refused(office, BadFact, "reason", "deputy", REFUSE, case, reason=reason)
        refused_to("head drafter lawyer clerk", office, REFUSE, case, reason=REASON)


class TestReturningADefect:
    def test_signature_and_visas_are_void(self, office: Office) -> None:
        case = to_signed(office)
        act(office, "registrar", RETURN, case, reason="Нет отметки о приложении")
        assert said(case, "return_defect") == Said("signed", "rework", ["registrar"], {}, ["D14"])
        assert sheet(case, "return_defect", "D14")["text"] == "Нет отметки о приложении"
        assert (stands(case).signed_on, stands(case).number) == (None, "")
        assert outcomes(case) == [(1, "void"), (1, "void")]
        assert not Number.objects.filter(case=case).exists()

    def test_it_is_approved_signed_and_numbered_anew(self, office: Office) -> None:
        case = to_signed(office)
        act(office, "registrar", RETURN, case, reason=REASON)
        new = resubmitted(office, case)
        refused(office, NotNow, "", "registrar", OutgoingCase.register, case, file_index="06-09")
        act(office, "deputy", OutgoingCase.sign, case, digest=new)
        act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
        assert (stands(case).number, entry(case, "sign")["effects"]["draft"]) == ("06-09/398", new)

    def test_it_takes_a_reason_and_a_registrar(self, office: Office) -> None:
        case = to_signed(office)
        refused(office, BadFact, "reason", "registrar", RETURN, case, reason=" ")
        refused_to("deputy drafter clerk chief", office, RETURN, case, reason=REASON)
