"""`manage verify_letter FILE`: what the electronic signatures of a letter are worth, ours or another body's."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.letters.signing import keyring, verdict, verification
from cases.letters.signing.verdict import Verdict
from cases.lifecycle.signatures import Standing


class Command(BaseCommand):
    """One line a signature and one for the file; exit status 1 unless every signature is verified."""

    help = "Verify the electronic signatures of a PDF, or one that lies beside any file."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, `--beside`, `--json`."""
        parser.add_argument("file", type=Path, help="a PDF, or any file with --beside")
        parser.add_argument("--beside", type=Path, metavar="P7S", help="the signature that lies beside the file")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify it now, against the trust of this installation."""
        now = timezone.now()
        try:
            judge, octets = keyring.judge(), options["file"].read_bytes()
            beside = options["beside"].read_bytes() if options["beside"] else None
        except (OSError, keyring.BadKeyring) as error:
            raise CommandError(str(error)) from error
        found = verification.verify(octets, judge, at=now)
        if beside is not None:
            found.append(verification.verify_beside(octets, beside, judge, at=now))
        standing = verdict.of_file(found)
        if options["json"]:
            told = {"standing": standing.value, "signatures": [verdict.told(one) for one in found]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for one in found:
                self.stdout.write(line(one))
            self.stdout.write(f"{standing.value}: {standing.label}")
        if standing != Standing.VERIFIED:
            raise SystemExit(1)


def line(one: Verdict) -> str:
    """A signature in one line."""
    when = f"{one.at:%d.%m.%Y %H:%M} UTC{', stamped' if one.stamped else ''}" if one.at else ""
    parts = (one.standing.value, one.field or "beside", one.owner, one.serial, one.algorithm, when, one.why)
    return "  ".join(part for part in parts if part)
