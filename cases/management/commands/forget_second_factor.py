"""`manage forget_second_factor`: who has lost telephone, keys and recovery codes comes in by the password again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import User


class Command(BaseCommand):
    """All factors of one person, and with them his sessions."""

    help = "Take all second factors of a person away, who has lost them; his sessions end. Make sure that it is him."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("login", help="the name by which he logs in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take them away."""
        if settings.CHANCERY_SECOND_FACTOR == "off":
            raise CommandError("CHANCERY_SECOND_FACTOR is off: nobody has a second factor")
        from allauth.mfa.models import Authenticator

        user = User.objects.filter(username=options["login"]).first()
        if user is None:
            raise CommandError(f"nobody logs in as {options['login']}")
        rows, _ = Authenticator.objects.filter(user=user).delete()
        self.stdout.write(f"{user.get_username()} has no second factor any more ({rows} taken away)")
