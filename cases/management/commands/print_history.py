"""`manage print_history CASE`: the case history (D21) as a PDF."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import access
from cases.deadlines.calendar import local_day
from cases.letters import history, press
from cases.models import Entry


class Command(BaseCommand):
    """Print what the entries tell, with what is still disclosed; nothing is written to the history."""

    help = "Print the history of a case as a PDF (sheet D21)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which case, and where to."""
        parser.add_argument("case", type=int, help="id of the case")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the case as it stood at the end of this day")
        parser.add_argument("-o", "--output", type=Path, required=True, help="the PDF to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the case and its entries, and write the file."""
        try:
            case = access.case_for_system(options["case"])
        except access.NotFound as refusal:
            raise CommandError(str(refusal)) from refusal
        told = case.entries.prefetch_related("disclosures").order_by("seq")
        entries = [entry for entry in told if stood(entry, case.body.time_zone, options["as_of"])]
        if not entries:
            raise CommandError("the case was not opened yet")
        facts = history.freeze_history(case, entries) | {"state": entries[-1].target}
        options["output"].write_bytes(press.render(facts).pdf)
        self.stdout.write(f"{options['output']}: {len(entries)} entries")


def stood(entry: Entry, zone: str, day: date | None) -> bool:
    """Whether an entry was recorded by the end of a day, by the clock of its body."""
    return day is None or local_day(entry.recorded_at, zone) <= day
