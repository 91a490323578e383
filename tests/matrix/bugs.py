"""Planted permission bugs: each is patched in while its slice of the matrix is asked, and must be caught there."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.urls import resolve

from cases import access
from cases.lifecycle.act import Actor
from cases.lifecycle.move import moves_of
from cases.lifecycle.roles import Role
from cases.models import LAWS, Appointment, Case, Official, Unit, User
from cases.pages import files
from workflows import offers
from workflows.desk import frame

from .cells import Cell

MOST = 500
type Sight = Callable[[User, Any], Q]


@dataclass(frozen=True)
class Bug:
    """What goes wrong, how it is planted, and where it must show."""

    name: str
    plant: Callable[[], Any]
    routes: tuple[str, ...]
    relations: tuple[str, ...]
    moves: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def meets(self, cell: Cell) -> bool:
        """Whether a cell is in the slice."""
        held = {cell.person.relation, *cell.person.places}
        return (
            cell.route in self.routes
            and bool(held & set(self.relations))
            and (not self.moves or cell.move in self.moves)
            and (not self.roles or cell.person.role in self.roles)
        )


def seen(name: str, sight: Sight, *relations: str, roles: tuple[str, ...] = ()) -> Bug:
    """Some people see more cases than they may."""
    true = access.visible_to

    def more(user: User, *, on: Any) -> Any:
        return Case.objects.filter(Q(pk__in=true(user, on=on).values("pk")) | sight(user, on))

    return Bug(name, lambda: patch.object(access, "visible_to", more), ("case", "sheet"), relations, roles=roles)


def unseen(name: str, sight: Sight, *relations: str) -> Bug:
    """Some people do not see what they may."""
    true = access.visible_to

    def fewer(user: User, *, on: Any) -> Any:
        return true(user, on=on).exclude(sight(user, on))

    return Bug(name, lambda: patch.object(access, "visible_to", fewer), ("case",), relations)


def body_of(user: User, _: Any) -> Q:
    """All cases of a user's body."""
    return Q(body__in=Official.objects.filter(user=user).values("body"))


def held(user: User, role: str) -> bool:
    """Whether a user has ever held a role."""
    return Appointment.objects.filter(official__user=user, role=role).exists()


def rule(direction: str, move: str, **changed: frozenset[Role] | tuple[str, ...]) -> Callable[[], Any]:
    """The law of one move says something else."""

    @contextmanager
    def plant() -> Iterator[None]:
        found = moves_of(LAWS[direction])[move]
        before = {name: getattr(found, name) for name in changed}
        for name, value in changed.items():
            object.__setattr__(
                found, name, before[name] | value if isinstance(value, frozenset) else before[name] + value
            )
        try:
            yield
        finally:
            for name, value in before.items():
                object.__setattr__(found, name, value)

    return plant


def widened(direction: str, move: str, role: Role, *relations: str) -> Bug:
    """One more role may make a move."""
    roles = () if role in (Role.EXECUTOR, Role.SIGNER, Role.APPROVER) else (str(role),)
    name = f"{move} ({direction}) is made by the {role}"
    return Bug(name, rule(direction, move, by=frozenset({role})), ("act",), relations or ("own",), (move,), roles)


def entered(direction: str, move: str, role: Role) -> Bug:
    """One more role enters a move from paper."""
    name = f"{move} ({direction}) is entered from paper by the {role}"
    planted = rule(direction, move, entered_by=frozenset({role}))
    return Bug(name, planted, ("paper_act",), ("own", "above"), (move,), (str(role),))


def late(direction: str, move: str, state: str, role: str) -> Bug:
    """A move is made from one more state."""
    name = f"{move} ({direction}) is made from {state}"
    return Bug(name, rule(direction, move, sources=(state,)), ("act",), ("own",), (move,), (role,))


def without_log_in(path: str, route: str) -> Bug:
    """A page asks for no log-in."""

    @contextmanager
    def plant() -> Iterator[None]:
        view: Any = resolve(path).func
        view.login_required = False
        try:
            yield
        finally:
            del view.login_required

    return Bug(f"{route} asks for no log-in", plant, (route,), ("nobody",))


