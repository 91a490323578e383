"""Lives of a letter up to a point, through the door: `to_approval(office)` and so on return the case's id."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cases.lifecycle.facts import Charge, Way
from cases.lifecycle.outcomes import Channel
from cases.models import Case, IncomingCase, OutgoingCase, Visa
from tests.cast import Office
from workflows.perform import Done, open_case, perform


def act(office: Office, who: str, move: Any, case: int, **facts: Any) -> Done:
    """One act of a member of the cast, a minute after the last one."""
    return perform(move, case=case, by=office.user(who), at=office.at, **facts)


def digest(case: int) -> str:
    """The digest of the letter as it stands."""
    draft = OutgoingCase.objects.get(pk=case).draft
    return draft.digest if draft else ""


def to_draft(office: Office, **facts: Any) -> int:
    """A letter that the drafter has begun; the deputy will sign it."""
    told: dict[str, Any] = {"letter": office.letter(), "unit": office.department.pk, "signer": office.id("deputy")}
    return open_case(
        OutgoingCase.draft_letter, body=office.body, by=office.user("drafter"), at=office.at, **(told | facts)
    ).case


def to_approval(office: Office, *approvers: str, **facts: Any) -> int:
    """A letter in its first round."""
    case = to_draft(office, **facts)
    act(office, "drafter", OutgoingCase.submit, case)
    act(office, "clerk", OutgoingCase.start_round, case, route=office.route(*(approvers or ("lawyer", "banker"))))
    return case


def agree(office: Office, who: str, case: int) -> Done:
    """A visa of one approver for the letter as it stands."""
    now = OutgoingCase.objects.get(pk=case).round
    return act(office, who, OutgoingCase.agree, case, digest=digest(case), round=now)


def to_signature(office: Office, **facts: Any) -> int:
    """A letter that everybody agreed to."""
    case = to_approval(office, **facts)
    for visa in Visa.objects.filter(case=case).select_related("official"):
        agree(office, visa.official.surname.lower(), case)
    return case


def to_signed(office: Office, **facts: Any) -> int:
    """A letter signed by the deputy."""
    case = to_signature(office, **facts)
    act(office, "deputy", OutgoingCase.sign, case, digest=digest(case))
    return case


def to_registered(office: Office, **facts: Any) -> int:
    """A letter with its number."""
    case = to_signed(office, **facts)
    act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
    return case


def by_post(case: int) -> tuple[Way, ...]:
    """Every addressee of a letter by post."""
    draft = OutgoingCase.objects.get(pk=case).draft
    return tuple(Way(one["correspondent"]) for one in draft.content["addressees"]) if draft else ()


def to_dispatching(office: Office, channel: str = "post", **facts: Any) -> int:
    """A letter whose copies are on their way out."""
    case = to_registered(office, **facts)
    draft = OutgoingCase.objects.get(pk=case).draft
    assert draft is not None
    ways = tuple(Way(one["correspondent"], Channel(channel)) for one in draft.content["addressees"])
    act(office, "dispatcher", OutgoingCase.queue, case, ways=ways)
    return case


def to_dispatched(office: Office, **facts: Any) -> int:
    """A letter that has left by post."""
    case = to_dispatching(office, **facts)
    for copy in OutgoingCase.objects.get(pk=case).dispatches.all():
        act(office, "dispatcher", OutgoingCase.record_sent, case, ordinal=copy.ordinal, proof="RR123456789BY")
    return case


def to_received(office: Office, **facts: Any) -> int:
    """A letter of another body that the clerk has taken in."""
    told: dict[str, Any] = {
        "unit": office.chancery.pk,
        "correspondent": office.correspondent.pk,
        "title": "О сотрудничестве",
        "their_number": f"77-{office.clock:%H%M}/1",
        "their_date": office.clock.date(),
        "points": ("участие",),
    }
    return open_case(
        IncomingCase.accept, body=office.body, by=office.user("clerk"), at=office.at, **(told | facts)
    ).case


def state(case: int) -> str:
    """Where a case stands."""
    return str(Case.objects.get(pk=case).state)


def to_entered(office: Office, **facts: Any) -> int:
    """A letter that came in for the department and has its number."""
    case = to_received(office, **({"unit": office.department.pk} | facts))
    act(office, "registrar", IncomingCase.register, case)
    return case


def to_review(office: Office, **facts: Any) -> int:
    """A letter under preliminary review."""
    case = to_entered(office, **facts)
    act(office, "clerk", IncomingCase.to_preliminary, case)
    return case


def to_resolution(office: Office, **facts: Any) -> int:
    """A letter that lies before the head."""
    case = to_review(office, **facts)
    act(office, "assistant", IncomingCase.submit_to_head, case, proposal="Эксперту")
    return case


def order(office: Office, **other: Any) -> dict[str, Any]:
    """A resolution: the drafter is responsible, the expert takes part."""
    charges = (Charge(office.id("drafter"), responsible=True), Charge(office.id("expert")))
    due = (office.clock + timedelta(days=30)).date()
    return {"text": "Прошу подготовить ответ.", "charges": charges, "due": due} | other


def to_assigned(office: Office, *, control: bool = True, resolution: dict[str, Any] | None = None, **facts: Any) -> int:
    """A letter that the head has put on the drafter; `resolution` is what his order has other than usual."""
    case = to_resolution(office, **facts)
    act(office, "head", IncomingCase.issue_resolution, case, **order(office, control=control, **(resolution or {})))
    return case


def to_work(office: Office, *, control: bool = True, **facts: Any) -> int:
    """A registered letter that the drafter executes by the head's resolution."""
    case = to_assigned(office, control=control, **facts)
    act(office, "drafter", IncomingCase.accept_task, case)
    return case


