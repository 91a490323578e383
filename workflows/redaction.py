"""The lawful destruction of personal data: what opened a commitment goes, the entry stays and says under which act."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import access
from cases.lifecycle.act import Act
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import Disclosure, Entry

from .admission import NotYours, seen_by
from .record import note

if TYPE_CHECKING:
    from cases.models import User

DESTROYERS = frozenset({Role.ARCHIVIST, Role.CHANCERY_HEAD})
LONGEST_ACT = 100


def redact(case: int, *, of: int, names: list[str], act: str, by: "User", at: datetime) -> Entry:
    """Destroy disclosed texts of one entry; returns the entry that tells it.

    of: the entry's place in the history. names: of its texts ("remarks", "author", "rows" …). act: number and date of
    the act of destruction. Raises NotFound, NotYours or BadFact; then nothing is destroyed.
    """
    if not act.strip() or len(act) > LONGEST_ACT or "\0" in act:
        raise BadFact(_("the act has 1 to %d characters") % LONGEST_ACT, field="act")
    with transaction.atomic():
        access.lock(case)
        found = access.case_for(by, case, on=access.today(by, at))
        actor = seen_by(found, access.official_of(by), at)
        if not actor.roles & DESTROYERS:
            raise NotYours(_("personal data are destroyed by the archive or the head of the chancery"))
        texts = Disclosure.objects.filter(entry__case__pk=case, entry__seq=of, name__in=names)
        missing = set(names) - set(texts.values_list("name", flat=True))
        if missing or not names:
            raise BadFact(_("the entry discloses no such text: %s") % ", ".join(sorted(missing)), field="names")
        texts.delete()
        effects = {"of": of, "names": sorted(set(names)), "act": act.strip()}
        return note(found, "redacted", Act(actor, actor, at, at), effects=effects)