def unguarded(module: str, route: str, relations: tuple[str, ...] = ("beside", "other", "stranger")) -> Bug:
    """A page loads its case without asking who reads."""

    def plant() -> Any:
        names = {name: getattr(access, name) for name in dir(access) if not name.startswith("__")}
        names["case_for"] = lambda user, case, *, on: access.case_for_system(case)
        return patch.object(sys.modules[module], "access", SimpleNamespace(**names))

    return Bug(f"{route} loads any case", plant, (route,), relations)


def acting(name: str, more: Callable[[Official, Case], set[Role]], *relations: str, **where: Any) -> Bug:
    """Somebody acts by roles that he has not."""
    true = access.actor_of

    def actor_of(official: Official | None, case: Case, *, on: Any) -> Actor:
        actor = true(official, case, on=on)
        if official is None or official.body_id != case.body_id:
            return actor
        roles = actor.roles | more(official, case)
        return Actor(frozenset(roles), actor.official, actor.user, actor.name, actor.post)

    return Bug(name, lambda: patch.object(access, "actor_of", actor_of), ("act",), relations, **where)


def everywhere(official: Official, _: Any) -> set[Role]:
    """The roles of an official in any unit."""
    return {Role(one) for one in Appointment.objects.filter(official=official).values_list("role", flat=True)}


def to_all(answer: Any) -> Callable[..., Any]:
    """A function that answers everybody the same."""
    return lambda *_, **__: answer


