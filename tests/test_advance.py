"""The engine follows the case: what is asked is a projection of where the case stands and whom the law asks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import End
from viewflow.workflow.status import PROCESS, STATUS

from cases import access
from cases.lifecycle.facts import Digest, Place
from cases.models import IncomingCase, OutgoingCase, Visa
from tests.cast import Office
from tests.stories import lives
from tests.stories.lives import act, to_answer, to_work
from workflows import record
from workflows.checks import ways_out
from workflows.flows import FLOWS, OutgoingFlow
from workflows.nodes import Circulate
from workflows.perform import perform

type Asked = list[tuple[str, int | None]]


def asked(case: int) -> Asked:
    """What is asked in a case: the nodes, with the official where several are asked."""
    tasks = Task.objects.filter(process__artifact_object_id=case, status=STATUS.NEW)
    return sorted((task.flow_task.name, task.data.get("official") if task.data else None) for task in tasks)


def wanted(case: int) -> Asked:
    """What must be asked by the state and the visas alone."""
    living = access.case_for_system(case)
    [node] = ways_out(FLOWS[living.direction].resume, living.state)
    if isinstance(node, End):
        return []
    assert {living.state} <= set.intersection(*(set(rule.sources) for rule in node.rules))
    if not isinstance(node, Circulate):
        return [(node.name, None)]
    assert isinstance(living, OutgoingCase)
    return sorted((node.name, visa.official_id) for visa in living.asked_now())


def circulating(office: Office, *names: str) -> Asked:
    """A round that asks these members of the cast."""
    return sorted(("circulate", office.id(name)) for name in names)


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hold the flow to the case after every act; lists the acts that were followed."""
    acts: list[str] = []

    def watch(real: Callable[..., Any]) -> Callable[..., Any]:
        def watched(case: Any, request: Any, made: Any) -> Any:
            entry = real(case, request, made)
            acts.append(request.rule.name)
            assert asked(case.pk) == wanted(case.pk), acts
            process = Process.objects.get(artifact_object_id=case.pk)
            assert process.status == (PROCESS.NEW if wanted(case.pk) else PROCESS.DONE), acts
            return entry

        return watched

    monkeypatch.setattr("workflows.perform.carry_out", watch(record.carry_out))
    return acts


def rework(office: Office, case: int) -> None:
    """A new version for one approver."""
    letter = office.letter("Просим сообщить до 1 мая.")
    act(office, "drafter", OutgoingCase.resubmit, case, letter=letter, route=office.route("banker"))


def returned_draft(office: Office) -> None:
    """A draft comes back from the form check, is taken back, and is given up."""
    case = lives.to_draft(office)
    act(office, "drafter", OutgoingCase.submit, case)
    act(office, "clerk", OutgoingCase.return_form, case, remarks="нет подписи")
    act(office, "drafter", OutgoingCase.revise, case, letter=office.letter("Просим уточнить."))
    act(office, "drafter", OutgoingCase.submit, case)
    act(office, "drafter", OutgoingCase.take_back, case)
    act(office, "drafter", OutgoingCase.cancel, case, reason="не нужно")


def refused_visa(office: Office) -> None:
    """A letter is refused by an approver and by the signer, recalled, signed and returned for its form."""
    case = lives.to_approval(office)
    facts = {"digest": lives.digest(case), "round": 1, "remarks": "не согласен"}
    act(office, "lawyer", OutgoingCase.refuse_visa, case, **facts)
    rework(office, case)
    act(office, "drafter", OutgoingCase.recall, case, reason="ошибка")
    rework(office, case)
    lives.agree(office, "banker", case)
    act(office, "deputy", OutgoingCase.refuse_sign, case, reason="переделать")
    rework(office, case)
    lives.agree(office, "banker", case)
    act(office, "deputy", OutgoingCase.sign, case, digest=lives.digest(case))
    act(office, "registrar", OutgoingCase.return_defect, case, reason="нет даты")


