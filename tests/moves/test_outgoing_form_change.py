"""`propose_form_change`, `allow_form_change`, `decline_form_change`: a comma does not cost everybody's visas."""

from typing import Any

import pytest

from cases.lifecycle.drafting import OtherText
from cases.lifecycle.facts import Addressee, Digest, LetterText
from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase
from tests.cast import Office
from tests.stories.lives import act, agree, digest, to_approval, to_signature
from tests.traces import SCAN, Said, entry, opened, refused, refused_to, said, sheet, stands
from workflows import inbox

PROPOSE = OutgoingCase.propose_form_change
ALLOW = OutgoingCase.allow_form_change
DECLINE = OutgoingCase.decline_form_change
TEXT = "Просим сообщить."
COMMA = "Просим, сообщить."


@pytest.fixture
def office(office: Office) -> Office:
    """A body in which a change of form may keep the visas."""
    office.body.form_changes_keep_visas = True
    office.body.save()
    return office


def to_proposed(office: Office) -> tuple[int, Digest]:
    """A letter that awaits signature with a comma proposed, and the digest of that version."""
    case = to_signature(office)
    comma = office.letter(COMMA)
    act(office, "drafter", PROPOSE, case, letter=comma)
    return case, comma.digest


def shown(office: Office, who: str) -> list[int]:
    """The letters whose changed form a person is shown."""
    return [visa.case_id for visa in inbox.form_changes(office.user(who), on=office.clock.date())]


class TestProposing:
    def test_it_is_a_version_beside_the_approved_one(self, office: Office) -> None:
        case, comma = to_proposed(office)
        assert said(case, "propose_form_change") == Said(
            "awaiting_signature", "awaiting_signature", ["executor"], {"version": 2, "digest": comma}, []
        )
        assert opened(case, "propose_form_change")["letter"]["paragraphs"] == [COMMA]
        letter = stands(case)
        assert letter.form_change is not None
        assert letter.draft is not None
        assert (letter.form_change.version, letter.form_change.form_only) == (2, True)
        assert letter.form_change.author_id == office.id("drafter")
        assert (letter.draft.version, letter.draft.form_only, digest(case)) == (1, False, office.letter().digest)
        assert [visa.kept_for for visa in letter.visas.all()] == ["", ""]

    def test_a_second_proposal_takes_the_place_of_the_first(self, office: Office) -> None:
        case, first = to_proposed(office)
        act(office, "drafter", PROPOSE, case, letter=office.letter("Просим — сообщить!"))
        refused(office, OtherText, "", "deputy", ALLOW, case, digest=first)
        assert [draft.version for draft in stands(case).drafts.order_by("version")] == [1, 2, 3]

    def test_whatever_changes_more_than_the_form_is_refused(self, office: Office, subtests: pytest.Subtests) -> None:
        case = to_signature(office)
        texts = (f"{TEXT} Ждём.", "Просим не сообщать.", "просим сообщить.", "Просим сообщить 5.", "Про сим сообщить.")
        addressee = Addressee(office.other.pk, ("Правительство", "Образцовой области"))
        parts: list[dict[str, Any]] = [{"paragraphs": (text,)} for text in texts]
        parts += [{"heading": "О дружбе"}, {"points": ("участие",)}, {"addressees": (addressee,)}]
        for part in parts:
            with subtests.test(part=part):
                letter = office.letter(**{"paragraphs": (COMMA,)} | part)
                refused(office, BadFact, "letter", "drafter", PROPOSE, case, letter=letter)
        with subtests.test("the form is checked as every form is"):
            letter = office.letter(heading="О сотрудничестве.")
            refused(office, BadFact, "heading", "drafter", PROPOSE, case, letter=letter)

    def test_a_body_may_want_a_new_round_for_every_comma(self, office: Office) -> None:
        case = to_signature(office)
        office.body.form_changes_keep_visas = False
        office.body.save()
        refused(office, BadFact, "letter", "drafter", PROPOSE, case, letter=office.letter(COMMA))

    def test_only_the_executor_proposes(self, office: Office) -> None:
        comma = office.letter(COMMA)
        refused_to("deputy lawyer clerk", office, PROPOSE, to_signature(office), letter=comma)


