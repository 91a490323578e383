"""`record_delivery`: what became of each copy after it left."""

from datetime import date
from typing import Any

import pytest

from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase
from tests.cast import Office
from tests.stories.lives import act, to_dispatched
from tests.traces import Said, copy, entry, opened, refused, refused_to, said, sheet, stands, two_addressees, undone
from workflows.perform import perform

RECORD = OutgoingCase.record_delivery
NUMBERED = {"number": "77-5/1", "dated": date(2026, 3, 10)}
STEPS: dict[str, dict[str, Any]] = {
    "delivered": {},
    "registered": NUMBERED,
    "refused": {"note": "Нет подписи"},
    "returned": {"note": "Истёк срок хранения"},
}


@pytest.mark.parametrize("first", ["", "delivered"], ids=["sent", "delivered"])
def test_a_copy_goes_a_lawful_way_and_no_step_further(office: Office, first: str, subtests: pytest.Subtests) -> None:
    case = to_dispatched(office)
    if first:
        act(office, "dispatcher", RECORD, case, ordinal=1, delivery=first)
    for last in [way for way in STEPS if way != first]:
        with subtests.test(last), undone():
            act(office, "dispatcher", RECORD, case, ordinal=1, delivery=last, **STEPS[last])
            assert said(case, "record_delivery") == Said("dispatched", "dispatched", ["dispatcher"], {}, ["D16"])
            assert copy(case, 1).delivery == last
            onward = {"registered", "refused", "returned"} if last == "delivered" else set()
            for step in {"queued", "sent", *STEPS} - onward:
                facts = {"ordinal": 1, "delivery": step} | STEPS.get(step, {})
                refused(office, BadFact, "delivery", "dispatcher", RECORD, case, **facts)


def test_their_number_and_date_are_kept_with_the_copy(office: Office) -> None:
    case = to_dispatched(office, **two_addressees(office))
    act(office, "dispatcher", RECORD, case, ordinal=2, delivery="registered", **NUMBERED)
    told = {"ordinal": 2, "delivery": "registered", "number": "77-5/1", "dated": "2026-03-10"}
    assert entry(case, "record_delivery")["facts"] == told
    first, second = copy(case, 1), copy(case, 2)
    assert (second.their_number, second.their_date) == ("77-5/1", date(2026, 3, 10))
    assert (first.delivery, first.their_number, first.their_date) == ("sent", "", None)
    assert stands(case).state == "dispatched"


def test_the_reason_of_a_refusal_stands_on_the_sheet_at_its_copy(office: Office) -> None:
    case = to_dispatched(office, **two_addressees(office))
    act(office, "dispatcher", RECORD, case, ordinal=1, delivery="refused", note="Нет подписи")
    assert opened(case, "record_delivery")["note"] == "Нет подписи"
    listed = sheet(case, "record_delivery", "D16")["copies"]
    assert [(one["delivery"], one["note"]) for one in listed] == [("refused", "Нет подписи"), ("sent", "")]


def test_chancery_records_a_receipt_itself(office: Office) -> None:
    case = to_dispatched(office)
    perform(RECORD, case=case, by=None, at=office.at, ordinal=1, delivery="delivered")
    assert said(case, "record_delivery").roles == ["system"]


def test_a_letter_on_control_is_told_of_too(office: Office) -> None:
    case = to_dispatched(office)
    act(office, "drafter", OutgoingCase.await_reply, case, until=date(2026, 4, 1))
    act(office, "dispatcher", RECORD, case, ordinal=1, delivery="delivered")
    assert (copy(case, 1).delivery, stands(case).state) == ("delivered", "awaiting_reply")


def test_a_wrong_event_is_refused(office: Office, subtests: pytest.Subtests) -> None:
    case = to_dispatched(office)
    day = date(2026, 3, 10)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("ordinal", {"ordinal": 2, "delivery": "delivered"}),
        ("delivery", {"delivery": "lost"}),
        ("number", {"delivery": "registered"}),
        ("number", {"delivery": "registered", "number": "77"}),
        ("number", {"delivery": "registered", "dated": day}),
        ("number", {"delivery": "delivered", "number": "77"}),
        ("number", {"delivery": "delivered", "dated": day}),
        ("their_number", {"delivery": "registered", "number": "7" * 61, "dated": day}),
        ("dated", {"delivery": "registered", "number": "77", "dated": "вчера"}),
        ("note", {"delivery": "refused"}),
        ("note", {"delivery": "returned", "note": " "}),
    ]
    for field, facts in wrong:
        with subtests.test(facts=facts):
            refused(office, BadFact, field, "dispatcher", RECORD, case, **{"ordinal": 1} | facts)


def test_only_a_dispatcher_records_it(office: Office) -> None:
    facts = {"ordinal": 1, "delivery": "delivered"}
    refused_to("controller registrar drafter deputy", office, RECORD, to_dispatched(office), **facts)
