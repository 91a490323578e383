"""The cells of the matrix: every route of the map for every person, state and method, and what each is answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client

from cases.models import Letter
from tests.pages.wrong import filled
from tests.traces import undone

from .policy import Case, Person, answers, policy
from .world import World

OF_CASES = {
    "case": "/cases/{case}/",
    "audit": "/cases/{case}/audit/",
    "act": "/cases/{case}/acts/{move}/",
    "paper_act": "/cases/{case}/acts/{move}/paper/",
    "undo": "/cases/{case}/decisions/999999/undo/",
    "sheet": "/cases/{case}/sheets/{sheet}/",
    "leaves": "/cases/{case}/sheets/{sheet}/pages/",
    "leaf": "/cases/{case}/sheets/{sheet}/pages/1/",
    "copy": "/cases/{case}/copies/999/",
    "attachment": "/cases/{case}/attachments/1/1/",
    "paper": "/cases/{case}/papers/1/scan/",
    "own_signature": "/cases/{case}/signature/",
    "prepared": "/cases/{case}/signature/letter/",
    "to_be_signed": "/cases/{case}/signature/bytes/",
    "desk_case": "/desk/sign/{case}/",
    "desk_letter": "/desk/sign/{case}/letter/",
    "postpone": "/desk/sign/{case}/postpone/",
    "desk_decide": "/desk/sign/{case}/sign/",
}
OF_PEOPLE = {
    "inbox": "/", "notices": "/notices/", "jobs": "/jobs/", "register": "/cases/", "register_csv": "/cases/register.csv", "register_xlsx": "/cases/register.xlsx",
    "registration": "/cases/registration/", "routing": "/routing/", "keep_selection": "/cases/selections/", "drop_selection": "/cases/selections/999/drop/",
    "handover": "/handover/", "board": "/cases/board/", "board_csv": "/cases/board/board.csv", "unattended": "/unattended/", "substitutions": "/substitutions/", "accept_substitution": "/substitutions/999/accept/",
    "end_substitution": "/substitutions/999/end/", "language": "/language/",
    "log_in": "/account/login/", "log_out": "/account/logout/", "prove": "/account/proof/", "own_password": "/account/password/own/",
    "sessions": "/account/sessions/", "end_sessions": "/account/sessions/end/",
    "opening": "/cases/new/draft_letter/", "sit_down": "/desk/", "desk": "/desk/sign/", "live": "/health/live", "ready": "/health/ready",
    "deadlines": "/deadlines/no-secret.ics", "password_reset": "/account/password/", "password_reset_done": "/account/password/sent/",
    "password_reset_confirm": "/account/password/MQ/set-password/", "password_reset_complete": "/account/password/changed/",
}  # fmt: skip
METHODS = ("GET", "POST")
WORDS = {200: "page", 204: "page", 403: "not yours", 404: "hidden", 405: "no method", 409: "late", 422: "refused"}


@dataclass(frozen=True)
class Cell:
    """One question."""

    person: Person
    case: Case | None
    route: str
    method: str
    move: str = ""

    def __str__(self) -> str:
        where = f"{self.case.direction} {self.case.state}{' restricted' * self.case.restricted}" if self.case else "-"
        return f"{self.person.name} | {where} | {self.method} {self.route} {self.move}".strip()


def cells(world: World) -> Iterator[Cell]:
    """Every cell."""
    for person in world.people:
        for route in OF_PEOPLE:
            for method in METHODS:
                yield Cell(person, None, route, method)
        for case in world.cases:
            for route in OF_CASES:
                moves = [move for direction, move in policy().acts if direction == case.direction]
                for move in moves if route in ("act", "paper_act") else [""]:
                    for method in METHODS:
                        yield Cell(person, case, route, method, move)


class Asking:
    """Asks cells of a world, a client a person; what a POST has written is taken back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients: dict[Person, Client] = {}
        self.facts: dict[tuple[Case, str], dict[str, Any]] = {}
        self.sheets = {case: self.sheet_of(pk) for case, pk in world.cases.items()}

    @staticmethod
    def sheet_of(case: int) -> int:
        """A sheet of a case, or one that is none."""
        return Letter.objects.filter(case=case).values_list("pk", flat=True).first() or 999_999

    def path(self, cell: Cell) -> str:
        """The address of a cell."""
        if cell.case is None:
            return OF_PEOPLE[cell.route]
        facts = {"case": self.world.cases[cell.case], "move": cell.move, "sheet": self.sheets[cell.case]}
        return OF_CASES[cell.route].format(**facts)

    def answer(self, cell: Cell) -> str:
        """What a cell is answered, as a word of the policy."""
        if (client := self.clients.get(cell.person)) is None:
            client = self.clients[cell.person] = self.world.client(cell.person)
        ends_it = cell.route in ("log_out", "log_in")
        with undone():
            asked = client.get if cell.method == "GET" else client.post
            answer = asked(self.path(cell), self.told(cell) if cell.method == "POST" else None)
        if ends_it:
            del self.clients[cell.person]
        return word(answer)

    def told(self, cell: Cell) -> dict[str, Any]:
        """What the form of a move is sent with: good facts, where somebody may make it in this state."""
        if cell.case is None or cell.route not in ("act", "desk_decide"):
            return {}
        key = (cell.case, cell.move or "sign")
        if key not in self.facts:
            self.facts[key] = self.good_facts(cell.case, key[1])
        return self.facts[key]

    def good_facts(self, case: Case, move: str) -> dict[str, Any]:
        """The fields of a move filled in well, by whoever may make it; nothing where nobody may."""
        from tests.pages.test_bad_input import form_of

        office = self.world.office
        states, by, _ = policy().acts.get((case.direction, move), (set(), set(), set()))
        if case.state not in states:
            return {}
        lawful = {
            "signer": "deputy",
            "executor": "drafter",
            "approver": "lawyer",
            "author": "head",
            "coexecutor": "expert",
        }
        lawful |= {"chancery_head": "chief"}
        who = lawful.get(sorted(by)[0], sorted(by)[0])
        try:
            return filled(form_of(office, who, f"/cases/{self.world.cases[case]}/acts/{move}/"))
        except Exception:  # some form wants what this world has not: then the refusal by role is asked by GET only
            return {}


def word(answer: Any) -> str:
    """An answer as a word of the policy."""
    if answer.status_code in (301, 302, 303):
        return "login" if answer["Location"].startswith("/account/login/") else "elsewhere"
    if answer.status_code == 403 and "no official" in answer.content.decode(errors="replace"):
        return "no seat"
    return WORDS.get(answer.status_code, str(answer.status_code))


def is_right(cell: Cell, told: str) -> bool:
    """Whether the policy allows an answer. What is sent may be refused for its facts before its sender is judged."""
    allowed = answers(cell.person, cell.case, cell.route, cell.method, cell.move)
    if cell.method == "POST" and cell.route in ("act", "paper_act") and allowed & {"late", "not yours"}:
        allowed = allowed | {"refused", "late", "not yours"}
    if told == "no seat" and "not yours" in allowed:
        return True
    return told in allowed
