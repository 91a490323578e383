"""Checkpoints as notes, beside an implementation of C2SP that is not ours, and the keys that sign them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from aics_tlog import cosign
from aics_tlog.checkpoint import checkpoint_from_note
from aics_tlog.note import parse_note, parse_vkey, verify_note
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from cases.evidence import keys, note
from cases.evidence.note import COSIGNED, Signer

ROOT = bytes(range(32))
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def signer() -> Signer:
    """A log with a key of chance."""
    return Signer("gknt.example/register", Ed25519PrivateKey.generate())


def test_the_other_reads_and_accepts_a_checkpoint(signer: Signer) -> None:
    checkpoint, parsed = checkpoint_from_note(signer.sign(398, ROOT, AT))
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (signer.name, 398, ROOT)
    assert verify_note(parsed, [parse_vkey(signer.vkey())])


def test_the_other_takes_the_moment_of_the_cosignature(signer: Signer) -> None:
    lines = parse_note(signer.sign(398, ROOT, AT)).signatures
    [line] = [one for one in lines if one.key_id == note.key_id(signer.name, COSIGNED, signer.public)]
    assert cosign.cosignature_timestamp(line.signature) == int(AT.timestamp())
    assert cosign.verify_cosignature(line.signature, signer.name, signer.public, signer.name, 398, ROOT)
    assert not cosign.verify_cosignature(line.signature, signer.name, signer.public, signer.name, 399, ROOT)


@pytest.mark.parametrize("change", [("398", "399"), ("AAEC", "AAED")])
def test_the_other_refuses_a_changed_one(signer: Signer, change: tuple[str, str]) -> None:
    changed = signer.sign(398, ROOT, AT).replace(*change, 1)
    assert not verify_note(parse_note(changed), [parse_vkey(signer.vkey())])


def test_lines_of_keys_that_nobody_knows_are_no_hindrance(signer: Signer) -> None:
    stranger = Signer("other.example", Ed25519PrivateKey.generate())
    signed = signer.sign(398, ROOT, AT)
    text = signed[: signed.index("\n\n") + 1]
    parsed = parse_note(signed + stranger.cosignature(text, AT))
    assert verify_note(parsed, [parse_vkey(signer.vkey())])
    assert note.told(signed) == (signer.name, 398, ROOT)


class TestKeys:
    def test_what_was_made_is_loaded_and_its_public_part_lies_beside(self, tmp_path: Path) -> None:
        made = keys.make(tmp_path / "log.key", "gknt.example/register")
        loaded = keys.load(tmp_path / "log.key")
        assert (loaded.name, loaded.public) == (made.name, made.public)
        assert (tmp_path / "log.vkey").read_text(encoding="utf-8") == f"{made.vkey()}\n"
        assert (tmp_path / "log.key").stat().st_mode & 0o777 == 0o600

    def test_a_key_is_never_overwritten(self, tmp_path: Path) -> None:
        made = keys.make(tmp_path / "log.key", "gknt.example")
        with pytest.raises(FileExistsError):
            keys.make(tmp_path / "log.key", "gknt.example")
        assert keys.load(tmp_path / "log.key").public == made.public

    @pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb"])
    def test_a_name_that_no_note_carries_is_refused(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="neither spaces nor plus"):
            keys.make(tmp_path / "log.key", name)
        assert list(tmp_path.iterdir()) == []

    def test_a_key_that_others_may_read_is_refused(self, tmp_path: Path) -> None:
        keys.make(tmp_path / "log.key", "gknt.example")
        (tmp_path / "log.key").chmod(0o640)
        with pytest.raises(keys.NoLogKey, match="others may read it"):
            keys.load(tmp_path / "log.key")

    @pytest.mark.parametrize("spoil", ["", "nonsense", "PRIVATE+KEY+other+00000000+AQ=="])
    def test_what_is_no_key_is_refused(self, spoil: str, tmp_path: Path) -> None:
        path = tmp_path / "log.key"
        path.write_text(spoil, encoding="utf-8")
        path.chmod(0o600)
        with pytest.raises(keys.NoLogKey, match="no key of a log"):
            keys.load(path)

    def test_a_key_under_another_name_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "log.key"
        keys.make(path, "gknt.example")
        path.write_text(path.read_text(encoding="utf-8").replace("gknt", "gknu"), encoding="utf-8")
        with pytest.raises(keys.NoLogKey, match="no key of a log"):
            keys.load(path)

    def test_no_key_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(keys.NoLogKey, match="No such file"):
            keys.load(tmp_path / "none.key")

    def test_the_command_makes_it_once(self, tmp_path: Path, settings: pytest.FixtureRequest) -> None:
        settings.CHANCERY_LOG_KEY = tmp_path / "var" / "log.key"  # type: ignore[attr-defined]
        call_command("make_log_key", "gknt.example", stdout=(tmp_path / "out").open("w"))
        assert keys.load().name == "gknt.example"
        with pytest.raises(CommandError):
            call_command("make_log_key", "gknt.example")
