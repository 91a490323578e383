"""Held decisions: nothing moves before their time, their author may undo them, and what is unlawful then lapses."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.access import NotFound
from cases.journal.body import micros
from cases.journal.verify import verify
from cases.lifecycle.act import Origin
from cases.lifecycle.drafting import OtherText
from cases.lifecycle.facts import Place
from cases.models import Appointment, Body, Case, Decision, Letter, Number, OutgoingCase, Visa
from tests import cast
from tests.cast import NOON, Office
from tests.stories.lives import act, agree, digest, to_approval, to_signature
from tests.traces import PAPER, SCAN, Said, entry, said, stands
from workflows import hold, outbox
from workflows.admission import Held, NotYours, Stale
from workflows.hold import InEffect
from workflows.models import Job
from workflows.perform import Done
from workflows.worker import work_off

from .refusals import refused

TEN_MINUTES = timedelta(minutes=10)
LAW = OutgoingCase


def hold_for(office: Office, seconds: int) -> None:
    """Set the holding time of the body."""
    Body.objects.filter(pk=office.body.pk).update(hold_seconds=seconds)


@pytest.fixture
def case(office: Office) -> int:
    """A letter before its signature, in a body that from now on holds decisions for ten minutes."""
    case = to_signature(office)
    Job.objects.all().delete()
    hold_for(office, 600)
    return case


@pytest.fixture
def round(office: Office) -> int:
    """A letter in a round of three, in a body that holds decisions for ten minutes."""
    case = to_approval(office, "lawyer", "banker", "expert")
    Job.objects.all().delete()
    hold_for(office, 600)
    return case


def sign(office: Office, case: int, **words: Any) -> Done:
    """The deputy's signature."""
    return act(office, "deputy", LAW.sign, case, digest=digest(case), **words)


def undo(office: Office, who: str, case: int, decision: int | None = None) -> Any:
    """Somebody undoes a decision, by default the last one."""
    found = decision or Decision.objects.latest("pk").pk
    return hold.undo(found, case=case, by=office.user(who), at=office.at)


def history(case: int) -> list[str]:
    """The moves and events of a case."""
    return list(Case.objects.get(pk=case).entries.order_by("seq").values_list("move", flat=True))


def statuses(case: int) -> list[str]:
    """What became of the decisions on a case."""
    return list(Decision.objects.filter(case=case).order_by("pk").values_list("status", flat=True))


def later(office: Office, wait: timedelta = TEN_MINUTES) -> datetime:
    """Move the office's clock on."""
    office.clock += wait
    return office.clock


def worker_comes(office: Office, wait: timedelta = TEN_MINUTES) -> None:
    """A worker puts into effect what is due; the sheets of it are left for later."""
    now = later(office, wait)
    Job.objects.exclude(kind=Job.Kind.SETTLE).delete()
    work_off(lambda: now, most=len(outbox.unfinished()))


