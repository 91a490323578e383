"""GOST R 34.10-2012 through the program `openssl` and an engine; the Belarusian one plugs in by its name."""

import os
import random
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.letters.signing import container, fields, marks, program, verdict, verification
from cases.letters.signing.program import Engine, ProgramFailed, ProgramKeys
from cases.letters.signing.verification import Judge
from cases.lifecycle.signatures import Standing

from . import gost, judges
from .authority import authority
from .gost import needs_gost
from .signed import approve, plain, sign

TODAY = datetime.now(UTC) + timedelta(days=1)  # this is read before the tests run, the keys are made while they run


def judge() -> Judge:
    """Who trusts both authorities."""
    return Judge(authority().trust(TODAY), (gost.engine(),))


def beside(text: bytes, cms: bytes, one: Judge | None = None) -> Standing:
    """What a signature beside a text is worth."""
    return verification.verify_beside(text, cms, one or judge(), at=TODAY).standing


@needs_gost
def test_a_container_beside_the_letter_verifies_and_a_flipped_byte_breaks_it() -> None:
    letter = plain()
    cms = gost.keys().sign(letter, at=TODAY)
    assert beside(letter, cms) == Standing.VERIFIED
    chance = random.Random(5)
    for _ in range(8):
        other = bytearray(letter)
        other[chance.randrange(len(other))] ^= chance.randrange(1, 256)
        assert beside(bytes(other), cms) == Standing.BROKEN


@needs_gost
def test_openssl_itself_verifies_the_container(tmp_path: Path) -> None:
    letter, signature = tmp_path / "letter.pdf", tmp_path / "letter.p7s"
    letter.write_bytes(plain())
    signature.write_bytes(gost.keys().sign(plain(), at=TODAY))
    asked: list[str | Path] = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-engine", "gost"]
    asked += ["-in", signature, "-content", letter]
    asked += ["-CAfile", gost.root(), "-purpose", "any", "-out", os.devnull]
    assert subprocess.run(asked, capture_output=True, check=False).returncode == 0
    letter.write_bytes(plain()[:-2] + b"X\n")
    assert subprocess.run(asked, capture_output=True, check=False).returncode != 0


@needs_gost
def test_a_flipped_byte_of_the_signature_is_never_verified() -> None:
    letter, cms = plain(), gost.keys().sign(plain(), at=TODAY)
    for place in range(len(cms) - 64, len(cms), 9):
        other = bytearray(cms)
        other[place] ^= 4
        assert beside(letter, bytes(other)) == Standing.BROKEN


@needs_gost
def test_who_is_not_trusted_is_told_from_what_is_broken() -> None:
    letter, cms = plain(), gost.keys().sign(plain(), at=TODAY)
    assert beside(letter, cms, Judge(engines=(gost.engine(None),))) == Standing.UNTRUSTED
    assert beside(letter, cms, Judge(engines=(gost.engine("Чужой центр ГОСТ"),))) == Standing.UNTRUSTED
    assert beside(letter, cms, Judge()) == Standing.CANNOT_VERIFY


@needs_gost
def test_it_is_read_whose_signature_it_is() -> None:
    found = verification.verify_beside(plain(), gost.keys().sign(plain(), at=TODAY), judge(), at=TODAY)
    assert (found.owner, found.algorithm) == ("Примеров Пётр Петрович", "md_gost12_256")
    assert found.serial and found.since is not None and found.since <= TODAY
    assert found.at is not None and abs((found.at - datetime.now(UTC)).total_seconds()) < 600


@needs_gost
def test_two_providers_sign_one_letter() -> None:
    once = approve(plain())
    mark = marks.of_registration("06-09/398", "02.03.2026")
    twice = sign(once, gost.keys(), fields.REGISTRAR, mark, TODAY)
    found = {one.field: one for one in verification.verify(twice, judge(), at=TODAY)}
    assert {one.standing for one in found.values()} == {Standing.VERIFIED}
    assert found[fields.APPROVER].algorithm == "sha256"
    assert found[fields.REGISTRAR].algorithm == "md_gost12_256"
    beside_it = verification.verify_beside(twice, gost.keys().sign(twice, at=TODAY), judge(), at=TODAY)
    assert verdict.of_file([*found.values(), beside_it]) == Standing.VERIFIED
    # Who has no engine can still judge the other signature, and says of this one what it is.
    foreign = verification.verify(twice, Judge(authority().trust(TODAY)), at=TODAY)
    assert [one.standing for one in foreign] == [Standing.VERIFIED, Standing.CANNOT_VERIFY]
    assert foreign[1].why == "md_gost12_256"


@needs_gost
@judges.needs_java
def test_a_letter_signed_by_gost_is_archival() -> None:
    keys = gost.keys()
    once = sign(plain(), keys, fields.APPROVER, marks.of_signature(keys.certificate, "ru"), TODAY, certify=True)
    twice = sign(once, keys, fields.REGISTRAR, marks.of_registration("06-09/398", "02.03.2026"), TODAY)
    judges.archival(once, "gost-once")
    judges.archival(twice, "gost-twice")


@needs_gost
def test_what_is_added_after_a_gost_signature_breaks_it() -> None:
    from .test_mutations import with_annotation, with_other_stamp, with_page

    once = sign(plain(), gost.keys(), fields.APPROVER, None, TODAY, certify=True)
    twice = sign(once, gost.keys(), fields.REGISTRAR, marks.of_registration("1", "02.03.2026"), TODAY)
    assert verdict.of_file(verification.verify(twice, judge(), at=TODAY)) == Standing.VERIFIED
    for change in (with_page, with_annotation, with_other_stamp):
        found = verification.verify(change(twice, random.Random(1)), judge(), at=TODAY)
        assert {one.standing for one in found} == {Standing.BROKEN}
    start, end = container.RANGES.search(once).groups()[:2]  # type: ignore[union-attr]
    for place in (100, int(start) - 100, int(end) + 10):
        other = bytearray(once)
        other[place] ^= 1
        assert verdict.of_file(verification.verify(bytes(other), judge(), at=TODAY)) != Standing.VERIFIED


def test_an_engine_that_is_not_here_verifies_nothing() -> None:
    belarus = Engine("bee2evp-of-nobody", "sha256")
    assert not belarus.is_here()
    standing, why = belarus.verify(b"text", b"cms", at=TODAY)
    assert (standing, why) == (Standing.CANNOT_VERIFY, "sha256: no engine bee2evp-of-nobody here")
    with pytest.raises(ProgramFailed):
        belarus.sign(b"text", Path("/nowhere"))


def test_a_machine_without_the_program_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not gost.GOST.is_here()
    assert gost.GOST.verify(b"", b"", at=TODAY)[0] == Standing.CANNOT_VERIFY
    with pytest.raises(ProgramFailed):
        program.run("version")


def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "PATIENCE", 0.01)
    with pytest.raises(ProgramFailed):
        program.run("speed", "-seconds", "5", "sha256")


@needs_gost
def test_keys_that_are_none_sign_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.pem"
    path.write_bytes(b"")
    with pytest.raises(ProgramFailed):
        ProgramKeys(path, gost.engine()).sign(b"text", at=TODAY)
