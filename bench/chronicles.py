"""Whole histories in bulk: registers of many cases, each entry before what it changes, as guards and proofs ask.

The cases of a batch go their ways together, an entry each at a time, so that every statement writes thousands of rows.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import batched, cycle, product
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model
from viewflow.workflow.models import Process, Task

from cases.journal import append, body, rows
from cases.journal.append import Happening
from cases.journal.body import Seal
from cases.lifecycle.act import SYSTEM, Act, Origin
from cases.lifecycle.facts import canonical
from cases.lifecycle.move import rule_of
from cases.models import (
    Assignment,
    Case,
    Correspondent,
    Disclosure,
    Entry,
    IncomingCase,
    Number,
    Official,
    Point,
    RegisterYear,
    Resolution,
)
from cases.search import index
from tests.cast import Office
from tests.stories import lives

BATCH = 4000
WAY = ("accept", "register", "to_preliminary", "route_by_competence", "accept_task")
FILED = ("accept", "register", "to_preliminary", "submit_to_head", "for_information")
# How far the cases have come, in tenths: an office has most of its letters behind it.
ENDS = (FILED, FILED, FILED, FILED, FILED, WAY[:1], WAY[:2], WAY[:4], WAY, WAY)
MATTERS = (
    "сотрудничестве",
    "выставке",
    "ярмарке",
    "конференции",
    "проекте",
    "программе",
    "договоре",
    "визите",
    "обмене",
)
KINDS = ("научно-техническом", "совместном", "международном", "инновационном", "региональном", "культурном", "учебном")
# The next entry of each case becomes its head; the second one is the registration, which gives it its number.
ADVANCE = """
UPDATE cases_case SET (head_seq, head_hash, head_at, state) = (
    SELECT seq, hash, recorded_at, target FROM cases_entry e
    WHERE e.case_id = cases_case.uid AND e.seq = cases_case.head_seq + 1),
  version = version + 1,
  number = CASE WHEN head_seq = 1
    THEN coalesce((SELECT text FROM cases_number n WHERE n.case_id = cases_case.id), '') ELSE number END
WHERE id BETWEEN %s AND %s
  AND EXISTS (SELECT 1 FROM cases_entry e WHERE e.case_id = cases_case.uid AND e.seq = cases_case.head_seq + 1)
