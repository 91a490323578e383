"""XML of a package, read by expat without a document type, and no deeper or wider than a document is."""

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from .unfit import Code, Unfit

DEEPEST = 256
MOST_TRAITS = 200
MOST_ELEMENTS = 3_000_000

type Begin = Callable[[str, dict[str, str]], None]
type Text = Callable[[str], None]


def read(octets: bytes, begin: Begin, text: Text | None = None, end: Callable[[str], None] | None = None) -> None:
    """Call `begin` with each element's `namespace name` and traits, in order. Raises Unfit."""
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = count = 0

    def started(name: str, traits: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_ELEMENTS or len(traits) > MOST_TRAITS:
            raise Unfit(Code.XML_SIZE)
        begin(name, traits)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.ProcessingInstructionHandler = refuse_instruction
    if text is not None:
        parser.CharacterDataHandler = text
        parser.buffer_text = True
    try:
        parser.Parse(octets, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unfit(Code.OFFICE_DAMAGED, type(error).__name__) from error


def refuse_doctype(*_: Any) -> None:
    """A document type brings entities: no writer of office files needs one."""
    raise Unfit(Code.XML_DOCTYPE)


def refuse_instruction(target: str, _: str) -> None:
    """Style sheets and programs by instruction; what an office program says of itself is harmless."""
    if target.lower().startswith("xml-stylesheet") or target.lower() == "php":
        raise Unfit(Code.OFFICE_EXTERNAL)


def local(name: str) -> str:
    """The name of an element or trait without its namespace."""
    return name.rpartition(" ")[2]
