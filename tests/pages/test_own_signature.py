"""A signer whose key lies outside: he takes the bytes from a page, signs them by his own tool, brings what it made."""

from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.letters import blobs
from cases.letters.signing import container, fields
from cases.lifecycle.signatures import Standing
from cases.models import Case, Letter, OutgoingCase
from tests.cast import Office
from tests.signing.authority import authority
from tests.signing.test_signed_case import PEM, electronic, holder, key_of, standings, worked
from tests.stories import lives
from workflows.models import AwaitedSignature, Job

from .desks import Desks

__all__ = ["electronic"]


@pytest.fixture
def case(electronic: Office) -> int:
    """A letter whose signer has only his certificate here; the worker has prepared what he is to sign."""
    key_of(electronic, "deputy").write_bytes(holder("deputy").made.public_bytes(PEM))
    found = lives.to_signed(electronic)
    worked(electronic)
    return found


def signed(office: Office, octets: bytes, by: str = "deputy") -> bytes:
    """What the tool of one of the cast makes of bytes."""
    return authority().keys(holder(by)).sign(octets, at=office.at)


def give(desks: Desks, case: int, octets: bytes, who: str = "deputy") -> Any:
    """Bring a signature by the page; the browser of the tests sends no files."""
    browser = desks(who)
    token = browser.page.forms[0].values["csrfmiddlewaretoken"]
    data = {"csrfmiddlewaretoken": token, "cms": SimpleUploadedFile("letter.p7s", octets)}
    return browser.client.post(f"/cases/{case}/signature/", data)


def covered(desks: Desks, case: int) -> bytes:
    """The bytes that the page gives."""
    return bytes(desks("deputy").client.get(f"/cases/{case}/signature/bytes/").content)


def test_the_first_page_leads_to_it_and_the_letter_is_completed(electronic: Office, case: int, desks: Desks) -> None:
    deputy = desks("deputy")
    assert "Await your electronic signature" in deputy.page.text
    page = deputy.follow("Give your electronic signature")
    waiting = AwaitedSignature.objects.get()
    assert waiting.covered in page.text
    assert container.reopened(blobs.fetch(waiting.prepared)).covered == covered(desks, case)
    shown = deputy.client.get(f"/cases/{case}/signature/letter/").content
    assert shown == blobs.fetch(waiting.prepared)
    answer = give(desks, case, signed(electronic, covered(desks, case)))
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case}/")
    assert "Your signature is taken" in deputy.open(f"/cases/{case}/").text
    worked(electronic)
    letter = Letter.objects.get(case=case, sheet="D15")
    assert standings(electronic, blobs.fetch(letter.digest)) == {fields.APPROVER: Standing.VERIFIED}
    lives.act(electronic, "registrar", OutgoingCase.register, case, file_index="06-09")
    assert Case.objects.get(pk=case).number


def test_pem_is_as_good(electronic: Office, case: int, desks: Desks) -> None:
    cms = pem.armor("CMS", signed(electronic, covered(desks, case)))
    assert give(desks, case, cms).status_code == 302
    worked(electronic)
    assert Letter.objects.get(case=case, sheet="D15").digest


def test_its_job_is_due_at_once(electronic: Office, case: int, desks: Desks) -> None:
    letter = Letter.objects.get(case=case, sheet="D15")
    job = Job.objects.filter(key=f"render:{letter.pk}")
    before = job.get().due
    give(desks, case, signed(electronic, covered(desks, case)))
    assert job.get().due <= electronic.clock
    assert job.get().due != before


@pytest.mark.parametrize("who", ["registrar", "drafter", "lawyer", "chief", "clerk"])
def test_for_everybody_else_there_is_no_such_page(electronic: Office, case: int, desks: Desks, who: str) -> None:
    right = signed(electronic, covered(desks, case))
    for path in ("", "bytes/", "letter/"):
        assert desks(who).client.get(f"/cases/{case}/signature/{path}").status_code == 404
    assert "Give your electronic signature" not in desks(who).open(f"/cases/{case}/").text
    assert give(desks, case, right, who).status_code == 404
    assert AwaitedSignature.objects.get().cms is None


@pytest.mark.parametrize(
    "wrong", ["other bytes", "no signature", "another person", "a stranger", "nothing", "too large"]
)
def test_what_is_wrong_is_refused_beside_its_field_and_kept_nowhere(
    electronic: Office, case: int, desks: Desks, wrong: str
) -> None:
    octets, stranger = covered(desks, case), authority("Чужой центр")
    given = {
        "other bytes": signed(electronic, octets + b"0"),
        "no signature": b"no signature",
        "another person": signed(electronic, octets, "registrar"),
        "a stranger": stranger.keys(stranger.holder("Самозванец")).sign(octets, at=electronic.at),
        "nothing": b"",
        "too large": b"0" * (65 << 10),
    }
    answer = give(desks, case, given[wrong])
    assert answer.status_code == 422
    assert 'data-field="cms"' in answer.content.decode()
    assert AwaitedSignature.objects.get().cms is None
    assert give(desks, case, signed(electronic, octets)).status_code == 302


def test_a_second_click_is_told_that_it_is_there(electronic: Office, case: int, desks: Desks) -> None:
    cms = signed(electronic, covered(desks, case))
    assert give(desks, case, cms).status_code == 302
    for _ in ("while the worker waits", "after it has worked"):
        again = give(desks, case, cms)
        assert again.status_code == 409
        assert "there already" in again.content.decode()
        worked(electronic)
    assert desks("deputy").client.get(f"/cases/{case}/signature/bytes/").status_code == 409
    assert len([one for one in Letter.objects.filter(case=case, sheet="D15") if one.digest]) == 1


def test_a_letter_that_was_returned_awaits_nobody(electronic: Office, case: int, desks: Desks) -> None:
    lives.act(electronic, "registrar", OutgoingCase.return_defect, case, reason="Опечатка.")
    worked(electronic)
    assert desks("deputy").client.get(f"/cases/{case}/signature/").status_code == 404
    assert "Await your electronic signature" not in desks("deputy").page.text


def test_where_letters_are_signed_by_hand_nobody_is_asked(office: Office, desks: Desks, tmp_path: Path) -> None:
    case = lives.to_signed(office)
    worked(office)
    assert desks("deputy").client.get(f"/cases/{case}/signature/").status_code == 404
    assert "electronic signature" not in desks("deputy").open("/").text