class TestWhileItIsHeld:
    def test_a_decision_is_kept_and_told_and_nothing_else_moves(self, office: Office, case: int) -> None:
        before, sheets, tasks = stands(case), Letter.objects.count(), outbox.unfinished()
        done = sign(office, case, version=before.version, key="signature")
        until = office.clock + TEN_MINUTES
        decision = Decision.objects.get()
        assert done == Done(case, before.head_seq + 1, "sign", "awaiting_signature", "", until)
        assert (decision.move, decision.facts, decision.status) == ("sign", {"digest": digest(case)}, "held")
        assert (decision.user, decision.author_id) == (office.user("deputy"), office.id("deputy"))
        assert (decision.decided_at, decision.effective_at) == (office.clock, until)
        effects = {"decision": decision.pk, "decided": "sign", "effective_at": micros(until)}
        assert said(case, "decide") == Said("awaiting_signature", "awaiting_signature", [], effects, [])
        after = stands(case)
        assert (after.state, after.signed_on, after.number) == ("awaiting_signature", None, "")
        assert after.version == before.version + 1
        assert (Letter.objects.count(), Number.objects.count(), tasks) == (sheets, 0, [])
        [settling] = outbox.unfinished()
        assert (settling.kind, settling.due, settling.payload) == ("settle", until, {"decision": decision.pk})

    def test_the_same_request_again_is_the_same_decision(self, office: Office, case: int) -> None:
        done = sign(office, case, key="signature")
        assert sign(office, case, key="signature") == done
        later(office)
        act(office, "registrar", LAW.register, case, file_index="06-09")
        assert sign(office, case, key="signature") == done
        assert Decision.objects.count() == 1

    def test_what_is_unlawful_is_refused_at_once(self, office: Office, case: int) -> None:
        refused(OtherText, act, office, "deputy", LAW.sign, case, digest="0" * 64)
        refused(NotYours, act, office, "head", LAW.sign, case, digest=digest(case))

    @pytest.mark.parametrize(
        ("who", "move", "facts"),
        [
            ("deputy", LAW.sign, {}),
            ("deputy", LAW.refuse_sign, {"reason": "Передумал"}),
            ("deputy", LAW.cancel, {"reason": "Не нужно"}),
            ("drafter", LAW.cancel, {"reason": "Не нужно"}),
            ("drafter", LAW.recall, {"reason": "Ошибка"}),
            ("drafter", LAW.send_out, {"bodies": ("Минфин",)}),
        ],
    )
    def test_other_acts_wait_for_it(
        self, office: Office, case: int, who: str, move: Any, facts: dict[str, Any]
    ) -> None:
        until = sign(office, case).held_until
        told = facts or {"digest": digest(case)}
        assert until is not None
        assert f"{until:%H:%M:%S} UTC" in str(refused(Held, act, office, who, move, case, **told))

    def test_in_a_body_that_holds_nothing_it_takes_effect_at_once(self, office: Office, case: int) -> None:
        hold_for(office, 0)
        done = sign(office, case)
        assert (done.state, done.held_until, statuses(case)) == ("signed", None, [])

    def test_an_import_takes_effect_at_once(self, office: Office, case: int) -> None:
        done = sign(office, case, origin=Origin.IMPORT, occurred_at=office.clock)
        assert (done.state, done.held_until, statuses(case)) == ("signed", None, [])

    def test_what_is_no_decision_is_not_held(self, office: Office, case: int) -> None:
        assert act(office, "drafter", LAW.cancel, case, reason="Не нужно").state == "cancelled"
        assert statuses(case) == []


class TestParallelVisas:
    def test_one_approver_does_not_wait_for_another(self, office: Office, round: int) -> None:
        for who in ("lawyer", "banker", "expert"):
            assert agree(office, who, round).state == "approval"
        assert statuses(round) == ["held"] * 3
        assert set(Visa.objects.values_list("outcome", flat=True)) == {"pending"}
        worker_comes(office)
        assert stands(round).state == "awaiting_signature"
        assert history(round)[-4:] == ["agree", "agree", "agree", "complete_round"]

    def test_an_approver_waits_for_himself_and_others_for_him(self, office: Office, round: int) -> None:
        agree(office, "lawyer", round)
        facts: dict[str, Any] = {"digest": digest(round), "round": 1, "remarks": "Не согласен"}
        refused(Held, act, office, "lawyer", LAW.refuse_visa, round, **facts)
        refused(Held, act, office, "lawyer", LAW.delegate_visa, round, to=office.id("registrar"), round=1)
        refused(Held, act, office, "drafter", LAW.add_approver, round, approver=Place(office.id("registrar")))
        refused(Held, act, office, "drafter", LAW.recall, round, reason="Ошибка")

    def test_another_approver_hands_his_place_on_meanwhile(self, office: Office, round: int) -> None:
        agree(office, "lawyer", round)
        act(office, "banker", LAW.delegate_visa, round, to=office.id("registrar"), round=1)
        assert Visa.objects.get(official=office.id("banker")).outcome == "delegated"

    def test_a_refusal_that_comes_first_lets_the_consent_lapse(self, office: Office, round: int) -> None:
        act(office, "banker", LAW.refuse_visa, round, digest=digest(round), round=1, remarks="Нет средств")
        agree(office, "lawyer", round)
        worker_comes(office)
        assert (stands(round).state, statuses(round)) == ("rework", ["effective", "lapsed"])
        assert history(round)[-2:] == ["refuse_visa", "lapse"]
        effects = {"decision": Decision.objects.latest("pk").pk, "decided": "agree", "refusal": "not_now"}
        assert said(round, "lapse") == Said("rework", "rework", [], effects, [])
        assert entry(round, "lapse")["author"] == office.id("lawyer")

    def test_a_consent_that_comes_first_does_not_stop_the_refusal(self, office: Office, round: int) -> None:
        agree(office, "lawyer", round)
        act(office, "banker", LAW.refuse_visa, round, digest=digest(round), round=1, remarks="Нет средств")
        worker_comes(office)
        assert (stands(round).state, statuses(round)) == ("rework", ["effective", "effective"])
        assert set(Visa.objects.values_list("outcome", flat=True)) == {"void", "refused"}


