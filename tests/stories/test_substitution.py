"""Somebody is away, another acts for him: who may do what, what the sheets say, and that two persons stay two."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases import access
from cases.journal.verify import verify
from cases.lifecycle.act import Origin
from cases.lifecycle.duties import DutiesConflict
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import Appointment, Case, IncomingCase, OutgoingCase, Resolution, Substitution, Unit, Visa
from tests.cast import NOON, Office
from tests.stories.lives import act, agree, digest, order, to_approval, to_draft, to_resolution, to_signature
from tests.traces import SCAN, entry, sheet, stands
from workflows import hold
from workflows.admission import NotYours
from workflows.inbox import inbox, officials_asked
from workflows.perform import perform

TODAY = NOON.date()
WEEK = timedelta(days=7)
SIGN = OutgoingCase.sign


def away(office: Office, who: str, by: str, *scopes: str, **more: Any) -> Substitution:
    """Somebody is away for a week, and another has agreed to act for him."""
    facts: dict[str, Any] = dict.fromkeys(scopes, True) | {"since": TODAY, "until": TODAY + WEEK, "order": "№ 12-к"}
    facts |= {"principal": office.officials[who], "substitute": office.officials[by], "made_by": office.user(who)}
    return Substitution.objects.create(**facts | {"made_at": NOON, "accepted_at": NOON} | more)


def conflict(duty: str, office: Office, who: str, move: Any, case: int, **facts: Any) -> None:
    """The act is refused for this duty."""
    with pytest.raises(DutiesConflict) as refused:
        act(office, who, move, case, **facts)
    assert refused.value.duty == duty


class TestSigning:
    def test_a_substitute_signs_in_his_own_name_and_post(self, office: Office) -> None:
        away(office, "deputy", "expert", "sign")
        case = to_signature(office)
        act(office, "expert", SIGN, case, digest=digest(case))
        told = entry(case, "sign")
        assert (told["author"], told["roles"]) == (office.id("expert"), ["signer"])
        assert told["effects"]["instead_of"] == office.id("deputy")
        assert told["effects"]["substitution"]["scopes"] == ["sign"]
        printed = sheet(case, "sign", "D15")
        assert printed["signer"] == {"post": "Expert", "name": "А.А.Expert"}
        assert printed["act"]["instead_of"] == {"name": "А.А.Deputy", "post": "Deputy"}
        act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
        assert sheet(case, "register", "D15")["signer"]["post"] == "Expert"
        assert list(verify(Case.objects.filter(pk=case))) == []

    def test_who_acts_by_order_bears_that_post(self, office: Office) -> None:
        away(office, "deputy", "expert", "sign", acting_as="И.о. заместителя", acting_as_be="В.а. намесніка")
        for language, post in (("ru", "И.о. заместителя"), ("be", "В.а. намесніка")):
            letter = office.letter("Просім паведаміць." if language == "be" else "Просим.", heading=HEADINGS[language])
            case = to_signature(office, language=language, letter=letter)
            act(office, "expert", SIGN, case, digest=digest(case))
            act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
            assert sheet(case, "register", "D15")["signer"] == {"post": post, "name": "А.А.Expert"}

    def test_it_waits_for_both_and_the_one_who_is_away_may_still_sign(self, office: Office) -> None:
        away(office, "deputy", "expert", "sign")
        case = to_signature(office)
        for who in ("deputy", "expert"):
            assert [one.case.pk for one in inbox(office.user(who), on=TODAY)] == [case]
        assert {one.surname for one in officials_asked(stands(case), on=TODAY)} == {"Deputy", "Expert"}
        act(office, "deputy", SIGN, case, digest=digest(case))
        assert "instead_of" not in entry(case, "sign")["effects"]

    def test_a_decision_that_is_held_is_judged_by_the_day_on_which_it_was_made(self, office: Office) -> None:
        told = away(office, "deputy", "expert", "sign", until=TODAY)
        case = to_signature(office)
        office.body.hold_seconds = 600
        office.body.save()
        late = datetime(2026, 3, 2, 20, 59, tzinfo=UTC)  # a minute before midnight in Minsk
        perform(SIGN, case=case, by=office.user("expert"), at=late, digest=digest(case))
        hold.settle(access.case_for_system(case), late + timedelta(seconds=700))
        assert stands(case).state == "signed"
        assert entry(case, "sign")["effects"]["substitution"]["id"] == told.pk

    def test_what_he_signed_on_paper_is_entered_as_his(self, office: Office) -> None:
        away(office, "deputy", "expert", "sign")
        case = to_signature(office)
        facts = {"digest": digest(case), "origin": Origin.PAPER, "on_behalf_of": office.id("expert"), "scan": SCAN}
        act(office, "clerk", SIGN, case, **facts)
        told = entry(case, "sign")
        assert (told["actor"], told["author"]) == (office.id("clerk"), office.id("expert"))
        assert told["effects"]["instead_of"] == office.id("deputy")


HEADINGS = {"ru": "О сотрудничестве", "be": "Аб супрацоўніцтве"}


class TestTwoPersonsStayTwo:
    def test_a_substitute_who_wrote_the_letter_does_not_sign_it(self, office: Office) -> None:
        away(office, "deputy", "drafter", "sign")
        case = to_signature(office)
        conflict("S1", office, "drafter", SIGN, case, digest=digest(case))

    def test_nor_does_one_who_acts_for_him_who_wrote_it(self, office: Office) -> None:
        """The place is the drafter's if he is also the approver: both persons are judged."""
        away(office, "lawyer", "drafter", "approve")
        case = to_approval(office, "lawyer")
        conflict("S1", office, "drafter", OutgoingCase.agree, case, digest=digest(case), round=1)

    def test_a_substitute_of_two_approvers_answers_for_one_of_them(self, office: Office) -> None:
        away(office, "lawyer", "expert", "approve")
        away(office, "banker", "expert", "approve")
        case = to_approval(office, "lawyer", "banker")
        facts = {"digest": digest(case), "round": 1}
        with pytest.raises(BadFact, match="name in whose place") as unnamed:
            act(office, "expert", OutgoingCase.agree, case, **facts)
        assert unnamed.value.field == "on_behalf_of"
        act(office, "expert", OutgoingCase.agree, case, **facts, on_behalf_of=office.id("lawyer"))
        conflict("S5", office, "expert", OutgoingCase.agree, case, **facts)
        agree(office, "banker", case)
        assert stands(case).state == "awaiting_signature"

    def test_an_approver_does_not_answer_for_another_on_his_own_sheet(self, office: Office) -> None:
        away(office, "lawyer", "banker", "approve")
        case = to_approval(office, "lawyer", "banker")
        facts = {"digest": digest(case), "round": 1}
        conflict("S5", office, "banker", OutgoingCase.agree, case, **facts, on_behalf_of=office.id("lawyer"))
        act(office, "banker", OutgoingCase.agree, case, **facts)

    def test_who_agreed_for_another_does_not_sign(self, office: Office) -> None:
        away(office, "lawyer", "head", "approve")
        case = to_approval(office, "lawyer")
        act(office, "head", OutgoingCase.agree, case, digest=digest(case), round=1)
        away(office, "deputy", "head", "sign")
        conflict("S1", office, "head", SIGN, case, digest=digest(case), on_behalf_of=office.id("deputy"))
        place = sheet(case, "agree", "D13")["rounds"][0]["places"][0]
        assert (place["name"], place["instead_of"]) == ("А.А.Head", "А.А.Lawyer")

    def test_who_signed_for_another_does_not_register(self, office: Office) -> None:
        away(office, "deputy", "registrar", "sign")
        case = to_signature(office)
        act(office, "registrar", SIGN, case, digest=digest(case))
        conflict("S2", office, "registrar", OutgoingCase.register, case, file_index="06-09")

    def test_nobody_stands_in_for_one_of_the_two_persons_of_an_annulment(self, office: Office) -> None:
        away(office, "chief", "expert", "sign", "approve", "route")
        case = to_draft(office)
        assert access.instead(office.officials["expert"], stands(case), on=TODAY) == []


