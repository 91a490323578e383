"""What kind of entry each line of a history is, so that a reader finds the few that he looks for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.lifecycle.move import moves_of
from cases.lifecycle.roles import Role

KINDS: dict[str, Any] = {
    "decisions": _("decisions"),
    "versions": _("versions"),
    "remarks": _("remarks and reasons"),
    "reads": _("reading"),
    "routing": _("routing"),
}
READS = frozenset({"familiarise", "send_for_familiarisation"})
OF_A_DECISION = frozenset({"decide", "undo", "lapse"})
WITH_REMARKS = frozenset({"remarks", "reason"})


def kinds_of(law: type[Any], line: dict[str, Any]) -> frozenset[str]:
    """The kinds of one line of a frozen history; a line that is of no other kind moves the case on."""
    told = {fact["name"] for fact in (*line["facts"], *line["sealed"])}
    rule = moves_of(law).get(line["move"])
    found = set()
    if line["move"] in OF_A_DECISION or (rule and (rule.decision or rule.by == {Role.APPROVER})):
        found.add("decisions")
    if "letter" in told:
        found.add("versions")
    if told & WITH_REMARKS:
        found.add("remarks")
    if line["move"] in READS:
        found.add("reads")
    return frozenset(found or {"routing"})
