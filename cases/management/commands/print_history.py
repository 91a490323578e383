"""`manage print_history CASE`: the case history (D21) as a PDF."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import access
from cases.letters import history, rendering


class Command(BaseCommand):
    """Print what the entries tell, with what is still disclosed; nothing is written to the history."""

    help = "Print the history of a case as a PDF (sheet D21)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which case, and where to."""
        parser.add_argument("case", type=int, help="id of the case")
        parser.add_argument("-o", "--output", type=Path, required=True, help="the PDF to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the case and its entries, and write the file."""
        try:
            case = access.case_for_system(options["case"])
        except access.NotFound as refusal:
            raise CommandError(str(refusal)) from refusal
        entries = list(case.entries.prefetch_related("disclosures").order_by("seq"))
        options["output"].write_bytes(rendering.render(history.freeze_history(case, entries)))
        self.stdout.write(f"{options['output']}: {len(entries)} entries")
