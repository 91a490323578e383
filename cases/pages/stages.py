"""The stages of a case as one short strip: what lies behind it, where it stands, what is still to come."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from cases.lifecycle.states import IncomingState as I
from cases.lifecycle.states import OutgoingState as O
from cases.models import Case, Direction

STAGES: dict[str, list[tuple[Any, frozenset[str]]]] = {
    Direction.OUTGOING: [
        (pgettext_lazy("stage", "Draft"), frozenset({O.DRAFT, O.NORM_CHECK, O.REWORK})),
        (pgettext_lazy("stage", "Approval"), frozenset({O.APPROVAL, O.EXTERNAL_APPROVAL})),
        (pgettext_lazy("stage", "Signature"), frozenset({O.AWAITING_SIGNATURE})),
        (pgettext_lazy("stage", "Registration"), frozenset({O.SIGNED})),
        (pgettext_lazy("stage", "Dispatch"), frozenset({O.REGISTERED, O.DISPATCHING})),
        (pgettext_lazy("stage", "Reply"), frozenset({O.DISPATCHED, O.AWAITING_REPLY, O.REPLIED, O.NO_REPLY})),
        (pgettext_lazy("stage", "File"), frozenset({O.FILED})),
    ],
    Direction.INCOMING: [
        (pgettext_lazy("stage", "Receipt"), frozenset({I.RECEIVED})),
        (pgettext_lazy("stage", "Review"), frozenset({I.REGISTERED, I.REVIEW})),
        (pgettext_lazy("stage", "Resolution"), frozenset({I.AWAITING_RESOLUTION})),
        (pgettext_lazy("stage", "Work"), frozenset({I.ASSIGNED, I.IN_WORK})),
        (pgettext_lazy("stage", "Reply"), frozenset({I.REPLY_IN_PROGRESS, I.EXECUTED})),
        (pgettext_lazy("stage", "Off control"), frozenset({I.CLOSED})),
        (pgettext_lazy("stage", "File"), frozenset({I.FILED})),
    ],
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; `standing` is "done", "now" or "ahead"."""

    name: Any
    standing: str


def strip(case: Case) -> list[Stage]:
    """The stages of a case. One that left its way (cancelled, forwarded, …) has no stage that is now."""
    stages = STAGES[case.direction]
    now = next((at for at, (_name, states) in enumerate(stages) if case.state in states), None)
    if now is None:
        return [Stage(name, "ahead") for name, _states in stages]
    return [
        Stage(name, "now" if at == now else "done" if at < now else "ahead")
        for at, (name, _states) in enumerate(stages)
    ]
