"""`manage audit_note`: what an auditor found in a case, apart from the case; without a text it lists the notes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.evidence import readings
from cases.lifecycle.refusal import Refusal
from cases.models import AuditNote, User


class Command(BaseCommand):
    """Notes are never changed and never deleted; a second note corrects a first one."""

    help = "Write an auditor's note on a case, or list the notes of a case."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which case, who, what."""
        parser.add_argument("case", type=int, help="id of the case")
        parser.add_argument("--as", dest="user", help="login of the auditor")
        parser.add_argument("--text", default="", help="what he found")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, or list."""
        if not options["text"]:
            for note in AuditNote.objects.filter(case=options["case"]).select_related("author"):
                self.stdout.write(f"{note.written_at:%d.%m.%Y %H:%M} {note.author.username}: {note.text}")
            return
        try:
            by = User.objects.get(username=options["user"])
            readings.note(by, options["case"], options["text"], at=timezone.now())
        except (Refusal, User.DoesNotExist) as refusal:
            raise CommandError(str(refusal)) from refusal
