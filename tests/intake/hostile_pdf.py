"""Hostile PDFs: each attack that letters do not need, in every dress that a reader sees through.

An attack is written as objects of a small file of one page. `mark` is what must be in the bytes for it to act at all.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from cases.letters.intake.unfit import Code
from tests import papers


@dataclass(frozen=True)
class Attack:
    """Objects from number 6 on, more keys of catalog and page, and the code that it must be refused by."""

    name: str
    code: Code
    catalog: bytes = b""
    page: bytes = b""
    objects: tuple[bytes, ...] = ()

    def file(self) -> bytes:
        """The plain file, in which something refers to the first of the objects."""
        held = b"" if not self.objects or b"6 0 R" in self.catalog + self.page else b"/PieceInfo<</A 6 0 R>>"
        return papers.pdf("letter", *self.objects, catalog=self.catalog, page=self.page + held)


def link(action: bytes) -> bytes:
    """A page with a link that does something when one clicks."""
    return b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A%s>>]" % action


def stream(facts: bytes, octets: bytes) -> bytes:
    """An object that is a stream."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (facts, len(octets), octets)


def carrying(sort: bytes, octets: bytes) -> tuple[bytes, bytes]:
    """A file that is carried, and its stream."""
    return b"<</Type/Filespec/F(a)/UF(a)/EF<</F 7 0 R>>>>", stream(b"/Type/EmbeddedFile%s" % sort, octets)


