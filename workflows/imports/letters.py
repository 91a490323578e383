"""A row of an old register as the letter that it tells of, or its faults: every one of them, not only the first."""

import hashlib
import uuid
from dataclasses import asdict, dataclass
from datetime import date

from cases.founding import LARGEST_ORDINAL
from cases.journal.body import written
from cases.lifecycle.beginnings import BEGINNINGS
from cases.lifecycle.facts import canonical
from cases.lifecycle.outcomes import MEANS
from cases.lifecycle.states import IncomingState as I
from cases.lifecycle.states import OutgoingState as O

from .known import Known
from .row import Row, key

CHARGED = frozenset({I.ASSIGNED, I.IN_WORK, I.EXECUTED})  # somebody has the letter in hand, by somebody's order
UNDECIDED = frozenset({I.REGISTERED, I.REVIEW, I.AWAITING_RESOLUTION})
WATCHED = CHARGED | UNDECIDED | {O.AWAITING_REPLY}
STATES = frozenset({*I.values, *O.values})
LONG = {"their_number": 60, "our_number": 60, "correspondent": 300, "file": 30, "reason": 300}
SHEETS = 32767  # what the column has room for


@dataclass(frozen=True, slots=True)
class Letter:
    """What a row tells, judged; people and units by their ids, the correspondent by his name."""

    year: int
    ordinal: int
    number: str
    day: date
    state: str
    title: str
    correspondent: str
    country: str
    unit: int
    executor: int | None
    signer: int | None
    resolved_by: int | None
    resolution: str
    due: date | None
    file: str
    their_number: str
    their_date: date | None
    received: date | None
    our_number: str
    our_date: date | None
    delivery: str
    sheets: int
    restriction: str
    reason: str

    @property
    def key(self) -> str:
        """By what the same row is known again: a digest of all that it tells."""
        return f"import:{hashlib.sha256(canonical(written(asdict(self)))).hexdigest()}"

    def uid(self, known: Known) -> uuid.UUID:
        """The uid of its case: one number of a register in a year has one case, however often it is brought over."""
        name = f"{known.body.code}/import/{known.direction}/{known.register.pk}/{self.year}/{self.ordinal}"
        return uuid.uuid5(uuid.NAMESPACE_OID, name)


def letter(row: Row, known: Known) -> Letter | None:
    """The letter of a row; None where the row has faults. It claims its number even then."""
    day = row.day("date", must=True, until=known.until)
    number, ordinal = numbered(row, known, day)
    state, sender = stated(row, known), correspondent(row, known)
    told = day or known.until
    executor = row.one_of("executor", known.officials, must=state in CHARGED)
    resolved_by = row.one_of("resolved_by", known.officials, must=state in CHARGED)
    found = Letter(
        year=told.year,
        ordinal=ordinal,
        number=number,
        day=told,
        state=state,
        title=row.text("title", must=True),
        correspondent=sender,
        country=row.text("country", most=2) or known.body.country,
        unit=row.one_of("unit", known.units) or (known.top.pk if known.top else 0),
        executor=executor,
        signer=row.one_of("signer", known.officials),
        resolved_by=resolved_by if executor else None,
        resolution=row.text("resolution"),
        due=due(row, told, state),
        file=filed(row, known, told, state),
        their_number=row.text("their_number", most=LONG["their_number"]),
        their_date=None,
        received=None,
        our_number="",
        our_date=None,
        delivery=row.word("delivery", MEANS, default="post"),
        sheets=row.count("sheets", default=1, most=SHEETS),
        restriction=row.word("restriction", {"dsp"}, default="-").replace("-", ""),
        reason=row.text("reason", most=LONG["reason"], must=state == I.ANNULLED),
    )
    return with_days(row, found, known)


def with_days(row: Row, found: Letter, known: Known) -> Letter | None:
    """The letter with the days of both sides, which have an order among them; None where the row has faults."""
    received, theirs = row.day("received", until=known.until), row.day("their_date", until=known.until)
    if received and received > found.day and not row.is_bad("date", "received"):
        row.fault("date", "before", other=f"{received:%d.%m.%Y}", value=f"{found.day:%d.%m.%Y}")
    arrived = received or found.day
    if theirs and theirs > arrived and known.direction == "in" and not row.is_bad("date", "received", "their_date"):
        row.fault("received", "before", other=f"{theirs:%d.%m.%Y}", value=f"{arrived:%d.%m.%Y}")
    our_number, our_date = row.text("our_number", most=LONG["our_number"]), row.day("our_date", until=known.until)
    if bool(our_number) != bool(our_date) and not row.is_bad("our_number", "our_date"):
        row.fault("our_number", "half_a_pair")
    if row.faults:
        return None
    own = {"their_date": theirs, "received": arrived, "our_number": our_number, "our_date": our_date}
    return Letter(**(asdict(found) | own))


def numbered(row: Row, known: Known, day: date | None) -> tuple[str, int]:
    """The number of a row, as written and as counted; the book's order, year and end are kept."""
    number, pattern = row.text("number", most=60, must=True), row.profile.pattern
    match = pattern.fullmatch(number) if pattern and number else None
    ordinal = int(match["ord"]) if match and match["ord"].isascii() and len(match["ord"]) < 11 else 0
    if not 0 < ordinal <= LARGEST_ORDINAL:
        if number and not row.is_bad("number"):
            row.fault("number", "no_number", value=number)
        return number, 0
    if day is None or row.is_bad("date"):
        return number, ordinal
    if row.profile.years and day.year not in row.profile.years:
        row.fault("date", "other_year", value=day.year)
        return number, ordinal
    if ordinal > row.profile.last.get(day.year, ordinal):
        row.fault("number", "number_beyond", value=number)
    elif ordinal > known.ours.get(day.year, ordinal):
        row.fault("number", "number_of_ours", most=known.ours[day.year], value=number)
    elif (first := known.claimed.setdefault((day.year, ordinal), row.number)) != row.number:
        row.fault("number", "number_twice", first=first, value=number)
    return number, ordinal


def stated(row: Row, known: Known) -> str:
    """The state in which the letter comes; empty where there is a fault."""
    state = row.word("state", STATES)
    if state and state not in BEGINNINGS[known.direction]:
        row.fault("state", "no_beginning", value=row.text("state"))
        return ""
    return state


def correspondent(row: Row, known: Known) -> str:
    """The name of the other side, as Chancery has it or will have it."""
    name = row.text("correspondent", most=LONG["correspondent"], must=True)
    if name and not row.is_bad("correspondent") and key(name) not in known.correspondents:
        if not row.profile.new_correspondents:
            row.fault("correspondent", "unknown", value=name[:100])
        elif len(row.text("country") or known.body.country) != 2:
            row.fault("country", "no_country", value=row.text("country"))
    return name


def due(row: Row, day: date, state: str) -> date | None:
    """The open deadline: an answer that is awaited has one, a letter that is done with has none any more."""
    found = row.day("due", must=state == O.AWAITING_REPLY)
    if found is None or state not in WATCHED:
        return None
    if found < day and not row.is_bad("date"):
        row.fault("due", "before", other=f"{day:%d.%m.%Y}", value=f"{found:%d.%m.%Y}")
    return found


def filed(row: Row, known: Known, day: date, state: str) -> str:
    """The index of the file, which is one of the nomenclature of the letter's year (V30)."""
    index = row.text("file", most=LONG["file"], must=state == I.FILED)
    if index and (day.year, index) not in known.files and not row.is_bad("file", "date"):
        row.fault("file", "not_in_nomenclature", value=index)
    return index
