"""A letter that is signed twice: the same letter, archival, and valid for judges that are not ours."""

import os
from itertools import product

import pytest

from cases.letters import specimens
from cases.letters.signing import fields, verdict, verification
from cases.letters.signing.pades import Level
from cases.lifecycle.signatures import Standing
from cases.norms import profile as norms

from . import judges
from .authority import NOW
from .signed import LATER, READ, judge, plain, signed

QUICK = (Level.B_B, Level.B_T)
LONG = (Level.B_LT, Level.B_LTA)
LEVELS = [*QUICK, *(pytest.param(one, marks=pytest.mark.campaign) for one in LONG)]
OF_LETTERS = list(product(norms.codes(), specimens.LANGUAGES))
# The short campaign judges the long levels on one letter; how it was laid out is judged at the quick ones.
SHORT = [("by-2009", "ru")] if os.environ.get("CHANCERY_CAMPAIGN") == "small" else []
EVERY = [
    *product(QUICK, OF_LETTERS),
    *(pytest.param(*one, marks=pytest.mark.campaign) for one in product(LONG, SHORT or OF_LETTERS)),
]


@judges.needs_java
@pytest.mark.parametrize(("level", "kind"), EVERY, ids=lambda one: one if isinstance(one, str) else "-".join(one))
def test_a_letter_is_archival_before_and_after_each_signature(level: Level, kind: tuple[str, str]) -> None:
    made = signed(level, *kind)
    for name, pdf in (("plain", made.plain), ("once", made.once), ("twice", made.twice)):
        judges.archival(pdf, f"{level}-{'-'.join(kind)}-{name}")


@pytest.mark.parametrize("level", LEVELS)
def test_both_signatures_are_verified(level: Level) -> None:
    found = verification.verify(signed(level).twice, judge(), at=READ)
    assert verdict.of_file(found) == Standing.VERIFIED
    people = {one.field: one for one in found if not one.field.startswith("Timestamp")}
    assert set(people) == {fields.APPROVER, fields.REGISTRAR}
    assert people[fields.APPROVER].owner == "Примеров Пётр Петрович"
    assert (people[fields.APPROVER].at, people[fields.REGISTRAR].at) == (NOW, LATER)
    assert {one.stamped for one in people.values()} == {level != Level.B_B}
    assert len(found) == (4 if level == Level.B_LTA else 2)


@pytest.mark.parametrize("level", LEVELS)
def test_pyhanko_calls_both_signatures_good(level: Level) -> None:
    assert judges.pyhanko(signed(level).twice) == {fields.APPROVER: True, fields.REGISTRAR: True}


@judges.needs_pdfsig
@pytest.mark.parametrize("level", LEVELS)
def test_poppler_calls_both_signatures_valid(level: Level) -> None:
    said = judges.pdfsig(signed(level).twice)
    assert {said[one] for one in (fields.APPROVER, fields.REGISTRAR)} == {"Signature is Valid."}


@pytest.mark.parametrize("level", LEVELS)
def test_every_revision_begins_with_the_bytes_before_it(level: Level) -> None:
    made = signed(level)
    assert made.once.startswith(made.plain)
    assert made.twice.startswith(made.once)


def test_an_unsigned_letter_has_no_signature() -> None:
    assert verification.verify(plain(), judge(), at=READ) == []
    assert verdict.of_file([]) == Standing.ABSENT


def test_equal_letters_have_equal_fields() -> None:
    plain.cache_clear()
    again = plain()
    plain.cache_clear()
    assert plain() == again
