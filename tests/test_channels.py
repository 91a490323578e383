"""The folder from which a gateway takes letters: whole or not at all, and each key once."""

import hashlib
import os
from pathlib import Path

import pytest
from django.conf import settings

from cases.letters import blobs
from workflows.channels import Folder, KeyTaken, channel

LETTER = "Просим сообщить.".encode()
NOTE = "gknt.example/register\n1\n…\n"


def names(folder: Folder) -> list[str]:
    """What a gateway finds in the folder."""
    return sorted(path.name for path in folder.path.glob("*.pdf"))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder that is not there before the first letter."""
    return Folder(tmp_path / "gateway" / "out")


def test_a_letter_lies_in_the_folder_under_its_key(folder: Folder) -> None:
    receipt = folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    assert receipt == hashlib.sha256(LETTER).hexdigest()
    assert names(folder) == ["dispatch%3A7.pdf"]
    assert (folder.path / "dispatch%3A7.pdf").read_bytes() == LETTER


def test_the_head_of_the_log_leaves_with_the_letter_and_stays_as_it_left(folder: Folder) -> None:
    folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    folder.send(key="dispatch:7", letter=LETTER, checkpoint="a later one")
    assert (folder.path / "dispatch%3A7.checkpoint").read_text(encoding="utf-8") == NOTE


def test_a_repeat_of_a_key_is_dropped_and_answered_the_same(folder: Folder) -> None:
    first = folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    [file] = folder.path.glob("*.pdf")
    before = file.stat()
    assert folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE) == first
    assert names(folder) == ["dispatch%3A7.pdf"]
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("other", [b"", LETTER[:-1], LETTER + b" "])
def test_a_key_is_not_used_for_other_bytes(folder: Folder, other: bytes) -> None:
    folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    with pytest.raises(KeyTaken, match="dispatch:7"):
        folder.send(key="dispatch:7", letter=other, checkpoint=NOTE)
    assert [path.read_bytes() for path in folder.path.glob("*.pdf")] == [LETTER]


def test_equal_bytes_under_two_keys_are_two_letters(folder: Folder) -> None:
    assert folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE) == folder.send(
        key="dispatch:8", letter=LETTER, checkpoint=NOTE
    )
    assert names(folder) == ["dispatch%3A7.pdf", "dispatch%3A8.pdf"]


def test_a_write_that_fails_leaves_no_letter_and_may_be_repeated(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space left"):
            folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    assert [name for name in names(folder) if name.endswith(".pdf")] == []
    folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    assert names(folder) == ["dispatch%3A7.pdf"]


@pytest.mark.parametrize("pid", [os.getpid(), 1])
def test_what_a_crashed_write_left_is_no_letter(folder: Folder, pid: int) -> None:
    folder.path.mkdir(parents=True)
    left = folder.path / f"dispatch%3A7.{pid}.part"
    left.write_bytes("Просим сообщить. И ещё много, много больше.".encode())
    folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    assert (folder.path / "dispatch%3A7.pdf").read_bytes() == LETTER
    assert left.exists() == (pid == 1)  # another process may still be writing its own


def test_a_receipt_is_given_when_name_and_bytes_have_reached_the_disk(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[tuple[Path, list[str]]] = []
    monkeypatch.setattr(blobs, "settle", lambda path: settled.append((path, names(folder))))
    folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    folder.send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    assert settled == [(folder.path, ["dispatch%3A7.pdf"])] * 2


@pytest.mark.parametrize(
    "key", ["a/b", "../../letter", "/etc/letter", "..", "a.b.c", "Исх № 5", "key\nkey", "100%", ".hidden", "a\\b"]
)
def test_a_key_with_odd_characters_stays_one_file_in_the_folder(folder: Folder, key: str, tmp_path: Path) -> None:
    folder.send(key=key, letter=LETTER, checkpoint=NOTE)
    note, file = sorted(path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".key")
    assert (file.parent, file.suffix, file.read_bytes()) == (folder.path, ".pdf", LETTER)
    assert (note.parent, note.suffix, note.stem) == (folder.path, ".checkpoint", file.stem)


def test_keys_that_look_alike_do_not_share_a_file(folder: Folder) -> None:
    keys = ["a:b", "a-b", "a/b", "a%3Ab", "a.b", "A:B"]
    for key in keys:
        folder.send(key=key, letter=key.encode(), checkpoint=NOTE)
    assert sorted(path.read_bytes() for path in folder.path.glob("*.pdf")) == sorted(key.encode() for key in keys)


def test_the_folder_is_the_one_of_the_settings() -> None:
    channel("folder").send(key="dispatch:7", letter=LETTER, checkpoint=NOTE)
    assert [path.name for path in settings.CHANCERY_FOLDER_CHANNEL.glob("*.pdf")] == ["dispatch%3A7.pdf"]


@pytest.mark.parametrize("name", ["post", "fax", ""])
def test_nothing_sends_by_post_on_its_own(name: str) -> None:
    with pytest.raises(LookupError, match=repr(name)):
        channel(name)
