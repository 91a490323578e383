"""Where the later outgoing moves have their place: one letter is led through every state, the rest is refused."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from cases.lifecycle.states import OutgoingState
from cases.models import OutgoingCase
from tests.cast import Office
from tests.stories.lives import act, agree, by_post, digest, to_draft, to_registered
from tests.traces import SCAN, refused, stands, undone
from workflows.admission import NotNow

from .doors import facts_of
from .test_outgoing_control import AFTER, UNTIL
from .test_outgoing_doors import LAWFUL

LAW = OutgoingCase
WAITING = "awaiting_signature"
UNSIGNED = f"draft norm_check approval rework external_approval {WAITING}"
LEFT = "dispatched awaiting_reply"
SHOWN = f"signed registered dispatching {LEFT} replied no_reply"
# Section 5.2 of the norms, written down a second time on purpose.
PLACES = {
    "propose_form_change": WAITING,
    "allow_form_change": WAITING,
    "decline_form_change": WAITING,
    "refuse_sign": WAITING,
    "sign": WAITING,
    "cancel": UNSIGNED,
    "hand_over": f"{UNSIGNED} {SHOWN}",
    "register": "signed",
    "return_defect": "signed",
    "correct_card": f"registered {LEFT}",
    "ask_annulment": "registered",
    "annul": "registered",
    "queue": "registered",
    "record_sent": "dispatching",
    "record_delivery": LEFT,
    "await_reply": "dispatched",
    "remind": "awaiting_reply",
    "link_reply": LEFT,
    "excuse_addressee": LEFT,
    "close_without_reply": "awaiting_reply",
    "file": "dispatched replied no_reply",
    "withdraw": LEFT,
    "send_for_familiarisation": SHOWN,
    "familiarise": SHOWN,
    "grant_access": f"{UNSIGNED} {SHOWN}",
    "end_access": f"{UNSIGNED} {SHOWN}",
}


def walk(office: Office, case: int) -> Iterator[None]:
    """Lead a draft through every state; each yield is a letter standing somewhere."""
    yield
    act(office, "drafter", LAW.submit, case)
    yield
    act(office, "clerk", LAW.start_round, case, route=office.route("lawyer", "banker"))
    yield
    yield from aside(office, "lawyer", LAW.refuse_visa, case, digest=digest(case), round=1, remarks="Не согласен")
    yield from aside(office, "drafter", LAW.send_out, case, bodies=("Министерство",))
    agree(office, "lawyer", case)
    agree(office, "banker", case)
    yield
    yield from aside(office, "deputy", LAW.cancel, case, reason="Не нужно")
    act(office, "deputy", LAW.sign, case, digest=digest(case))
    yield
    act(office, "registrar", LAW.register, case, file_index="06-09")
    yield
    act(office, "registrar", LAW.ask_annulment, case, reason="Ошибка")
    yield from aside(office, "chief", LAW.annul, case, reason="Ошибка")
    act(office, "dispatcher", LAW.queue, case, ways=by_post(case))
    yield
    act(office, "dispatcher", LAW.record_sent, case, ordinal=1, proof="RR1")
    yield
    yield from aside(office, "deputy", LAW.withdraw, case, by_letter=to_registered(office), reason="Ошибка")
    act(office, "drafter", LAW.await_reply, case, until=UNTIL)
    act(office, "controller", LAW.remind, case)
    office.clock = AFTER
    yield
    yield from aside(office, "controller", LAW.close_without_reply, case, reason="Нет ответа")
    act(office, "controller", LAW.excuse_addressee, case, ordinal=1, reason="Не нужно")
    yield
    act(office, "clerk", LAW.file, case, file_index="06-09")
    yield


def aside(office: Office, who: str, move: Any, case: int, /, **facts: Any) -> Iterator[None]:
    """A step off the way, taken back after a look around."""
    with undone():
        act(office, who, move, case, **facts)
        yield


def test_each_move_has_its_place_and_no_other(office: Office, subtests: pytest.Subtests) -> None:
    case = to_draft(office)
    known: dict[str, Any] = {
        "letter": office.letter(),
        "digest": SCAN,
        "reason": "Ошибка",
        "title": "О дружбе",
        "file_index": "06-09",
        "ways": (),
        "ordinal": 1,
        "proof": "RR1",
        "delivery": "delivered",
        "until": date(2027, 1, 1),
        "reply": 0,
        "by_letter": 0,
        "officials": (office.id("lawyer"),),
        "leaving": office.id("drafter"),
        "to": office.id("expert"),
        "official": office.id("banker"),
        "unit": None,
        "because": "Нужно для ответа",
        "grant": 0,
    }
    seen = set()
    for _ in walk(office, case):
        state = stands(case).state
        seen.add(state)
        for lawful in LAWFUL:
            name = lawful.move.rule.name
            if state not in PLACES[name].split():
                with subtests.test(name, state=state):
                    facts = {fact.name: known[fact.name] for fact in facts_of(lawful.move) if fact.name in known}
                    # Who is to read a letter sees it from then on only; the clerk always does.
                    who = "clerk" if lawful.move is LAW.familiarise else lawful.who
                    refused(office, NotNow, "", who, lawful.move, case, **facts)
    assert seen == set(OutgoingState)


def test_the_places_are_those_of_the_law() -> None:
    assert {one.move.rule.name: set(one.move.rule.sources) for one in LAWFUL} == {
        name: set(states.split()) for name, states in PLACES.items()
    }
