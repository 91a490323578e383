"""`manage export_evidence`: what an auditor proves without this server."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.evidence import keys
from cases.evidence.package import TooLarge
from cases.lifecycle.refusal import Refusal
from cases.models import User
from workflows.export import export


class Command(BaseCommand):
    """The bundle carries its verifier; the key (.vkey) must reach the auditor by another way."""

    help = "Export the evidence of some cases, or of all, as one zip that verify_evidence.py proves."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which cases, where to, for whom, since when."""
        parser.add_argument("case", type=int, nargs="*", help="ids of cases")
        parser.add_argument("--all", action="store_true", help="every case, every number")
        parser.add_argument("--to", type=Path, required=True, help="the zip to write")
        parser.add_argument("--as", dest="user", help="login of the person it is for: only what he may see")
        parser.add_argument("--previous", type=Path, action="append", default=[], help="a checkpoint that he holds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the bundle whole or not at all."""
        if bool(options["case"]) == options["all"]:
            raise CommandError("name cases, or --all")
        to: Path = options["to"]
        part = to.with_name(f".{to.name}.part")
        cases = None if options["all"] else options["case"]
        try:
            by = User.objects.get(username=options["user"]) if options["user"] else None
            previous = [path.read_text(encoding="utf-8") for path in options["previous"]]
            with part.open("wb") as file:
                uids = export(file, cases=cases, at=timezone.now(), by=by, previous=previous)
            part.replace(to)
        except (Refusal, keys.NoLogKey, TooLarge, User.DoesNotExist, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"{to}: {len(uids)} cases. Verify: python3 verify_evidence.py {to} --key log.vkey")
