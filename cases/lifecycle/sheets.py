"""The sheets that acts produce (ids D01-D22 of the norms)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sheet(TextChoices):
    """One kind of letter or sheet; the value is its id in the norms."""

    CARD = "D01", _("Registration card")
    RECEIPT_STAMP = "D02", _("Receipt stamp")
    ACKNOWLEDGEMENT = "D03", _("Acknowledgement of receipt")
    REFUSAL = "D04", _("Refusal of registration")
    RETURN = "D05", _("Return letter")
    RESOLUTION = "D06", _("Resolution sheet")
    CONTROL = "D07", _("Control card")
    EXTENSION = "D08", _("Extension note")
    INTERIM_REPLY = "D09", _("Interim reply")
    FORWARDING = "D10", _("Forwarding letter")
    FORWARDING_NOTICE = "D11", _("Notice of forwarding")
    DRAFT = "D12", _("Draft")
    APPROVAL = "D13", _("Approval sheet")
    REMARKS = "D14", _("Remarks sheet")
    LETTER = "D15", _("Letter")
    DISPATCH = "D16", _("Dispatch register")
    FILE_MARK = "D17", _("File mark")
    INVENTORY = "D18", _("Inner inventory")
    CERTIFYING = "D19", _("Certifying sheet")
    ANNULMENT = "D20", _("Annulment act")
    HISTORY = "D21", _("Case history")
    VISA_COPY = "D22", _("File copy with visas")

    @property
    def slug(self) -> str:
        """The word that file and template names carry: `letter`, `visa_copy`."""
        return self.name.lower()
