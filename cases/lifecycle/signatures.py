"""How a body signs its letters, and what may be said of a signature."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Signing(TextChoices):
    """By what a body's letters are signed."""

    HAND = "hand", _("by hand, on paper")
    X509 = "x509", _("electronically (X.509, PAdES)")
    GOST = "gost", _("electronically (GOST R 34.10-2012)")


class Standing(TextChoices):
    """What verification found, the best first; whatever is not the first is no valid signature."""

    VERIFIED = "verified", _("the signature is valid")
    ABSENT = "absent", _("there is no electronic signature")
    CANNOT_VERIFY = "cannot_verify", _("the signature cannot be verified here")
    UNTRUSTED = "untrusted", _("the signer's certificate is not trusted")
    BROKEN = "broken", _("the signature is broken")