class TestUndo:
    def test_its_author_undoes_it_and_may_decide_anew(self, office: Office, case: int) -> None:
        sign(office, case)
        before = {name: value for name, value in vars(stands(case)).items() if name in ("state", "round", "draft_id")}
        undone = undo(office, "deputy", case)
        effects = {"decision": Decision.objects.get().pk, "decided": "sign"}
        assert said(case, "undo") == Said("awaiting_signature", "awaiting_signature", [], effects, [])
        assert (undone.author, undone.recorded_at) == (office.id("deputy"), office.clock)
        assert {name: getattr(stands(case), name) for name in before} == before
        assert stands(case).version == undone.seq
        sign(office, case)
        worker_comes(office)
        assert (stands(case).state, statuses(case)) == ("signed", ["undone", "effective"])
        assert history(case)[-4:] == ["decide", "undo", "decide", "sign"]
        assert list(verify(Case.objects.all(), fetch=lambda digest: b"")) == []

    def test_after_it_the_letter_may_be_given_up(self, office: Office, case: int) -> None:
        sign(office, case)
        undo(office, "deputy", case)
        assert act(office, "drafter", LAW.cancel, case, reason="Не нужно").state == "cancelled"

    def test_nobody_else_undoes_it(self, office: Office, case: int) -> None:
        sign(office, case)
        for who in ("drafter", "head", "lawyer", "clerk", "auditor"):
            refused(NotYours, undo, office, who, case)
        refused(NotFound, undo, office, "admin", case)
        refused(NotFound, undo, cast.found("mid"), "deputy", case)

    def test_who_is_locked_out_undoes_nothing(self, office: Office, case: int) -> None:
        sign(office, case)
        user = office.user("deputy")
        user.is_active = False
        user.save()
        refused(NotYours, undo, office, "deputy", case)

    def test_who_entered_it_from_paper_undoes_it_as_its_author_does(self, office: Office, case: int) -> None:
        for who in ("clerk", "deputy"):
            act(
                office,
                "clerk",
                LAW.sign,
                case,
                digest=digest(case),
                origin=PAPER,
                on_behalf_of=office.id("deputy"),
                scan=SCAN,
            )
            refused(NotYours, undo, office, "registrar", case)
            assert undo(office, who, case).author == office.id(who)

    def test_a_decision_of_another_case_or_of_none_is_not_found(self, office: Office, case: int) -> None:
        sign(office, case)
        decision = Decision.objects.get().pk
        hold_for(office, 0)
        other = to_signature(office)
        refused(NotFound, undo, office, "deputy", other, decision)
        refused(NotFound, undo, office, "deputy", case, decision + 1)

    def test_it_is_too_late_when_its_time_has_come(self, office: Office, case: int) -> None:
        sign(office, case)
        later(office, TEN_MINUTES - timedelta(minutes=1))
        refused(InEffect, undo, office, "deputy", case)
        worker_comes(office, timedelta())
        refused(InEffect, undo, office, "deputy", case)

    def test_it_is_undone_once_and_to_the_last_moment(self, office: Office, case: int) -> None:
        sign(office, case)
        later(office, TEN_MINUTES - timedelta(minutes=1, microseconds=1))
        undo(office, "deputy", case)
        refused(InEffect, undo, office, "deputy", case)


