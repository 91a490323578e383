"""`manage reprint`: draw the sheets of a case again from their stored facts, and compare the bytes."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.letters import blobs, press
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
            octets = press.render(drawn_from(letter).context).pdf
            same = is_bound(letter, octets)
            differ += options["verify"] and not same
            if options["to"]:
                options["to"].mkdir(parents=True, exist_ok=True)
                (options["to"] / f"{letter.entry.seq:02}_{letter.sheet}.pdf").write_bytes(octets)
            word = ("same bytes" if same else "OTHER BYTES") if options["verify"] else "drawn"
            self.stdout.write(f"{letter.entry.seq:>4}  {letter.sheet}  {letter.digest[:16]}  {word}")
        if differ:
            raise SystemExit(1)


def drawn_from(letter: Letter) -> Letter:
    """The letter whose facts were drawn: of a registered one with an electronic signature, the letter as signed."""
    if not letter.context.get("signing") or letter.entry.move == "sign":
        return letter
    earlier = Letter.objects.filter(case=letter.case_id, sheet=letter.sheet, entry__move="sign")
    return earlier.filter(entry__seq__lt=letter.entry.seq).latest("entry__seq")


def is_bound(letter: Letter, octets: bytes) -> bool:
    """Whether the bytes that are bound are these, or, of a signed letter, begin with them."""
    if not letter.context.get("signing"):
        return hashlib.sha256(octets).hexdigest() == letter.digest
    return blobs.fetch(letter.digest).startswith(octets)
