"""A letter that comes in with electronic signatures: they are judged when it is taken in, and the verdict is kept."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.journal import body
from cases.journal.verify import verify
from cases.letters import blobs
from cases.lifecycle.signatures import Standing
from cases.models import Case, Entry, IncomingCase
from tests.cast import Office
from tests.pages.desks import Desks
from tests.stories import lives
from workflows.models import Job
from workflows.worker import work_off

from .authority import NOW, authority
from .signed import plain, signed
from .test_signed_case import PEM


@pytest.fixture
def trusting(office: Office, tmp_path: Path, settings: Any) -> Office:
    """An office that trusts the authority of these tests, and signs by hand."""
    settings.CHANCERY_SIGNING = tmp_path
    one = authority()
    (tmp_path / "trust.pem").write_bytes(b"".join(each.made.public_bytes(PEM) for each in (one.root, one.issuer)))
    office.clock = NOW + timedelta(hours=2)
    return office


def taken_in(office: Office, octets: bytes) -> int:
    """A letter whose file has come, and a worker has been at it."""
    case = lives.to_received(office, image=blobs.keep(octets))
    office.clock += timedelta(hours=1)
    now = office.at
    work_off(lambda: now)
    return case


def judged(case: int) -> dict[str, Any]:
    """What the history tells of its signatures."""
    [entry] = Entry.objects.filter(case__pk=case, move="judged")
    effects: dict[str, Any] = body.read(bytes(entry.body))["effects"]
    return effects


def test_both_signatures_of_a_letter_are_verified_and_kept(trusting: Office) -> None:
    octets = signed().twice
    case = taken_in(trusting, octets)
    told = judged(case)
    assert (told["standing"], told["file"]) == ("verified", IncomingCase.objects.get(pk=case).scan)
    assert [one["standing"] for one in told["signatures"]] == ["verified", "verified"]
    assert all(one["certificate"] and one["algorithm"] == "sha256" for one in told["signatures"])
    assert "Примеров" not in str(told)
    assert list(verify(Case.objects.all(), fetch=blobs.fetch)) == []
    lives.act(trusting, "registrar", IncomingCase.register, case)


def flipped(octets: bytes) -> bytes:
    """The letter with another title."""
    return octets.replace(b"/Title", b"/Titel", 1)


@pytest.mark.parametrize(
    ("octets", "standing"),
    [
        (lambda: flipped(signed().twice), Standing.BROKEN),
        (lambda: signed().twice.replace(b"/ByteRange [0", b"/ByteRange [1", 1), Standing.BROKEN),
        (lambda: plain(), Standing.ABSENT),
        (lambda: b"\x89PNG\r\n\x1a\n a scan", Standing.ABSENT),
    ],
    ids=["another byte", "another range", "no signature", "a scan"],
)
def test_what_is_not_valid_is_named_and_takes_nobody_the_decision(
    trusting: Office, octets: Any, standing: Standing
) -> None:
    case = taken_in(trusting, octets())
    assert judged(case)["standing"] == standing
    lives.act(trusting, "registrar", IncomingCase.register, case)


def test_whom_nobody_trusts_here_is_untrusted(trusting: Office) -> None:
    Path(trusting_folder()).joinpath("trust.pem").unlink()
    told = judged(taken_in(trusting, signed().once))
    assert (told["standing"], [one["standing"] for one in told["signatures"]]) == ("untrusted", ["untrusted"])


def trusting_folder() -> str:
    """Where the trust lies."""
    from django.conf import settings

    return str(settings.CHANCERY_SIGNING)


def test_a_letter_without_a_file_is_judged_by_nobody(trusting: Office) -> None:
    case = lives.to_received(trusting)
    assert not Job.objects.filter(case=case, kind=Job.Kind.JUDGE).exists()


def test_a_worker_that_lost_its_lease_records_nothing(trusting: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = lives.to_received(trusting, image=blobs.keep(signed().once))

    def lose(point: str) -> None:
        if point == "judged":
            Job.objects.filter(case=case, kind=Job.Kind.JUDGE).update(attempts=9)

    monkeypatch.setattr("workflows.worker.passing", lose)
    now = trusting.at
    work_off(lambda: now)
    assert not Entry.objects.filter(case__pk=case, move="judged").exists()


def test_the_page_of_the_case_says_what_was_found(trusting: Office) -> None:
    case = taken_in(trusting, signed().once)
    page = Desks(trusting)("registrar").open(f"/cases/{case}/")
    assert "the signature is valid" in page.text
    assert judged(case)["signatures"][0]["certificate"] in page.text
    other = taken_in(trusting, plain())
    assert "there is no electronic signature" in Desks(trusting)("registrar").open(f"/cases/{other}/").text
