"""A clean ground for the demonstration, and never anybody's real cases."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cases.journal import guards
from cases.models import Body, User

MARK = "-demo"


class NotADemo(Exception):
    """The database holds something that is no demonstration."""


def clear() -> None:
    """Migrate, empty the database of an earlier demonstration, and empty its folders. Raises NotADemo."""
    call_command("migrate", verbosity=0, interactive=False)
    check_ground()
    guards.take_down(connection)
    # The flush ends with post_migrate, which puts the guards up again.
    call_command("flush", verbosity=0, interactive=False)
    for folder in (letters_folder(), Path(settings.CHANCERY_FOLDER_CHANNEL)):
        shutil.rmtree(folder, ignore_errors=True)
    letters_folder().mkdir(parents=True)


def check_ground() -> None:
    """Refuse a database with a body of its own, or with people and no body. Raises NotADemo."""
    bodies = list(Body.objects.values_list("code", flat=True))
    strangers = [code for code in bodies if not code.endswith(MARK)]
    if strangers or (not bodies and User.objects.exists()):
        raise NotADemo(
            "This database is not a demonstration: the demo would empty it. "
            f"It holds {', '.join(strangers) or 'people without a body'}. "
            "Point DATABASE_URL at an empty database, or CHANCERY_VAR at another folder."
        )


def letters_folder() -> Path:
    """Where the demonstration leaves its PDFs."""
    return Path(settings.VAR) / "demo" / "letters"
