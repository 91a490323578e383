"""PDF: every object of the file is looked at, and whatever acts, reaches outside or carries a file is refused.

qpdf reads it without mending anything: a file that needs mending is read by each program in another way. Allowed are
what writers of letters make: destinations, links to the web, forms and signatures, and one thing that is carried,
data as JSON (as Chancery's own letters have them).
"""

import json
import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

from .unfit import Code, Unfit

MOST_PAGES = 500
MOST_OBJECTS = 200_000
DEEPEST = 60
UNPACKED = 256 << 20  # bytes of all streams that are no pictures
MOST_PIXELS = 200_000_000
DATA = 1 << 20  # bytes of data that a letter carries
HEADER = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n]")
WEB = re.compile(r"(https?://|mailto:|tel:)[^\\\x00-\x20]*|#[^\\\x00-\x20]*", re.IGNORECASE)
TURNING = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
PLAIN_ACTIONS = {"/GoTo", "/URI", "/Named"}
# The value of /S of a dictionary that does what no letter needs.
ACTIONS = {
    "/JavaScript": Code.PDF_SCRIPT,
    "/Launch": Code.PDF_ACTION,
    "/SubmitForm": Code.PDF_FORM,
    "/ImportData": Code.PDF_FORM,
    "/ResetForm": Code.PDF_FORM,
    "/GoToR": Code.PDF_EXTERNAL,
    "/GoToE": Code.PDF_EMBEDDED,
    "/GoToDp": Code.PDF_ACTION,
    "/Thread": Code.PDF_EXTERNAL,
    "/Movie": Code.PDF_MEDIA,
    "/Sound": Code.PDF_MEDIA,
    "/Rendition": Code.PDF_MEDIA,
    "/RichMediaExecute": Code.PDF_MEDIA,
    "/GoTo3DView": Code.PDF_MEDIA,
    "/Trans": Code.PDF_ACTION,
    "/Hide": Code.PDF_ACTION,
    "/SetOCGState": Code.PDF_ACTION,
}
# Keys that no letter has, wherever they stand.
KEYS = {
    "/JS": Code.PDF_SCRIPT,
    "/JavaScript": Code.PDF_SCRIPT,
    "/AA": Code.PDF_ACTION,
    "/XFA": Code.PDF_FORM,
    "/Collection": Code.PDF_EMBEDDED,
    "/AlternatePresentations": Code.PDF_MEDIA,
    "/Renditions": Code.PDF_MEDIA,
    "/RichMediaContent": Code.PDF_MEDIA,
    "/RichMediaSettings": Code.PDF_MEDIA,
    "/OPI": Code.PDF_EXTERNAL,
    "/SpiderInfo": Code.PDF_EXTERNAL,
    "/FFilter": Code.PDF_EXTERNAL,
    "/FDecodeParms": Code.PDF_EXTERNAL,
    "/PS": Code.PDF_SCRIPT,
}
# The value of /Subtype or /Type of a thing that plays, carries or draws by a program.
SORTS = {
    "/FileAttachment": Code.PDF_EMBEDDED,
    "/RichMedia": Code.PDF_MEDIA,
    "/Movie": Code.PDF_MEDIA,
    "/Sound": Code.PDF_MEDIA,
    "/Screen": Code.PDF_MEDIA,
    "/3D": Code.PDF_MEDIA,
    "/U3D": Code.PDF_MEDIA,
    "/PRC": Code.PDF_MEDIA,
    "/PS": Code.PDF_SCRIPT,
    "/Rendition": Code.PDF_MEDIA,
}
# Words that stand in the bytes though no object has them: hidden in a revision that only a mending reader sees.
HIDDEN = re.compile(rb"/(JavaScript|Launch|SubmitForm|ImportData|RichMedia|GoToE|FileAttachment)\b")
ESCAPED = re.compile(rb"/[!-~]{0,30}#[0-9A-Fa-f]{2}[!-~]{0,60}")
DOCTYPE = re.compile(rb"<\s*!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")


