"""An outgoing letter lives its whole life through the one door."""

from datetime import timedelta

from cases.models import OutgoingCase
from tests.cast import Office

from .lives import act, to_dispatched, to_signature


def test_a_letter_goes_from_draft_to_file(office: Office) -> None:
    case = to_dispatched(office)
    until = (office.clock + timedelta(days=30)).date()
    act(office, "controller", OutgoingCase.await_reply, case, until=until)
    act(office, "controller", OutgoingCase.excuse_addressee, case, ordinal=1, reason="ответ дан устно")
    assert OutgoingCase.objects.get(pk=case).state == "replied"
    act(office, "clerk", OutgoingCase.file, case, file_index="06-09")
    lived = OutgoingCase.objects.get(pk=case)
    assert lived.state == "filed"
    assert lived.number == "06-09/398"
    assert [entry.move for entry in lived.entries.order_by("seq")] == [
        "draft_letter", "submit", "start_round", "agree", "agree", "complete_round", "sign", "register", "queue",
        "record_sent", "confirm_dispatch", "await_reply", "excuse_addressee", "close_replied", "file",
    ]  # fmt: skip


def test_the_last_visa_brings_the_letter_to_the_signer(office: Office) -> None:
    case = to_signature(office)
    assert OutgoingCase.objects.get(pk=case).state == "awaiting_signature"
