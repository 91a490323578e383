"""The second chapter: the government receives the letter as № Вх-44318, works on it, and answers."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cases.lifecycle.facts import Charge, Digest, LetterText, Way
from cases.lifecycle.outcomes import Answer
from cases.models import IncomingCase, OutgoingCase, RegistrationPoint

from .government import FILE, PARK
from .telling import Telling, Told

DUE = date(2019, 9, 13)  # what the policy comes to: a month from Thursday 15.08 ends on a Sunday
TRACKING = "RR060919123RU"
In, Out = IncomingCase, OutgoingCase


class Answering(Telling):
    """The life of the request and of its answer; `request` and `reply` are they."""

    request = reply = 0

    def receive(self, letter: LetterText, number: str, dated: date, scan: Digest) -> Iterator[Told]:
        """The letter comes by post, is scanned, found to be no duplicate, registered and put on control."""
        yield (first := self.accept(letter, number, dated, scan))
        self.request = case = first.done.case
        yield self.act("mo-registrar", "15.08 11:00", In.register, case)
        yield self.act("mo-clerk", "15.08 11:30", In.acknowledge, case)
        yield self.act("mo-clerk", "15.08 12:00", In.to_preliminary, case)
        proposal = "А.А.Макетовой, Б.Б.Пробникову – подготовить ответ."
        yield self.act("mo-assistant", "15.08 16:30", In.submit_to_head, case, proposal=proposal)
        yield self.act("mo-head", "16.08 09:40", In.issue_resolution, case, **self.order())

    def work(self) -> Iterator[Told]:
        """The executors take it on, show it to a lawyer, ask a subordinate body, and answer every point."""
        case = self.request
        yield self.act("mo-executor", "16.08 12:00", In.accept_task, case)
        shown = (self.office.id("mo-lawyer"),)
        yield self.act("mo-executor", "16.08 12:10", In.send_for_familiarisation, case, officials=shown)
        yield self.act("mo-lawyer", "19.08 10:00", In.familiarise, case)
        question = (
            "Какие совместные проекты с организациями Республики Беларусь готовы реализовать резиденты технопарка?"
        )
        asked = {"correspondent": self.office.body.correspondents.get(name=PARK).pk, "about": 2}
        yield self.act(
            "mo-coexecutor", "20.08 09:30", In.ask_enquiry, case, question=question, due=date(2019, 8, 28), **asked
        )
        done = "Вопросы рассматриваются с участием заинтересованных организаций Московской области."
        yield self.act("mo-executor", "23.08 15:00", In.interim_reply, case, done=done, until=DUE)
        yield self.act("mo-coexecutor", "27.08 11:20", In.record_enquiry_answer, case, ordinal=1, **ANSWERS[2])
        for ordinal, when in ((1, "28.08 10:00"), (3, "28.08 10:15")):
            yield self.act("mo-executor", when, In.answer_point, case, ordinal=ordinal, **ANSWERS[ordinal])
        yield self.act("mo-controller", "29.08 09:00", In.remind, case)

    def write(self) -> Iterator[Told]:
        """The answer is a letter of its own, which refers to theirs: visas, signature, number, post."""
        yield (first := self.begin())
        self.reply = reply = first.done.case
        yield self.act("mo-executor", "30.08 10:05", In.start_reply, self.request)
        yield self.act("mo-executor", "02.09 11:00", Out.submit, reply)
        approvers = ("mo-lawyer", "mo-finance", "mo-coexecutor")
        yield self.act("mo-clerk", "02.09 15:00", Out.start_round, reply, route=self.route(*approvers))
        for login, when in zip(approvers, ("03.09 10:00", "03.09 12:30", "03.09 16:45"), strict=True):
            yield self.act(login, when, Out.agree, reply, **self.seen(reply))
        yield self.act("mo-deputy", "05.09 11:00", Out.sign, reply, digest=self.seen(reply)["digest"])
        yield self.act("mo-registrar", "05.09 14:00", Out.register, reply, file_index=FILE)
        yield self.act("mo-clerk", "05.09 15:00", Out.queue, reply, ways=(Way(self.office.other_side.pk),))
        yield self.act("mo-clerk", "06.09 10:00", Out.record_sent, reply, ordinal=1, proof=TRACKING)

    def finish(self) -> Iterator[Told]:
        """The request is executed by itself when the answer leaves; it goes off control and both go to the file."""
        number = Out.objects.get(pk=self.reply).number
        proof = f"Ответ направлен: № {number} от 05.09.2019"
        yield self.act("mo-controller", "09.09 09:30", In.off_control, self.request, proof=proof)
        yield self.act("mo-clerk", "10.09 10:00", In.file, self.request, file_index=FILE)
        yield self.act("mo-clerk", "10.09 10:10", Out.file, self.reply, file_index=FILE)

    def accept(self, letter: LetterText, number: str, dated: date, scan: Digest) -> Told:
        """What the envelope, the head and the text of the letter say."""
        point = RegistrationPoint.objects.get(body=self.office.body)
        return self.open(
            "mo-clerk",
            "15.08 10:15",
            In.accept,
            unit=self.office.unit.pk,
            point=point.pk,
            correspondent=self.office.other_side.pk,
            title=letter.heading,
            their_number=number,
            their_date=dated,
            sheets=2,
            points=letter.points,
            image=scan,
        )

    def order(self) -> dict[str, Any]:
        """The resolution: who answers, under control; it names no date, so the policy of the body does."""
        charges = (
            Charge(self.office.id("mo-executor"), responsible=True),
            Charge(self.office.id("mo-coexecutor")),
        )
        text = "Прошу подготовить ответ на все вопросы письма. Запросить технопарк."
        return {"text": text, "charges": charges, "control": True}

    def begin(self) -> Told:
        """The first draft of the answer."""
        return self.open(
            "mo-executor",
            "30.08 10:00",
            Out.draft_letter,
            letter=self.letter("reply"),
            unit=self.office.unit.pk,
            signer=self.office.id("mo-deputy"),
            reply_to=(self.request,),
        )


ANSWERS: dict[int, dict[str, Any]] = {
    1: {
        "kind": Answer.YES,
        "answer": "Организации Московской области примут участие в мероприятиях второго полугодия 2019 года.",
        "organisation": "Правительство Московской области",
        "contact": "А.А.Макетова",
        "useless_after": date(2019, 12, 31),
    },
    2: {
        "kind": Answer.YES,
        "answer": "Резиденты готовы к трём совместным проектам в области новых материалов и приборостроения.",
        "contact": "Н.Н.Резидентов",
    },
    3: {
        "kind": Answer.LATER,
        "answer": "Перечень организаций, которым необходима поддержка, будет направлен после их опроса.",
        "organisation": PARK,
        "contact": "Б.Б.Пробников",
    },
}
