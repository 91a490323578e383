"""The states of both machines (the process chains of section 5 of the norms)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OutgoingState(TextChoices):
    """Where an outgoing letter stands."""

    DRAFT = "draft", _("Draft")
    NORM_CHECK = "norm_check", _("Form check")
    APPROVAL = "approval", _("Approval")
    REWORK = "rework", _("Rework")
    EXTERNAL_APPROVAL = "external_approval", _("External approval")
    AWAITING_SIGNATURE = "awaiting_signature", _("Awaiting signature")
    SIGNED = "signed", _("Signed")
    REGISTERED = "registered", _("Registered")
    DISPATCHING = "dispatching", _("Being dispatched")
    DISPATCHED = "dispatched", _("Dispatched")
    AWAITING_REPLY = "awaiting_reply", _("Awaiting reply")
    REPLIED = "replied", _("Replied")
    NO_REPLY = "no_reply", _("Closed without reply")
    FILED = "filed", _("Filed")
    CANCELLED = "cancelled", _("Cancelled")
    ANNULLED = "annulled", _("Annulled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class IncomingState(TextChoices):
    """Where an incoming request stands."""

    RECEIVED = "received", _("Received")
    RETURNED = "returned", _("Returned to sender")
    REFUSED = "refused", _("Registration refused")
    COUNTED = "counted", _("Counted only")
    JOINED = "joined", _("Joined to an earlier registration")
    REGISTERED = "registered", _("Registered")
    REVIEW = "review", _("Preliminary review")
    AWAITING_RESOLUTION = "awaiting_resolution", _("Awaiting resolution")
    FORWARDED = "forwarded", _("Forwarded by competence")
    ASSIGNED = "assigned", _("Assigned")
    IN_WORK = "in_work", _("In work")
    REPLY_IN_PROGRESS = "reply_in_progress", _("Reply in progress")
    EXECUTED = "executed", _("Executed")
    CLOSED = "closed", _("Off control")
    FILED = "filed", _("Filed")
    ANNULLED = "annulled", _("Annulled")


# A case rests here for ever; archive and destruction will leave `filed` when they come.
FINAL: frozenset[str] = frozenset(
    {
        OutgoingState.FILED,
        OutgoingState.CANCELLED,
        OutgoingState.ANNULLED,
        OutgoingState.WITHDRAWN,
        IncomingState.RETURNED,
        IncomingState.REFUSED,
        IncomingState.COUNTED,
        IncomingState.JOINED,
        IncomingState.FORWARDED,
    }
)

# A case whose deadline is watched: ours to do, or the other side's to answer.
OPEN = frozenset(
    {
        IncomingState.REGISTERED,
        IncomingState.REVIEW,
        IncomingState.AWAITING_RESOLUTION,
        IncomingState.ASSIGNED,
        IncomingState.IN_WORK,
        IncomingState.REPLY_IN_PROGRESS,
        OutgoingState.AWAITING_REPLY,
    }
)

# An outgoing letter that answers nothing any more, and one whose copies are with their addressees.
GIVEN_UP = frozenset({OutgoingState.CANCELLED, OutgoingState.ANNULLED, OutgoingState.WITHDRAWN})
LEFT = frozenset(
    {
        OutgoingState.DISPATCHED,
        OutgoingState.AWAITING_REPLY,
        OutgoingState.REPLIED,
        OutgoingState.NO_REPLY,
        OutgoingState.FILED,
    }
)
