"""The keys of the demonstration: named as such, never laid over others, and good for other tools."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from django.utils import timezone

from cases.letters.signing import container, fields, keyring, verdict, verification
from cases.lifecycle.signatures import Signing, Standing
from tests.signing.signed import plain
from workflows.demo import authority, ground

OFFICIAL = 17


@pytest.fixture
def folder(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """A keyring of a demonstration with the key of one official."""
    settings.CHANCERY_SIGNING = tmp_path / "signing"  # type: ignore[attr-defined]
    authority.fill(ground.keyring(), {OFFICIAL: "Шаблонов Л.Л."}, timezone.now())
    return ground.keyring()


def signed() -> bytes:
    """A letter signed with it."""
    keys, at = keyring.keys_of(Signing.X509, OFFICIAL), timezone.now()
    assert keys is not None
    prepared = container.prepare(plain(), fields.APPROVER, None, at=at, certify=True)
    return keys.prolong(container.embed(prepared, keys.sign(prepared.covered, at=at)), at=at)


def test_a_letter_is_signed_with_a_time_stamp_and_verified(folder: Path) -> None:
    [found] = verification.verify(signed(), keyring.judge(), at=timezone.now())
    assert (found.standing, found.stamped, found.owner) == (Standing.VERIFIED, True, "Шаблонов Л.Л. (демонстрация)")


def test_another_tool_calls_it_valid_and_knows_no_such_authority(folder: Path, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("no pdfsig here (apt-get install poppler-utils)")
    file = tmp_path / "letter.pdf"
    file.write_bytes(signed())
    told = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in told
    assert "Certificate issuer is unknown." in told or "isn't Trusted" in told


def test_every_certificate_says_what_it_is(folder: Path) -> None:
    pems = [folder / "trust.pem", folder / "stamps.pem", *(folder / "x509").glob("*.pem")]
    found = [one for pem in pems for one in x509.load_pem_x509_certificates(pem.read_bytes())]
    assert len(found) > 4
    assert all("емонстрация" in one.subject.rfc4514_string() for one in found)
    assert (folder / ground.KEYS).exists()


def test_keys_are_read_by_their_owner_only(folder: Path) -> None:
    for pem in (folder / "stamps.pem", folder / "x509" / f"{OFFICIAL}.pem"):
        assert pem.stat().st_mode & 0o077 == 0


def test_a_second_demonstration_has_new_keys(folder: Path) -> None:
    before = signed()
    ground.check_keyring()
    shutil.rmtree(folder)
    authority.fill(folder, {OFFICIAL: "Шаблонов Л.Л."}, timezone.now())
    found = verification.verify(before, keyring.judge(), at=timezone.now())
    assert verdict.of_file(found) == Standing.UNTRUSTED


def test_keys_of_others_are_never_emptied(folder: Path) -> None:
    (folder / ground.KEYS).unlink()
    with pytest.raises(ground.NotADemo, match="CHANCERY_SIGNING"):
        ground.clear()
    assert (folder / "trust.pem").exists()
