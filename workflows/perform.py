"""The one door: every act on every case passes here, and nothing else writes a case.

In one transaction: lock, load and authorise; refuse what is stale; make the move in memory; take the number
if one is due; write the entry, then the case; let the flow follow; leave work for the outbox.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases import access
from cases.journal import body as journal_body
from cases.lifecycle.act import Origin
from cases.lifecycle.move import Move
from cases.lifecycle.refusal import BadFact, Refusal
from cases.models import LAWS, Body, Case, Direction, Entry, LivingCase, Unit

from . import hold
from .admission import act_on, admit
from .record import carry_out
from .request import Request, ask

if TYPE_CHECKING:
    from cases.models import User

OPENINGS = {"draft_letter": Direction.OUTGOING, "accept": Direction.INCOMING}


class KeyReused(Refusal):
    """The key was used for another request on this case."""

    code = "key_reused"


@dataclass(frozen=True, slots=True)
class Done:
    """What an act came to; the same request asked again is answered the same."""

    case: int
    seq: int
    move: str
    state: str
    number: str = ""
    held_until: datetime | None = None


def perform[**P](
    move: Move[P],
    *,
    case: int,
    by: "User | None",
    at: datetime,
    version: int | None = None,
    key: str | None = None,
    origin: Origin = Origin.LIVE,
    occurred_at: datetime | None = None,
    on_behalf_of: int | None = None,
    scan: str | None = None,
    **facts: Any,
) -> Done:
    """Make a move on a case.

    by: who asks; None is Chancery itself (workers). at: the server's clock, aware. version: what the actor
    looked at. key: the same key and request have one effect and one answer. origin, occurred_at,
    on_behalf_of, scan: an act made elsewhere, entered here. Raises a Refusal; then nothing is written.
    """
    request = ask(move, facts, key=key)
    with transaction.atomic():
        access.lock(case)
        presser = access.official_of(by) if by else None
        found = access.case_for(by, case, on=access.day_for(by, presser, at)) if by else access.case_for_system(case)
        if answer := answered(found, request):
            return answer
        found, waiting = hold.settle(found, at)
        act = act_on(
            found,
            request.rule,
            by=by,
            presser=presser,
            at=at,
            origin=origin,
            occurred_at=occurred_at,
            on_behalf_of=on_behalf_of,
            scan=scan,
        )
        admit(found, request.rule, act, version, waiting)
        if by and request.rule.decision and found.body.hold_seconds and origin != Origin.IMPORT:
            return told(found, hold.hold(found, request, act, by))
        return told(found, carry_out(found, request, act))


def open_case[**P](
    move: Move[P],
    *,
    body: Body,
    by: "User",
    at: datetime,
    key: str | None = None,
    origin: Origin = Origin.LIVE,
    occurred_at: datetime | None = None,
    **facts: Any,
) -> Done:
    """Open a case by the opening move of its machine; the rest as in perform()."""
    request = ask(move, facts, key=key)
    direction = OPENINGS[request.rule.name]
    uid = uuid.uuid5(uuid.NAMESPACE_OID, f"{body.code}/{by.pk}/{key}") if key else uuid.uuid4()
    try:
        with transaction.atomic():
            if answer := opened(uid, request):
                return answer
            case = LAWS[direction](body=body, direction=direction, uid=uid, opened_at=at, state="")
            case.unit = unit_of(body, request.facts["unit"])
            act = act_on(
                case,
                request.rule,
                by=by,
                presser=access.official_of(by),
                at=at,
                origin=origin,
                occurred_at=occurred_at,
                on_behalf_of=None,
                scan=None,
            )
            admit(case, request.rule, act, None, [])
            return told(case, carry_out(case, request, act))
    except IntegrityError:
        # The same request at the same moment: the other one was first.
        if answer := opened(uid, request):
            return answer
        raise


def unit_of(body: Body, unit: int) -> Unit:
    """A unit of the body. Raises BadFact."""
    found = Unit.objects.filter(pk=unit, body=body).first()
    if found is None:
        raise BadFact(_("no such unit in this body"), field="unit")
    return found


def opened(uid: uuid.UUID, request: Request) -> Done | None:
    """The answer to an opening that was made already."""
    case = Case.objects.filter(uid=uid).first() if request.key else None
    return answered(access.as_law(case), request) if case else None


def answered(case: LivingCase, request: Request) -> Done | None:
    """The answer given before to the same request. Raises KeyReused for another request of the same key."""
    if request.key is None:
        return None
    entry = case.entries.filter(request_key=request.key).first()
    if entry is None:
        return None
    told_print = entry.disclosures.filter(name="request").values_list("value", flat=True).first()
    if told_print is not None and told_print != request.print:
        raise KeyReused(_("this key was used for another request"), field="key")
    return told(case, entry)


def told(case: LivingCase, entry: Entry) -> Done:
    """What an entry says was done."""
    effects = journal_body.read(bytes(entry.body))["effects"]
    until = effects.get("effective_at")
    return Done(
        case=case.pk,
        seq=entry.seq,
        move=effects.get("decided", entry.move),
        state=entry.target,
        number=effects.get("number", ""),
        held_until=journal_body.moment(until) if until else None,
    )