def asked_elsewhere(office: Office) -> None:
    """A letter goes to other bodies in the middle of its round and after it, and comes back both ways."""
    case = lives.to_approval(office)
    lives.agree(office, "lawyer", case)
    answer = Digest("0" * 64)
    act(office, "drafter", OutgoingCase.send_out, case, bodies=("Минфин",))
    act(office, "drafter", OutgoingCase.record_consent, case, answer=answer, note="согласовано")
    lives.agree(office, "banker", case)
    act(office, "drafter", OutgoingCase.send_out, case, bodies=("Минфин",))
    act(office, "drafter", OutgoingCase.record_consent, case, answer=answer, note="согласовано")
    act(office, "drafter", OutgoingCase.send_out, case, bodies=("Минюст",))
    act(office, "drafter", OutgoingCase.record_objection, case, answer=answer, remarks="возражаем")


def sent_and_answered(office: Office) -> None:
    """A letter leaves, is answered and filed; another waits in vain; others are withdrawn and annulled."""
    case = lives.to_dispatched(office)
    until = (office.clock + timedelta(days=30)).date()
    act(office, "controller", OutgoingCase.await_reply, case, until=until)
    act(office, "registrar", OutgoingCase.correct_card, case, title="О делах", file_index="06-10", reason="опечатка")
    act(office, "controller", OutgoingCase.excuse_addressee, case, ordinal=1, reason="ответ дан устно")
    act(office, "clerk", OutgoingCase.file, case, file_index="06-09")
    late = lives.to_dispatched(office)
    act(office, "controller", OutgoingCase.await_reply, late, until=until)
    office.clock += timedelta(days=40)
    act(office, "controller", OutgoingCase.remind, late)
    act(office, "controller", OutgoingCase.close_without_reply, late, reason="ответа нет")
    act(office, "clerk", OutgoingCase.file, late, file_index="06-09")
    gone = lives.to_dispatched(office)
    act(office, "deputy", OutgoingCase.withdraw, gone, by_letter=case, reason="ошибка в сумме")
    void = lives.to_registered(office)
    act(office, "registrar", OutgoingCase.ask_annulment, void, reason="ошибка")
    act(office, "chief", OutgoingCase.annul, void, reason="ошибка")


def worked_on(office: Office) -> None:
    """A request comes in, is reminded of, answered, returned as unfulfilled, reported and filed."""
    request = to_work(office)
    act(office, "controller", IncomingCase.remind, request)
    answer = to_answer(office, request)
    act(office, "drafter", OutgoingCase.cancel, answer, reason="не нужно")
    perform(IncomingCase.reply_cancelled, case=request, by=None, at=office.at)
    act(office, "drafter", IncomingCase.report_without_letter, request, report="решено по телефону")
    act(office, "controller", IncomingCase.return_unfulfilled, request, reason="не всё")
    act(office, "drafter", IncomingCase.report_without_letter, request, report="решено всё")
    act(office, "controller", IncomingCase.off_control, request, proof="отчёт")
    act(office, "clerk", IncomingCase.file, request, file_index="06-09")


def turned_away(office: Office) -> None:
    """Letters that are not taken on: returned, refused, forwarded; and one that closes by itself."""
    act(office, "clerk", IncomingCase.return_misdirected, lives.to_received(office), reason="не нам")
    act(
        office,
        "registrar",
        IncomingCase.refuse_registration,
        lives.to_received(office, delivery="email"),
        reason="format",
    )
    away = lives.to_received(office)
    act(office, "registrar", IncomingCase.register, away)
    act(office, "clerk", IncomingCase.to_preliminary, away)
    act(office, "assistant", IncomingCase.submit_to_head, away)
    act(office, "head", IncomingCase.forward, away, to=office.other.pk, reason="по компетенции")
    alone = to_work(office, control=False)
    act(office, "drafter", IncomingCase.report_without_letter, alone, report="решено")


@pytest.mark.parametrize(
    ("story", "acts"),
    [
        (returned_draft, 7),
        (refused_visa, 13),
        (asked_elsewhere, 11),
        (sent_and_answered, 45),
        (worked_on, 17),
        (turned_away, 16),
    ],
)
def test_after_every_act_exactly_what_the_law_allows_now_is_asked(
    office: Office, followed: list[str], story: Callable[[Office], None], acts: int
) -> None:
    story(office)
    assert len(followed) == acts


