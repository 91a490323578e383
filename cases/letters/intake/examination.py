"""A file before it is let in: what it is by its content, and that it does nothing. Pure, for the room apart."""

from . import office, pdf, picture
from .kinds import PACKAGE, PACKAGED, Kind, check_ending, check_name, head_of
from .unfit import Code, Unfit

LARGEST = 25 << 20  # bytes


def examine(octets: bytes, name: str) -> Kind:
    """The kind of a file under its name. Raises Unfit."""
    ending = check_name(name)
    if not octets:
        raise Unfit(Code.EMPTY)
    if len(octets) > LARGEST:
        raise Unfit(Code.TOO_LARGE)
    if octets.startswith(PACKAGE):
        check_ending(ending, PACKAGED)
        kind = office.examine(octets)
    elif found := head_of(octets):
        kind = found
    else:
        raise Unfit(Code.KIND_UNKNOWN)
    check_ending(ending, [kind])
    if kind is Kind.PDF:
        pdf.examine(octets)
    elif kind not in PACKAGED:
        picture.examine(octets, kind)
    return kind
