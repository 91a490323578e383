"""Office files: Word and Excel (OOXML), OpenDocument text and sheets; nothing in them may act or reach outside.

What is refused: programs (macros, ActiveX, controls), things embedded that other programs open (OLE, packages), what
is fetched from elsewhere (templates, pictures, other books), and fields or formulas that start a program (DDE).
"""

import re
from collections.abc import Callable

from . import markup, package
from .kinds import PACKAGE, Kind
from .unfit import Code, Unfit

WEB = re.compile(r"(https?://|mailto:|tel:)[^\\\s]*", re.IGNORECASE)
ABROAD = re.compile(r"^\s*([a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
FIELDS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|MACROBUTTON|DATABASE|AUTOTEXT\s+DDE)\b",
    re.IGNORECASE,
)
FORMULAS = re.compile(
    r"\|\s*'?[^'!|]{0,300}'?\s*!|\b(DDE|WEBSERVICE|RTD|CALL|REGISTER(\.ID)?|EXEC|FOPEN|IMAGE|CUBE\w+|IMPORTXML)\s*\("
    r"|'?(file|https?|ftp|smb):|\\\\|\[[^\]]*\][^!\s]*!",
    re.IGNORECASE,
)
# What a relation or a type of content may not be called.
PROGRAMS = re.compile(
    r"vba|macro(?!s?Free)|activeX|/control|ctrlProp|customUI|userCustomization|webextension|xlIntlMacrosheet|dialogsheet"
    r"|keyMapCustom|attachedToolbars|/script",
    re.IGNORECASE,
)
THINGS = re.compile(
    r"oleObject|/package$|/embeddings?|aFChunk|ms-office\.(?!drawing)|model3d|/video|/audio|/media$", re.IGNORECASE
)
ELSEWHERE = re.compile(
    r"externalLink|attachedTemplate|/frame$|subDocument|mailMerge|queryTable|/connections|xmlMaps|/stylesheet-?link",
    re.IGNORECASE,
)
ENDINGS = (
    "xml",
    "rels",
    "png",
    "jpg",
    "jpeg",
    "jpe",
    "gif",
    "bmp",
    "tif",
    "tiff",
    "emf",
    "wmf",
    "svg",
    "rdf",
    "odttf",
    "ttf",
    "otf",
)
PICTURES = {
    "png": (b"\x89PNG",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "jpe": (b"\xff\xd8\xff",),
    "gif": (b"GIF8",),
    "bmp": (b"BM",),
    "tif": (b"II*\0", b"MM\0*"),
    "tiff": (b"II*\0", b"MM\0*"),
    "emf": (b"\1\0\0\0",),
    "wmf": (b"\xd7\xcd\xc6\x9a", b"\1\0\t\0", b"\2\0\t\0"),
}
PRINTER = re.compile(r"(xl|word)/printerSettings/printerSettings\d*\.bin")
OPEN_MAIN = {
    Kind.DOCX: ("word/document.xml", "wordprocessingml.document.main+xml"),
    Kind.XLSX: ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}
ODF = (Kind.ODT, Kind.ODS)
MACROS = ("basic/", "scripts/", "dialogs/", "customui/")
FILES = (PACKAGE, b"\xd0\xcf\x11\xe0", b"%PDF-", b"MZ", b"\x7fELF")
OPEN_ELEMENTS = {
    frozenset({"ddeLink", "ddeItem", "ddeItems"}): Code.OFFICE_DDE,
    frozenset(
        {"OLEObject", "oleObject", "oleLink", "object", "control", "altChunk", "movie", "videoFile", "audioFile"}
    ): Code.OFFICE_OBJECT,
    frozenset(
        {"externalReference", "attachedTemplate", "mailMerge", "dbPr", "webPr", "connection", "frameset", "subDoc"}
    ): Code.OFFICE_EXTERNAL,
}
OPEN_DEEDS = {"macro", "onAction", "onLoad", "entryMacro", "exitMacro"}
ODF_ELEMENTS = {
    frozenset({"event-listener", "script", "applet", "plugin", "library", "libraries"}): Code.OFFICE_MACRO,
    frozenset({"object", "object-ole", "floating-frame", "media", "mediashape"}): Code.OFFICE_OBJECT,
    frozenset(
        {"dde-link", "dde-source", "dde-connection", "dde-connection-decl", "dde-connection-decls"}
    ): Code.OFFICE_DDE,
    frozenset(
        {"cell-range-source", "database-display", "connection-resource", "section-source", "table-source", "server-map"}
    ): Code.OFFICE_EXTERNAL,
    frozenset({"encryption-data"}): Code.ZIP_ENCRYPTED,
}


def examine(octets: bytes) -> Kind:
    """The kind of an office file that does nothing. Raises Unfit."""
    parts = package.read(octets)
    kind = kind_in(parts)
    for name, part in parts.items():
        if not name.endswith("/"):
            check_part(kind, name, part)
    return kind


def kind_in(parts: dict[str, bytes]) -> Kind:
    """Which kind of file a package is. Raises Unfit for one that is none, or two at once."""
    if "[Content_Types].xml" in parts:
        if "mimetype" in parts or "META-INF/manifest.xml" in parts:
            raise Unfit(Code.TWO_KINDS)
        types = content_types(parts["[Content_Types].xml"])
        for kind, (main, told) in OPEN_MAIN.items():
            if main in parts and types.get(f"/{main}".lower(), "").endswith(told):
                return kind
        raise Unfit(Code.OFFICE_DAMAGED, "no main part")
    found = next((kind for kind in ODF if parts.get("mimetype") == kind.encode()), None)
    if found is None:
        raise Unfit(Code.KIND_UNKNOWN, "package")
    if next(iter(parts)) != "mimetype" or not {"META-INF/manifest.xml", "content.xml"} <= parts.keys():
        raise Unfit(Code.OFFICE_DAMAGED, "no manifest")
    return found


def content_types(part: bytes) -> dict[str, str]:
    """The type of each part that is named with one. Raises Unfit for a type of a program."""
    found: dict[str, str] = {}

    def begin(name: str, traits: dict[str, str]) -> None:
        told = traits.get("ContentType", "")
        if PROGRAMS.search(told):
            raise Unfit(Code.OFFICE_MACRO)
        if THINGS.search(told) and "extension" not in {key.lower() for key in traits}:
            raise Unfit(Code.OFFICE_OBJECT)
        if markup.local(name) == "Override":
            found[traits.get("PartName", "").lower()] = told

    markup.read(part, begin)
    return found


def check_part(kind: Kind, name: str, part: bytes) -> None:
    """Refuse a part that is of no known kind, or holds what acts or reaches outside."""
    check_program(name.lower(), part)
    ending = name.rpartition(".")[2].lower()
    if PRINTER.fullmatch(name) or (kind in ODF and (name == "mimetype" or not part.strip())):
        return
    if ending not in ENDINGS:
        raise Unfit(Code.OFFICE_OBJECT, ending[:10])
    if ending in PICTURES and not part.startswith(PICTURES[ending]):
        raise Unfit(Code.OFFICE_DAMAGED, ending)
    if ending == "rels":
        markup.read(part, relation)
    elif ending in ("xml", "rdf", "svg"):
        Words(opendocument if kind in ODF else openxml).read(part)


def check_program(name: str, part: bytes) -> None:
    """Refuse a part that is a program, or a file of its own, by its place or its first bytes."""
    if "vbaproject" in name or "/macrosheets/" in name or name.startswith(MACROS):
        raise Unfit(Code.OFFICE_MACRO)
    if part.startswith(FILES) or "/embeddings/" in name:
        raise Unfit(Code.OFFICE_OBJECT)


def relation(name: str, traits: dict[str, str]) -> None:
    """One line of the relations of a part: to another part, or a plain link to the web."""
    if markup.local(name) != "Relationship":
        return
    kind, target = traits.get("Type", ""), traits.get("Target", "")
    for pattern, code in (
        (PROGRAMS, Code.OFFICE_MACRO),
        (THINGS, Code.OFFICE_OBJECT),
        (ELSEWHERE, Code.OFFICE_EXTERNAL),
    ):
        if pattern.search(kind):
            raise Unfit(code)
    if traits.get("TargetMode", "Internal").strip().lower() != "internal":
        if not kind.endswith("/hyperlink") or not (WEB.fullmatch(target) or target.startswith("#")):
            raise Unfit(Code.OFFICE_EXTERNAL)
    elif ABROAD.search(target) or "\\" in target:
        raise Unfit(Code.OFFICE_EXTERNAL)


class Words:
    """A part as it is read; the texts of fields and formulas are judged whole, for a word may be cut in pieces."""

    def __init__(self, begin: Callable[[str, dict[str, str]], None]) -> None:
        self.begin = begin
        self.told: dict[str, list[str]] = {"instrText": [], "delInstrText": [], "f": []}
        self.inside: list[str] = []

    def read(self, part: bytes) -> None:
        """Read it all. Raises Unfit."""
        markup.read(part, self.begun, self.text, self.ended)
        fields, formulas = self.told["instrText"] + self.told["delInstrText"], self.told["f"]
        if FIELDS.search("".join(fields)) or FORMULAS.search("".join(formulas)):
            raise Unfit(Code.OFFICE_DDE)

    def begun(self, name: str, traits: dict[str, str]) -> None:
        """An element begins."""
        self.begin(name, traits)
        if (bare := markup.local(name)) in self.told:
            self.inside.append(bare)

    def text(self, words: str) -> None:
        """A piece of text."""
        if self.inside:
            self.told[self.inside[-1]].append(words)

    def ended(self, name: str) -> None:
        """An element ends; a formula ends with it."""
        if self.inside and self.inside[-1] == markup.local(name) and self.inside.pop() == "f":
            self.told["f"].append("\n")


def openxml(name: str, traits: dict[str, str]) -> None:
    """An element of Word or Excel."""
    bare = markup.local(name)
    for found, code in OPEN_ELEMENTS.items():
        if bare in found:
            raise Unfit(code)
    if bare == "fldSimple" and FIELDS.search(" ".join(traits.values())):
        raise Unfit(Code.OFFICE_DDE)
    for trait, value in traits.items():
        if (plain := markup.local(trait)) in OPEN_DEEDS and value:
            raise Unfit(Code.OFFICE_MACRO)
        if plain in ("href", "src") and ABROAD.search(value) and not (plain == "href" and WEB.fullmatch(value)):
            raise Unfit(Code.OFFICE_EXTERNAL)


def opendocument(name: str, traits: dict[str, str]) -> None:
    """An element of OpenDocument."""
    bare = markup.local(name)
    for found, code in ODF_ELEMENTS.items():
        if bare in found:
            raise Unfit(code)
    for trait, value in traits.items():
        plain = markup.local(trait)
        if plain in ("href", "src"):
            check_address(bare, value)
        elif plain in ("formula", "condition") and FORMULAS.search(value):
            raise Unfit(Code.OFFICE_DDE)


def check_address(bare: str, value: str) -> None:
    """Refuse an address outside of the package, but for a plain link to the web."""
    if value.startswith(("..", "/", "\\")) or (
        ABROAD.search(value) and not (bare in ("a", "type") and WEB.fullmatch(value))
    ):
        raise Unfit(Code.OFFICE_EXTERNAL)