"""


@dataclass
class Chronicle:
    """One case on its way: the case as it will be, the rows that hang on it, and how its next entry is told."""

    case: Case
    way: tuple[str, ...]
    point: Point
    number: Number | None = None
    order: Resolution | None = None
    charge: Assignment | None = None
    state: str = ""
    entries: list[tuple[Entry, dict[str, Seal]]] = field(default_factory=list)

    def told(self, move: str) -> dict[str, Any]:
        """The rows that a move wrote: the case whole when it was opened, then by what changed."""
        if move == "accept":
            whole = rows.values(self.case) | {"executor_id": None, "due": None, "file_index": ""}
            whole |= {"number_date": None, "registered_at": None, "number": ""}
            whole.pop("draft_id")
            return {"case": whole, "point#0": rows.values(self.point)}
        case = self.case
        if move == "register" and self.number:
            day, moment = case.number_date, case.registered_at
            told = {"number_date": body.written(day), "registered_at": moment and body.micros(moment)}
            return {"case": told | {"number": self.number.text}}
        if move == "route_by_competence" and self.order and self.charge:
            return {
                "case": {"executor_id": case.executor_id, "due": body.written(case.due)},
                f"resolution/{self.order.pk}": rows.values(self.order),
                f"assignment/{self.charge.pk}": rows.values(self.charge),
            }
        return {"case": {"file_index": case.file_index}} if move == "for_information" else {}

    def write(self, office: Office, move: str) -> None:
        """The next entry, in memory."""
        rule, moment = rule_of(getattr(IncomingCase, move)), office.clock
        target = rule.target or self.state
        told = self.told(move)
        sealed = {"rows": Seal(append.fresh_salt(), told)} if told else {}
        effects: dict[str, Any] = {}
        if move == "register" and (number := self.number):
            effects = {"number": number.text, "register": number.register_id, "year": number.year}
            effects |= {"ordinal": number.ordinal}
        happening = Happening(
            move=move,
            source=self.state,
            target=target,
            act=Act(SYSTEM, SYSTEM, moment, moment, Origin.IMPORT),
            roles=tuple(rule.by)[:1],
            sealed=sealed,
            effects=effects,
        )
        content = append.compose(self.case, happening, moment)
        octets = canonical(content)
        entry = Entry(
            case_id=self.case.uid,
            seq=content["seq"],
            body=octets,
            hash=body.entry_hash(octets),
            move=move,
            source=self.state,
            target=target,
            occurred_at=moment,
            recorded_at=moment,
            origin=Origin.IMPORT,
        )
        self.case.head_seq, self.case.head_hash, self.state = entry.seq, entry.hash, target
        self.entries.append((entry, sealed))


def write(office: Office, people: list[Official], *, cases: int) -> None:
    """Write so many cases of every stage, with people who execute them and tasks that ask them; ready to be found."""
    senders = [
        Correspondent.objects.create(
            body=office.body, name=f"Министерство {n}", country="RU", addressee=f"Министру {n}"
        )
        for n in range(200)
    ]
    tasks = samples(office)
    texts = cycle(product(KINDS, MATTERS))
    for numbers in batched(range(cases), BATCH, strict=False):
        made = [begun(office, people, senders, number, next(texts)) for number in numbers]
        with transaction.atomic():
            batch(office, made, tasks)
    settle()


def samples(office: Office) -> dict[str, list[Task]]:
    """The open tasks of a case in each state, as the door makes them."""
    brought = (lives.to_received, lives.to_entered, lives.to_review, lives.to_assigned, lives.to_work)
    found: dict[str, list[Task]] = {}
    for bring in brought:
        case = Case.objects.get(pk=bring(office))
        told = Task.objects.filter(process__artifact_object_id=case.pk).exclude(status="DONE").select_related("process")
        found[case.state] = list(told)
    return found


def begun(office: Office, people: list[Official], senders: list[Any], n: int, words: tuple[str, str]) -> Chronicle:
    """One case in memory, with the rows of its whole way."""
    way, executor = ENDS[n % len(ENDS)], people[(n // len(ENDS)) % len(people)]
    day = office.clock.date() - timedelta(days=n % 300)
    case = Case(
        uid=uuid.uuid4(),
        body=office.body,
        direction="in",
        state="received",
        opened_at=office.clock,
        head_at=office.clock,
        unit=executor.unit,
        title=f"О {words[0]} {words[1]} № {n}",
        correspondent=senders[n % len(senders)],
        their_number=f"{n % 97:02}-{n % 31:02}/{n}",
        their_date=day,
        received_at=office.clock,
        delivery="post",
        sheets=1 + n % 5,
    )
    made = Chronicle(case, way, Point(case=case, ordinal=1, text=f"Просим сообщить о {words[1]} и сроках"))
    if "register" in way:
        case.number_date, case.registered_at = office.clock.date(), office.clock
    if "route_by_competence" in way:
        case.executor, case.due = executor, office.clock.date() + timedelta(days=n % 61 - 30)
        head = office.officials["head"]
        made.order = Resolution(case=case, author=head, text="Прошу ответить.", due=case.due, issued_at=office.clock)
        made.charge = Assignment(case=case, resolution=made.order, official=executor, responsible=True)
    if "for_information" in way:
        case.file_index = "06-09"
    return made


def batch(office: Office, made: list[Chronicle], tasks: dict[str, list[Task]]) -> None:
    """Write some cases to the end of their ways; the guards look at every row."""
    numbered(office, [one for one in made if "register" in one.way])
    identify([one.case for one in made])
    identify([one.order for one in made if one.order])
    identify([one.charge for one in made if one.charge])
    for place in range(len(WAY)):
        for one in made:
            if place < len(one.way):
                one.write(office, one.way[place])
        entries = [one.entries[place] for one in made if place < len(one.entries)]
        Entry.objects.bulk_create([entry for entry, _ in entries], batch_size=1000)
        Disclosure.objects.bulk_create(list(disclosures(entries)), batch_size=1000)
        if place == 0:
            opened(made)
        else:
            with connection.cursor() as cursor:
                cursor.execute(ADVANCE, [made[0].case.pk, made[-1].case.pk])
    Resolution.objects.bulk_create([one.order for one in made if one.order])
    Assignment.objects.bulk_create([one.charge for one in made if one.charge])
    asked(made, tasks)
    index.rebuild(Case.objects.filter(pk__in=[one.case.pk for one in made]))


def numbered(office: Office, made: list[Chronicle]) -> None:
    """The next numbers of the register, counted on as one stroke."""
    year: date = office.clock.date()
    counter, _ = RegisterYear.objects.get_or_create(register=office.incoming, year=year.year)
    for ordinal, one in enumerate(made, counter.last + 1):
        text = f"Вх-{ordinal}"
        one.number = Number(
            register=office.incoming, year=year.year, ordinal=ordinal, text=text, status="issued", case=one.case
        )
    counter.last += len(made)
    counter.save()


def identify(made: list[Any]) -> None:
    """Give rows their ids before they are written: entries name them."""
    if made:
        last = type(made[0])._base_manager.aggregate(last=Max("pk"))["last"] or 0
        for number, row in enumerate(made, last + 1):
            row.pk = number


def opened(made: list[Chronicle]) -> None:
    """Insert the cases at their first entry, whose head they have; what comes later stands in them already."""
    for one in made:
        entry = one.entries[0][0]
        one.case.head_seq, one.case.head_hash, one.case.version = 1, entry.hash, 1
    Case.objects.bulk_create([one.case for one in made], batch_size=500)
    Point.objects.bulk_create([one.point for one in made])
    Number.objects.bulk_create([one.number for one in made if one.number])


def disclosures(entries: list[tuple[Entry, dict[str, Seal]]]) -> Iterator[Disclosure]:
    """What opens the commitments."""
    for entry, sealed in entries:
        for name, seal in sealed.items():
            yield Disclosure(entry=entry, name=name, salt=seal.salt, value=seal.value)


def asked(made: list[Chronicle], samples: dict[str, list[Task]]) -> None:
    """Whom the flows ask, as they ask for a case of the same state that went through the door."""
    processes, tasks = [], []
    for one in made:
        for sample in samples.get(one.state, []):
            process, task = copied(sample.process), copied(sample)
            process.artifact_object_id = one.case.pk
            task.process = process
            processes.append(process)
            tasks.append(task)
    Process.objects.bulk_create(processes, batch_size=1000)
    Task.objects.bulk_create(tasks, batch_size=1000)


def copied[M: Model](row: M) -> M:
    """A row like this one, not written yet."""
    told = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**(told | {"id": None}))


def settle() -> None:
    """Sequences go on behind ids that were given; the database counts its rows and marks the pages that all may see."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in (Case, Resolution, Assignment):
                table = model._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))", [table]
                )
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
