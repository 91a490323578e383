"""Hostile files: each is refused by a documented code, within its limits; none is let in, none ends the judge.

By default every crafted file is judged in this process. The campaign has all of them, and mutations of them, judged in
the room apart, and looks at what each took of time and memory.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from cases.letters.intake.examination import examine
from cases.letters.intake.gate import BOUNDS, Judge
from cases.letters.intake.kinds import Kind
from cases.letters.intake.unfit import Code, Unfit

from . import hostile_others, hostile_packages, hostile_pdf

SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
MUTATIONS = 300 if SMALL else 2_000
SECURITY = Path(__file__).parents[2] / "docs" / "security.md"

type Hostile = tuple[str, str, bytes, set[Code]]


def crafted() -> Iterator[Hostile]:
    """(what it is, its name, its bytes, the codes it may be refused by), of all that is written by hand."""
    for what, octets, codes in hostile_pdf.crafted():
        yield what, "letter.pdf", octets, codes
    for what, ending, octets, code in hostile_packages.crafted():
        yield what, f"letter.{ending}", octets, {code}
    for what, octets, codes in hostile_packages.broken():
        yield what, f"letter.{what.rpartition(' ')[2]}", octets, codes
    yield from hostile_others.crafted()


def mutated() -> Iterator[Hostile]:
    """Hostile files with some bytes changed, so many of each sort; only those in which the attack is still whole."""
    anything = set(Code)
    for seed in range(MUTATIONS * 2):
        what, octets, whole = hostile_pdf.mutated(seed)
        if whole:
            yield what, "letter.pdf", octets, anything
    for seed in range(MUTATIONS):
        what, ending, octets = hostile_packages.mutated(seed)
        yield what, f"letter.{ending}", octets, anything
    for seed in range(MUTATIONS // 4):
        what, name, octets = hostile_others.cut(seed)
        yield what, name, octets, anything


def refused(what: str, octets: bytes, name: str, codes: set[Code]) -> Code:
    """The code by which a file is refused."""
    try:
        kind = examine(octets, name)
    except Unfit as unfit:
        assert unfit.code in codes, (what, unfit)
        return unfit.code
    raise AssertionError(f"{what} was let in as {kind}")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("sort", ["pdf", "packages", "broken", "others"])
def test_every_crafted_file_is_refused_by_its_code(sort: str) -> None:
    sorts: dict[str, Iterator[Hostile]] = {
        "pdf": ((what, "a.pdf", octets, codes) for what, octets, codes in hostile_pdf.crafted()),
        "packages": ((what, f"a.{end}", octets, {code}) for what, end, octets, code in hostile_packages.crafted()),
        "broken": ((what, f"a.{what.split()[-1]}", octets, codes) for what, octets, codes in hostile_packages.broken()),
        "others": hostile_others.crafted(),
    }  # fmt: skip
    told = Counter(refused(what, octets, name, codes) for what, name, octets, codes in sorts[sort])
    print(f"{told.total()} of {sort} refused: {dict(sorted(told.items()))}")
    assert told.total() > 100


def test_some_mutated_files_are_refused() -> None:
    for seed in range(200):
        what, octets, whole = hostile_pdf.mutated(seed)
        if whole:
            refused(what, octets, "a.pdf", set(Code))
        what, ending, octets = hostile_packages.mutated(seed)
        refused(what, octets, f"a.{ending}", set(Code))


def test_every_code_is_documented() -> None:
    told = SECURITY.read_text(encoding="utf-8")
    assert [code for code in Code if f"`{code}`" not in told] == []


@pytest.mark.campaign
def test_a_campaign_of_hostile_files_in_the_room_apart() -> None:
    judge, told, most = Judge(), Counter[str](), [0.0, 0]
    tried = 0
    try:
        for what, name, octets, codes in chain(crafted(), mutated()):
            tried += 1
            try:
                kind: Kind = judge.judge(octets, name)
            except Unfit as unfit:
                assert unfit.code in codes | {Code.TOO_MUCH}, (what, unfit)
                assert "Died" not in unfit.told, what
                told[unfit.code] += 1
            else:
                raise AssertionError(f"{what} was let in as {kind}")
            most = [max(most[0], judge.spent), max(most[1], judge.peak)]
    finally:
        judge.close()
    print(f"{tried} hostile files, all refused: {dict(sorted(told.items()))}")
    print(f"the slowest took {most[0]:.2f} s of a processor, the largest hand had {most[1] / 1e6:.0f} MB")
    assert told.total() == tried >= (2_000 if SMALL else 5_000)
    assert most[0] <= BOUNDS.processor
    assert most[1] <= BOUNDS.memory
