"""Writing letters that were brought over: of each its entry before its case, a batch in one transaction.

It is a door of its own beside perform(), for what no act of Chancery has led to: the entry `imported` says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Model

from cases import access, registers
from cases.deadlines.policy import Given, Source
from cases.journal import append, body, rows
from cases.lifecycle.act import Act, Origin
from cases.lifecycle.beginnings import IMPORTED
from cases.lifecycle.facts import canonical
from cases.lifecycle.outcomes import Channel, Delivery, Reply
from cases.lifecycle.states import FINAL
from cases.lifecycle.states import IncomingState as I
from cases.lifecycle.states import OutgoingState as O
from cases.models import Assignment, Case, Correspondent, Direction, Disclosure, Dispatch, Entry, Number, Resolution
from cases.search import index as search
from workflows import advance

from .known import Known
from .letters import CHARGED, UNDECIDED, WATCHED, Letter
from .row import key

ORDER = "Поручение дано до переноса в систему."  # where the old register does not say what was ordered


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter was read: the digest of the file, and the row in it."""

    file: str
    row: int


type Read = tuple[Place, Letter]


@dataclass(slots=True)
class Brought:
    """A letter as its rows: the case, what hangs on it, its number and its entry."""

    case: Case
    number: Number
    hanging: list[Model]
    entry: Entry
    seals: dict[str, body.Seal]


def write(read: Sequence[Read], known: Known, act: Act) -> None:
    """Write a batch of letters: all of them or none. Raises BadFact when a year's numbers have gone on meanwhile."""
    with transaction.atomic():
        name_correspondents([letter for _, letter in read], known)
        for year, last in sorted(last_of(read).items()):
            registers.begin_after(known.register, year, last)
        ids = iter(fresh_ids(Case, len(read)))
        orders = iter(fresh_ids(Resolution, sum(is_charged(letter) for _, letter in read)))
        charges = iter(fresh_ids(Assignment, sum(is_charged(letter) for _, letter in read)))
        copies = iter(fresh_ids(Dispatch, len(read) if known.direction == Direction.OUTGOING else 0))
        made = []
        for source, letter in read:
            case = case_of(letter, known, next(ids))
            hanging: list[Model] = []
            if is_charged(letter):
                hanging = charged(case, letter, next(orders), next(charges))
            if case.direction == Direction.OUTGOING:
                hanging = [copy_of(case, letter, next(copies))]
            made.append(brought(case, letter, source, hanging, known, act))
        save(made)


def save(made: list[Brought]) -> None:
    """Insert in the order that the guards ask for: entries, cases, what hangs on them; then what follows from them."""
    Entry.objects.bulk_create([one.entry for one in made])
    Disclosure.objects.bulk_create(
        Disclosure(entry=one.entry, name=name, salt=seal.salt, value=seal.value)
        for one in made
        for name, seal in one.seals.items()
    )
    Case.objects.bulk_create([one.case for one in made])
    for model in (Resolution, Assignment, Dispatch):
        found: Any = [row for one in made for row in one.hanging if isinstance(row, model)]
        model._default_manager.bulk_create(found)
    Number.objects.bulk_create([one.number for one in made])
    search.put({one.case.pk: search.words(one.case, [], names_of(one.case)) for one in made})
    for one in made:
        if one.case.state not in FINAL:
            advance.begin(access.as_law(one.case))


def names_of(case: Case) -> dict[int, str]:
    """The name by which a case is found beside its own words."""
    return {case.correspondent.pk: case.correspondent.name} if case.correspondent else {}


def last_of(read: Sequence[Read]) -> dict[int, int]:
    """The last number of each year of a batch."""
    found: dict[int, int] = {}
    for _, letter in read:
        found[letter.year] = max(letter.ordinal, found.get(letter.year, 0))
    return found


def is_charged(letter: Letter) -> bool:
    """Whether somebody has the letter in hand."""
    return letter.state in CHARGED


