"""`manage harden_database`: let the role of pages and workers write the history, and change nothing of it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from cases.journal import hardening


class Command(BaseCommand):
    """Called by the owner of the tables, after each `migrate`; pages and workers then run as the role."""

    help = "On PostgreSQL, give the role of pages and workers exactly the rights that it needs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which role."""
        parser.add_argument("role", help="the role as which pages and workers run; it exists already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Give the rights, or say why not."""
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: its connections lock the schema by themselves")
        try:
            hardening.give_rights(connection, options["role"])
        except DatabaseError as error:
            raise CommandError(str(error).strip()) from error
        self.stdout.write(f"{options['role']} may write the history and change nothing of it")
