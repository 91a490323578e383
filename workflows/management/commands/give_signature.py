"""`manage give_signature`: a signature that the signer's own tool makes, asked for and brought back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.letters import blobs
from cases.letters.signing import container
from workflows import signature
from workflows.models import AwaitedSignature


class Command(BaseCommand):
    """Without arguments it lists what is awaited."""

    help = "List the letters that await a signature, write the bytes that one is to be made over, or bring it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which letter; `--covered` to fetch its bytes, `--cms` to bring the signature."""
        parser.add_argument("letter", type=int, nargs="?", help="id of the letter, from the list")
        parser.add_argument("--covered", type=Path, help="a file for the bytes that are to be signed")
        parser.add_argument("--cms", type=Path, help="the detached CMS signature over those bytes, DER")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a letter."""
        if options["letter"] is None:
            for one in AwaitedSignature.objects.filter(cms=None).select_related("letter").order_by("pk"):
                told = f"{one.letter_id}  case {one.letter.case_id}  sha256 {one.covered}"
                self.stdout.write(f"{told}  {one.asked_at:%d.%m.%Y}")
            return
        waiting = AwaitedSignature.objects.filter(letter=options["letter"], cms=None).first()
        if waiting is None:
            raise CommandError("no signature of this letter is awaited")
        if options["covered"]:
            options["covered"].write_bytes(container.reopened(blobs.fetch(waiting.prepared)).covered)
        if options["cms"]:
            self.bring(waiting, options["cms"])

    def bring(self, waiting: AwaitedSignature, file: Path) -> None:
        """Give a signature, and have the worker go on at once."""
        now = timezone.now()
        try:
            signature.give(waiting, file.read_bytes(), now)
        except (OSError, signature.NotVerified, signature.AlreadyGiven, container.NoRoom) as error:
            raise CommandError(f"{file}: {error}") from error
        self.stdout.write("taken; the worker completes the letter")