class TestEffect:
    def test_the_next_act_puts_it_into_effect_first(self, office: Office, case: int) -> None:
        sign(office, case)
        decided = office.clock
        later(office)
        act(office, "registrar", LAW.register, case, file_index="06-09")
        assert history(case)[-3:] == ["decide", "sign", "register"]
        told = entry(case, "sign")
        assert (told["occurred_at"], told["recorded_at"]) == (micros(decided), micros(office.clock))
        assert (told["author"], told["roles"], told["origin"]) == (office.id("deputy"), ["signer"], "live")
        assert (stands(case).state, statuses(case)) == ("registered", ["effective"])

    def test_the_day_of_the_signature_is_the_day_of_the_decision(self, office: Office, case: int) -> None:
        office.clock = NOON.replace(hour=20, minute=54)
        sign(office, case)
        worker_comes(office)
        assert stands(case).signed_on == NOON.date()

    def test_who_looked_before_its_effect_is_told_of_it(self, office: Office, case: int) -> None:
        sign(office, case)
        seen = stands(case).version
        worker_comes(office)
        stale = refused(Stale, act, office, "registrar", LAW.register, case, version=seen, file_index="06-09")
        assert stale.last is not None
        assert stale.last.move == "sign"

    def test_an_act_that_is_refused_leaves_it_to_the_worker(self, office: Office, case: int) -> None:
        sign(office, case)
        later(office)
        refused(NotYours, act, office, "drafter", LAW.register, case, file_index="06-09")
        assert (stands(case).state, statuses(case)) == ("awaiting_signature", ["held"])
        worker_comes(office)
        assert (stands(case).state, statuses(case)) == ("signed", ["effective"])

    @pytest.mark.parametrize("seconds", [0, 1, 3600])
    def test_another_holding_time_does_not_touch_what_is_held(self, office: Office, case: int, seconds: int) -> None:
        sign(office, case)
        hold_for(office, seconds)
        worker_comes(office, TEN_MINUTES - timedelta(seconds=1))
        assert statuses(case) == ["held"]
        worker_comes(office, timedelta(seconds=1))
        assert (stands(case).state, statuses(case)) == ("signed", ["effective"])

    def test_a_visa_at_once_stands_beside_one_that_is_held(self, office: Office, round: int) -> None:
        agree(office, "lawyer", round)
        hold_for(office, 0)
        for who in ("banker", "expert"):
            assert agree(office, who, round).held_until is None
        assert stands(round).state == "approval"
        worker_comes(office)
        assert stands(round).state == "awaiting_signature"

    def test_a_signer_who_turns_out_to_have_held_no_post_signs_nothing(self, office: Office, case: int) -> None:
        sign(office, case)
        Appointment.objects.filter(official=office.id("deputy")).update(until=NOON.date() - timedelta(days=1))
        worker_comes(office)
        assert (stands(case).state, statuses(case)) == ("awaiting_signature", ["lapsed"])
        assert said(case, "lapse").effects["refusal"] == "bad_fact"
        assert Letter.objects.filter(entry__move__in=["sign", "lapse"]).count() == 0
        assert outbox.unfinished() == []

    def test_a_post_that_ends_after_the_decision_does_not_matter(self, office: Office, case: int) -> None:
        sign(office, case)
        Appointment.objects.filter(official=office.id("deputy")).update(until=NOON.date())
        worker_comes(office, timedelta(days=3))
        assert (stands(case).state, statuses(case)) == ("signed", ["effective"])

    def test_after_a_lapse_the_letter_goes_on(self, office: Office, round: int) -> None:
        act(office, "banker", LAW.refuse_visa, round, digest=digest(round), round=1, remarks="Нет средств")
        agree(office, "lawyer", round)
        later(office)
        route = office.route("lawyer")
        act(office, "drafter", LAW.resubmit, round, letter=office.letter("Просим ответить."), route=route)
        assert history(round)[-3:] == ["refuse_visa", "lapse", "resubmit"]
        assert stands(round).round == 2