BUGS: tuple[Bug, ...] = (
    Bug("everybody sees everything", lambda: patch.object(access, "visible_to", lambda user, *, on: Case.objects.all()),
        ("case",), ("beside", "other")),
    Bug("who guesses a number gets the case",
        lambda: patch.object(access, "only", lambda cases, pk: access.as_law(Case.objects.get(pk=pk))), ("case", "sheet"), ("beside",)),
    Bug("appointments hold for ever", lambda: patch.object(access, "in_force", lambda day: Q(since__lte=day)), ("case",), ("past",)),
    Bug("appointments hold before they begin",
        lambda: patch.object(access, "in_force", lambda day: Q(until__isnull=True) | Q(until__gte=day)), ("case",), ("future",)),
    Bug("appointments have no days", lambda: patch.object(access, "in_force", to_all(Q(pk__gt=0))), ("sheet",), ("past", "future")),
    seen("administrators see the cases of their units", lambda user, on: body_of(user, on) if held(user, "admin") else Q(pk=0),
         "own", "above", roles=("admin",)),
    seen("a body sees all its cases", body_of, "beside"),
    seen("registered letters are seen by all bodies", lambda user, on: Q(state="registered"), "other"),
    seen("strangers see drafts", lambda user, on: Q(state="draft"), "stranger"),
    seen("letters that have left are seen in the whole body", lambda user, on: Q(state="dispatched") & body_of(user, on), "beside"),
    seen("letters that came are seen in the whole body", lambda user, on: Q(direction="in") & body_of(user, on), "beside"),
    seen("auditors see all bodies", lambda user, on: Q(pk__gt=0) if held(user, "auditor") else Q(pk=0), "other", roles=("auditor",)),
    seen("heads see beside", lambda user, on: body_of(user, on) if held(user, "head") else Q(pk=0), "beside", roles=("head",)),
    seen("who was in office sees on", lambda user, on: body_of(user, on) if user.username.split("-")[-1].startswith("past") else Q(pk=0), "past"),
    unseen("a grant shows nothing", lambda user, on: Q(grants__user=user), "shown"),
    unseen("an approver does not see", lambda user, on: Q(visas__official__user=user), "approver"),
    unseen("a signer does not see", lambda user, on: Q(signer__user=user), "signer"),
    unseen("an executor does not see", lambda user, on: Q(executor__user=user), "executor"),
    Bug("restricted letters give their files", lambda: patch.object(access, "is_admitted", to_all(True)),
        ("sheet", "attachment"), ("own", "above")),
    Bug("restricted letters give no file to whom they were shown",
        lambda: patch.object(access, "is_admitted", lambda user, case, *, on: not case.restriction), ("sheet",), ("shown",)),
    acting("a role holds in every unit", everywhere, "shown", roles=("registrar", "dispatcher", "clerk"),
           moves=("register", "queue", "to_preliminary", "file")),
    acting("who sees is executor", lambda official, case: {Role.EXECUTOR}, "shown", moves=("submit", "accept_task")),
    acting("who sees is signer", lambda official, case: {Role.SIGNER}, "own", moves=("sign", "withdraw")),
    acting("who sees is author", lambda official, case: {Role.AUTHOR}, "own", moves=("reassign", "pause_clock")),
    Bug("who is deactivated reads on", lambda: patch.object(ModelBackend, "user_can_authenticate", to_all(True)),
        ("case", "inbox", "register"), ("gone",)),
    without_log_in("/cases/1/", "case"),
    without_log_in("/", "inbox"),
    without_log_in("/cases/", "register"),
    without_log_in("/cases/1/attachments/1/1/", "attachment"),
    widened("out", "sign", Role.CLERK, "own", "above"),
    widened("out", "sign", Role.EXECUTOR, "executor"),
    widened("out", "sign", Role.HEAD),
    widened("out", "register", Role.CLERK),
    widened("out", "queue", Role.REGISTRAR),
    widened("out", "annul", Role.REGISTRAR),
    widened("out", "agree", Role.EXECUTOR, "executor"),
    widened("out", "file", Role.REGISTRAR),
    widened("out", "submit", Role.CLERK),
    widened("out", "correct_card", Role.CLERK),
    widened("out", "hand_over", Role.DEPUTY),
    widened("out", "withdraw", Role.REGISTRAR),
    widened("out", "revise", Role.DRAFTER),
    widened("in", "accept_task", Role.HEAD),
    widened("in", "issue_resolution", Role.ASSISTANT),
    widened("in", "submit_to_head", Role.CLERK),
    widened("in", "put_on_control", Role.EXECUTOR, "executor"),
    widened("in", "refuse_registration", Role.CLERK),
    widened("in", "annul", Role.REGISTRAR),
    widened("in", "count_only", Role.AUDITOR),
    entered("out", "sign", Role.DISPATCHER),
    entered("out", "agree", Role.DRAFTER),
    entered("in", "issue_resolution", Role.CONTROLLER),
    late("out", "annul", "dispatched", "chancery_head"),
    late("in", "register", "review", "registrar"),
    Bug("a form is shown to whoever asks", lambda: patch.object(offers, "check", to_all(None)), ("act",), ("own",), ("sign", "register")),
    Bug("everybody keeps the installation", lambda: patch.object(access, "administered_by", lambda user, *, on: Unit.objects.all()),
        ("jobs",), ("own", "beside", "stranger")),
    Bug("everybody audits", lambda: patch("cases.evidence.readings.audits", to_all(True)), ("audit",), ("own",)),
    Bug("files are given to whoever asks",
        lambda: patch.object(files, "open_case_of", lambda request, case: access.case_for_system(case)),
        ("sheet", "attachment"), ("beside", "other")),
    unguarded("workflows.desk.case", "case"),
    unguarded("workflows.desk.act", "act"),
    unguarded("cases.pages.files", "sheet"),
    Bug("auditors sit at a desk", lambda: patch.object(frame.Frame, "decides", True), ("sit_down", "desk"), ("own",), roles=("auditor", "admin")),
    widened("out", "draft_letter", Role.CLERK),
)  # fmt: skip


def slice_of(bug: Bug, cells: list[Cell]) -> list[Cell]:
    """The cells in which a bug must show, 500 at most, evenly taken."""
    if bug.name.startswith("draft_letter"):
        return [cell for cell in cells if cell.route == "opening" and cell.person.role == "clerk"]
    found = [cell for cell in cells if bug.meets(cell)]
    return found[:: -(-len(found) // MOST) or 1]
