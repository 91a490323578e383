"""The leak check of an installation: every case that somebody sees is held against the rows that may show it to him.

It judges row by row in Python and asks nothing of `access`, which it checks: a second reading of the same rule.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from cases import access
from cases.deadlines.calendar import local_day
from cases.lifecycle.roles import Role
from cases.models import (
    Appointment,
    Assignment,
    Case,
    CaseGrant,
    Familiarisation,
    Mandate,
    Official,
    Substitution,
    User,
    Visa,
)


@dataclass
class Found:
    """How many pairs of user and case were judged, and the pairs that no row allows."""

    cells: int = 0
    leaks: list[tuple[int, int]] = field(default_factory=list)


class Rows:
    """What ties people to cases, read once for all users."""

    def __init__(self) -> None:
        self.cases = {case.pk: case for case in Case.objects.select_related("unit", "body").order_by("pk")}
        self.posts: dict[int, list[Appointment]] = defaultdict(list)
        for post in Appointment.objects.select_related("unit"):
            self.posts[post.official_id].append(post)
        self.approvers, self.authors, self.charged = (
            set[tuple[int, int]](),
            set[tuple[int, int]](),
            set[tuple[int, int]](),
        )
        for visa in Visa.objects.exclude(outcome="removed").iterator():
            self.approvers.add((visa.case_id, visa.official_id))
        for one in Assignment.objects.select_related("resolution").iterator():
            self.charged.add((one.case_id, one.official_id))
            if not one.ended:
                self.authors.add((one.case_id, one.resolution.author_id))
        self.shown = set(Familiarisation.objects.values_list("case", "official"))
        self.grants = list(CaseGrant.objects.filter(ended=False).select_related("unit"))


def check(at: datetime) -> Found:
    """Judge every pair of an active user and a case at a moment."""
    found, rows = Found(), Rows()
    for user in User.objects.filter(is_active=True).order_by("pk"):
        on = access.today(user, at)
        seen = set(access.visible_to(user, on=on).values_list("pk", flat=True))
        allowed = {pk for pk in seen if pk in rows.cases and is_shown(rows, user, rows.cases[pk], on)}
        found.cells += len(rows.cases)
        found.leaks += [(user.pk, pk) for pk in sorted(seen - allowed)]
    return found


def is_shown(rows: Rows, user: User, case: Case, on: date) -> bool:
    """Whether some row shows a case to a user on a day."""
    official = Official.objects.filter(user=user).select_related("unit").first()
    return (
        is_granted(rows, user, official, case, on)
        or is_audited(user, case, on)
        or (official is not None and (is_own(rows, official, case, on) or is_lent(rows, official, case, on)))
    )


def is_own(rows: Rows, official: Official, case: Case, on: date) -> bool:
    """An office in the unit of the case or above, or a place in it."""
    below = [post for post in held(rows, official.pk, on) if case.unit.path.startswith(post.unit.path)]
    pair = (case.pk, official.pk)
    places = pair in rows.approvers or pair in rows.authors or pair in rows.charged or pair in rows.shown
    return official.pk in (case.executor_id, case.signer_id) or places or any(p.role != Role.ADMIN for p in below)


def held(rows: Rows, official: int, on: date) -> list[Appointment]:
    """The appointments of an official in force on a day."""
    return [post for post in rows.posts[official] if post.since <= on and (post.until is None or on <= post.until)]


def is_lent(rows: Rows, official: Official, case: Case, on: date) -> bool:
    """A place or office of one for whom the official acts, within what the substitution is for."""
    for one in Substitution.objects.filter(substitute=official, ended_at=None).exclude(accepted_at=None):
        covered = one.direction in ("", case.direction) and (
            one.unit is None or case.unit.path.startswith(one.unit.path)
        )
        if not covered or not one.since <= on <= one.until:
            continue
        pair = (case.pk, one.principal_id)
        leads = [
            post
            for post in held(rows, one.principal_id, on)
            if post.role in (Role.HEAD, Role.DEPUTY, Role.ASSISTANT) and case.unit.path.startswith(post.unit.path)
        ]
        signs, approves = one.sign and case.signer_id == one.principal_id, one.approve and pair in rows.approvers
        if signs or approves or (one.route and (leads or pair in rows.authors)):
            return True
    return False


def is_granted(rows: Rows, user: User, official: Official | None, case: Case, on: date) -> bool:
    """A grant to the user, or to a unit in which he works and keeps no installation."""
    posts = held(rows, official.pk, on) if official else []
    paths = [post.unit.path for post in posts] + ([official.unit.path] if official else [])
    works = not any(post.role == Role.ADMIN for post in posts)
    for grant in rows.grants:
        if grant.content_object_id == case.pk and (grant.until is None or on <= grant.until):
            of_unit = grant.unit is not None and works and any(path.startswith(grant.unit.path) for path in paths)
            if grant.user_id == user.pk or of_unit:
                return True
    return False


def is_audited(user: User, case: Case, on: date) -> bool:
    """A mandate over the unit of the case, for the period in which it was opened."""
    opened = local_day(case.opened_at, "UTC")
    return any(
        case.unit.path.startswith(one.unit.path)
        and one.opened_from <= opened <= one.opened_until
        and one.valid_from <= on <= one.valid_until
        for one in Mandate.objects.filter(user=user).select_related("unit")
    )
