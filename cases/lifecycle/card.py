"""What the law asks of the registration card in both directions; the moves of both machines call it."""

from django.utils.translation import gettext_lazy as _

from .act import Act
from .duties import separate
from .law import Law, NotComplete, require
from .refusal import BadFact


def correct(case: Law, *, title: str, file_index: str, reason: str, restricted: bool | None) -> None:
    """Correct what the card says of a registered letter; the letter itself is not touched."""
    require(reason, "reason")
    if restricted is not None:
        case.mark(restricted)
    case.title, case.file_index = require(title, "title"), file_index


def ask_annulment(case: Law, act: Act, reason: str) -> None:
    """The first of the two persons of an annulment (S9)."""
    require(reason, "reason")
    case.annulment_asked_by_id = act.author.official


def annul(case: Law, act: Act, reason: str) -> None:
    """The second person annuls (S9); the number stays in the register, void."""
    if case.annulment_asked_by_id is None:
        raise NotComplete(_("the registrar has not asked for an annulment"))
    separate("S9", act, case.annulment_asked_by_id)
    case.void_number = require(reason, "reason")


def file_under(case: Law, act: Act, index: str) -> None:
    """Lay a case into a file of the approved nomenclature of its year (V30). Raises BadFact."""
    year = (case.number_date or case.day(act)).year
    if not case.body.nomenclature.filter(year=year, index=index).exists():
        words = {"year": year, "index": index}
        raise BadFact(_("the nomenclature of %(year)s has no file %(index)s") % words, field="file_index")
    case.file_index = index
