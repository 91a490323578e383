"""`manage redact`: destroy personal data of an entry under an act; the history goes on and says so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.lifecycle.refusal import Refusal
from cases.models import Disclosure, User
from workflows.redaction import redact


class Command(BaseCommand):
    """Without `--name` it lists which texts the entry still discloses."""

    help = "Destroy disclosed texts of one entry under an act of destruction; entries and proofs stay whole."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which case, entry, texts; under which act, by whom."""
        parser.add_argument("case", type=int, help="id of the case")
        parser.add_argument("--entry", type=int, required=True, help="the entry's number in the history")
        parser.add_argument("--name", action="append", default=[], help="a text to destroy; may be repeated")
        parser.add_argument("--act", default="", help="number and date of the act of destruction")
        parser.add_argument("--as", dest="user", help="login of the archivist or the head of the chancery")

    def handle(self, *args: Any, **options: Any) -> None:
        """List, or destroy."""
        if not options["name"]:
            texts = Disclosure.objects.filter(entry__case__pk=options["case"], entry__seq=options["entry"])
            self.stdout.write("\n".join(texts.order_by("name").values_list("name", flat=True)))
            return
        try:
            by = User.objects.get(username=options["user"])
            told = redact(
                options["case"],
                of=options["entry"],
                names=options["name"],
                act=options["act"],
                by=by,
                at=timezone.now(),
            )
        except (Refusal, User.DoesNotExist) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"destroyed; entry {told.seq} of the history tells it")