class TestLimits:
    def test_it_ends_by_itself_in_the_middle_of_a_round(self, office: Office) -> None:
        away(office, "lawyer", "expert", "approve", until=TODAY)
        away(office, "banker", "head", "approve", until=TODAY)
        case = to_approval(office, "lawyer", "banker")
        facts = {"digest": digest(case), "round": 1}
        act(office, "expert", OutgoingCase.agree, case, **facts)
        office.clock += timedelta(days=1)
        with pytest.raises(NotYours):
            act(office, "head", OutgoingCase.agree, case, **facts)
        agree(office, "banker", case)
        assert stands(case).state == "awaiting_signature"
        assert set(Visa.objects.filter(case=case).values_list("official", "given_by", "outcome")) == {
            (office.id("lawyer"), office.id("expert"), "agreed"),
            (office.id("banker"), None, "agreed"),
        }
        assert list(verify(Case.objects.filter(pk=case))) == []

    @pytest.mark.parametrize(
        ("scopes", "more"),
        [
            (("approve", "route"), {}),
            (("sign",), {"direction": "in"}),
            (("sign",), {"accepted_at": None}),
            (("sign",), {"ended_at": NOON}),
            (("sign",), {"since": TODAY + WEEK}),
            (("sign",), {"since": TODAY - WEEK, "until": TODAY - timedelta(days=1)}),
        ],
        ids=["scope", "direction", "not accepted", "ended", "not begun", "over"],
    )
    def test_what_it_does_not_cover_is_not_his(
        self, office: Office, scopes: tuple[str, ...], more: dict[str, Any]
    ) -> None:
        away(office, "deputy", "assistant", *scopes, **more)
        case = to_signature(office)
        with pytest.raises(NotYours):
            act(office, "assistant", SIGN, case, digest=digest(case))
        with pytest.raises(BadFact):
            act(office, "assistant", SIGN, case, digest=digest(case), on_behalf_of=office.id("deputy"))

    def test_a_unit_covers_what_lies_below_it_and_no_other_letter_is_seen(self, office: Office) -> None:
        other = Unit.objects.create(body=office.body, parent=office.chancery, name="Финансы", code="07")
        away(office, "deputy", "banker", "sign", unit=office.department)
        case = to_signature(office)
        seen = access.visible_to(office.user("expert"), on=TODAY)
        assert not seen.exists()
        away(office, "deputy", "expert", "sign", unit=other)
        assert not seen.exists()
        away(office, "deputy", "expert", "sign", unit=office.department)
        assert [one.pk for one in seen] == [case]
        act(office, "expert", SIGN, case, digest=digest(case))

    def test_there_are_no_chains(self, office: Office) -> None:
        away(office, "deputy", "lawyer", "sign")
        away(office, "lawyer", "expert", "sign", "approve", "route")
        case = to_signature(office)
        assert not access.visible_to(office.user("expert"), on=TODAY).filter(signer=office.id("lawyer")).exists()
        assert access.instead(office.officials["expert"], stands(case), on=TODAY) == []

    def test_a_substitute_hands_no_place_on(self, office: Office) -> None:
        away(office, "lawyer", "head", "approve")
        case = to_approval(office, "lawyer")
        with pytest.raises(NotYours):
            act(office, "head", OutgoingCase.delegate_visa, case, to=office.id("banker"), round=1)

    def test_an_auditor_acts_for_nobody(self, office: Office) -> None:
        away(office, "deputy", "auditor", "sign")
        case = to_signature(office)
        with pytest.raises(NotYours):
            act(office, "auditor", SIGN, case, digest=digest(case))


class TestRouting:
    def test_the_resolution_is_the_heads_place_and_he_may_change_it_when_he_is_back(self, office: Office) -> None:
        Appointment.objects.filter(role=Role.DEPUTY).delete()
        away(office, "head", "banker", "route")
        case = to_resolution(office)
        assert case in [one.case.pk for one in inbox(office.user("banker"), on=TODAY)]
        act(office, "banker", IncomingCase.issue_resolution, case, **order(office))
        assert Resolution.objects.get(case=case).author_id == office.id("head")
        assert entry(case, "issue_resolution")["author"] == office.id("banker")
        assert sheet(case, "issue_resolution", "D06")["act"]["author"]["name"] == "А.А.Banker"
        act(office, "head", IncomingCase.reassign, case, **{k: v for k, v in order(office).items() if k != "control"})
