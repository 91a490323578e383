"""`manage reprint`: draw the sheets of a case again from their stored facts, and compare the bytes."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.letters import press
from cases.models import Letter


class Command(BaseCommand):
    """Equal facts give equal bytes on one machine with one version; another machine may draw them otherwise."""

    help = "Draw every sheet of a case again from its frozen facts; --verify compares it with the bound bytes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which case, where to, and whether to compare."""
        parser.add_argument("case", type=int, help="id of the case")
        parser.add_argument("--to", type=Path, help="a folder for the sheets")
        parser.add_argument("--verify", action="store_true", help="compare with the bytes that the history binds")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a sheet; exit status 1 when one differs."""
        differ = 0
        letters = Letter.objects.filter(case=options["case"]).exclude(digest="").select_related("entry").order_by("pk")
        if not letters:
            raise CommandError("this case has no drawn sheet")
        for letter in letters:
            octets = press.render(letter.context).pdf
            same = hashlib.sha256(octets).hexdigest() == letter.digest
            differ += options["verify"] and not same
            if options["to"]:
                options["to"].mkdir(parents=True, exist_ok=True)
                (options["to"] / f"{letter.entry.seq:02}_{letter.sheet}.pdf").write_bytes(octets)
            word = ("same bytes" if same else "OTHER BYTES") if options["verify"] else "drawn"
            self.stdout.write(f"{letter.entry.seq:>4}  {letter.sheet}  {letter.digest[:16]}  {word}")
        if differ:
            raise SystemExit(1)
