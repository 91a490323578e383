"""What a person is told of a file that is not let in, by its code."""

from django.utils.translation import gettext_lazy as _

from .unfit import Code

REASONS = {
    Code.EMPTY: _("a file has 1 byte to 25 MB"),
    Code.TOO_LARGE: _("a file has 1 byte to 25 MB"),
    Code.NAME: _("this name of a file is too long or holds signs that a name may not have"),
    Code.KIND_UNKNOWN: _("only PDF, PNG, JPEG, TIFF, DOCX, XLSX, ODT and ODS are taken in"),
    Code.KIND_DIFFERS: _("the file is of another kind than its name says"),
    Code.TWO_KINDS: _("the file is of two kinds at once"),
    Code.TOO_MUCH: _("the file takes more time or memory to read than a letter needs"),
    Code.VIRUS: _("the scanner has found a virus in the file"),
    Code.QUARANTINED: _("the scanner does not answer, so the file lies in quarantine; send it again later"),
    Code.PDF_DAMAGED: _("the PDF is damaged; print it anew and send that"),
    Code.PDF_ENCRYPTED: _("the PDF is encrypted; send it without a password"),
    Code.PDF_SIZE: _("the PDF has too many pages or too large ones"),
    Code.PDF_SCRIPT: _("the PDF holds a program"),
    Code.PDF_ACTION: _("the PDF starts something by itself or by a click"),
    Code.PDF_FORM: _("the PDF holds a form that sends or loads data"),
    Code.PDF_EMBEDDED: _("the PDF carries other files; send them as attachments of their own"),
    Code.PDF_EXTERNAL: _("the PDF needs files from elsewhere"),
    Code.PDF_MEDIA: _("the PDF holds sound, film or a model"),
    Code.ZIP_DAMAGED: _("the file is damaged; save it anew and send that"),
    Code.ZIP_NAME: _("a part of the file has a name that it may not have"),
    Code.ZIP_ENCRYPTED: _("the file is encrypted; send it without a password"),
    Code.ZIP_BOMB: _("the file unpacks to more than a document needs"),
    Code.OFFICE_DAMAGED: _("the file is damaged; save it anew and send that"),
    Code.OFFICE_MACRO: _("the document holds macros or controls"),
    Code.OFFICE_OBJECT: _("another file is embedded in the document; send it as an attachment of its own"),
    Code.OFFICE_EXTERNAL: _("the document loads something from elsewhere"),
    Code.OFFICE_DDE: _("the document holds a field or formula that reaches other programs or files"),
    Code.XML_DOCTYPE: _("the document declares a document type of its own"),
    Code.XML_SIZE: _("the document is nested deeper than a document needs"),
    Code.PICTURE_DAMAGED: _("the picture cannot be read to its end"),
    Code.PICTURE_SIZE: _("the picture has too many pages or pixels"),
}
