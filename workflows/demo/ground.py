"""A clean ground for the demonstration, and never anybody's real cases."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cases.journal import guards
from cases.models import Body, User

MARK = "-demo"
KEYS = "DEMONSTRATION.txt"


class NotADemo(Exception):
    """The database holds something that is no demonstration."""


def clear() -> None:
    """Migrate, empty the database of an earlier demonstration, and empty its folders. Raises NotADemo."""
    check_keyring()
    call_command("migrate", verbosity=0, interactive=False)
    check_ground()
    guards.take_down(connection)
    # The flush ends with post_migrate, which puts the guards up again.
    call_command("flush", verbosity=0, interactive=False)
    for folder in (letters_folder(), Path(settings.CHANCERY_FOLDER_CHANNEL), keyring()):
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


def check_keyring() -> None:
    """Refuse a keyring that no demonstration has filled. Raises NotADemo."""
    if keyring().exists() and any(keyring().iterdir()) and not (keyring() / KEYS).exists():
        raise NotADemo(f"{keyring()} holds keys that are nobody's toy. Point CHANCERY_SIGNING at another folder.")


def mark(folder: Path) -> None:
    """Say of a keyring that the next demonstration may empty it."""
    (folder / KEYS).write_text("Made by manage demo. Trust nothing that these keys have signed.\n", encoding="utf-8")


def keyring() -> Path:
    """Where the keys of electronic signatures lie."""
    return Path(settings.CHANCERY_SIGNING)


def letters_folder() -> Path:
    """Where the demonstration leaves its PDFs."""
    return Path(settings.VAR) / "demo" / "letters"
