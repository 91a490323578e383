"""`manage demo`: play the story of a real letter on both sides, prove the histories, and show the pages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.utils import timezone

from cases import access
from cases.evidence import keys
from cases.letters.signing import keyring, verdict, verification
from cases.lifecycle.act import Origin
from cases.lifecycle.signatures import Standing
from cases.models import Case, Entry
from workflows import outbox, sequencer, worker
from workflows.demo import committee, government, ground, sheets
from workflows.demo.office import Office
from workflows.demo.story import Story
from workflows.demo.telling import Told

ADDRESS = "127.0.0.1:8000"


class Command(BaseCommand):
    """Found both offices, play the story act by act, prove the histories, leave the letters, serve the pages."""

    help = "Play the story of the letter № 06-09/398 and its reply on a clean database, then serve the pages."
    last_entry = 0

    def add_arguments(self, parser: CommandParser) -> None:
        """`--no-server` ends after the story."""
        parser.add_argument("--no-server", action="store_true", help="end after the story")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Tell it from the beginning, every time, in the English of its own words."""
        try:
            ground.clear()
        except ground.NotADemo as refusal:
            raise CommandError(str(refusal)) from refusal
        story = Story(committee.found(), government.found(), timezone.now)
        government.sign_electronically(story.government, timezone.now())
        self.play(story)
        if stuck := outbox.unfinished():
            raise CommandError(f"work is left undone: {'; '.join(f'{job.key}: {job.error}' for job in stuck)}")
        call_command("verify_history", stdout=self.stdout)
        self.sign_log()
        self.stdout.write(f"\nSheets in {ground.letters_folder()}:")
        for case in story.cases:
            self.show_sheets(case)
        self.show_signatures()
        for office in (story.committee, story.government):
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

    def play(self, story: Story) -> None:
        """Every act, and what Chancery does by itself after it."""
        teller: Office | None = None
        for told in story.play():
            worker.work_off(timezone.now)
            if told.office is not teller:
                self.stdout.write(self.style.MIGRATE_HEADING(f"\n{told.office.body.name}"))
                teller = told.office
            self.tell(told)
            self.tell_what_follows()

    def tell(self, told: Told) -> None:
        """One line an act: when, who, what, where the letter came by it."""
        entry = Entry.objects.get(case__id=told.done.case, seq=told.done.seq)
        number = f" № {told.done.number}" if told.done.number else ""
        who = str(told.office.officials[told.who])
        state = named(entry.target)
        drawn = " ".join(told.sheets) or "–"
        self.stdout.write(f"{told.when:%d.%m.%Y %H:%M}  {who:<16} {entry.move:<24} → {state}{number}  [{drawn}]")

    def tell_what_follows(self) -> None:
        """What Chancery has done by itself since the last act, on this case and on those that are linked with it."""
        new = Entry.objects.filter(pk__gt=self.last_entry, origin=Origin.SYSTEM)
        for entry in new.exclude(move__in=("rendered", "judged")).select_related("case").order_by("pk"):
            state = named(entry.target)
            self.stdout.write(f"{'':<16}  {'by itself':<16} {entry.move:<24} → {state}  ({entry.case})")
        self.last_entry = Entry.objects.latest("pk").pk

    def show_sheets(self, case: int) -> None:
        """Leave the sheets of a case, and show that they are exactly those that the law declares."""
        found = access.case_for_system(case)
        self.stdout.write(f"\n{sheets.headline(found)}")
        try:
            for line in sheets.leave(found, ground.letters_folder()):
                self.stdout.write(line)
        except sheets.NotAsDeclared as fault:
            raise CommandError(str(fault)) from fault

    def show_signatures(self) -> None:
        """What is signed electronically, by keys of a demonstration that nobody should trust."""
        self.stdout.write(f"\nSigned electronically, by demonstration keys in {ground.keyring()}:")
        for path in sorted(ground.letters_folder().glob("*_letter*.pdf")):
            found = verification.verify(path.read_bytes(), keyring.judge(), at=timezone.now())
            for one in found:
                stamp = "with a time stamp" if one.stamped else "without a time stamp"
                self.stdout.write(f"  {path.name}  {one.field}: {one.standing.label}; {one.owner}, {stamp}")
            if found and verdict.of_file(found) != Standing.VERIFIED:
                raise CommandError(f"{path.name} is not signed as it should be")

    def show_people(self, office: Office) -> None:
        """Who may log in, and what each may do."""
        self.stdout.write(f"\n{office.body.name}: who may log in (reference data at /admin/ for the administrator)")
        for login, password in office.passwords.items():
            roles = ", ".join(str(role.label) for role in office.roles[login]) or "approver when asked"
            self.stdout.write(f"  {login:<14} {password}  {office.officials[login]} ({roles})")


def named(state: str) -> str:
    """A state in words."""
    return str(dict(Case._meta.get_field("state").flatchoices)[state])
