"""`manage verify_history`: prove every history from its bytes."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from cases.journal import guards, traces, verify
from cases.journal.finding import Finding
from cases.letters import blobs
from cases.models import Case, Entry


class Command(BaseCommand):
    """Re-derive everything from the entries' bytes; exit status 1 when anything differs."""

    help = "Prove every history from its bytes: chains, law, sheets, drafts, numbers and registers."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--case` for some cases, `--json` for one object."""
        parser.add_argument("--case", type=int, action="append", help="only this case (its id); may be repeated")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings and how much was proved."""
        cases = Case.objects.filter(pk__in=options["case"]) if options["case"] else Case.objects.all()
        findings = [Finding("GUARD", name, "the guard is not up") for name in guards.missing(connection)]
        findings += list(verify.verify(cases, fetch=blobs.fetch))
        if not options["case"]:
            findings += list(traces.registers_have_no_gap())
        told = {"cases": cases.count(), "entries": Entry.objects.filter(case__in=cases.values("uid")).count()}
        if options["json"]:
            rows = [{"code": f.code, "place": f.place, "text": f.text} for f in findings]
            self.stdout.write(json.dumps({**told, "findings": rows}))
        else:
            for finding in findings:
                self.stdout.write(str(finding))
            self.stdout.write(f"{told['cases']} cases, {told['entries']} entries: {len(findings)} findings")
        if findings:
            raise SystemExit(1)
