"""The auditor's own traces: what he opened, and what he noted. Both stand apart from the case."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases import access
from cases.lifecycle.refusal import BadFact, Refusal
from cases.lifecycle.roles import Role
from cases.models import Appointment, AuditNote, Case, Mandate, Reading

if TYPE_CHECKING:
    from cases.models import User

LONGEST = 10_000


class NoAuditor(Refusal):
    """Only an auditor, by appointment or mandate, leaves notes of an audit."""

    code = "no_auditor"
    status = 403


def audits(user: "User", on: date) -> bool:
    """Whether a user is an auditor on a day, by appointment or by mandate."""
    appointed = Appointment.objects.filter(access.in_force(on), official__user=user, role=Role.AUDITOR)
    return appointed.values("pk").union(mandates(user, on).values("pk")).exists()


def mandates(user: "User", on: date) -> QuerySet[Mandate]:
    """The mandates of a user that are in force on a day."""
    return Mandate.objects.filter(user=user, valid_from__lte=on, valid_until__gte=on)


def keep(user: "User", case: Case, kind: Reading.Kind, *, at: datetime, subject: str = "") -> bool:
    """Keep that an auditor opened something, and say whether he is one; what others read in their work is not kept."""
    if is_auditor := audits(user, access.today(user, at)):
        Reading.objects.create(user=user, case_id=case.pk, kind=kind, subject=subject[:200], read_at=at)
    return is_auditor


def note(user: "User", case_id: int, text: str, *, at: datetime) -> AuditNote:
    """Write an auditor's note on a case that he may see. Raises NotFound, NoAuditor or BadFact."""
    case = access.case_for(user, case_id, on=access.today(user, at))
    if not audits(user, access.today(user, at)):
        raise NoAuditor(_("only an auditor leaves notes of an audit"))
    if not text.strip() or len(text) > LONGEST or "\0" in text:
        raise BadFact(_("must not be empty"), field="text")
    return AuditNote.objects.create(author=user, case_id=case.pk, text=text.strip(), written_at=at)
