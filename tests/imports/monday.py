"""The first Monday, in a database of its own: `python -m tests.imports.monday found|told` with DATABASE_URL set.

`found` founds the office whose books come in; `told` prints what stands in the database as one JSON object.
"""

import hashlib
import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402

from cases.board import board  # noqa: E402
from cases.journal import traces, verify  # noqa: E402
from cases.models import (  # noqa: E402
    Body,
    Case,
    Correspondent,
    Disclosure,
    Entry,
    IncomingCase,
    Number,
    RegisterYear,
    Sought,
    Unlogged,
    User,
)
from tests import cast  # noqa: E402
from tests.cast import NOON  # noqa: E402
from tests.imports.book import LAST, furnish  # noqa: E402
from workflows.perform import open_case, perform  # noqa: E402


def found() -> None:
    """The office, which has given no number yet."""
    with transaction.atomic():
        furnish(cast.found())


def told() -> dict[str, Any]:
    """What an import has made, and what the next letter would be numbered."""
    digest = hashlib.sha256()
    for model in (Case, Entry, Disclosure, Number, RegisterYear, Correspondent, Sought, Unlogged):
        for row in model._default_manager.order_by("pk").values_list().iterator(chunk_size=5000):
            digest.update(repr(row).encode())
    watched = board(User.objects.get(username="controller@gknt"), on=LAST)
    return {
        "digest": digest.hexdigest(),
        "numbers": {
            direction: sorted(Case.objects.filter(direction=direction).values_list("number", flat=True))
            for direction in ("in", "out")
        },
        "open": watched.total.total(),
        "control": Case.objects.filter(control="on").count(),
        "next": next_number(),
        "findings": [str(one) for one in (*verify.verify(Case.objects.all()), *traces.registers_have_no_gap())],
    }


def next_number() -> str:
    """The number that the next incoming letter of the year would get; it is not kept."""
    people = {name: User.objects.get(username=f"{name}@gknt") for name in ("clerk", "registrar")}
    body = Body.objects.get(code="gknt")
    told: dict[str, Any] = {"their_number": "1", "their_date": LAST, "title": "О встрече"}
    with transaction.atomic():
        unit, sender = body.unit_set.first(), body.correspondents.first()
        assert unit is not None and sender is not None
        facts = told | {"unit": unit.pk, "correspondent": sender.pk}
        case = open_case(IncomingCase.accept, body=body, by=people["clerk"], at=NOON, **facts).case
        number = perform(IncomingCase.register, case=case, by=people["registrar"], at=NOON).number
        transaction.set_rollback(True)
    return number


if __name__ == "__main__":
    if sys.argv[1] == "found":
        found()
    else:
        print(json.dumps(told()))
