"""`manage rehearse_new_year`: what will happen to the registers on the coming 1 January, and what lacks for it."""

import json
from dataclasses import asdict
from datetime import UTC
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases import rollover
from cases.models import Body


class Command(BaseCommand):
    """A drill: it takes the numbers and gives them back."""

    help = "Rehearse the turn of the year: last and first numbers, reservations that end, what is not ready."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which body; `--json` for one object."""
        parser.add_argument("--body", help="code of the body; without it, every body")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a paragraph a body; status 1 when something lacks."""
        bodies = Body.objects.filter(code=options["body"]) if options["body"] else Body.objects.all()
        found = [rollover.rehearse(body, timezone.now()) for body in bodies.order_by("pk")]
        if options["json"]:
            told = [asdict(one) | {"midnight": one.midnight.isoformat()} for one in found]
            self.stdout.write(json.dumps({"bodies": told}, ensure_ascii=False))
        else:
            for one in found:
                self.tell(one)
        if any(one.lacks for one in found):
            raise SystemExit(1)

    def tell(self, found: rollover.Rehearsal) -> None:
        """One body in words."""
        zone, utc = found.midnight.tzinfo, found.midnight.astimezone(UTC)
        self.stdout.write(f"{found.body}: {found.year} begins at {utc:%d.%m.%Y %H:%M:%S} UTC ({zone})")
        last = rollover.last_moment(found)
        for one in found.turns:
            before = one.before or f"nothing, {found.year - 1} is closed"
            self.stdout.write(f"  {one.register}: at {last:%d.%m %H:%M:%S.999} {before}; at midnight {one.after}")
            if one.again:
                self.stdout.write(f"    {one.after} was a number before: only its date tells them apart")
        for told in found.reserved:
            self.stdout.write(f"  void with the year: {told}")
        for state, count in found.unregistered.items():
            self.stdout.write(f"  {state}, not registered: {count}; after midnight they get numbers of {found.year}")
        for lack in found.lacks:
            self.stdout.write(f"  LACKS: {lack}")