JS = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
NAMES = b"/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>"
DEEP = 300
DEEDS = {
    "launch": (b"<</S/Launch/F(calc.exe)>>", Code.PDF_ACTION),
    "launch of windows": (b"<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>", Code.PDF_ACTION),
    "script": (JS, Code.PDF_SCRIPT),
    "script in a stream": (b"<</S/JavaScript/JS 6 0 R>>", Code.PDF_SCRIPT),
    "submit": (b"<</S/SubmitForm/F<</FS/URL/F(http://127.0.0.1/)>>>>", Code.PDF_FORM),
    "import": (b"<</S/ImportData/F(a.fdf)>>", Code.PDF_FORM),
    "reset": (b"<</S/ResetForm>>", Code.PDF_FORM),
    "another file": (b"<</S/GoToR/F(\\\\\\\\host\\\\share\\\\a.pdf)/D[0/Fit]>>", Code.PDF_EXTERNAL),
    "an embedded file": (b"<</S/GoToE/T<</R/C/N(a)>>>>", Code.PDF_EMBEDDED),
    "a film": (b"<</S/Movie/T(a)>>", Code.PDF_MEDIA),
    "a sound": (b"<</S/Sound>>", Code.PDF_MEDIA),
    "a rendition": (b"<</S/Rendition/OP 0>>", Code.PDF_MEDIA),
    "rich media": (b"<</S/RichMediaExecute>>", Code.PDF_MEDIA),
    "a model": (b"<</S/GoTo3DView>>", Code.PDF_MEDIA),
    "hiding": (b"<</S/Hide/T(a)>>", Code.PDF_ACTION),
    "layers": (b"<</S/SetOCGState/State[]>>", Code.PDF_ACTION),
    "print": (b"<</S/Named/N/Print>>", Code.PDF_ACTION),
    "an unknown deed": (b"<</Type/Action/S/Unheard>>", Code.PDF_ACTION),
    "a file address": (b"<</S/URI/URI(file:///etc/passwd)>>", Code.PDF_ACTION),
    "a script address": (b"<</S/URI/URI(javascript:alert\\(1\\))>>", Code.PDF_ACTION),
    "a share address": (b"<</S/URI/URI(\\\\\\\\host\\\\share)>>", Code.PDF_ACTION),
    "a program address": (b"<</S/URI/URI(ms-word:ofe|u|http://127.0.0.1/a)>>", Code.PDF_ACTION),
    "a thread": (b"<</S/Thread/F(a.pdf)/D 0>>", Code.PDF_EXTERNAL),
}
PLACES: dict[str, Callable[[bytes], dict[str, bytes]]] = {
    "on opening": lambda deed: {"catalog": b"/OpenAction" + deed},
    "on a click": lambda deed: {"page": link(deed)},
    "after another": lambda deed: {"page": link(b"<</S/GoTo/D[3 0 R/Fit]/Next[%s]>>" % deed)},
    "in the outline": lambda deed: {"catalog": b"/Outlines<</First<</Title(a)/A%s>>>>" % deed},
    "of a field": lambda deed: {
        "catalog": b"/AcroForm<</Fields[<</FT/Btn/Subtype/Widget/T(a)/Rect[0 0 9 9]/A%s>>]>>" % deed
    },
}
OTHERS = (
    Attack("script by name", Code.PDF_SCRIPT, catalog=b"/Names<</JavaScript<</Names[(a)%s]>>>>" % JS),
    Attack("on leaving a page", Code.PDF_ACTION, page=b"/AA<</C<</S/Named/N/NextPage>>>>"),
    Attack("on saving", Code.PDF_ACTION, catalog=b"/AA<</WS<</S/GoTo/D[3 0 R/Fit]>>>>"),
    Attack("an XFA form", Code.PDF_FORM, catalog=b"/AcroForm<</Fields[]/XFA 6 0 R>>", objects=(stream(b"", b"<x/>"),)),
    Attack("a program", Code.PDF_EMBEDDED, catalog=NAMES, objects=carrying(b"", b"MZ\x90")),
    Attack("a page", Code.PDF_EMBEDDED, catalog=NAMES, objects=carrying(b"/Subtype/text#2Fhtml", b"<script>1</script>")),
    Attack("a page as data", Code.PDF_EMBEDDED, catalog=NAMES, objects=carrying(b"/Subtype/application#2Fjson", b"<x>")),
    Attack("deep data", Code.PDF_EMBEDDED, catalog=NAMES, objects=carrying(b"/Subtype/application#2Fjson", b"[" * 99_999)),
    Attack("a PDF in it", Code.PDF_EMBEDDED, catalog=NAMES, objects=carrying(b"/Subtype/application#2Fpdf", papers.pdf())),
    Attack("a portfolio", Code.PDF_EMBEDDED, catalog=b"/Collection<</View/D>>"),
    Attack("a pinned file", Code.PDF_EMBEDDED, page=b"/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]/FS 6 0 R>>]",
           objects=carrying(b"", b"x")),
    Attack("a film on the page", Code.PDF_MEDIA, page=b"/Annots[<</Subtype/Movie/Rect[0 0 9 9]/Movie<</F(a)>>>>]"),
    Attack("a screen", Code.PDF_MEDIA, page=b"/Annots[<</Subtype/Screen/Rect[0 0 9 9]>>]"),
    Attack("rich media on the page", Code.PDF_MEDIA, page=b"/Annots[<</Subtype/RichMedia/Rect[0 0 9 9]>>]"),
    Attack("a model on the page", Code.PDF_MEDIA, page=b"/Annots[<</Subtype/3D/Rect[0 0 9 9]/3DD 6 0 R>>]",
           objects=(stream(b"/Type/3D/Subtype/U3D", b"U3D"),)),
    Attack("a stream from elsewhere", Code.PDF_EXTERNAL, objects=(stream(b"/F(/etc/passwd)", b""),)),
    Attack("a stream of the web", Code.PDF_EXTERNAL, objects=(stream(b"/F<</FS/URL/F(http://127.0.0.1/)>>", b""),)),
    Attack("a page from elsewhere", Code.PDF_EXTERNAL,
           objects=(stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref<</F(a.pdf)/Page 0>>", b""),)),
    Attack("a picture from elsewhere", Code.PDF_EXTERNAL,
           objects=(stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/OPI<</2.0<</F(a.tif)>>>>", b""),)),
    Attack("a PostScript drawing", Code.PDF_SCRIPT, objects=(stream(b"/Type/XObject/Subtype/PS", b"showpage"),)),
    Attack("a PostScript in a form", Code.PDF_SCRIPT,
           objects=(stream(b"/Type/XObject/Subtype/Form/Subtype2/PS/BBox[0 0 9 9]", b""),)),
    Attack("a huge picture", Code.PDF_SIZE,
           objects=(stream(b"/Type/XObject/Subtype/Image/Width 900000/Height 900000", b"x"),)),
    Attack("entities in the facts", Code.XML_DOCTYPE,
           objects=(stream(b"/Type/Metadata/Subtype/XML", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"),)),
    Attack("a nest", Code.PDF_SIZE, objects=(b"[" * DEEP + b"]" * DEEP,)),
    Attack("slides", Code.PDF_MEDIA, catalog=b"/Names<</AlternatePresentations<</Names[]>>>>"),
    Attack("a foreign cipher", Code.PDF_DAMAGED, objects=(stream(b"/Filter/Crypt", b"x"),)),
    Attack("packed twice", Code.PDF_SIZE, objects=(stream(b"/Filter[/FlateDecode/FlateDecode]", b"x"),)),
    Attack("a file elsewhere", Code.PDF_EXTERNAL, objects=(b"<</Type/Filespec/F(a.exe)>>",)),
)  # fmt: skip


def attacks() -> Iterator[Attack]:
    """Every attack: each deed in each place, and those that have a place of their own."""
    for name, (deed, code) in DEEDS.items():
        objects = (stream(b"", b"app.alert(1)"),) if b"6 0 R" in deed else ()
        for where, keys in PLACES.items():
            yield Attack(f"{name} {where}", code, objects=objects, **keys(deed))
    yield from OTHERS


def escaped(octets: bytes) -> bytes:
    """Every name that acts with one of its letters written as a number."""
    return re.sub(rb"/(J)(avaScript|S\b)|/([A-Z])([a-zA-Z]{3,})(?=[\s/<(\[])", dressed, octets)


def dressed(name: re.Match[bytes]) -> bytes:
    """A name with its first letter as a number; what makes the file a file stays."""
    first, rest = (name[1] or name[3]), (name[2] or name[4])
    return (
        name[0]
        if first + rest in (b"Length", b"Catalog", b"Pages", b"Page", b"Type")
        else b"/#%02X%s" % (first[0], rest)
    )


def remade(octets: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A plain file with its objects rewritten, and its table of places made anew."""
    body, _, _ = octets.partition(b"xref\n")
    body = change(body)
    places = [hit.start(1) for hit in re.finditer(rb"\n(\d+ 0 obj\n)", body)]
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    told = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return body + told % (size, table, size, len(body))


def saved(octets: bytes, **how: object) -> bytes:
    """The file as another program writes it."""
    written = BytesIO()
    with pikepdf.open(BytesIO(octets), suppress_warnings=True) as pdf:
        pdf.save(written, **how)  # type: ignore[arg-type]
    return written.getvalue()


DRESSES: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda octets: octets,
    "escaped": lambda octets: remade(octets, escaped),
    "spaced": lambda octets: remade(octets, lambda body: body.replace(b"/S/", b"/S \t\x0c /")),
    "commented": lambda octets: remade(octets, lambda body: body.replace(b"/S/", b"/S%>>\r/")),
    "in object streams": lambda octets: saved(octets, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "linear": lambda octets: saved(octets, linearize=True),
    "packed": lambda octets: saved(octets, compress_streams=True, recompress_flate=True),
    "encrypted": lambda octets: saved(octets, encryption=pikepdf.Encryption(owner="o", user="", R=6)),
    "with a password": lambda octets: saved(octets, encryption=pikepdf.Encryption(owner="o", user="u", R=4)),
    "with a tail": lambda octets: octets + b"<script>alert(1)</script>",
    "with a head": lambda octets: b"<html>" + octets,
    "cut": lambda octets: octets[: len(octets) * 2 // 3],
    "without a table": lambda octets: octets.partition(b"xref\n")[0] + b"%%EOF\n",
    "with a lying table": lambda octets: octets.replace(b"0000000015", b"0000000099"),
}
# What another program does not write again: these attacks do not outlive it.
UNDONE = {"a foreign cipher", "packed twice"}
REWRITTEN = {"in object streams", "linear", "packed"}
# What a dress alone is refused by.
DAMAGE = {
    "encrypted": {Code.PDF_ENCRYPTED},
    "with a password": {Code.PDF_ENCRYPTED},
    "with a tail": {Code.PDF_DAMAGED},
    "with a head": {Code.KIND_UNKNOWN},
    "cut": {Code.PDF_DAMAGED},
    "without a table": {Code.PDF_DAMAGED},
    "with a lying table": {Code.PDF_DAMAGED},
}


def crafted() -> Iterator[tuple[str, bytes, set[Code]]]:
    """(what it is, the file, the codes it may be refused by) of every attack in every dress."""
    for attack in attacks():
        plain = attack.file()
        for dress, put_on in DRESSES.items():
            if attack.name in UNDONE and dress in REWRITTEN:
                continue
            try:
                yield f"{attack.name}, {dress}", put_on(plain), DAMAGE.get(dress, {attack.code})
            except (pikepdf.PdfError, ValueError):  # a writer that will not write this attack
                continue


def mutated(seed: int) -> tuple[str, bytes, bool]:
    """A hostile file with some bytes changed: what it was, the bytes, and whether the attack is still whole in it."""
    chance = random.Random(seed)
    attack = chance.choice([one for one in attacks() if b"[" * 50 not in b"".join(one.objects)])
    plain, octets = attack.file(), bytearray(attack.file())
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place, some = chance.randrange(len(octets)), chance.randbytes(chance.choice((1, 1, 4)))
        match chance.randrange(4):
            case 0:
                octets[place : place + len(some)] = some
            case 1:
                octets[place:place] = some
            case 2:
                del octets[place : place + len(some)]
            case _:
                octets[place] ^= 1 << chance.randrange(8)
    told = b"".join((attack.catalog, attack.page, *attack.objects))
    whole = all(part in octets for part in (attack.catalog, attack.page, *attack.objects))
    return f"{attack.name} #{seed}", bytes(octets), whole and bool(told) and octets != plain
