"""The operator's folder of keys and trust, and the command that judges a file by it."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.management import CommandError, call_command

from cases.letters.signing import keyring, verification
from cases.letters.signing.keyring import BadKeyring
from cases.letters.signing.pades import Keys, Level
from cases.letters.signing.program import ProgramKeys
from cases.lifecycle.signatures import Signing, Standing

from . import gost
from .authority import authority, holder_of_today
from .gost import needs_gost
from .signed import plain, sign, signed

PEM = serialization.Encoding.PEM


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A folder as an operator would lay it: official 7 signs here, official 8 with a tool of his own."""
    settings.CHANCERY_SIGNING = tmp_path
    one = authority()
    (tmp_path / "x509").mkdir()
    (tmp_path / "revoked").mkdir()
    (tmp_path / "signing.toml").write_text('[x509]\nlevel = "B-T"\nstamps = "stamps.pem"\n', encoding="utf-8")
    (tmp_path / "trust.pem").write_bytes(b"".join(each.made.public_bytes(PEM) for each in (one.root, one.issuer)))
    (tmp_path / "stamps.pem").write_bytes(one.stamps.pem(one.root))
    (tmp_path / "x509" / "7.pem").write_bytes(holder_of_today("Примеров Пётр Петрович").pem(one.issuer))
    (tmp_path / "x509" / "8.pem").write_bytes(holder_of_today("Далёкий Денис").made.public_bytes(PEM))
    return tmp_path


def test_a_key_of_the_folder_signs_what_its_trust_verifies(folder: Path) -> None:
    keys, now = keyring.keys_of(Signing.X509, 7), datetime.now(UTC)
    assert isinstance(keys, Keys) and keys.level == Level.B_T
    pdf = sign(plain(), keys, "Approver", None, now, certify=True)
    [found] = verification.verify(pdf, keyring.judge(), at=now + timedelta(minutes=1))
    assert (found.standing, found.stamped, found.owner) == (Standing.VERIFIED, True, "Примеров Пётр Петрович")


def test_who_keeps_his_key_himself_is_known_by_his_certificate(folder: Path) -> None:
    assert keyring.keys_of(Signing.X509, 8) is None
    known = keyring.certificate_of(Signing.X509, 8)
    assert known is not None and "Далёкий Денис" in known.subject.human_friendly
    assert keyring.keys_of(Signing.X509, 9) is None
    assert keyring.certificate_of(Signing.X509, 9) is None


def test_a_list_of_the_revoked_counts(folder: Path) -> None:
    one = authority("Центр списков")
    one.revoked.append(5)
    [_, listed] = one.trust().revoked
    (folder / "revoked" / "list.crl").write_bytes(listed.dump())
    assert len(keyring.trust().revoked) == 1


@needs_gost
def test_an_engine_is_asked_by_the_name_of_its_section(folder: Path) -> None:
    (folder / "gost").mkdir()
    (folder / "gost" / "7.pem").write_bytes(gost.person().read_bytes())
    (folder / "gost.pem").write_bytes(gost.root().read_bytes())
    with (folder / "signing.toml").open("a") as file:
        file.write('[gost]\nengine = "gost"\ndigest = "md_gost12_256"\ntrust = "gost.pem"\n')
        file.write('[belarus]\nengine = "bee2evp"\ndigest = "belt-hash"\n')
    keys, now = keyring.keys_of(Signing.GOST, 7), datetime.now(UTC)
    assert isinstance(keys, ProgramKeys)
    judge = keyring.judge()
    assert [one.name for one in judge.engines] == ["gost", "bee2evp"]
    cms = keys.sign(b"text", at=now)
    found = verification.verify_beside(b"text", cms, judge, at=now + timedelta(minutes=10))
    assert found.standing == Standing.VERIFIED


@pytest.mark.parametrize(
    ("name", "octets", "why"),
    [
        ("signing.toml", b"[x509", "signing.toml"),
        ("signing.toml", b'[x509]\nlevel = "B-X"', "B-X"),
        ("signing.toml", b'[gost]\nengine = "gost"', "digest"),
        ("trust.pem", b"no certificate", "trust.pem"),
    ],
)
def test_a_bad_folder_is_told_by_its_file(folder: Path, name: str, octets: bytes, why: str) -> None:
    (folder / name).write_bytes(octets)
    with pytest.raises(BadKeyring, match=why):
        keyring.keys_of(Signing.X509, 7)
        keyring.judge()


def test_an_empty_folder_trusts_nobody(settings: Any, tmp_path: Path) -> None:
    settings.CHANCERY_SIGNING = tmp_path / "nowhere"
    [one] = verification.verify(signed().once, keyring.judge(), at=datetime.now(UTC))
    assert one.standing == Standing.UNTRUSTED


def test_the_command_tells_what_a_letter_is_worth(folder: Path, tmp_path: Path) -> None:
    keys = keyring.keys_of(Signing.X509, 7)
    file = tmp_path / "letter.pdf"
    file.write_bytes(sign(plain(), keys, "Approver", None, datetime.now(UTC), certify=True))
    told = StringIO()
    call_command("verify_letter", str(file), json=True, stdout=told)
    found = json.loads(told.getvalue())
    assert found["standing"] == "verified"
    assert found["signatures"][0]["owner"] == "Примеров Пётр Петрович"
    lines = StringIO()
    call_command("verify_letter", str(file), stdout=lines)
    assert lines.getvalue().splitlines()[-1].startswith("verified: ")
    beside = tmp_path / "letter.p7s"
    assert keys is not None
    beside.write_bytes(keys.sign(b"other", at=datetime.now(UTC)))
    for arguments, word in ([[str(file)], "broken"], [[str(tmp_path / "plain.pdf")], "absent"]):
        (tmp_path / "plain.pdf").write_bytes(plain())
        told = StringIO()
        beside_it = beside if word == "broken" else None
        with pytest.raises(SystemExit):
            call_command("verify_letter", *arguments, beside=beside_it, json=True, stdout=told)
        assert json.loads(told.getvalue())["standing"] == word


def test_the_command_names_a_file_that_is_not_there(folder: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("verify_letter", "/nowhere.pdf")


def test_to_judge_a_signature_nothing_of_a_renderer_is_loaded() -> None:
    asked = "import sys; from cases.letters.signing import keyring, verification; print('weasyprint' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {asked}"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    assert done.stdout.strip() == "False"