def to_extending(office: Office, **facts: Any) -> int:
    """A letter in work whose executor asks for ten days more."""
    case = to_work(office, **facts)
    due = IncomingCase.objects.values_list("due", flat=True).get(pk=case)
    asked = {"until": due + timedelta(days=10) if due else None, "reason": "Ждём сведений архива"}
    act(office, "drafter", IncomingCase.ask_extension, case, **asked)
    return case


def to_extended(office: Office, **facts: Any) -> int:
    """The same, and the head has granted them."""
    case = to_extending(office, **facts)
    act(office, "head", IncomingCase.grant_extension, case)
    return case


def to_paused(office: Office, **facts: Any) -> int:
    """A letter in work whose clock stands."""
    case = to_work(office, **facts)
    act(office, "controller", IncomingCase.pause_clock, case, reason="Запрос в МИД")
    return case


def to_executed(office: Office) -> int:
    """A letter on control whose executor has reported."""
    case = to_work(office)
    act(office, "drafter", IncomingCase.report_without_letter, case, report="Вопрос решён устно.")
    return case


def answer_points(office: Office, request: int) -> None:
    """Every point of a request is answered by its executor."""
    for ordinal in IncomingCase.objects.get(pk=request).points.values_list("ordinal", flat=True):
        act(
            office, "drafter", IncomingCase.answer_point, request, ordinal=ordinal, kind="yes", answer="Примем участие."
        )


def to_answer(office: Office, request: int) -> int:
    """The linked letter that answers a request, begun by its executor."""
    answer_points(office, request)
    answer = to_draft(office, reply_to=(request,))
    act(office, "drafter", IncomingCase.start_reply, request)
    return answer


def sent(office: Office, answer: int) -> None:
    """Bring a begun letter through approval, signature and number to the post."""
    act(office, "drafter", OutgoingCase.submit, answer)
    act(office, "clerk", OutgoingCase.start_round, answer, route=office.route("lawyer"))
    agree(office, "lawyer", answer)
    act(office, "deputy", OutgoingCase.sign, answer, digest=digest(answer))
    act(office, "registrar", OutgoingCase.register, answer, file_index="06-09")
    act(office, "dispatcher", OutgoingCase.queue, answer, ways=by_post(answer))
    act(office, "dispatcher", OutgoingCase.record_sent, answer, ordinal=1, proof="RR1BY")


def to_registered_electronically(office: Office, work: Callable[[Office], None]) -> int:
    """A letter that deputy and registrar have signed, each with the worker's help."""
    case = to_signed(office)
    work(office)
    act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
    work(office)
    return case