class TestAllowing:
    def test_the_visas_stay_for_the_new_text(self, office: Office) -> None:
        case, comma = to_proposed(office)
        old = digest(case)
        act(office, "deputy", ALLOW, case, digest=comma)
        assert said(case, "allow_form_change") == Said(
            "awaiting_signature", "awaiting_signature", ["signer"], {"draft": comma}, ["D13", "D22"]
        )
        letter = stands(case)
        assert (digest(case), letter.form_change) == (comma, None)
        assert [(v.outcome, v.digest, v.kept_for) for v in letter.visas.all()] == [("agreed", old, comma)] * 2
        copy = sheet(case, "allow_form_change", "D22")
        assert [place["kept"] for place in copy["places"]] == [True, True]
        assert copy["version"]["number"] == 2

    def test_the_letter_is_signed_as_changed(self, office: Office) -> None:
        case, comma = to_proposed(office)
        old = digest(case)
        act(office, "deputy", ALLOW, case, digest=comma)
        refused(office, OtherText, "", "deputy", OutgoingCase.sign, case, digest=old)
        act(office, "deputy", OutgoingCase.sign, case, digest=comma)
        assert entry(case, "sign")["effects"]["draft"] == comma

    def test_a_changed_heading_is_the_title_of_the_case(self, office: Office) -> None:
        case = to_signature(office)
        letter = office.letter(heading="О «сотрудничестве»")
        act(office, "drafter", PROPOSE, case, letter=letter)
        assert stands(case).title == "О сотрудничестве"
        act(office, "deputy", ALLOW, case, digest=letter.digest)
        assert stands(case).title == "О «сотрудничестве»"

    def test_two_changes_after_each_other_keep_the_visas(self, office: Office) -> None:
        case, comma = to_proposed(office)
        act(office, "deputy", ALLOW, case, digest=comma)
        again = office.letter("Просим, сообщить!")
        act(office, "drafter", PROPOSE, case, letter=again)
        act(office, "deputy", ALLOW, case, digest=again.digest)
        act(office, "deputy", OutgoingCase.sign, case, digest=again.digest)
        assert {visa.kept_for for visa in stands(case).visas.all()} == {again.digest}

    def test_who_gave_a_visa_is_shown_it_and_nobody_else(self, office: Office) -> None:
        case, comma = to_proposed(office)
        assert shown(office, "lawyer") == []
        act(office, "deputy", ALLOW, case, digest=comma)
        assert (shown(office, "lawyer"), shown(office, "banker")) == ([case], [case])
        assert [shown(office, who) for who in ("expert", "deputy", "drafter")] == [[], [], []]

    def test_a_place_that_was_given_away_is_not_kept(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "lawyer", OutgoingCase.delegate_visa, case, to=office.id("expert"), round=1)
        for who in ("banker", "expert"):
            agree(office, who, case)
        comma = office.letter(COMMA)
        act(office, "drafter", PROPOSE, case, letter=comma)
        act(office, "deputy", ALLOW, case, digest=comma.digest)
        kept = {visa.official_id: visa.kept_for for visa in stands(case).visas.all()}
        assert kept == {office.id("lawyer"): "", office.id("banker"): comma.digest, office.id("expert"): comma.digest}

    def test_only_the_signer_allows_and_only_what_he_was_shown(self, office: Office) -> None:
        case, comma = to_proposed(office)
        refused_to("drafter head lawyer", office, ALLOW, case, digest=comma)
        for seen in (digest(case), "", "0" * 64):
            refused(office, OtherText, "", "deputy", ALLOW, case, digest=seen)

    def test_nothing_proposed_is_nothing_to_allow(self, office: Office) -> None:
        case = to_signature(office)
        refused(office, OtherText, "", "deputy", ALLOW, case, digest=digest(case))


class TestDeclining:
    def test_the_approved_version_stands(self, office: Office) -> None:
        case, comma = to_proposed(office)
        old = digest(case)
        act(office, "deputy", DECLINE, case, reason=" Запятая не нужна ")
        assert said(case, "decline_form_change") == Said(
            "awaiting_signature", "awaiting_signature", ["signer"], {}, ["D14"]
        )
        assert opened(case, "decline_form_change")["reason"] == " Запятая не нужна "
        assert (digest(case), stands(case).form_change) == (old, None)
        refused(office, OtherText, "", "deputy", ALLOW, case, digest=comma)
        assert shown(office, "lawyer") == []

    def test_it_takes_a_reason_and_something_to_decline(self, office: Office) -> None:
        case, _ = to_proposed(office)
        refused(office, BadFact, "reason", "deputy", DECLINE, case, reason=" \n")
        refused_to("drafter", office, DECLINE, case, reason="Передумал")
        act(office, "deputy", DECLINE, case, reason="Запятая не нужна")
        refused(office, NotComplete, "", "deputy", DECLINE, case, reason="Запятая не нужна")


@pytest.mark.parametrize("back", ["record_objection", "recall", "refuse_sign", "cancel"])
def test_a_proposal_ends_with_the_round_it_was_made_in(office: Office, back: str) -> None:
    case, _ = to_proposed(office)
    if back == "record_objection":
        act(office, "drafter", OutgoingCase.send_out, case, bodies=("Министерство",))
        act(office, "drafter", OutgoingCase.record_objection, case, answer=SCAN, remarks="Возражаем")
    else:
        who = "deputy" if back == "refuse_sign" else "drafter"
        act(office, who, getattr(OutgoingCase, back), case, reason="Переписать")
    assert stands(case).form_change is None


def test_an_old_proposal_does_not_replace_a_text_approved_since(office: Office) -> None:
    case, old_comma = to_proposed(office)
    act(office, "drafter", OutgoingCase.send_out, case, bodies=("Министерство",))
    act(office, "drafter", OutgoingCase.record_objection, case, answer=SCAN, remarks="Возражаем")
    new: LetterText = office.letter("Отказываем.")
    act(office, "drafter", OutgoingCase.resubmit, case, letter=new, route=office.route("lawyer", "banker"))
    for who in ("lawyer", "banker"):
        agree(office, who, case)
    refused(office, OtherText, "", "deputy", ALLOW, case, digest=old_comma)
    act(office, "deputy", OutgoingCase.sign, case, digest=new.digest)
    assert stands(case).state == "signed"