def fresh_ids(model: type[Model], count: int) -> Sequence[int]:
    """Ids that nobody else will take: a row is sealed into its entry under its id before it is written."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the transaction has the only right to write
            cursor.execute("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table])
            last = int(cursor.fetchone()[0])
            return range(last + 1, last + count + 1)
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [int(one) for (one,) in cursor.fetchall()]


def name_correspondents(letters: list[Letter], known: Known) -> None:
    """Enter the correspondents whom the body does not know yet, as the register names them."""
    new = {key(one.correspondent): one for one in letters if key(one.correspondent) not in known.correspondents}
    for name, one in new.items():
        made = Correspondent.objects.get_or_create(
            body=known.body,
            name=one.correspondent,
            defaults={"country": one.country, "addressee": one.correspondent},
        )[0]
        known.correspondents[name] = made.pk


def moment(day: date, known: Known) -> datetime:
    """The beginning of a day by the clock of the body: the old register knows no hours."""
    return datetime.combine(day, time(), ZoneInfo(known.body.time_zone))


def case_of(letter: Letter, known: Known, pk: int) -> Case:
    """The case, standing where the register says."""
    incoming = known.direction == Direction.INCOMING
    dated_by_order = is_charged(letter)
    correspondent = Correspondent(pk=known.correspondents[key(letter.correspondent)], name=letter.correspondent)
    case = Case(
        id=pk,
        uid=letter.uid(known),
        body=known.body,
        direction=known.direction,
        state=letter.state,
        version=1,
        opened_at=moment(letter.received or letter.day, known),
        unit_id=letter.unit,
        executor_id=letter.executor,
        signer_id=letter.signer,
        title=letter.title,
        restriction=letter.restriction,
        control="on" if letter.due and letter.state in WATCHED - UNDECIDED else "none",
        due=letter.due if dated_by_order else None,
        reply_asked_by=None if dated_by_order else letter.due,
        file_index=letter.file,
        number=letter.number,
        number_date=letter.day,
        correspondent=correspondent,
        their_number=letter.their_number if incoming else "",
        their_date=letter.their_date if incoming else None,
        our_number=letter.our_number if incoming else "",
        our_date=letter.our_date if incoming else None,
        delivery=letter.delivery if incoming else "",
        sheets=letter.sheets,
        signed_on=None if incoming else letter.day,
    )
    if incoming:
        case.received_at, case.registered_at = case.opened_at, moment(letter.day, known)
    return case


def charged(case: Case, letter: Letter, order_id: int, charge_id: int) -> list[Model]:
    """The order by which somebody has the letter in hand, with its deadline."""
    order = Resolution(
        id=order_id,
        case=case,
        author_id=cast("int", letter.resolved_by),
        text=letter.resolution or ORDER,
        issued_at=case.registered_at,
    )
    if letter.due is not None:
        order.rule = Given(letter.due, Source.RESOLUTION, case.body.country).as_json()
        order.base, order.due = letter.day, letter.due
        case.term_id = order_id
    charge = Assignment(
        id=charge_id, case=case, resolution=order, official_id=cast("int", letter.executor), responsible=True
    )
    return [order, charge]


def copy_of(case: Case, letter: Letter, pk: int) -> Dispatch:
    """The copy of the addressee, which has left."""
    return Dispatch(
        id=pk,
        case=case,
        ordinal=1,
        correspondent_id=case.correspondent_id,
        channel=Channel.POST,
        delivery=Delivery.SENT,
        sent_at=case.opened_at,
        reply=Reply.ANSWERED if letter.state == O.REPLIED else Reply.AWAITED,
    )


def brought(case: Case, letter: Letter, source: Place, hanging: list[Model], known: Known, act: Act) -> Brought:
    """The letter with its entry: what came, from where, in which state, and that nobody here has witnessed it."""
    void = letter.state in (I.ANNULLED, O.ANNULLED)
    number = Number(
        register=known.register,
        year=letter.year,
        ordinal=letter.ordinal,
        text=letter.number,
        status=Number.Status.VOID if void else Number.Status.ISSUED,
        case=case,
        reason=letter.reason if void else "",
    )
    told = {"case": rows.values(case)}
    told |= {f"{row._meta.model_name}/{row.pk}": rows.values(row) for row in hanging}
    effects = {
        "number": letter.number,
        "register": known.register.pk,
        "year": letter.year,
        "ordinal": letter.ordinal,
    } | ({"void": letter.number} if void else {})
    seals = {"rows": body.Seal(append.fresh_salt(), told), "title": body.Seal(append.fresh_salt(), letter.title)}
    seals["author"] = body.Seal(append.fresh_salt(), {"name": act.author.name, "post": act.author.post})
    happening = append.Happening(
        move=IMPORTED,
        source="",
        target=letter.state,
        act=act,
        roles=tuple(act.author.roles),
        plain=plain(case, letter, source),
        sealed=seals,
        effects=effects,
        request=letter.key,
    )
    octets = canonical(append.compose(case, happening, act.recorded_at))
    case.head_seq, case.head_hash, case.head_at = 1, body.entry_hash(octets), act.recorded_at
    return Brought(case, number, hanging, entry_of(case, happening, octets), seals)


def plain(case: Case, letter: Letter, source: Place) -> dict[str, Any]:
    """What the entry tells in plain: ids, dates, numbers, and where it was read."""
    facts = {
        "dated": letter.day,
        "unit": case.unit_id,
        "correspondent": case.correspondent_id,
        "executor": letter.executor,
        "signer": letter.signer,
        "resolved_by": letter.resolved_by,
        "due": letter.due,
        "file_index": letter.file,
        "their_number": case.their_number,
        "their_date": case.their_date,
        "digest": source.file,
        "row": source.row,
    }
    return cast("dict[str, Any]", body.written({name: value for name, value in facts.items() if value is not None}))


def entry_of(case: Case, happening: append.Happening, octets: bytes) -> Entry:
    """The first entry of the case, as a row."""
    act = happening.act
    return Entry(
        case_id=case.uid,
        seq=1,
        body=octets,
        hash=case.head_hash,
        move=IMPORTED,
        target=case.state,
        actor=act.actor.official,
        author=act.author.official,
        occurred_at=act.occurred_at,
        recorded_at=act.recorded_at,
        origin=Origin.IMPORT,
        request_key=happening.request,
    )
