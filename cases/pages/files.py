"""Sheets, attachments and scans, only of cases that the reader may see; what is not his is not there (404).

Files are saved, never shown by the browser as a page of ours, and what they hold may do nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases import access
from cases.evidence import readings
from cases.letters import blobs, mailing, names
from cases.letters.intake.kinds import kind_of
from cases.lifecycle.sheets import Sheet
from cases.models import Letter, LivingCase, Reading

from .dossier import papers
from .reader import reader


@require_safe
def sheet(request: HttpRequest, case: int, letter: int) -> HttpResponse:
    """A sheet as PDF; one that is not drawn yet is not there."""
    found, drawn = drawn_sheet(request, case, letter)
    later = found.letters.filter(sheet=drawn.sheet, entry__seq__gt=drawn.entry.seq)
    name = names.file_name(found.number, Sheet(drawn.sheet), drawn.entry.seq, last=not later.exists())
    return served(drawn.digest, name)


def drawn_sheet(request: HttpRequest, case: int, letter: int) -> tuple[LivingCase, Letter]:
    """A sheet that its reader may see, and its case. Raises NotFound, also while it is not drawn."""
    found = open_case_of(request, case)
    drawn = found.letters.select_related("entry").filter(pk=letter).exclude(digest="").first()
    if drawn is None:
        raise nothing()
    return found, drawn


@require_safe
def copy(request: HttpRequest, case: int, ordinal: int) -> HttpResponse:
    """The copy of one addressee of a mailing; one that is not drawn yet is not there."""
    found = open_case_of(request, case)
    digest = mailing.drawn(found.entries.filter(move=mailing.RENDERED)).get(ordinal)
    if digest is None:
        raise nothing()
    name = names.file_name(found.number, Sheet.LETTER, found.head_seq, last=True)
    return served(digest, f"{name.removesuffix('.pdf')}_copy-{ordinal:03}")


@require_safe
def attachment(request: HttpRequest, case: int, version: int, ordinal: int) -> HttpResponse:
    """An attachment of a version of the draft, counted from 1."""
    draft = open_case_of(request, case).drafts.filter(version=version).first()
    attached = draft.content["attachments"] if draft else []
    if not 1 <= ordinal <= len(attached):
        raise nothing()
    return served(attached[ordinal - 1]["digest"], f"attachment-{ordinal}")


@require_safe
def paper(request: HttpRequest, case: int, seq: int, name: str) -> HttpResponse:
    """The scan of an act that was made on paper, or a paper among its facts."""
    entry = open_case_of(request, case).entries.filter(seq=seq).first()
    digest = papers(entry).get(name) if entry else None
    if digest is None:
        raise nothing()
    return served(digest, f"{name}-{seq}")


def open_case_of(request: HttpRequest, case: int) -> LivingCase:
    """A case whose files the reader may see: of a restricted letter most see the card only. Raises NotFound."""
    user, at = reader(request), timezone.now()
    today = access.today(user, at)
    found = access.case_for(user, case, on=today)
    if not access.is_admitted(user, found, on=today):
        raise nothing()
    readings.keep(user, found, Reading.Kind.LETTER, at=at, subject=request.path)
    return found


def served(digest: str, name: str) -> HttpResponse:
    """A blob to be saved under a name. Raises NotFound when it is not kept, DamagedBlob when it is other bytes."""
    try:
        octets = blobs.fetch(digest)
    except blobs.MissingBlob as missing:
        raise nothing() from missing
    found = kind_of(octets)
    kind, ending = (found.value, found.endings[0]) if found else ("application/octet-stream", "bin")
    return saved(octets, kind, name if name.endswith(f".{ending}") else f"{name}.{ending}")


def saved(octets: bytes, kind: str, name: str) -> HttpResponse:
    """Bytes that a browser saves and never shows as a page of ours."""
    response = HttpResponse(octets, content_type=kind)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers[CSP.HEADER_ENFORCE.value] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def nothing() -> access.NotFound:
    """What every file says that the reader may not have or that is not there."""
    return access.NotFound(_("no such file"))
