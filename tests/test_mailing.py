"""A letter to more addressees than may stand on one: its copies are drawn in parts, bound, and sent each to its own."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from cases.journal import body
from cases.journal.verify import verify
from cases.letters import blobs, ink, mailing, rendering
from cases.lifecycle.facts import Addressee, Way
from cases.lifecycle.outcomes import Channel
from cases.lifecycle.sheets import Sheet
from cases.models import Case, Correspondent, Dispatch, Entry, Letter, OutgoingCase
from tests.cast import Office
from tests.letters.conftest import text_of
from tests.stories import lives
from workflows import mailing as copies
from workflows import worker
from workflows.models import Job
from workflows.worker import work_off

MANY = 7


def regions(office: Office, many: int = MANY) -> tuple[Addressee, ...]:
    """So many correspondents."""
    made = [Correspondent(body=office.body, name=f"Область {n}", addressee=f"Области {n}") for n in range(1, many + 1)]
    rows = Correspondent.objects.bulk_create(made)
    return tuple(Addressee(one.pk, ("Правительство", f"Примерной области № {n}")) for n, one in enumerate(rows, 1))


def worked(office: Office) -> int:
    """How many jobs a worker does now."""
    office.clock += timedelta(hours=2)
    now = office.at
    return work_off(lambda: now)


def letter_of(case: int) -> Letter:
    """The registered letter."""
    return Letter.objects.get(case=case, sheet=Sheet.LETTER, entry__move="register")


def to_mailed(office: Office) -> int:
    """A letter to many, whose copies wait to be drawn."""
    case = lives.to_registered(office, letter=office.letter(addressees=regions(office)))
    ways = tuple(Way(way.correspondent, Channel.FOLDER) for way in lives.by_post(case))
    worked(office)
    lives.act(office, "dispatcher", OutgoingCase.queue, case, ways=ways)
    return case


@pytest.fixture
def mailed(office: Office) -> int:
    """Such a letter."""
    return to_mailed(office)


def test_the_letter_of_the_file_names_the_list_and_each_copy_its_addressee_alone(office: Office, mailed: int) -> None:
    worked(office)
    kept = letter_of(mailed)
    assert "По списку рассылки" in text_of(blobs.fetch(kept.digest))
    drawn = copies.drawn(mailed)
    assert sorted(drawn) == list(range(1, MANY + 1))
    for ordinal, digest in drawn.items():
        pdf = blobs.fetch(digest)
        text = text_of(pdf)
        named = [other for other in range(1, MANY + 1) if f"Примерной области № {other}".replace("\xa0", " ") in text]
        assert named == [ordinal]
        assert kept.context["case"]["number"] in text
        assert "mailing" not in ink.facts(pdf)["letter"]
        assert pdf == rendering.render(mailing.copy_for(kept.context, ordinal))


def test_the_draft_and_the_copy_of_the_file_tell_the_whole_list(office: Office) -> None:
    case = lives.to_signature(office, letter=office.letter(addressees=regions(office)))
    worked(office)
    draft = Letter.objects.filter(case=case, sheet=Sheet.DRAFT).latest("pk")
    text = text_of(blobs.fetch(draft.digest))
    assert "Список рассылки" in text
    assert all(f"Примерной области № {other}" in text.replace("\xa0", " ") for other in range(1, MANY + 1))


def test_each_gets_his_own_copy_and_the_history_stands(office: Office, mailed: int) -> None:
    worked(office)
    assert Case.objects.get(pk=mailed).state == "dispatched"
    folder = Path(settings.CHANCERY_FOLDER_CHANNEL)
    sent = {one.ordinal: (folder / f"dispatch%3A{one.pk}.pdf").read_bytes() for one in Dispatch.objects.all()}
    assert sent == {ordinal: blobs.fetch(digest) for ordinal, digest in copies.drawn(mailed).items()}
    assert len(set(sent.values())) == MANY
    assert list(verify(Case.objects.all(), fetch=blobs.fetch)) == []


def test_a_copy_that_is_gone_is_found(office: Office, mailed: int) -> None:
    worked(office)
    lost = copies.drawn(mailed)[3]

    def fetch(digest: str) -> bytes:
        return b"" if digest == lost else blobs.fetch(digest)

    [finding] = verify(Case.objects.all(), fetch=fetch)
    assert (finding.code, finding.place.rpartition("/")[2]) == ("BYTES", "copy 3")


def test_none_is_sent_before_it_is_drawn(office: Office, mailed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(rendering, "manuscript", failing)
        worked(office)
    assert Dispatch.objects.exclude(sent_at=None).count() == 0
    assert Job.objects.get(kind=Job.Kind.MAILING).error == "OSError: no room"
    errors = Job.objects.filter(kind=Job.Kind.DISPATCH).values_list("error", flat=True)
    assert set(errors) == {"NotReady: the addressee's copy is not drawn yet"}
    worked(office)
    assert Dispatch.objects.exclude(sent_at=None).count() == MANY


def failing(*_: Any, **__: Any) -> Any:
    """Nothing can be drawn."""
    raise OSError("no room")


def test_a_worker_that_dies_half_way_leaves_what_is_bound(
    office: Office, mailed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "AT_ONCE", 3)
    seen: list[str] = []

    def die(point: str) -> None:
        seen.append(point)
        if seen.count("bound") == 2:
            raise KeyboardInterrupt

    job = Job.objects.get(kind=Job.Kind.MAILING)
    with monkeypatch.context() as killed:
        killed.setattr(worker, "passing", die)
        with pytest.raises(KeyboardInterrupt):
            worked(office)
    before = copies.drawn(mailed)
    assert sorted(before) == [1, 2, 3, 4, 5, 6]
    worked(office)
    assert copies.drawn(mailed) | before == copies.drawn(mailed)
    parts = [effects["copies"] for effects in told(mailed) if "copies" in effects]
    assert [len(part) for part in parts] == [3, 3, 1]
    job.refresh_from_db()
    assert job.done_at is not None


def told(case: int) -> list[dict[str, Any]]:
    """The effects of all that was drawn of a case."""
    entries = Entry.objects.filter(case__pk=case, move="rendered").order_by("seq")
    return [body.read(bytes(one.body))["effects"] for one in entries]


def test_a_letter_to_few_goes_as_it_is(office: Office) -> None:
    lives.to_dispatching(office, "folder", letter=office.letter(addressees=regions(office, 4)))
    assert not Job.objects.filter(kind=Job.Kind.MAILING).exists()
    worked(office)
    folder = Path(settings.CHANCERY_FOLDER_CHANNEL)
    digests = {(folder / f"dispatch%3A{one.pk}.pdf").read_bytes() for one in Dispatch.objects.all()}
    assert len(digests) == 1


def test_a_letter_that_is_signed_electronically_goes_to_all_as_it_was_signed() -> None:
    facts = {"letter": {"mailing": [["А"], ["Б"]], "addressees": [["По списку"]]}}
    assert mailing.is_due(facts)
    assert not mailing.is_due(facts | {"signing": "x509"})
    assert mailing.copy_for(facts, 2)["letter"] == {"addressees": [["Б"]]}
    assert facts["letter"]["mailing"] == [["А"], ["Б"]]
