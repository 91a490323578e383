"""`manage calendar_feed NAME`: open or revoke the secret address of a person's deadlines."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from cases import feed
from cases.models import User


class Command(BaseCommand):
    """The address is told once, here; only its digest is kept."""

    help = "Open the secret address of a person's deadlines, for his calendar, or revoke it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose feed; `--revoke` closes it."""
        parser.add_argument("username")
        parser.add_argument("--revoke", action="store_true", help="close the feed that is open")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open a fresh feed, in place of the one before it, or close it."""
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"there is no user {options['username']}")
        if options["revoke"]:
            self.stdout.write(f"{feed.revoke(user, at=timezone.now())} revoked")
            return
        token = secrets.token_urlsafe(32)
        feed.open_feed(user, token, at=timezone.now())
        self.stdout.write(f"{settings.CHANCERY_BASE_URL}{reverse('deadlines', args=[token])}")
