"""`manage demo`: play the story of a real letter, prove its history, and show the pages."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.evidence import keys
from cases.letters import blobs, names
from cases.lifecycle.move import moves_of, rule_of
from cases.lifecycle.sheets import Sheet
from cases.models import Letter, OutgoingCase
from workflows import outbox, sequencer, worker
from workflows.demo import ground
from workflows.demo.office import PEOPLE, Office, found
from workflows.demo.story import Story, Told

ADDRESS = "127.0.0.1:8000"


class Command(BaseCommand):
    """Found the office, play the story act by act, prove the history, leave the letters, serve the pages."""

    help = "Play the story of the letter № 06-09/398 on a clean database, then serve the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--no-server` ends after the story."""
        parser.add_argument("--no-server", action="store_true", help="end after the story")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell it from the beginning, every time."""
        try:
            ground.clear()
        except ground.NotADemo as refusal:
            raise CommandError(str(refusal)) from refusal
        office = found()
        story = Story(office, timezone.now)
        self.stdout.write(self.style.MIGRATE_HEADING(f"{office.body.name}\n"))
        for told in story.play():
            worker.work_off(timezone.now)
            self.tell(office, told)
        if stuck := outbox.unfinished():
            raise CommandError(f"work is left undone: {'; '.join(f'{job.key}: {job.error}' for job in stuck)}")
        call_command("verify_history", stdout=self.stdout)
        self.sign_log()
        self.show_sheets(story.case)
        self.show_people(office)
        if not options["no_server"]:
            self.stdout.write(f"\nhttp://{ADDRESS}/  (Ctrl+C ends)")
            call_command("runserver", ADDRESS, use_reloader=False, insecure_serving=True)

    def sign_log(self) -> None:
        """Sign the log with a key of its own, whose public part lies in var/ for whoever wants to verify."""
        key = Path(settings.CHANCERY_LOG_KEY)
        if not key.exists():
            keys.make(key, "gknt.example/demo")
        checkpoint, _ = sequencer.take_census(timezone.now())
        self.stdout.write(f"The log has {checkpoint.size} entries; its public key: {keys.public(key)}\n")

    def tell(self, office: Office, told: Told) -> None:
        """One line an act: when, who, what, where the letter stands now."""
        state = OutgoingCase.objects.get(pk=told.done.case).get_state_display()
        number = f" № {told.done.number}" if told.done.number else ""
        who = str(office.officials[told.who])
        sheets = " ".join(told.sheets) or "–"
        self.stdout.write(f"{told.when:%d.%m.%Y %H:%M}  {who:<20} {told.done.move:<20} → {state}{number}  [{sheets}]")

    def show_sheets(self, case_id: int) -> None:
        """Leave every sheet under its speaking name, and show that it is exactly what the law declares."""
        case = OutgoingCase.objects.get(pk=case_id)
        letters = list(Letter.objects.filter(case=case).select_related("entry").order_by("entry__seq", "sheet"))
        last = {letter.sheet: letter.pk for letter in letters}
        left: dict[int, dict[str, str]] = defaultdict(dict)
        for letter in letters:
            name = names.file_name(
                case.number, Sheet(letter.sheet), letter.entry.seq, last=last[letter.sheet] == letter.pk
            )
            Path(ground.letters_folder(), name).write_bytes(blobs.fetch(letter.digest))
            left[letter.entry.seq][letter.sheet] = name
        rules = moves_of(OutgoingCase)
        self.stdout.write(f"\nSheets in {ground.letters_folder()}:")
        for entry in case.entries.exclude(move="rendered").order_by("seq"):
            declared = {sheet.value for sheet in rules[entry.move].sheets}
            if declared != set(left[entry.seq]):
                raise CommandError(
                    f"{entry.move}: the law declares {sorted(declared)}, left are {sorted(left[entry.seq])}"
                )
            for sheet in sorted(declared):
                self.stdout.write(f"  {entry.seq:>3}  {entry.move:<20} {sheet}  {left[entry.seq][sheet]}")
            if not declared:
                self.stdout.write(
                    f"  {entry.seq:>3}  {entry.move:<20} –    {rule_of(getattr(OutgoingCase, entry.move)).no_sheet}"
                )

    def show_people(self, office: Office) -> None:
        """Who may log in, and what each may do; the desks come with the next version."""
        self.stdout.write("\nWho may log in (reference data at /admin/ for the administrator):")
        for login, password in office.passwords.items():
            roles = ", ".join(str(role.label) for role in PEOPLE[login][5]) or "approver when asked"
            self.stdout.write(f"  {login:<11} {password}  {office.officials[login]} ({roles})")
