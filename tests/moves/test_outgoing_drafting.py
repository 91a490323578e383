"""`draft_letter`, `revise`, `submit`, `take_back`, `return_form`: a letter is written and comes into good form."""

from dataclasses import replace
from typing import Any

import pytest

from cases.lifecycle.duties import DutiesConflict
from cases.lifecycle.facts import Addressee, LetterText
from cases.lifecycle.refusal import BadFact, Refusal
from cases.models import Case, Draft, OutgoingCase
from tests import cast
from tests.cast import NOON, Office
from tests.stories.lives import act, to_draft, to_work
from tests.traces import Said, entry, everything, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotYours
from workflows.perform import open_case

from .test_outgoing_approval_doors import to_submitted

LAW = OutgoingCase


def begin(office: Office, who: str = "drafter", /, **facts: Any) -> int:
    """Somebody begins a letter that the deputy will sign."""
    told: dict[str, Any] = {
        "letter": office.letter(),
        "unit": office.department.pk,
        "signer": office.id("deputy"),
    } | facts
    return open_case(LAW.draft_letter, body=office.body, by=office.user(who), at=office.at, **(told | facts)).case


def not_begun(office: Office, error: type[Refusal], field: str, who: str = "drafter", /, **facts: Any) -> Refusal:
    """A letter that cannot be begun so; nothing is written."""
    before = everything()
    with pytest.raises(error) as caught:
        begin(office, who, **facts)
    assert (type(caught.value), caught.value.field) == (error, field)
    assert everything() == before
    return caught.value


class TestBeginning:
    def test_the_case_is_its_drafters_and_stands_on_version_one(self, office: Office) -> None:
        case = begin(office)
        text = office.letter().digest
        effects = {"version": 1, "digest": text}
        assert said(case, "draft_letter") == Said("", "draft", ["drafter"], effects, ["D12"])
        letter = stands(case)
        assert (letter.executor_id, letter.signer_id) == (office.id("drafter"), office.id("deputy"))
        assert (letter.unit_id, letter.title, letter.language) == (office.department.pk, "О сотрудничестве", "ru")
        assert (letter.version, letter.head_seq, letter.round, letter.number) == (1, 1, 0, "")
        [version] = letter.drafts.all()
        assert (version.version, version.digest, version.author_id) == (1, text, office.id("drafter"))
        assert (version.written_at, version.form_only) == (NOON.replace(minute=1), False)

    def test_its_text_is_sealed_and_its_numbers_stand_in_plain(self, office: Office) -> None:
        case = begin(office)
        told = opened(case, "draft_letter")
        assert (told["letter"]["heading"], told["letter"]["paragraphs"]) == ("О сотрудничестве", ["Просим сообщить."])
        assert told["author"] == {"name": str(office.officials["drafter"]), "post": "Drafter"}
        plain = {"unit": office.department.pk, "signer": office.id("deputy"), "reply_to": [], "restricted": False}
        assert entry(case, "draft_letter")["facts"] == plain
        assert "сотрудничестве" not in str(entry(case, "draft_letter"))

    def test_the_draft_sheet_shows_it(self, office: Office) -> None:
        assert "Просим сообщить." in str(sheet(begin(office), "draft_letter", "D12"))

    @pytest.mark.parametrize("who", ["head", "deputy", "clerk", "lawyer", "auditor", "admin"])
    def test_only_a_drafter_begins_a_letter(self, office: Office, who: str) -> None:
        not_begun(office, NotYours, "", who)

    def test_a_drafter_of_one_unit_begins_none_in_another(self, office: Office) -> None:
        not_begun(office, NotYours, "", unit=office.chancery.pk)

    def test_a_drafter_of_another_body_begins_none_here(self, office: Office) -> None:
        theirs = cast.found("mid")
        office.officials["stranger"] = theirs.officials["drafter"]
        not_begun(office, NotYours, "", "stranger")

    def test_unit_signer_and_addressees_are_this_bodys(self, office: Office) -> None:
        theirs = cast.found("mid")
        not_begun(office, BadFact, "unit", unit=theirs.department.pk)
        not_begun(office, BadFact, "signer", signer=theirs.id("deputy"))
        addressee = Addressee(theirs.correspondent.pk, ("Правительство",))
        not_begun(office, BadFact, "addressees", letter=office.letter(addressees=(addressee,)))
        not_begun(office, BadFact, "unit", unit=0)
        not_begun(office, BadFact, "signer", signer=0)

    def test_who_writes_a_letter_does_not_sign_it(self, office: Office) -> None:
        conflict = not_begun(office, DutiesConflict, "", signer=office.id("drafter"))
        assert isinstance(conflict, DutiesConflict)
        assert conflict.duty == "S1"

    @pytest.mark.parametrize("heading", ["", "  ", "О" * 501])
    def test_a_letter_has_a_heading_of_fitting_length(self, office: Office, heading: str) -> None:
        not_begun(office, BadFact, "heading", letter=office.letter(heading=heading))

    def test_a_draft_may_still_break_the_form(self, office: Office) -> None:
        case = begin(office, letter=office.letter("", heading="Черновик", addressees=()))
        assert stands(case).state == "draft"

    def test_it_may_answer_a_letter_that_came_in(self, office: Office) -> None:
        request = to_work(office)
        case = begin(office, reply_to=(request,))
        assert list(stands(case).answering.values_list("request", flat=True)) == [request]
        assert entry(case, "draft_letter")["facts"]["reply_to"] == [request]

    def test_the_same_request_twice_begins_one_letter(self, office: Office) -> None:
        told: dict[str, Any] = {"letter": office.letter(), "unit": office.department.pk, "signer": office.id("deputy")}
        answers = [
            open_case(LAW.draft_letter, body=office.body, by=office.user("drafter"), at=office.at, key="page", **told)
            for _ in range(2)
        ]
        assert answers[0] == answers[1]
        assert Case.objects.count() == 1