class TestCirculation:
    def test_each_open_place_has_a_task_that_outlives_the_answers_of_others(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "banker", "chief")
        assert asked(case) == circulating(office, "lawyer", "banker", "chief")
        before = {task.pk for task in Task.objects.filter(status=STATUS.NEW)}
        lives.agree(office, "banker", case)
        assert asked(case) == circulating(office, "lawyer", "chief")
        assert {task.pk for task in Task.objects.filter(status=STATUS.NEW)} < before
        answered = Task.objects.get(flow_task=OutgoingFlow.circulate, status=STATUS.DONE)
        assert answered.data == {"official": office.id("banker")}

    def test_the_second_turn_is_asked_when_the_first_has_answered(self, office: Office) -> None:
        case = lives.to_draft(office)
        act(office, "drafter", OutgoingCase.submit, case)
        route = (Place(office.id("chief"), 2), Place(office.id("lawyer"), 1), Place(office.id("banker"), 1))
        act(office, "clerk", OutgoingCase.start_round, case, route=route)
        assert asked(case) == circulating(office, "lawyer", "banker")
        lives.agree(office, "lawyer", case)
        assert asked(case) == circulating(office, "banker")
        lives.agree(office, "banker", case)
        assert asked(case) == circulating(office, "chief")

    @pytest.mark.parametrize(
        ("who", "move", "facts", "left"),
        [
            ("drafter", "add_approver", {"approver": Place}, ("lawyer", "banker", "chief")),
            ("drafter", "replace_approver", {"visa": Visa, "to": int, "reason": "отпуск"}, ("banker", "chief")),
            ("deputy", "waive_visa", {"approver": "lawyer", "reason": "в отпуске"}, ("banker",)),
            ("lawyer", "delegate_visa", {"to": int, "round": 1}, ("banker", "chief")),
        ],
    )
    def test_the_tasks_follow_a_change_of_the_route(
        self, office: Office, who: str, move: str, facts: dict[str, Any], left: tuple[str, ...]
    ) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        visa = Visa.objects.get(case=case, official=office.id("lawyer")).pk
        meant: dict[Any, Any] = {Place: Place(office.id("chief")), Visa: visa, int: office.id("chief")}
        meant["lawyer"] = office.id("lawyer")
        act(
            office,
            who,
            getattr(OutgoingCase, move),
            case,
            **{name: meant.get(fact, fact) for name, fact in facts.items()},
        )
        assert asked(case) == circulating(office, *left)
        for name in left:
            lives.agree(office, name, case)
        assert asked(case) == [("sign", None)]

    def test_who_is_put_before_the_others_is_asked_alone_and_then_they_again(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        act(office, "drafter", OutgoingCase.add_approver, case, approver=Place(office.id("chief"), 0))
        assert asked(case) == circulating(office, "chief")
        lives.agree(office, "chief", case)
        assert asked(case) == circulating(office, "lawyer", "banker")

    def test_the_last_open_place_waived_brings_the_letter_to_the_signer(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        lives.agree(office, "lawyer", case)
        act(office, "deputy", OutgoingCase.waive_visa, case, approver=office.id("banker"), reason="в отпуске")
        assert asked(case) == [("sign", None)]


def test_a_recall_withdraws_every_task_and_enters_the_flow_anew(office: Office) -> None:
    case = lives.to_approval(office, "lawyer", "banker")
    before = set(Task.objects.filter(status=STATUS.NEW).values_list("pk", flat=True))
    act(office, "drafter", OutgoingCase.recall, case, reason="ошибка в сумме")
    assert asked(case) == [("rework", None)]
    assert set(Task.objects.filter(pk__in=before).values_list("status", flat=True)) == {STATUS.CANCELED}
    assert Process.objects.get().status == PROCESS.NEW
    entered = Task.objects.get(status=STATUS.NEW).previous.get()
    assert (entered.flow_task.name, entered.previous.get().flow_task.name) == ("resume", "start")


def test_a_case_that_has_ended_asks_nobody(office: Office) -> None:
    case = lives.to_approval(office)
    act(office, "drafter", OutgoingCase.cancel, case, reason="не нужно")
    assert (asked(case), Process.objects.get().status) == ([], PROCESS.DONE)
