"""`record_sent` and `confirm_dispatch`: each copy leaves with its proof, and the last one confirms the dispatch."""

import pytest

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase
from tests.cast import Office
from tests.stories.lives import act, answer_points, to_dispatched, to_dispatching, to_work
from tests.traces import Said, copy, entry, opened, refused, refused_to, said, sheet, stands, two_addressees
from workflows.models import Job
from workflows.perform import perform

SENT = OutgoingCase.record_sent
PROOF = "RR123456789BY"


def test_one_copy_sent_and_one_not_is_not_yet_a_dispatch(office: Office) -> None:
    case = to_dispatching(office, **two_addressees(office))
    act(office, "dispatcher", SENT, case, ordinal=2, proof=f" {PROOF} ")
    assert said(case, "record_sent") == Said("dispatching", "dispatching", ["dispatcher"], {}, [])
    assert (entry(case, "record_sent")["facts"], opened(case, "record_sent")["proof"]) == ({"ordinal": 2}, f" {PROOF} ")
    first, second = copy(case, 1), copy(case, 2)
    assert (first.delivery, first.proof, first.sent_at) == ("queued", "", None)
    assert (second.delivery, second.proof, second.sent_at) == ("sent", PROOF, office.clock)
    assert stands(case).state == "dispatching"
    assert not stands(case).entries.filter(move="confirm_dispatch").exists()


def test_the_last_copy_confirms_the_dispatch_as_an_entry_of_its_own(office: Office) -> None:
    case = to_dispatching(office, **two_addressees(office))
    act(office, "dispatcher", SENT, case, ordinal=2, proof=PROOF)
    before = stands(case).version
    done = act(office, "dispatcher", SENT, case, ordinal=1, proof="RR2")
    # The answer tells of the act that was asked for, not of what followed it.
    assert (done.move, done.state, stands(case).state) == ("record_sent", "dispatching", "dispatched")
    assert said(case, "confirm_dispatch") == Said("dispatching", "dispatched", ["system"], {}, ["D16"])
    confirmed = entry(case, "confirm_dispatch")
    assert (confirmed["author"], confirmed["user"], confirmed["origin"]) == (None, None, "system")
    assert confirmed["seq"] == entry(case, "record_sent")["seq"] + 1
    assert stands(case).version == before + 2
    listed = sheet(case, "confirm_dispatch", "D16")["copies"]
    assert [(one["proof"], one["delivery"]) for one in listed] == [("RR2", "sent"), (PROOF, "sent")]


def test_chancery_records_what_its_worker_has_sent(office: Office) -> None:
    case = to_dispatching(office, "folder")
    perform(SENT, case=case, by=None, at=office.at, ordinal=1, proof="receipt")
    assert said(case, "record_sent").roles == ["system"]
    assert (entry(case, "record_sent")["origin"], stands(case).state) == ("system", "dispatched")


def test_the_request_it_answers_is_told_when_it_has_left(office: Office) -> None:
    request = to_work(office)
    answer_points(office, request)
    case = to_dispatched(office, reply_to=(request,))
    [job] = Job.objects.filter(case=case, kind=Job.Kind.LINKED)
    assert job.payload == {"move": "reply_dispatched", "case": request, "facts": {}}


def test_a_copy_is_not_sent_twice(office: Office) -> None:
    case = to_dispatching(office, **two_addressees(office))
    act(office, "dispatcher", SENT, case, ordinal=1, proof=PROOF)
    refused(office, NotComplete, "", "dispatcher", SENT, case, ordinal=1, proof="RR2")


def test_a_copy_of_the_letter_leaves_with_its_proof_by_the_dispatcher(office: Office) -> None:
    case = to_dispatching(office)
    for ordinal in (0, 2, -1):
        refused(office, BadFact, "ordinal", "dispatcher", SENT, case, ordinal=ordinal, proof=PROOF)
    for proof in ("", " \t", "R" * 201):
        refused(office, BadFact, "proof", "dispatcher", SENT, case, ordinal=1, proof=proof)
    refused_to("registrar clerk drafter deputy", office, SENT, case, ordinal=1, proof=PROOF)
    refused_to("dispatcher registrar deputy", office, OutgoingCase.confirm_dispatch, case)


def test_chancery_itself_does_not_confirm_what_has_not_left(office: Office) -> None:
    case = to_dispatching(office)
    with pytest.raises(NotComplete):
        perform(OutgoingCase.confirm_dispatch, case=case, by=None, at=office.at)
    assert stands(case).state == "dispatching"