class TestRevising:
    def test_a_version_is_added_and_none_is_changed(self, office: Office) -> None:
        case = to_draft(office)
        second = office.letter("Просим ответить.", heading="О встрече")
        act(office, "drafter", LAW.revise, case, letter=second)
        effects = {"version": 2, "digest": second.digest}
        assert said(case, "revise") == Said("draft", "draft", ["executor"], effects, [])
        letter = stands(case)
        assert [one.version for one in letter.drafts.order_by("version")] == [1, 2]
        assert letter.drafts.get(version=1).digest == office.letter().digest
        assert (letter.title, letter.draft) == ("О встрече", letter.drafts.get(version=2))

    def test_nobody_else_revises_it(self, office: Office) -> None:
        refused_to(
            "head deputy clerk registrar controller", office, LAW.revise, to_draft(office), letter=office.letter()
        )

    def test_two_who_revise_at_once_do_not_lose_each_others_words(self, office: Office) -> None:
        case = to_draft(office)
        seen = stands(case).version
        act(office, "drafter", LAW.revise, case, letter=office.letter("Первый."), version=seen)
        with pytest.raises(Refusal) as stale:
            act(office, "drafter", LAW.revise, case, letter=office.letter("Второй."), version=seen)
        assert stale.value.code == "stale"
        assert Draft.objects.filter(case=case).count() == 2


class TestFormCheck:
    def test_a_letter_in_good_form_is_handed_in(self, office: Office) -> None:
        case = to_submitted(office)
        assert said(case, "submit") == Said("draft", "norm_check", ["executor"], {}, ["D12"])

    @pytest.mark.parametrize(
        ("flaw", "field"),
        [
            ({"heading": "Сотрудничество"}, "heading"),
            ({"heading": "О сотрудничестве."}, "heading"),
            ({"paragraphs": ()}, "paragraphs"),
            ({"addressees": ()}, "addressees"),
        ],
    )
    def test_a_letter_in_bad_form_is_not(self, office: Office, flaw: dict[str, Any], field: str) -> None:
        case = to_draft(office, letter=replace(office.letter(), **flaw))
        refused(office, BadFact, field, "drafter", LAW.submit, case)
        act(office, "drafter", LAW.revise, case, letter=office.letter())
        act(office, "drafter", LAW.submit, case)

    def test_it_is_checked_in_the_language_it_is_written_in(self, office: Office) -> None:
        case = to_draft(office, language="be")
        refused(office, BadFact, "heading", "drafter", LAW.submit, case)
        act(office, "drafter", LAW.revise, case, letter=office.letter(heading="Аб супрацоўніцтве"))
        assert act(office, "drafter", LAW.submit, case).state == "norm_check"

    def test_its_executor_takes_it_back(self, office: Office) -> None:
        case = to_submitted(office)
        refused_to("clerk deputy head", office, LAW.take_back, case)
        act(office, "drafter", LAW.take_back, case)
        assert said(case, "take_back") == Said("norm_check", "draft", ["executor"], {}, [])

    def test_the_clerk_returns_it_with_his_remarks(self, office: Office) -> None:
        case = to_submitted(office)
        refused(office, BadFact, "remarks", "clerk", LAW.return_form, case, remarks=" ")
        refused_to("drafter head deputy registrar", office, LAW.return_form, case, remarks="Нет исполнителя")
        act(office, "clerk", LAW.return_form, case, remarks="Нет отметки об исполнителе")
        assert said(case, "return_form") == Said("norm_check", "draft", ["clerk"], {}, ["D14"])
        assert opened(case, "return_form")["remarks"] == "Нет отметки об исполнителе"
        assert "Нет отметки об исполнителе" in str(sheet(case, "return_form", "D14"))

    def test_remarks_are_answered_by_a_new_version(self, office: Office) -> None:
        case = to_submitted(office)
        act(office, "clerk", LAW.return_form, case, remarks="Короче")
        act(office, "drafter", LAW.revise, case, letter=office.letter("Просим."))
        act(office, "drafter", LAW.submit, case)
        letter = LetterText.read(Draft.objects.get(case=case, version=2).content)
        assert letter.paragraphs == ("Просим.",)
        assert stands(case).state == "norm_check"
