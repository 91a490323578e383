"""The gate: judged apart and within limits, never in a transaction; what the scanner cannot judge is in quarantine."""

import hashlib
import socket
import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cases.letters import blobs
from cases.letters.intake import gate, virus
from cases.letters.intake.gate import BOUNDS, Judge, Refused, let_in
from cases.letters.intake.kinds import Kind
from cases.letters.intake.reasons import REASONS
from cases.letters.intake.unfit import Code, Unfit
from config import settings as configuration
from tests import papers
from workflows.desk.uploads import Upload

from . import hostile_pdf

PDF = papers.pdf()
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    """A judge of these tests, opened once."""
    one = Judge()
    yield one
    one.close()


class Clamd:
    """A scanner that answers what it is told to, once."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.heard = answer, b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        self.work = threading.Thread(target=self.listen)
        self.work.start()

    def listen(self) -> None:
        """Read one stream to its end, then answer."""
        wire, _ = self.door.accept()
        with wire, wire.makefile("rb") as told:
            assert told.read(10) == b"zINSTREAM\0"
            while length := int.from_bytes(told.read(4)):
                self.heard += told.read(length)
            wire.sendall(self.answer)

    def close(self) -> None:
        """End it."""
        self.work.join(10)
        self.door.close()


class TestJudge:
    def test_a_good_file_is_known_and_a_bad_one_is_named(self, judge: Judge) -> None:
        assert judge.judge(PDF, "a.pdf") is Kind.PDF
        with pytest.raises(Unfit) as unfit:
            judge.judge(b"<html>", "a.pdf")
        assert unfit.value.code is Code.KIND_UNKNOWN

    def test_what_takes_too_much_memory_is_refused_and_the_next_file_is_judged(self, judge: Judge) -> None:
        packed = zlib.compress(bytes(240 << 20), 9)
        bomb = papers.pdf("bomb", hostile_pdf.stream(b"/Filter/FlateDecode", packed), page=b"/PieceInfo 6 0 R")
        with pytest.raises(Unfit) as unfit:
            judge.judge(bomb, "a.pdf", bounds=replace(BOUNDS, memory=300_000_000))
        assert unfit.value.code in (Code.TOO_MUCH, Code.PDF_DAMAGED)
        assert judge.judge(PDF, "a.pdf") is Kind.PDF

    def test_a_stream_that_unpacks_without_end_is_refused(self, judge: Judge) -> None:
        packed = zlib.compress(bytes(300 << 20), 9)
        bomb = papers.pdf("bomb", hostile_pdf.stream(b"/Filter/FlateDecode", packed), page=b"/PieceInfo 6 0 R")
        with pytest.raises(Unfit) as unfit:
            judge.judge(bomb, "a.pdf")
        assert unfit.value.code in (Code.TOO_MUCH, Code.PDF_SIZE)
        assert judge.spent <= BOUNDS.processor

    def test_it_knows_no_secret_of_ours(self, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CHANCERY_SECRET_KEY", "a secret")
        other = Judge()
        try:
            other.judge(PDF, "a.pdf")
            assert other.room is not None
            assert "CHANCERY" not in Path(f"/proc/{other.room.pid}/environ").read_text()
        finally:
            other.close()


class TestLetIn:
    def test_what_is_let_in_is_kept(self) -> None:
        assert let_in(PDF, "a.pdf") == DIGEST
        assert blobs.fetch(DIGEST) == PDF

    def test_what_is_refused_is_not_kept_and_says_why(self) -> None:
        page = b"<script>1</script>"
        with pytest.raises(Refused) as refused:
            let_in(page, "a.pdf", field="scan")
        assert (refused.value.code, refused.value.field, refused.value.status) == ("kind_unknown", "scan", 422)
        with pytest.raises(blobs.MissingBlob):
            blobs.fetch(hashlib.sha256(page).hexdigest())

    def test_a_form_says_the_code(self) -> None:
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError) as wrong:
            Upload(7).clean(SimpleUploadedFile("a.pdf", PDF[:-20]))
        assert [one.code for one in wrong.value.error_list] == [Code.PDF_DAMAGED]

    @pytest.mark.django_db
    def test_nothing_is_judged_inside_a_transaction(self, settings: Any) -> None:
        settings.CHANCERY_PRESS_APART = True
        with transaction.atomic(), pytest.raises(gate.InTransaction):
            let_in(PDF, "a.pdf")

    def test_every_code_has_its_words(self) -> None:
        assert REASONS.keys() == set(Code)


class TestScanner:
    @pytest.fixture
    def clamd(self, request: pytest.FixtureRequest, settings: Any) -> Iterator[Clamd]:
        """A scanner that answers by the mark of the test."""
        one = Clamd(request.param)
        settings.CHANCERY_CLAMD = one.address
        yield one
        one.close()

    @pytest.mark.parametrize("clamd", [b"stream: OK\0"], indirect=True)
    def test_what_it_finds_clean_is_kept(self, clamd: Clamd) -> None:
        assert let_in(PDF, "a.pdf") == DIGEST
        assert clamd.heard == PDF

    @pytest.mark.parametrize("clamd", [b"stream: Eicar-Test FOUND\0"], indirect=True)
    def test_a_virus_is_refused_and_kept_nowhere(self, clamd: Clamd) -> None:
        with pytest.raises(Refused, match="virus"):
            let_in(PDF, "a.pdf")
        for storage in ("blobs", "quarantine"):
            with pytest.raises(blobs.MissingBlob):
                blobs.fetch(DIGEST, among=storage)

    @pytest.mark.parametrize(
        "clamd", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK FOUND OK"], indirect=True
    )
    def test_no_verdict_is_quarantine(self, clamd: Clamd) -> None:
        self.in_quarantine()

    def test_no_answer_is_quarantine(self, settings: Any) -> None:
        with socket.create_server(("127.0.0.1", 0)) as door:
            settings.CHANCERY_CLAMD = f"tcp://127.0.0.1:{door.getsockname()[1]}"
        self.in_quarantine()

    def test_no_socket_is_quarantine(self, settings: Any, tmp_path: Path) -> None:
        settings.CHANCERY_CLAMD = f"unix://{tmp_path}/no.socket"
        self.in_quarantine()

    def in_quarantine(self) -> None:
        """The file is refused, lies in quarantine, and nowhere else."""
        with pytest.raises(Refused) as refused:
            let_in(PDF, "a.pdf")
        assert refused.value.code == Code.QUARANTINED
        assert blobs.fetch(DIGEST, among="quarantine") == PDF
        with pytest.raises(blobs.MissingBlob):
            blobs.fetch(DIGEST)

    def test_what_is_unfit_is_never_sent_to_it(self, settings: Any) -> None:
        settings.CHANCERY_CLAMD = "tcp://127.0.0.1:1"
        with pytest.raises(Refused) as refused:
            let_in(b"MZ", "a.pdf")
        assert refused.value.code == Code.KIND_UNKNOWN

    @pytest.mark.parametrize("address", ["127.0.0.1:3310", "tcp://", "unix://", "http://127.0.0.1", "clamd"])
    def test_an_address_that_is_none_ends_the_start(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CHANCERY_CLAMD", address)
        with pytest.raises(ImproperlyConfigured):
            configuration.scanner("CHANCERY_CLAMD")

    def test_a_long_file_goes_in_pieces(self) -> None:
        one = Clamd(b"stream: OK\0")
        long = struct.pack(">I", 7) * 50_000
        assert virus.is_clean(long, one.address)
        one.close()
        assert one.heard == long
