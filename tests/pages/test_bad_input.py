"""Bad input: every form and every field of it, filled in wrongly in every way, is refused aloud and writes nothing.

By default the forms of five states are tried with every kind of wrong once, and one form a state with 5 MB. The
campaign tries every field of the forms of every state with everything; the small one every kind in every state.
"""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from cases import access
from cases.lifecycle.facts import Charge
from cases.lifecycle.law import UNOPENED
from cases.lifecycle.move import moves_of
from cases.lifecycle.roles import Role
from cases.models import LAWS, Case
from tests.cast import Office
from tests.stories import lives
from tests.traces import everything, undone
from workflows import offers
from workflows.desk.forms import ActForm, PaperForm
from workflows.desk.reference import Reference
from workflows.perform import OPENINGS

from .browser import Browser
from .desks import Desks
from .wrong import HTML, filled, wrongs

LIVES: dict[str, Callable[[Office], int]] = {
    "draft": lives.to_draft,
    "norm_check": lambda office: then(office, lives.to_draft(office), ("drafter", "submit", {})),
    "approval": lives.to_approval,
    "rework": lambda office: then(office, lives.to_approval(office), ("drafter", "recall", {"reason": "ещё раз"})),
    "external_approval": lambda office: then(
        office, lives.to_approval(office), ("drafter", "send_out", {"bodies": ("Министерство",)})
    ),
    "awaiting_signature": lives.to_signature,
    "signed": lives.to_signed,
    "registered": lives.to_registered,
    "dispatching": lives.to_dispatching,
    "dispatched": lives.to_dispatched,
    "awaiting_reply": lambda office: then(
        office, lives.to_dispatched(office), ("controller", "await_reply", {"until": office.clock.date()})
    ),
    "replied": lambda office: then(
        office, lives.to_dispatched(office), ("controller", "excuse_addressee", {"ordinal": 1, "reason": "устно"})
    ),
    "received": lives.to_received,
    "review": lambda office: then(
        office, lives.to_received(office), ("registrar", "register", {}), ("clerk", "to_preliminary", {})
    ),
    "awaiting_resolution": lambda office: then(office, LIVES["review"](office), ("assistant", "submit_to_head", {})),
    "registered in": lambda office: then(office, lives.to_received(office), ("registrar", "register", {})),
    "assigned": lambda office: then(
        office,
        LIVES["awaiting_resolution"](office),
        ("head", "issue_resolution", {"text": "Прошу", "charges": (Charge(office.id("drafter"), responsible=True),)}),
    ),
    "in_work": lives.to_work,
    "executed": lambda office: then(
        office, lives.to_work(office), ("drafter", "report_without_letter", {"report": "сделано"})
    ),
    "closed": lambda office: then(office, LIVES["executed"](office), ("controller", "off_control", {"proof": "ответ"})),
    "shown": lambda office: then(
        office, lives.to_work(office), ("clerk", "send_for_familiarisation", {"officials": (office.id("lawyer"),)})
    ),
    "shown out": lambda office: then(
        office,
        lives.to_dispatched(office),
        ("clerk", "send_for_familiarisation", {"officials": (office.id("lawyer"),)}),
    ),
}
REFUSED = (400, 403, 404, 409, 413, 422)
USUAL = ("draft", "awaiting_signature", "dispatched", "received", "in_work")
SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"


def then(office: Office, case: int, *acts: tuple[str, str, dict[str, Any]]) -> int:
    """A case after some more acts."""
    for who, move, facts in acts:
        lives.act(office, who, getattr(type(access.case_for_system(case)), move), case, **facts)
    return case


def form_of(office: Office, who: str, path: str) -> ActForm:
    """The form behind an address, as its page makes it."""
    official = office.officials[who]
    parts = path.strip("/").split("/")
    if parts[1] == "new":
        move = parts[2]
        _, units = offers.opening(office.user(who), office.clock, move)
        reference = Reference(office.body, official, office.user(who), office.clock, units=tuple(units))
        return ActForm(getattr(LAWS[OPENINGS[move]], move), reference, key="a key")
    case = access.case_for_system(int(parts[1]))
    reference = Reference(office.body, official, office.user(who), office.clock, case)
    kind = PaperForm if parts[-1] == "paper" else ActForm
    return kind(getattr(type(case), parts[3]), reference, key="a key")


def addresses(office: Office, case: int) -> dict[str, str]:
    """Every form that a case offers to somebody, each once: address to who is offered it."""
    found: dict[str, str] = {}
    for who in office.officials:
        try:
            seen = access.case_for(office.user(who), case, on=office.clock.date())
        except access.NotFound:
            continue
        for offer in offers.offers(seen, office.user(who), office.clock):
            ending = "paper/" if offer.paper else ""
            found.setdefault(f"/cases/{case}/acts/{offer.rule.name}/{ending}", who)
    return found


def send(browser: Browser, path: str, sent: dict[str, Any]) -> Any:
    """Send a form with the token of the page that one is on."""
    token = browser.page.forms[0].values["csrfmiddlewaretoken"]
    return browser.client.post(path, sent | {"csrfmiddlewaretoken": token})


def is_told(answer: Any, name: str) -> bool:
    """Whether a page says beside the field, or above the form, what is wrong."""
    html = answer.content.decode()
    return 'role="alert"' in html or "errorlist" in html or answer.status_code in (400, 404, 413)


