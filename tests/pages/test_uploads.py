"""Files that come with an act: kept before it, sealed for who sent them, never sent twice."""

import hashlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from cases.letters import blobs
from tests import papers
from workflows.desk import uploads
from workflows.desk.uploads import Upload, opened, seal

SCAN = papers.pdf()
DIGEST = hashlib.sha256(SCAN).hexdigest()
ME, OTHER = 7, 8


def sent(octets: bytes = SCAN, name: str = "скан.pdf") -> SimpleUploadedFile:
    """A file as it comes with a request."""
    return SimpleUploadedFile(name, octets)


def test_the_bytes_are_kept_and_known_by_their_digest() -> None:
    assert Upload(ME).clean(sent()) == DIGEST
    assert blobs.fetch(DIGEST) == SCAN


def test_a_file_that_must_come_must_come() -> None:
    with pytest.raises(ValidationError):
        Upload(ME).clean(None)
    assert Upload(ME, required=False).clean(None) is None


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ValidationError):
        Upload(ME).clean(sent(b""))


def test_a_file_that_is_too_large_is_refused_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST", len(SCAN) - 1)
    with pytest.raises(ValidationError):
        Upload(ME).clean(sent())
    with pytest.raises(blobs.MissingBlob):
        blobs.fetch(DIGEST)


class TestToken:
    def test_the_form_keeps_a_file_that_was_sent(self) -> None:
        assert Upload(ME).clean(seal(DIGEST, "скан.pdf", ME)) == DIGEST

    def test_nobody_names_a_file_that_another_has_sent(self) -> None:
        with pytest.raises(ValidationError):
            Upload(ME).clean(seal(DIGEST, "скан.pdf", OTHER))

    @pytest.mark.parametrize("token", [DIGEST, "", "x:y:z", "\0", "a" * 5000])
    def test_a_digest_alone_opens_nothing(self, token: str) -> None:
        assert opened(token, ME) is None
        with pytest.raises(ValidationError):
            Upload(ME).clean(token)

    def test_a_changed_token_opens_nothing(self) -> None:
        token = seal(DIGEST, "скан.pdf", ME)
        assert opened(token, ME) == (DIGEST, "скан.pdf")
        assert opened(token[:-1] + ("a" if token[-1] != "a" else "b"), ME) is None


class TestWidget:
    def html(self, value: Any) -> str:
        """What the page shows."""
        return str(Upload(ME).widget.render("scan", value, {"id": "id_scan"}))

    def test_it_asks_for_a_file(self) -> None:
        assert '<input type="file" name="scan" id="id_scan">' in self.html(None)
        assert "scan-kept" not in self.html(None)

    def test_a_kept_file_is_named_and_sealed(self) -> None:
        token = seal(DIGEST, "<скан>.pdf", ME)
        html = self.html(token)
        assert f'name="scan-kept" value="{token}"' in html
        assert "&lt;скан&gt;.pdf" in html

    def test_a_file_that_was_read_is_shown_as_kept(self) -> None:
        file = sent()
        Upload(ME).clean(file)
        assert "скан.pdf" in self.html(file)

    def test_a_new_file_goes_before_the_kept_one(self) -> None:
        widget, file = Upload(ME).widget, sent()
        data, files = MultiValueDict({"scan-kept": ["token"]}), MultiValueDict({"scan": [file]})
        assert widget.value_from_datadict(data, files, "scan") is file
        assert widget.value_from_datadict(data, MultiValueDict(), "scan") == "token"
        assert widget.value_from_datadict(MultiValueDict(), MultiValueDict(), "scan") is None
