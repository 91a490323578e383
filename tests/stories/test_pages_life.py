"""The life of a letter by browsers alone: pages are read, and only what they offer is pressed."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from cases.journal.verify import verify
from cases.letters import blobs
from cases.models import Case
from tests.cast import Office
from tests.pages.desks import Desks, clock_of
from workflows import worker

TITLE = "О научно-техническом сотрудничестве"


@pytest.fixture
def desks(office: Office) -> Iterator[Desks]:
    """The cast at their browsers, by the clock of the office."""
    with clock_of(office):
        yield Desks(office, by_page=True)


def test_an_outgoing_letter_lives_from_draft_to_file_by_pages_alone(office: Office, desks: Desks) -> None:
    write(desks)
    desks.act("drafter", TITLE, "Hand in for the form check")
    desks.act("clerk", TITLE, "Send for approval", route__1__official="Lawyer", route__2__official="Banker")
    desks.act("lawyer", TITLE, "Agree")
    remark = "Указать, где размещены материалы."
    desks.act("banker", TITLE, "Refuse the visa", remarks=remark)
    page = desks("drafter").follow(TITLE)
    assert remark in page.text
    desks.act(
        "drafter", TITLE, "Send the new version for approval",
        letter__paragraphs="Просим сообщить.\n\nМатериалы размещены на сайте.",
    )  # fmt: skip
    desks.act("lawyer", TITLE, "Agree with remarks", remarks="Согласен, но короче.")
    desks.act("banker", TITLE, "Agree")
    desks.act("deputy", TITLE, "Sign")
    page = desks.act("registrar", TITLE, "Register", file_index="06-09")
    assert "06-09/398" in page.text
    desks.act("dispatcher", TITLE, "Hand over for dispatch")
    desks.act("dispatcher", TITLE, "Enter that a copy was sent", proof="RR123456789BY")
    desks.act("controller", TITLE, "Put the reply on control", until="2026-09-18")
    desks.act("controller", TITLE, "Excuse an addressee from replying", reason="ответ дан устно")
    page = desks.act("clerk", TITLE, "Lay in its file", file_index="06-09")
    assert "Filed" in page.text
    case = Case.objects.get()
    assert (case.state, case.number) == ("filed", "06-09/398")
    assert desks("clerk").page.text.count("Nothing waits for you.") == 1
    read_every_sheet(desks)
    assert list(verify(Case.objects.all(), fetch=blobs.fetch)) == []


def write(desks: Desks) -> None:
    """The drafter writes the first version."""
    browser = desks("drafter")
    browser.follow("Write a letter")
    page = browser.press(
        "Write a letter",
        letter__heading=TITLE,
        letter__paragraphs="Просим сообщить.\n\nС уважением",
        letter__addressees__1__correspondent="Область",
        letter__points="участие\nпроекты",
        signer="Deputy",
    )
    assert "Done: draft written." in page.text
    assert "Правительство Образцовой области" in page.text


def read_every_sheet(desks: Desks) -> None:
    """Before the worker has run the sheets are being drawn; then each is a PDF that the case's people may save."""
    page = desks("drafter").open(f"/cases/{Case.objects.get().pk}/")
    assert "being drawn" in page.text
    worker.work_off(timezone.now)
    page = desks("drafter").open(page.path)
    assert "being drawn" not in page.text
    sheets = [path for path in page.links.values() if "/sheets/" in path]
    assert sheets
    for path in sheets:
        answer = desks("drafter").client.get(path)
        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Disposition"].startswith("attachment; filename=")
