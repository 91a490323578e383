"""The custom of this office: in which order it asks people for the moves of the law.

The dotted path of a flow and the names of its nodes are stored with every task: never rename or move them.
"""

from typing import Any

from viewflow import this
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.nodes import End, If, StartHandle, Switch

from cases.lifecycle.states import IncomingState as I
from cases.lifecycle.states import OutgoingState as O
from cases.models import Direction, IncomingCase, OutgoingCase

from .nodes import Circulate, Step, when


class CaseFlow(Flow):
    """A flow begins with its case, and may be entered anew at any state through `resume`."""

    lock_impl = SelectForUpdateLock(nowait=False)

    def begin(self, activation: Any, case: Any) -> Any:
        """Tie the process to its case."""
        activation.process.artifact = case
        return activation.process


def asked_now(case: OutgoingCase) -> list[int]:
    """The officials whose visa is awaited now."""
    return [visa.official_id for visa in case.asked_now()]


class OutgoingFlow(CaseFlow):
    """A letter of ours."""

    start = StartHandle(this.begin).Next(this.resume)
    resume = (
        Switch()
        .Case(this.draft, when(O.DRAFT))
        .Case(this.check_form, when(O.NORM_CHECK))
        .Case(this.circulate, when(O.APPROVAL))
        .Case(this.rework, when(O.REWORK))
        .Case(this.ask_bodies, when(O.EXTERNAL_APPROVAL))
        .Case(this.sign, when(O.AWAITING_SIGNATURE))
        .Case(this.register, when(O.SIGNED))
        .Case(this.queue, when(O.REGISTERED))
        .Case(this.send, when(O.DISPATCHING))
        .Case(this.await_reply, when(O.DISPATCHED))
        .Case(this.answer, when(O.AWAITING_REPLY))
        .Case(this.lay_in_file, when(O.REPLIED, O.NO_REPLY))
        .Default(this.end)
    )

    draft = Step(OutgoingCase.submit).Next(this.check_form)
    check_form = Step(OutgoingCase.start_round, OutgoingCase.return_form).Next(this.form_checked)
    form_checked = If(when(O.APPROVAL)).Then(this.circulate).Else(this.draft)

    circulate = (
        Circulate(OutgoingCase.agree, OutgoingCase.agree_with_remarks, OutgoingCase.refuse_visa)
        .Among(asked_now)
        .Next(this.circulated)
    )
    circulated = If(when(O.AWAITING_SIGNATURE)).Then(this.sign).Else(this.rework)
    rework = Step(OutgoingCase.resubmit).Next(this.circulate)
    ask_bodies = Step(OutgoingCase.record_consent, OutgoingCase.record_objection).Next(this.bodies_asked)
    bodies_asked = (
        Switch().Case(this.circulate, when(O.APPROVAL)).Case(this.sign, when(O.AWAITING_SIGNATURE)).Default(this.rework)
    )

    sign = Step(OutgoingCase.sign, OutgoingCase.refuse_sign).Next(this.signed)
    signed = If(when(O.SIGNED)).Then(this.register).Else(this.rework)
    register = Step(OutgoingCase.register, OutgoingCase.return_defect).Next(this.registered)
    registered = If(when(O.REGISTERED)).Then(this.queue).Else(this.rework)

    queue = Step(OutgoingCase.queue).Next(this.send)
    send = Step(OutgoingCase.record_sent).Next(this.await_reply)
    await_reply = Step(OutgoingCase.await_reply, OutgoingCase.link_reply, OutgoingCase.file).Next(this.dispatched)
    dispatched = (
        Switch().Case(this.answer, when(O.AWAITING_REPLY)).Case(this.lay_in_file, when(O.REPLIED)).Default(this.end)
    )
    answer = Step(OutgoingCase.link_reply, OutgoingCase.excuse_addressee, OutgoingCase.close_without_reply).Next(
        this.lay_in_file
    )
    lay_in_file = Step(OutgoingCase.file).Next(this.end)
    end = End()


class IncomingFlow(CaseFlow):
    """A letter of others."""

    start = StartHandle(this.begin).Next(this.resume)
    resume = (
        Switch()
        .Case(this.register, when(I.RECEIVED))
        .Case(this.hand_over, when(I.REGISTERED))
        .Case(this.review, when(I.REVIEW))
        .Case(this.decide, when(I.AWAITING_RESOLUTION))
        .Case(this.take_on, when(I.ASSIGNED))
        .Case(this.work, when(I.IN_WORK))
        .Case(this.wait_for_reply, when(I.REPLY_IN_PROGRESS))
        .Case(this.check_execution, when(I.EXECUTED))
        .Case(this.lay_in_file, when(I.CLOSED))
        .Default(this.end)
    )

    register = Step(
        IncomingCase.register,
        IncomingCase.join_original,
        IncomingCase.return_misdirected,
        IncomingCase.refuse_registration,
        IncomingCase.count_only,
    ).Next(this.received)
    received = If(when(I.REGISTERED)).Then(this.hand_over).Else(this.end)
    hand_over = Step(IncomingCase.to_preliminary).Next(this.review)
    review = Step(IncomingCase.submit_to_head, IncomingCase.route_by_competence, IncomingCase.forward).Next(
        this.reviewed
    )
    reviewed = (
        Switch().Case(this.decide, when(I.AWAITING_RESOLUTION)).Case(this.take_on, when(I.ASSIGNED)).Default(this.end)
    )
    decide = Step(IncomingCase.issue_resolution, IncomingCase.for_information, IncomingCase.forward).Next(this.decided)
    decided = If(when(I.ASSIGNED)).Then(this.take_on).Else(this.end)

    take_on = Step(IncomingCase.accept_task, IncomingCase.request_reassign).Next(this.taken_on)
    taken_on = If(when(I.IN_WORK)).Then(this.work).Else(this.decide)
    work = Step(IncomingCase.start_reply, IncomingCase.report_without_letter).Next(this.worked)
    worked = (
        Switch()
        .Case(this.wait_for_reply, when(I.REPLY_IN_PROGRESS))
        .Case(this.check_execution, when(I.EXECUTED))
        .Default(this.lay_in_file)
    )
    wait_for_reply = Step(IncomingCase.reply_dispatched, IncomingCase.reply_cancelled).Next(this.replied)
    replied = (
        Switch().Case(this.work, when(I.IN_WORK)).Case(this.check_execution, when(I.EXECUTED)).Default(this.lay_in_file)
    )

    check_execution = Step(IncomingCase.off_control, IncomingCase.return_unfulfilled).Next(this.checked)
    checked = If(when(I.CLOSED)).Then(this.lay_in_file).Else(this.work)
    lay_in_file = Step(IncomingCase.file).Next(this.end)
    end = End()


FLOWS: dict[str, type[CaseFlow]] = {Direction.OUTGOING: OutgoingFlow, Direction.INCOMING: IncomingFlow}
