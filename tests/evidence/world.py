"""A small world of letters whose evidence is exported, once for many tests; nothing of it stays in the database."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import transaction
from django.test import override_settings

from cases.evidence import keys, printing
from cases.evidence.note import Signer
from cases.letters import barcode, rendering, specimens
from cases.lifecycle.facts import canonical
from cases.lifecycle.sheets import Sheet
from cases.models import Checkpoint, IncomingCase, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories import lives
from tests.stories.lives import act
from workflows import sequencer
from workflows.export import export
from workflows.worker import work_off

NAME = "gknt.example/register"


@dataclass
class World:
    """An office, its log's key, and its cases by what they are."""

    office: Office
    signer: Signer
    places: dict[str, Any]
    cases: dict[str, int] = field(default_factory=dict)
    held: list[bytes] = field(default_factory=list)

    def bundle(self, *cases: str, **how: Any) -> bytes:
        """The bundle of some cases, of all when none is named."""
        file = io.BytesIO()
        with override_settings(**self.places):  # a test has folders and a key of its own
            export(file, cases=[self.cases[one] for one in cases] or None, at=self.office.at, **how)
        return file.getvalue()

    def sign(self) -> None:
        """A worker does what is due, and the log is signed; the auditor keeps the checkpoint."""
        now = self.office.at
        work_off(lambda: now)
        self.held.append(sequencer.sequence(self.office.at).note.encode())


def coded(note: str) -> str:
    """What the code of a letter says that was registered when this was the last checkpoint."""
    return barcode.payload(specimens.specimen(Sheet.LETTER, "ru-2025") | {"checkpoint": note})


@contextmanager
def plain_world(folder: Path) -> Iterator[World]:
    """A world whose sheets are drawn as plain bytes: what is proved does not depend on how they look."""
    blobs = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "blobs"}}
    places = {
        "STORAGES": {"blobs": blobs, "default": blobs},
        "CHANCERY_LOG_KEY": folder / "log.key",
        "CHANCERY_FOLDER_CHANNEL": folder / "dispatched",
        "CHANCERY_PRESS_APART": False,
    }
    with (
        override_settings(**places),
        mock.patch.object(rendering, "render", canonical),
        mock.patch.object(printing, "draw", str.encode),
        transaction.atomic(),
    ):
        yield World(cast.found(), keys.make(folder / "log.key", NAME), places)
        transaction.set_rollback(True)


def live(world: World) -> None:
    """Eight letters in eight places of their lives, with checkpoints in between."""
    office, cases = world.office, world.cases
    cases["refused"] = lives.to_approval(office, "lawyer", "banker")
    act(office, "lawyer", OutgoingCase.refuse_visa, cases["refused"], digest=lives.digest(cases["refused"]), round=1,
        remarks="Указать сроки.")  # fmt: skip
    world.sign()
    act(office, "drafter", OutgoingCase.resubmit, cases["refused"], letter=office.letter("В срок до мая."),
        route=office.route("lawyer", "banker", "expert"))  # fmt: skip
    lives.agree(office, "lawyer", cases["refused"])
    cases["sent"] = lives.to_dispatching(office, channel="folder")
    office.clock += timedelta(hours=3)
    world.sign()
    cases["annulled"] = lives.to_registered(office)
    act(office, "registrar", OutgoingCase.ask_annulment, cases["annulled"], reason="Ошибка.")
    act(office, "chief", OutgoingCase.annul, cases["annulled"], reason="Ошибка.")
    cases["signed"] = lives.to_signed(office)
    cases["incoming"] = lives.to_work(office)
    act(office, "controller", IncomingCase.put_on_control, cases["incoming"])
    world.sign()
    cases["numbered"] = lives.to_registered(office)
    cases["draft"] = lives.to_draft(office)
    cases["waived"] = lives.to_approval(office, "lawyer", "banker")
    lives.agree(office, "banker", cases["waived"])
    act(office, "deputy", OutgoingCase.waive_visa, cases["waived"], approver=office.id("lawyer"), reason="В отпуске.")
    assert Checkpoint.objects.count() >= 3
