"""What became of a visa, of a copy on its way, and of the reply it asks for (5.2 and 5.3 of the norms)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """What became of a visa."""

    PENDING = "pending", _("awaited")
    AGREED = "agreed", _("agreed")
    WITH_REMARKS = "agreed_with_remarks", _("agreed with remarks")
    REFUSED = "refused", _("refused")
    DELEGATED = "delegated", _("delegated")
    REMOVED = "removed", _("removed from the round")
    WAIVED = "waived", _("waived by the signer")
    VOID = "void", _("void")


GIVEN = frozenset({Outcome.AGREED, Outcome.WITH_REMARKS})


class Channel(TextChoices):
    """How a letter leaves the body."""

    POST = "post", _("post")
    FOLDER = "folder", _("exchange folder")


class Delivery(TextChoices):
    """How far the copy of one addressee has come (O17)."""

    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    REGISTERED = "registered", _("registered by the addressee")
    REFUSED = "refused", _("refused by the addressee")
    RETURNED = "returned", _("returned")


class Reply(TextChoices):
    """What the body still expects of one addressee."""

    AWAITED = "awaited", _("awaited")
    ANSWERED = "answered", _("answered")
    EXCUSED = "excused", _("excused")


class Answer(TextChoices):
    """What a reply says to one point of a request."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    LATER = "later", _("later")


class Inquiry(TextChoices):
    """How an enquiry to another unit or body stands."""

    ASKED = "asked", _("asked")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Asked(TextChoices):
    """What became of an extension that an executor asked for."""

    ASKED = "asked", _("asked")
    GRANTED = "granted", _("granted")
    DENIED = "denied", _("denied")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RefusalReason(TextChoices):
    """Why an electronic document is not registered: a closed list (3.1 of the norms)."""

    NOT_ADDRESSEE = "not_addressee", _("misdirected")
    SIGNATURE_INVALID = "signature_invalid", _("the signature is not confirmed")
    NO_SIGNATURE = "no_signature", _("not signed")
    INCOMPLETE = "incomplete", _("sheets or attachments are missing")
    FORMAT = "format", _("wrong format")
    UNREADABLE = "unreadable", _("unreadable")
    DUPLICATE = "duplicate", _("received already")
    RESTRICTED = "restricted", _("holds restricted information")


# Kinds that are counted and not registered (3.2 of the norms).
NOT_REGISTERED = frozenset({"greeting", "invitation", "printed_matter", "advertisement", "accounting"})
KINDS = NOT_REGISTERED | {"letter"}

# By which means a letter comes to the body: on paper, or as a file whose original may follow on paper.
ON_PAPER = frozenset({"post", "courier"})
ELECTRONIC = frozenset({"email", "folder"})
MEANS = ON_PAPER | ELECTRONIC
