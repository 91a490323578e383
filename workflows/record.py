"""Writing what an act did: rows, number, entry, case, sheets, and what follows from it. The door's inner half."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from cases import registers
from cases.journal import append, rows
from cases.journal.body import Seal
from cases.letters import context
from cases.lifecycle.act import SYSTEM, Act, Origin
from cases.lifecycle.facts import canonical
from cases.lifecycle.law import NotComplete
from cases.lifecycle.move import Rule, moves_of
from cases.lifecycle.refusal import BadFact
from cases.models import Entry, Familiarisation, Letter, LivingCase
from cases.search import index as search

from . import advance, outbox, watch
from .models import Job
from .request import Request, ask

# What PostgreSQL keeps; SQLite would keep more.
RANGES: dict[str, Any] = BaseDatabaseOperations.integer_field_ranges


def carry_out(case: LivingCase, request: Request, act: Act) -> Entry:
    """Make a move and what follows from it by itself; returns the entry of the move."""
    source, seated = case.state, {case.executor_id, case.signer_id}
    entry, jobs = make(case, request, act)
    shown = {row.official_id for row in case.changes if isinstance(row, Familiarisation) and row.read_at is None}
    for follower in moves_of(type(case)).values():
        if request.rule.name in follower.after and case.state in follower.sources:
            jobs += make_if_due(case, follower, act)
    asked = {case.executor_id, case.signer_id} - seated | shown
    if source:
        asked |= advance.advance(case, move=request.rule.name, source=source, official=act.seat)
    else:
        advance.begin(case)
    outbox.leave([*jobs, *outbox.telling(case, act, source=source, asked=asked)])
    return entry


def make_if_due(case: LivingCase, rule: Rule, act: Act) -> list[Job]:
    """Try a move of Chancery's own; its guard says whether it is due. Returns the work that it brings about."""
    system = Act(SYSTEM, SYSTEM, act.occurred_at, act.recorded_at, Origin.SYSTEM)
    try:
        return make(case, ask(getattr(type(case), rule.name), {}), system)[1]
    except NotComplete:
        case.rest()
        return []


def make(case: LivingCase, request: Request, act: Act) -> tuple[Entry, list[Job]]:
    """One move: in memory first, then everything it lists, the entry before the case; the work is not left yet."""
    rule, source, opening = request.rule, case.state, case.pk is None
    before = rows.values(case)
    case.rest()
    getattr(case, rule.name)(act, **request.facts)
    check_columns([case, *case.changes])
    if not opening:
        write_changes(case)
    give_number(case, act.recorded_at)
    sheets = draw_up(case, request, act)
    plain, sealed = append.of_move(request.move, request.facts, append.fresh_salt)
    if told := rows.sealed_rows(case, before, case.changes, opening=opening):
        sealed["rows"] = Seal(append.fresh_salt(), told)
    happening = append.Happening(
        move=rule.name,
        source=source,
        target=case.state,
        act=act,
        roles=tuple(rule.by & act.author.roles),
        plain=plain,
        sealed=sealed | seals(act, request),
        effects=case.effects,
        sheets={letter.sheet: letter.context_digest for letter in sheets},
        request=request.key,
    )
    case.version += 1
    entry = write_entry(case, happening)
    search.follow(case, before, case.changes, opening=opening)
    for letter in sheets:
        letter.case, letter.entry = case, entry
    return entry, outbox.brought_about(case, rule, entry, Letter.objects.bulk_create(sheets))


def check_columns(rows: Iterable[Model]) -> None:
    """Refuse what a column has no room for: PostgreSQL would break, SQLite keep it. Raises BadFact."""
    for row in rows:
        for field in row._meta.concrete_fields:
            value, room = getattr(row, field.attname), field.max_length
            if room and isinstance(value, str) and len(value) > room:
                raise BadFact(_("has at most %d characters") % room, field=field.name)
            least, most = RANGES.get(field.get_internal_type(), (None, None))
            if least is not None and isinstance(value, int) and not least <= value <= most:
                raise BadFact(
                    _("is a number from %(least)d to %(most)d") % {"least": least, "most": most}, field=field.name
                )


def draw_up(case: LivingCase, request: Request, act: Act) -> list[Letter]:
    """The sheets of a move with their facts frozen and salted; they are written when the entry is."""
    letters = []
    for kind in request.rule.sheets:
        facts = context.freeze(case, kind, act=act, move=request.rule, facts=request.facts, seq=case.head_seq + 1)
        facts["salt"] = append.fresh_salt().hex()
        digest = hashlib.sha256(canonical(facts)).hexdigest()
        letters.append(Letter(sheet=kind, context=facts, context_digest=digest))
    return letters


def seals(act: Act, request: Request | None) -> dict[str, Seal]:
    """What every entry seals: the author's name and post of that day, and the print of a keyed request."""
    sealed = {}
    if act.author.official is not None:
        sealed["author"] = Seal(append.fresh_salt(), {"name": act.author.name, "post": act.author.post})
    if request is not None and request.key is not None:
        sealed["request"] = Seal(append.fresh_salt(), request.print)
    return sealed


def write_entry(case: LivingCase, happening: append.Happening) -> Entry:
    """Write the entry, then the case whose head it is; a new case is inserted with its first rows."""
    draft = case.draft
    if case.pk is None:
        case.draft = None
    entry = append.append(case, happening)
    opening = case.pk is None
    case.save(force_insert=opening)
    if opening:
        write_changes(case)
        if draft is not None:
            case.draft = draft
            case.save(update_fields=["draft"])
    return entry


def write_changes(case: LivingCase) -> None:
    """Write the rows that the move listed."""
    for row in case.changes:
        row.save()


def give_number(case: LivingCase, at: datetime) -> None:
    """Take the number as late as can be, or void it; both are told by the entry. Raises LogStands."""
    if case.number_due and case.number_date is not None:
        watch.allow_registration(at)
        if case.reserved_number is None:
            number = registers.issue(case, case.number_date)
        else:
            number = registers.use_reserved(case, case.reserved_number, case.number_date)
        case.number = number.text
        case.effects.update(number=number.text, register=number.register_id, year=number.year, ordinal=number.ordinal)
    if case.void_number:
        registers.void(case, case.void_number)
        case.effects.update(void=case.number)


def note(
    case: LivingCase,
    event: str,
    act: Act,
    *,
    effects: dict[str, Any],
    request: Request | None = None,
    version: bool = True,
) -> Entry:
    """An event that is no move of the law: the state stays. Workers' events do not raise the version."""
    happening = append.Happening(
        move=event,
        source=case.state,
        target=case.state,
        act=act,
        effects=effects,
        sealed=seals(act, request),
        request=request.key if request else None,
    )
    case.version += int(version)
    return write_entry(case, happening)
