"""Separation of duties (S1-S10 of section 4 of the norms), judged on everyone who takes part in an act.

S7 and S8 stand in the roles themselves: `WITHOUT_ACTS` are in no rule's `by`, and access never
gives an administrator or an auditor another role beside it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .act import Act
from .refusal import Refusal


class DutiesConflict(Refusal):
    """The same person may not do both; `duty` is the id of the rule in the norms."""

    code = "duties"
    status = 403

    def __init__(self, duty: str, reason: Any) -> None:
        super().__init__(reason)
        self.duty = duty


REASONS: dict[str, Any] = {
    "S1": _("who wrote a version neither approves nor signs it, and who approved it does not sign it"),
    "S2": _("who signed a letter does not register it"),
    "S3": _("an executor does not take his own case off control"),
    "S4": _("only the author of the resolution changes its executor"),
    "S5": _("who acts for another on a letter has no other place on it"),
    "S6": _("a controller does not execute the case he controls"),
    "S9": _("an annulment needs two persons"),
    "S10": _("only the signer does without a missing visa, never who wrote the letter"),
}


def separate(duty: str, act: Act, *others: int | None) -> None:
    """Refuse the act when one of its people is among the others. Raises DutiesConflict."""
    if set(act.people) & {other for other in others if other is not None}:
        raise DutiesConflict(duty, REASONS[duty])


def keep_apart(duty: str, officials: set[int], *others: int | None) -> None:
    """Refuse a naming of officials that would break the duty later. Raises DutiesConflict."""
    if officials & {other for other in others if other is not None}:
        raise DutiesConflict(duty, REASONS[duty])
