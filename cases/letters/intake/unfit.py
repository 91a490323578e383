"""Why a file is not let in: a code that tests, pages and docs/security.md know it by."""

from enum import StrEnum


class Code(StrEnum):
    """Each with what it says is wrong."""

    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"
    NAME = "file_name"
    KIND_UNKNOWN = "kind_unknown"
    KIND_DIFFERS = "kind_differs"
    TWO_KINDS = "two_kinds"
    TOO_MUCH = "too_much"
    VIRUS = "virus"
    QUARANTINED = "quarantined"
    PDF_DAMAGED = "pdf_damaged"
    PDF_ENCRYPTED = "pdf_encrypted"
    PDF_SIZE = "pdf_size"
    PDF_SCRIPT = "pdf_script"
    PDF_ACTION = "pdf_action"
    PDF_FORM = "pdf_form"
    PDF_EMBEDDED = "pdf_embedded"
    PDF_EXTERNAL = "pdf_external"
    PDF_MEDIA = "pdf_media"
    ZIP_DAMAGED = "zip_damaged"
    ZIP_NAME = "zip_name"
    ZIP_ENCRYPTED = "zip_encrypted"
    ZIP_BOMB = "zip_bomb"
    OFFICE_DAMAGED = "office_damaged"
    OFFICE_MACRO = "office_macro"
    OFFICE_OBJECT = "office_object"
    OFFICE_EXTERNAL = "office_external"
    OFFICE_DDE = "office_dde"
    XML_DOCTYPE = "xml_doctype"
    XML_SIZE = "xml_size"
    PICTURE_DAMAGED = "picture_damaged"
    PICTURE_SIZE = "picture_size"


class Unfit(Exception):
    """A file that is not let in; the words are for the log of tests and never repeat its content."""

    def __init__(self, code: Code, told: str = "") -> None:
        super().__init__(code.value, told)
        self.code = code
        self.told = told
