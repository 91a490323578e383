"""`manage print_list`: a register for some days, what left on a day, envelopes, labels, each as a PDF."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.deadlines.calendar import local_day
from cases.evidence import printing
from cases.letters import lists
from cases.models import Body, Case, Direction, Register


class Command(BaseCommand):
    """It reads and writes one file; days are those of the body."""

    help = "Print paper of the chancery: register, dispatch, envelopes, labels."

    def add_arguments(self, parser: CommandParser) -> None:
        """What is printed, of what, and where to."""
        kinds = parser.add_subparsers(dest="kind", required=True)
        one = kinds.add_parser("register", help="a register from one day to another")
        one.add_argument("register", type=int, help="id of the register")
        one.add_argument("--from", dest="since", type=date.fromisoformat, help="first day; today when not told")
        one.add_argument("--until", type=date.fromisoformat, help="last day; the first one when not told")
        one = kinds.add_parser("dispatch", help="what left on a day, and what waits to leave")
        one.add_argument("body", help="code of the body")
        one.add_argument("--on", type=date.fromisoformat, help="the day; today when not told")
        for kind in ("envelopes", "labels"):
            one = kinds.add_parser(kind, help=f"{kind} for the copies of some letters")
            one.add_argument("case", type=int, nargs="+", help="ids of outgoing cases")
            if kind == "envelopes":
                one.add_argument("--size", choices=list(lists.FORMATS), default="C5")
        for one in kinds.choices.values():
            one.add_argument("--to", type=Path, required=True, help="the PDF to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, draw, write."""
        facts = getattr(self, options["kind"])(options, timezone.now())
        options["to"].write_bytes(printing.draw(lists.page(options["kind"], facts)))
        self.stdout.write(str(options["to"]))

    def register(self, options: dict[str, Any], now: datetime) -> lists.Facts:
        """The facts of a register. Raises CommandError."""
        found = Register.objects.select_related("body").filter(pk=options["register"]).first()
        if found is None:
            raise CommandError("there is no such register")
        since = options["since"] or local_day(now, found.body.time_zone)
        return lists.register(found, since, options["until"] or since, now)

    def dispatch(self, options: dict[str, Any], now: datetime) -> lists.Facts:
        """The facts of a day's dispatch. Raises CommandError."""
        body = Body.objects.filter(code=options["body"]).first()
        if body is None:
            raise CommandError("there is no such body")
        return lists.dispatched(body, options["on"] or local_day(now, body.time_zone), now)

    def envelopes(self, options: dict[str, Any], _now: datetime) -> lists.Facts:
        """The facts of some envelopes."""
        return lists.envelopes(self.cases(options), options["size"])

    def labels(self, options: dict[str, Any], _now: datetime) -> lists.Facts:
        """The facts of some labels."""
        return lists.labels(self.cases(options))

    def cases(self, options: dict[str, Any]) -> list[Case]:
        """The letters that are sent. Raises CommandError."""
        wanted = Case.objects.filter(pk__in=options["case"], direction=Direction.OUTGOING).exclude(number="")
        found = list(wanted.select_related("body", "draft", "correspondent").order_by("pk"))
        if len(found) != len(set(options["case"])):
            raise CommandError("one of these is no registered letter of ours")
        return found
