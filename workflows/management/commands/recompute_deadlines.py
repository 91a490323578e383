"""`manage recompute_deadlines`: count every running deadline anew after the calendar has changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases import access
from cases.lifecycle.law import NotComplete
from cases.lifecycle.move import rule_of
from cases.lifecycle.refusal import Refusal
from cases.models import IncomingCase
from workflows.perform import perform


class Command(BaseCommand):
    """Each date that moves has its entry in the history; a date that stands has none, however often this is called."""

    help = "Count the running deadlines anew: after a decree, or a change of the body's own table of days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which body; `--dry-run` only says what would move."""
        parser.add_argument("--body", help="code of the body; without it, every body")
        parser.add_argument("--dry-run", action="store_true", help="say what would move, and move nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Through the door, a transaction a case: people go on working meanwhile."""
        dated = IncomingCase.objects.filter(term__isnull=False, state__in=rule_of(IncomingCase.redate).sources)
        if options["body"]:
            dated = dated.filter(body__code=options["body"])
        moved = 0
        for case in dated.order_by("pk").values_list("pk", flat=True).iterator():
            moved += self.would_move(case) if options["dry_run"] else self.move(case)
        self.stdout.write(f"{moved} deadlines {'would move' if options['dry_run'] else 'moved'}")

    def would_move(self, case: int) -> bool:
        """Whether the date would be another one."""
        found = access.case_for_system(case)
        counted = found.ledger() if isinstance(found, IncomingCase) else None
        moves = counted is not None and counted.due != found.due
        if moves and counted:
            self.stdout.write(f"{found}: {found.due} -> {counted.due}")
        return moves

    def move(self, case: int) -> bool:
        """Move one date; another act may have been first."""
        try:
            perform(IncomingCase.redate, case=case, by=None, at=timezone.now())
        except NotComplete:
            return False
        except Refusal as refusal:
            self.stderr.write(f"{case}: {refusal}")
            return False
        return True
