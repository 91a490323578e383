"""`manage start_office`: make the first body of an installation, and the two people who begin."""

import secrets
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import founding
from cases.founding import QUESTIONS, Question
from cases.models import Body

NEXT = """
What to do next:
  1. Log in as {admin} under /admin/ and change both passwords.
  2. There, enter units, posts and officials with their accounts, and appoint clerks, registrars, drafters, deputies.
  3. Enter the nomenclature of files for this year: letters are registered under its indices.
  4. Enter the correspondents the body writes to.
  5. Keep a worker running: ./run manage work
"""


class Command(BaseCommand):
    """Ask at a terminal for what the options do not say; write all or nothing; a second call changes nothing."""

    help = "Make the first body with its chancery, registers, administrator and head of the chancery."

    def add_arguments(self, parser: CommandParser) -> None:
        """An option a question."""
        for question in QUESTIONS:
            shown = f" (default: {question.default})" if isinstance(question.default, str) and question.default else ""
            text = f"{question.text}{shown}".replace("%", "%%")
            parser.add_argument(f"--{question.name.replace('_', '-')}", dest=question.name, help=text)
        parser.add_argument("--no-input", action="store_true", help="ask nothing: take the defaults, or refuse")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, judge, write, and say what comes next."""
        if self.is_there(options["code"], options["name"]):
            return
        asks = not options["no_input"] and sys.stdin.isatty()
        try:
            answers = self.ask(options) if asks else self.take(options)
        except (EOFError, KeyboardInterrupt) as end:
            raise CommandError("ended before everything was told; nothing was written") from end
        if asks and self.is_there(answers["code"], answers["name"]):
            return
        if wrong := founding.conflicts(answers):
            raise CommandError(told(wrong))
        try:
            with transaction.atomic():
                passwords = founding.found(answers, on=timezone.localdate(), secret=lambda: secrets.token_urlsafe(12))
        except IntegrityError as error:  # the same command at the same moment
            if self.is_there(answers["code"], answers["name"]):
                return
            raise CommandError(str(error)) from error
        self.stdout.write(f"{answers['name']} ({answers['code']}) is there.\n\nPasswords, shown this once:")
        for login, password in passwords.items():
            self.stdout.write(f"  {login}  {password}")
        self.stdout.write(NEXT.format(admin=answers["admin_login"]), ending="")

    def is_there(self, code: str | None, name: str | None) -> bool:
        """Whether the body was made before; says so. Raises CommandError for another body of that code."""
        body = Body.objects.filter(code=code).first() if code else None
        if body is None:
            return False
        if name and body.name != name.strip():
            raise CommandError(f"--code: there is another body of this code, {body.name}")
        self.stdout.write(f"{body.name} ({body.code}) is there already; nothing was changed.")
        return True

    def take(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answers as the options have them. Raises CommandError that names everything wrong at once."""
        answers: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for question in QUESTIONS:
            try:
                answers[question.name] = answer(question, options[question.name], answers)
            except ValidationError as error:
                answers[question.name] = options[question.name] or ""
                if not callable(question.default) or options[question.name] is not None:
                    wrong[question.name] = " ".join(error.messages)  # else it only follows from a wrong one
        if wrong:
            raise CommandError(told(wrong))
        return answers

    def ask(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answers, asked at the terminal where no option gives one, and again where one is wrong."""
        answers: dict[str, Any] = {}
        for question in QUESTIONS:
            given = options[question.name]
            while question.name not in answers:
                if given is None:
                    proposal = question.proposal(answers)
                    given = input(f"{question.text}{f' [{proposal}]' if proposal else ''}: ") or None
                try:
                    answers[question.name] = answer(question, given, answers)
                except ValidationError as error:
                    self.stderr.write(f"  {question.name}: {' '.join(error.messages)}")
                    given = None
        return answers


def answer(question: Question, given: str | None, answers: dict[str, Any]) -> Any:
    """The judged answer to a question. Raises ValidationError."""
    told = question.proposal(answers) if given is None else given
    if told is None:
        raise ValidationError(f"must be told: {question.text}")
    return question.judge(told)


def told(wrong: dict[str, str]) -> str:
    """One line a wrong answer."""
    return "\n".join(f"--{name.replace('_', '-')}: {reason}" for name, reason in wrong.items())