def examine(octets: bytes) -> None:
    """Refuse a PDF that is damaged, closed, too large, or does anything but show pages. Raises Unfit."""
    import pikepdf

    check_edges(octets)
    try:
        with pikepdf.open(BytesIO(octets), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Unfit(Code.PDF_ENCRYPTED)
            if len(pdf.objects) > MOST_OBJECTS or not 1 <= len(pdf.pages) <= MOST_PAGES:
                raise Unfit(Code.PDF_SIZE)
            Look().over(pdf)
            if pdf.get_warnings():
                raise Unfit(Code.PDF_DAMAGED, "mended")
    except pikepdf.PasswordError as error:
        raise Unfit(Code.PDF_ENCRYPTED) from error
    except (Unfit, MemoryError):
        raise
    except Exception as error:  # a reader of foreign bytes may fail in every way
        raise Unfit(Code.PDF_DAMAGED, type(error).__name__) from error
    check_hidden(octets)


def check_edges(octets: bytes) -> None:
    """The file is a PDF from its first byte to its last, and nothing else as well."""
    if not HEADER.match(octets):
        raise Unfit(Code.PDF_DAMAGED, "head")
    if not octets.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF"):
        raise Unfit(Code.PDF_DAMAGED, "end")
    if b"PK\5\6" in octets[-66_000:] and zipfile.is_zipfile(BytesIO(octets)):
        raise Unfit(Code.TWO_KINDS)


def check_hidden(octets: bytes) -> None:
    """Refuse words of action that stand in the bytes outside of every object that was looked at."""
    if HIDDEN.search(octets):
        raise Unfit(Code.PDF_ACTION, "hidden")
    for name in ESCAPED.finditer(octets):
        if HIDDEN.search(HEX.sub(lambda hit: bytes([int(hit[1], 16)]), name[0])):
            raise Unfit(Code.PDF_ACTION, "hidden")


class Look:
    """A look over all objects of a file, which adds up what its streams unpack to."""

    def __init__(self) -> None:
        self.unpacked = 0

    def over(self, pdf: Any) -> None:
        """Every object that the file has, and its trailer. Raises Unfit."""
        for thing in pdf.objects:
            self.at(thing)
        self.at(pdf.trailer)

    def at(self, thing: Any, depth: int = 0) -> None:
        """An object with all that stands directly in it; what it refers to is looked at by itself."""
        import pikepdf

        if depth > DEEPEST:
            raise Unfit(Code.PDF_SIZE, "deep")
        if isinstance(thing, pikepdf.Array):
            inner = list(thing)
        elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            facts = {str(key): value for key, value in thing.items()}
            self.dictionary(facts)
            if isinstance(thing, pikepdf.Stream):
                self.stream(thing, facts)
            inner = list(facts.values())
        else:
            return
        for one in inner:
            if isinstance(one, pikepdf.Object) and not one.is_indirect:
                self.at(one, depth + 1)

    def dictionary(self, facts: dict[str, Any]) -> None:
        """The rules for one dictionary."""
        for key in facts.keys() & KEYS.keys():
            raise Unfit(KEYS[key], key)
        action, sort, kind = (name_of(facts.get(key)) for key in ("/S", "/Subtype", "/Type"))
        for code in (ACTIONS.get(action), SORTS.get(sort), SORTS.get(kind)):
            if code is not None:
                raise Unfit(code)
        if (kind == "/Action" and action not in PLAIN_ACTIONS) or not is_plain(action, facts):
            raise Unfit(Code.PDF_ACTION)
        if name_of(facts.get("/Subtype2")) == "/PS":
            raise Unfit(Code.PDF_SCRIPT)
        self.deeds(facts, sort)
        self.files(facts, sort, kind)

    def files(self, facts: dict[str, Any], sort: str, kind: str) -> None:
        """What is carried is data; what lies elsewhere is not fetched."""
        if "/EF" in facts:
            carried(facts["/EF"])
        elif kind in ("/Filespec", "/F") or ("/FS" in facts and "/F" in facts) or (sort == "/Form" and "/Ref" in facts):
            raise Unfit(Code.PDF_EXTERNAL)

    def deeds(self, facts: dict[str, Any], sort: str) -> None:
        """What is done when the file opens, or when one clicks: only to go somewhere."""
        import pikepdf

        for key in ("/OpenAction", "/PA", "/A") if sort or "/Title" in facts else ("/OpenAction", "/PA"):
            deed = facts.get(key)
            if not isinstance(deed, pikepdf.Dictionary) or (key == "/A" and "/O" in deed and "/S" not in deed):
                continue  # a place to go to, or an attribute of a structure element
            if (action := name_of(deed.get("/S"))) not in PLAIN_ACTIONS:
                raise Unfit(ACTIONS.get(action, Code.PDF_ACTION), key)

    def stream(self, thing: Any, facts: dict[str, Any]) -> None:
        """What a stream holds: all of it in this file, and not more than pages need."""
        if "/F" in facts:
            raise Unfit(Code.PDF_EXTERNAL)
        filters = facts.get("/Filter")
        named = [str(one) for one in filters] if filters is not None and not name_of(filters) else [name_of(filters)]
        if "/Crypt" in named or len(named) > 3:
            raise Unfit(Code.PDF_DAMAGED, "filters")
        if name_of(facts.get("/Subtype")) == "/Image":
            return check_pixels(facts)
        if named.count("/FlateDecode") > 1 or "/LZWDecode" in named:
            raise Unfit(Code.PDF_SIZE, "packed twice")
        octets = self.unpack(thing, named)
        if name_of(facts.get("/Subtype")) == "/XML" and DOCTYPE.search(octets.replace(b"\0", b"")):
            raise Unfit(Code.XML_DOCTYPE)
        if name_of(facts.get("/Type")) == "/EmbeddedFile":
            check_data(facts, octets)
        return None

    def unpack(self, thing: Any, named: list[str]) -> bytes:
        """The bytes of a stream that is packed once, or not at all; of others what they are in the file."""
        octets: bytes = thing.read_raw_bytes()
        if named == ["/FlateDecode"] and octets:
            octets = zlib.decompressobj().decompress(octets, UNPACKED - self.unpacked + 1)
        self.unpacked += len(octets)
        if self.unpacked > UNPACKED:
            raise Unfit(Code.PDF_SIZE, "unpacked")
        return octets


def is_plain(action: str, facts: dict[str, Any]) -> bool:
    """Whether a link goes to the web or to a mailbox, and a named action only turns pages."""
    if action == "/URI" and "/URI" in facts:
        return bool(WEB.fullmatch(str(facts["/URI"]).strip()))
    return action != "/Named" or name_of(facts.get("/N")) in TURNING


def check_pixels(facts: dict[str, Any]) -> None:
    """Refuse a picture larger than any scanner makes."""
    if int(facts.get("/Width", 0)) * int(facts.get("/Height", 0)) > MOST_PIXELS:
        raise Unfit(Code.PDF_SIZE, "pixels")


def name_of(thing: Any) -> str:
    """A name as text; nothing for what is no name."""
    import pikepdf

    return str(thing) if isinstance(thing, pikepdf.Name) else ""


def carried(files: Any) -> None:
    """The streams of a file specification, each of which must be data."""
    import pikepdf

    if not isinstance(files, pikepdf.Dictionary):
        raise Unfit(Code.PDF_EMBEDDED)
    for _, file in files.items():
        if not isinstance(file, pikepdf.Stream):
            raise Unfit(Code.PDF_EMBEDDED)
        check_data({str(key): value for key, value in file.items()}, unpacked(file))


def unpacked(file: Any) -> bytes:
    """The bytes of a stream that is carried. Raises Unfit for more than data need."""
    octets: bytes = file.read_raw_bytes()
    filters = file.get("/Filter")
    if filters is None:
        return octets
    if name_of(filters) != "/FlateDecode" or len(octets) > DATA:
        raise Unfit(Code.PDF_EMBEDDED)
    return zlib.decompressobj().decompress(octets, DATA + 1)


def check_data(facts: dict[str, Any], octets: bytes) -> None:
    """Only JSON is carried: it says that it is, and is. Raises Unfit."""
    if name_of(facts.get("/Subtype")) != "/application/json" or len(octets) > DATA:
        raise Unfit(Code.PDF_EMBEDDED)
    try:
        json.loads(octets)
    except (ValueError, RecursionError) as error:
        raise Unfit(Code.PDF_EMBEDDED) from error
