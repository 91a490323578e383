"""The whole of an import: every row judged, the good ones written, what became of each of them told."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from cases import access, registers
from cases.board import harmless
from cases.deadlines.calendar import local_day
from cases.lifecycle.act import Act, Actor, Origin
from cases.lifecycle.refusal import Refusal
from cases.lifecycle.roles import Role
from cases.models import Appointment, Body

from . import directories, table, writing
from .known import Known, body_of, known
from .letters import letter
from .profile import Profile
from .row import Fault, Row
from .writing import Place, Read

if TYPE_CHECKING:
    from cases.models import User

BATCH = 500
HEADINGS = (_("row"), _("number"), _("outcome"), _("field"), _("code"), _("reason"))

type Progress = Callable[[int, int], None]


class NotTheHead(Refusal):
    """Only the head of the chancery answers for what is brought over."""

    code = "not_the_head"
    status = 403


class Outcome(StrEnum):
    """What became of a row."""

    READY = "ready"  # a dry run: it would be brought over
    IN = "in"
    THERE = "there"
    FAULT = "fault"


OUTCOMES = {
    Outcome.READY: _("would be brought over"),
    Outcome.IN: _("brought over"),
    Outcome.THERE: _("there already"),
    Outcome.FAULT: _("fault"),
}


@dataclass(slots=True)
class Told:
    """What became of one row of the file."""

    row: int
    number: str
    outcome: Outcome
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Report:
    """Every row of the file in its order, and the last numbers of the years that go on after them."""

    told: list[Told] = field(default_factory=list)
    last: dict[int, int] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> int:
        """How many rows came to this."""
        return sum(one.outcome == outcome for one in self.told)

    def write(self, path: Path) -> None:
        """The report as a table for spreadsheets, a line a row, or a line a fault where it has some."""
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
            writer.writerow([str(one) for one in HEADINGS])
            for one in self.told:
                for said in [(fault.field, fault.code, fault.reason) for fault in one.faults] or [("", "", "")]:
                    writer.writerow(harmless([str(one.row), one.number, str(OUTCOMES[one.outcome]), *said]))


def takeover(
    path: Path, profile: Profile, *, by: "User", clock: Callable[[], datetime], dry: bool, progress: Progress
) -> Report:
    """Judge every row of a file and, unless it is a dry run, write the good ones. Raises a Refusal before any is.

    by: the head of the chancery, who answers for it. A row that is there already is left alone.
    """
    body = body_of(profile)
    today = local_day(clock(), body.time_zone)
    actor = head(by, body, today)
    headings, lines = table.read(path, profile.layout)
    profile.check(headings)
    rows = [Row(line, profile) for line in lines]
    if profile.holds != "register":
        return directory(rows, profile, body, dry=dry, progress=progress)
    have = known(profile, body, today)
    place = hashlib.sha256(path.read_bytes()).hexdigest()
    report, ready = judged(rows, have, place)
    report.last = lasts(have, profile)
    if not dry:
        carry_out(ready, report, have, actor, clock=clock, progress=progress)
    return report


def head(user: "User", body: Body, on: date) -> Actor:
    """The head of the chancery as the entries name him. Raises NotTheHead."""
    official = access.official_of(user)
    held = Appointment.objects.filter(access.in_force(on), official=official, role=Role.CHANCERY_HEAD)
    if official is None or official.body_id != body.pk or not held.exists():
        raise NotTheHead(_("an import is made by the head of the chancery of the body"))
    return Actor(frozenset({Role.CHANCERY_HEAD}), official.pk, user.pk, str(official), official.post.name)


def judged(rows: list[Row], have: Known, file: str) -> tuple[Report, list[tuple[Told, Read]]]:
    """What is to become of each row, and the letters that are still to be written."""
    report, ready = Report(), []
    for row in rows:
        found = letter(row, have)
        told = Told(row.number, row.text("number") if not row.is_bad("number") else "", Outcome.READY, row.faults)
        standing = have.there.get(found.uid(have).hex) if found else None
        if found is not None and standing is not None and standing != found.key:
            row.fault("", "taken_otherwise")
        if row.faults:
            told.number, told.outcome = str(row.cell("number") or "")[:60], Outcome.FAULT
        elif standing is not None:
            told.outcome = Outcome.THERE
        elif found is not None:
            ready.append((told, (Place(file, row.number), found)))
        report.told.append(told)
    return report, ready


def lasts(have: Known, profile: Profile) -> dict[int, int]:
    """The last number of each year: what the profile says, else the highest that any row has, a faulty one too.

    Of a year in which Chancery has numbered itself nothing is said: it goes on as it does.
    """
    found: dict[int, int] = {}
    for year, ordinal in have.claimed:
        found[year] = max(ordinal, found.get(year, 0))
    return {year: last for year, last in (found | profile.last).items() if year not in have.ours}


def carry_out(
    ready: list[tuple[Told, Read]],
    report: Report,
    have: Known,
    actor: Actor,
    *,
    clock: Callable[[], datetime],
    progress: Progress,
) -> None:
    """Let the years be numbered on after their last numbers, then write batch after batch.

    One that is refused as a whole is written letter by letter, so that a bad one takes no good one with it.
    """
    with transaction.atomic():
        for year, last in sorted(report.last.items()):
            registers.begin_after(have.register, year, last)
    done = 0
    for batch in batched(ready, BATCH, strict=False):
        act = acting(actor, clock())
        if not written([read for _, read in batch], have, act):
            for told, read in batch:
                told.outcome = Outcome.IN if written([read], have, act, told) else Outcome.FAULT
        else:
            for told, _read in batch:
                told.outcome = Outcome.IN
        done += len(batch)
        progress(done, len(ready))


def acting(actor: Actor, at: datetime) -> Act:
    """Who brings over, at a moment: the entry tells of the import, not of what it was that was imported."""
    return Act(actor, actor, at, at, Origin.IMPORT)


def written(read: Sequence[Read], have: Known, act: Act, told: Told | None = None) -> bool:
    """Whether a batch could be written; `told` hears why it could not."""
    names = dict(have.correspondents)
    try:
        writing.write(read, have, act)
    except (DatabaseError, Refusal) as error:
        have.correspondents = names
        if told is not None:
            told.faults.append(Fault("", "refused", {"value": str(error)[:200]}))
        return False
    return True


def directory(rows: list[Row], profile: Profile, body: Body, *, dry: bool, progress: Progress) -> Report:
    """Enter the rows of a directory one by one."""
    report = Report()
    with transaction.atomic():  # a dry run shows a part under its whole of the row before, and leaves neither
        for count, row in enumerate(rows, 1):
            new = directories.enter(row, profile.holds, body)
            outcome = Outcome.FAULT if row.faults else Outcome.THERE if not new else Outcome.IN
            if dry and outcome == Outcome.IN:
                outcome = Outcome.READY
            report.told.append(Told(row.number, name_of(row, profile.holds), outcome, row.faults))
            progress(count, len(rows))
        transaction.set_rollback(dry)
    return report


def name_of(row: Row, holds: str) -> str:
    """By what a row of a directory is known."""
    names = {"officials": ("initials", "surname"), "files": ("year", "index")}.get(holds, ("name",))
    told: Iterator[Any] = (row.cell(name) for name in names)
    return " ".join(str(one) for one in told if one not in (None, ""))[:100]