def try_all(office: Office, desks: Desks, forms: dict[str, str], *, full: bool) -> Counter[str]:
    """Send every wrong input of some forms; each is refused and told, and nothing is written by any of them."""
    tried: Counter[str] = Counter()
    before = everything()
    for path, who in forms.items():
        browser, form, kinds = desks(who), form_of(office, who, path), Counter[str]()
        for kind, name, value in wrongs(form):
            if not full and (kinds[kind] or (kind == "5 MB" and tried[kind])):
                continue
            sent = {key: one for key, one in filled(form).items() if name != f"{key}-kept"}
            with undone():
                answer = send(browser, path, sent | {name: value})
            assert answer.status_code in REFUSED, (path, kind, name, answer.status_code, value[:40])
            assert is_told(answer, name), (path, kind, name)
            kinds[kind] += 1
        tried += kinds
        for kind, answer in wrong_people_and_times(office, desks, path, who, form):
            assert answer.status_code in REFUSED, (path, kind, answer.status_code)
            tried[kind] += 1
    assert {name: rows for name, rows in everything().items() if name != "cases_user"} == {
        name: rows for name, rows in before.items() if name != "cases_user"
    }
    return tried


def wrong_people_and_times(office: Office, desks: Desks, path: str, who: str, form: ActForm) -> list[tuple[str, Any]]:
    """The same form by who may not, and as it was before somebody acted."""
    answers = [("wrong role", send(desks(other), path, filled(form))) for other in ("auditor", "admin")]
    if (case := form.reference.case) is not None and not moves_of(type(case))[path.split("/")[4]].beside:
        answers.append(("stale", send(desks(who), path, filled(form) | {"version": "0"})))
    return answers


def report(tried: Counter[str]) -> None:
    """Print the number of combinations."""
    print(f"{sum(tried.values())} wrong inputs refused: {dict(sorted(tried.items()))}")


@pytest.mark.parametrize("state", USUAL)
def test_every_form_refuses_every_kind_of_wrong(state: str, office: Office, desks: Desks) -> None:
    forms = addresses(office, LIVES[state](office))
    assert forms
    report(try_all(office, desks, forms, full=False))


@pytest.mark.parametrize(("who", "move"), [("drafter", "draft_letter"), ("clerk", "accept")])
def test_every_field_of_the_opening_forms_is_tried(who: str, move: str, office: Office, desks: Desks) -> None:
    report(try_all(office, desks, {f"/cases/new/{move}/": who}, full=True))


@pytest.mark.campaign
@pytest.mark.parametrize("state", LIVES)
def test_every_field_of_every_form_refuses_every_wrong(state: str, office: Office, desks: Desks) -> None:
    report(try_all(office, desks, addresses(office, LIVES[state](office)), full=not SMALL))


def test_what_is_filled_in_well_is_made(office: Office, desks: Desks) -> None:
    made = 0
    for state, who, move in (
        ("draft", "drafter", "submit"),
        ("norm_check", "clerk", "return_form"),
        ("awaiting_signature", "deputy", "sign"),
        ("signed", "registrar", "register"),
        ("registered", "dispatcher", "queue"),
        ("dispatching", "dispatcher", "record_sent"),
        ("received", "registrar", "register"),
        ("in_work", "drafter", "answer_point"),
    ):
        path = f"/cases/{LIVES[state](office)}/acts/{move}/"
        answer = send(desks(who), path, filled(form_of(office, who, path)))
        assert answer.status_code == 302, (path, answer.content.decode())
        made += 1
    assert made == 8


def test_every_form_of_the_law_is_met_by_one_of_these_lives(office: Office) -> None:
    offered: dict[str, set[str]] = {direction: set() for direction in LAWS}
    for life in LIVES.values():
        case = life(office)
        direction = Case.objects.get(pk=case).direction
        offered[direction] |= {path.split("/")[4] for path in addresses(office, case)}
    lacking = {
        (direction, name)
        for direction, law in LAWS.items()
        for name, rule in moves_of(law).items()
        if rule.by != {Role.SYSTEM} and UNOPENED not in rule.sources and name not in offered[direction]
    }
    assert lacking == set()


def test_html_in_a_heading_is_only_text(office: Office, desks: Desks) -> None:
    case = lives.to_draft(office, letter=office.letter(heading=HTML, points=(HTML,), paragraphs=(HTML,)))
    for path in ("/", "/cases/", f"/cases/{case}/", f"/cases/{case}/acts/revise/", f"/cases/{case}/acts/submit/"):
        html = desks("drafter").open(path).html
        assert "<script" not in html
        assert "<b>жирно" not in html
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize("mark", list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_marks_that_turn_the_writing_are_named(mark: str, office: Office, desks: Desks) -> None:
    case = lives.to_signature(office)
    browser = desks("deputy")
    browser.open(f"/cases/{case}/acts/refuse_sign/")
    before = everything()
    page = browser.press("Return unsigned", reason=f"см. {mark}fdp.exe")
    assert page.status == 422
    assert "invisible marks that turn the direction of writing are no text" in page.text
    assert 'class="field wrong" data-field="reason"' in page.html
    assert everything() == before
