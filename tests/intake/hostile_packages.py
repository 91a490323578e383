"""Hostile packages: office files that act or reach outside, and ZIP files that no two readers read alike."""

import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from cases.letters.intake.unfit import Code

GOOD = Path(__file__).parent / "good"
BASES = {one: (GOOD / f"libreoffice-{'note' if one in ('docx', 'odt') else 'sums'}.{one}").read_bytes()
         for one in ("docx", "xlsx", "odt", "ods")}  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

type Parts = dict[str, bytes]


def parts_of(ending: str) -> Parts:
    """The parts of a good file."""
    with zipfile.ZipFile(BytesIO(BASES[ending])) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of parts, in their order."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", method) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_STORED if name == "mimetype" else method)
    return written.getvalue()


def main_of(ending: str) -> str:
    """The part that holds the words or the cells."""
    return {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml"}.get(ending, "content.xml")


def inserted(ending: str, words: str, before: str) -> Parts:
    """A good file with some XML before the last of a closing mark in its main part."""
    parts = parts_of(ending)
    head, mark, tail = parts[main_of(ending)].rpartition(before.encode())
    assert mark, (ending, before)
    return parts | {main_of(ending): head + words.encode() + mark + tail}


def related(ending: str, kind: str, target: str, mode: str = "External") -> Parts:
    """A good file with one more relation of its main part."""
    parts = parts_of(ending)
    name = {"docx": "word/_rels/document.xml.rels", "xlsx": "xl/_rels/workbook.xml.rels"}[ending]
    line = f'<Relationship Id="x9" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return parts | {name: parts[name].replace(b"</Relationships>", line.encode() + b"</Relationships>")}


def typed(ending: str, told: str) -> Parts:
    """A good file with one more type of content."""
    parts, name = parts_of(ending), "[Content_Types].xml"
    line = f'<Override PartName="/word/x.bin" ContentType="{told}"/></Types>'
    return parts | {name: parts[name].replace(b"</Types>", line.encode())}


def field(words: str, pieces: int = 1) -> str:
    """A field of Word, its instruction cut in pieces."""
    step = -(-len(words) // pieces)
    runs = [words[start : start + step] for start in range(0, len(words), step)]
    return "<w:p>" + "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs) + "</w:p>"


def open_documents() -> Iterator[tuple[str, str, Parts, Code]]:
    """Word and Excel."""
    for ending in ("docx", "xlsx"):
        folder = "word" if ending == "docx" else "xl"
        good = parts_of(ending)
        for name in (
            f"{folder}/vbaProject.bin",
            f"{folder}/VBAPROJECT.BIN",
            "customUI/customUI.xml",
            f"{folder}/macrosheets/sheet1.xml",
        ):
            yield f"{name} in {ending}", ending, good | {name: b"<a/>"}, Code.OFFICE_MACRO
        for name, part in (
            ("embeddings/oleObject1.bin", OLE), ("embeddings/a.xlsx", b"PK\3\4"), ("media/a.png", b"MZ\x90"), ("media/b.png", OLE),
            ("a.exe", b"x"), ("a.js", b"x"), ("a.hta", b"x"), ("a.lnk", b"x"), ("a.html", b"<script/>"), ("activeX/activeX1.bin", b"x"),
            ("media/a.emf", b"PK\3\4"), ("a", b"x"), ("a.pdf", b"%PDF-1.4"),
        ):  # fmt: skip
            yield f"{name} in {ending}", ending, good | {f"{folder}/{name}": part}, Code.OFFICE_OBJECT
        for kind in (
            "attachedTemplate",
            "image",
            "oleObject",
            "frame",
            "subDocument",
            "externalLinkPath",
            "font",
            "video",
            "package",
        ):
            for target in (
                "http://127.0.0.1/a",
                "file:///etc/passwd",
                r"\\host\share\a.dotm",
                "mhtml:http://127.0.0.1/a!x",
            ):
                code = Code.OFFICE_OBJECT if kind in ("oleObject", "video", "package") else Code.OFFICE_EXTERNAL
                yield f"{kind} {target} of {ending}", ending, related(ending, kind, target), code
        for target in (
            "file:///c:/a.exe",
            r"\\host\a",
            "javascript:alert(1)",
            "ms-msdt:/id",
            "search-ms:query=a",
            "ftp://127.0.0.1/",
        ):
            yield f"link {target} of {ending}", ending, related(ending, "hyperlink", target), Code.OFFICE_EXTERNAL
        for target in ("http://127.0.0.1/a", "file:///etc/passwd", "//host/a", r"..\..\a"):
            yield (
                f"inner {target} of {ending}",
                ending,
                related(ending, "image", target, "Internal"),
                Code.OFFICE_EXTERNAL,
            )
        for kind, code in (
            ("vbaProject", Code.OFFICE_MACRO),
            ("control", Code.OFFICE_MACRO),
            ("aFChunk", Code.OFFICE_OBJECT),
        ):
            yield f"{kind} of {ending}", ending, related(ending, kind, "a.xml", "Internal"), code
        for told in ("application/vnd.ms-office.vbaProject", "application/vnd.ms-word.document.macroEnabled.main+xml",
                     "application/vnd.ms-office.activeX+xml"):  # fmt: skip
            yield f"{told} in {ending}", ending, typed(ending, told), Code.OFFICE_MACRO
        for name in good:
            if name.endswith((".xml", ".rels")):
                evil = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
                head, mark, tail = good[name].partition(b"?>")
                yield (
                    f"DOCTYPE in {name} of {ending}",
                    ending,
                    good | {name: head + mark + evil + tail},
                    Code.XML_DOCTYPE,
                )
        yield f"deep {ending}", ending, good | {f"{folder}/a.xml": b"<a>" * 9_999 + b"</a>" * 9_999}, Code.XML_SIZE
        wide = b"<a " + b" ".join(b"a%d=''" % n for n in range(9_999)) + b"/>"
        yield f"wide {ending}", ending, good | {f"{folder}/a.xml": wide}, Code.XML_SIZE
        yield f"broken {ending}", ending, good | {main_of(ending): b"<a><b></a>"}, Code.OFFICE_DAMAGED
        yield (
            f"styled {ending}",
            ending,
            good | {f"{folder}/a.xml": b"<?xml-stylesheet href='http://127.0.0.1/'?><a/>"},
            Code.OFFICE_EXTERNAL,
        )
        yield (
            f"two kinds as {ending}",
            ending,
            good | {"mimetype": b"application/vnd.oasis.opendocument.text"},
            Code.TWO_KINDS,
        )
        yield (
            f"no main part as {ending}",
            ending,
            {k: v for k, v in good.items() if k != main_of("docx") and k != "xl/workbook.xml"},
            Code.OFFICE_DAMAGED,
        )


def fields_and_formulas() -> Iterator[tuple[str, str, Parts, Code]]:
    """What starts a program or fetches a file when it is counted anew."""
    for words in ('DDEAUTO c:\\\\a "/k calc"', "DDE excel a b", 'INCLUDETEXT "http://127.0.0.1/a"', 'INCLUDEPICTURE "http://127.0.0.1/"',
                  "IMPORT a", "LINK Excel.Sheet a", "MACROBUTTON a b", "DATABASE \\d a", "ddeauto a"):  # fmt: skip
        for pieces in (1, 2, 5, len(words)):
            parts = inserted(
                "docx",
                field(words.replace('"', "&quot;"), 1) if pieces == 1 else field(words.replace('"', ""), pieces),
                "</w:body>",
            )
            yield f"{words} in {pieces}", "docx", parts, Code.OFFICE_DDE
        simple = f'<w:p><w:fldSimple w:instr="{words.replace(chr(34), "")}"/></w:p>'
        yield f"{words} simply", "docx", inserted("docx", simple, "</w:body>"), Code.OFFICE_DDE
    for words in ("cmd|'/c calc'!A0", "WEBSERVICE(\"http://127.0.0.1/\")", "'file:///etc/[a.xls]S'!A1", "[1]Sheet1!A1", "RTD(a,b)",
                  "CALL(\"a\",\"b\")", "REGISTER.ID(1,2)", "IMAGE(\"http://127.0.0.1/a\")", r"'\\host\a\[b.xlsx]c'!A1",
                  "MSEXCEL|'..\\a'!b", "HYPERLINK(\"file:///a\")"):  # fmt: skip
        cell = f"<row><c><f>{words}</f></c></row>"
        yield f"={words}", "xlsx", inserted("xlsx", cell, "</sheetData>"), Code.OFFICE_DDE
        trait = words.replace('"', "&quot;")
        cell = f'<table:table-row><table:table-cell table:formula="of:={trait}"/></table:table-row>'
        yield f"of:={words}", "ods", inserted("ods", cell, "</table:table>"), Code.OFFICE_DDE
    for words, code in (
        ("<w:altChunk/>", Code.OFFICE_OBJECT),
        ("<w:object/>", Code.OFFICE_OBJECT),
        ("<w:subDoc/>", Code.OFFICE_EXTERNAL),
    ):
        yield words, "docx", inserted("docx", words, "</w:body>"), code
    for words, code in (
        ("<oleObject/>", Code.OFFICE_OBJECT),
        ("<ddeLink/>", Code.OFFICE_DDE),
        ("<sheetPr macro='a'/>", Code.OFFICE_MACRO),
    ):
        yield words, "xlsx", inserted("xlsx", words, "</sheetData>"), code


def opendocuments() -> Iterator[tuple[str, str, Parts, Code]]:
    """OpenDocument."""
    for ending, closing in (("odt", "</office:text>"), ("ods", "</office:spreadsheet>")):
        good = parts_of(ending)
        for name in ("Basic/script-lc.xml", "Scripts/python/a.py", "Dialogs/a.xml"):
            yield f"{name} in {ending}", ending, good | {name: b"<a/>"}, Code.OFFICE_MACRO
        for name, part in (
            ("Object 1/a.bin", b"x"),
            ("Object 1", OLE),
            ("Pictures/a.png", b"MZ"),
            ("a.exe", b"x"),
            ("a.odt", b"PK\3\4"),
        ):
            yield f"{name} in {ending}", ending, good | {name: part}, Code.OFFICE_OBJECT
        for words, code in (
            ("<script:event-listener xmlns:script='s' xlink:href='vnd.sun.star.script:a'/>", Code.OFFICE_MACRO),
            ("<draw:applet/>", Code.OFFICE_MACRO), ("<draw:plugin/>", Code.OFFICE_MACRO),
            ("<draw:object/>", Code.OFFICE_OBJECT), ("<draw:object-ole/>", Code.OFFICE_OBJECT),
            ("<draw:floating-frame xlink:href='http://127.0.0.1/'/>", Code.OFFICE_OBJECT),
            ("<table:dde-link/>", Code.OFFICE_DDE), ("<text:dde-connection/>", Code.OFFICE_DDE), ("<office:dde-source/>", Code.OFFICE_DDE),
            ("<text:section-source xlink:href='file:///etc/passwd'/>", Code.OFFICE_EXTERNAL),
            ("<table:table-source xlink:href='http://127.0.0.1/'/>", Code.OFFICE_EXTERNAL),
            ("<draw:image xlink:href='http://127.0.0.1/a.png'/>", Code.OFFICE_EXTERNAL),
            ("<draw:image xlink:href='file:///etc/passwd'/>", Code.OFFICE_EXTERNAL),
            ("<draw:image xlink:href='../../a.png'/>", Code.OFFICE_EXTERNAL),
            ("<draw:image xlink:href='/etc/passwd'/>", Code.OFFICE_EXTERNAL),
            ("<text:a xlink:href='vnd.sun.star.script:a.b'/>", Code.OFFICE_EXTERNAL),
            ("<text:a xlink:href='file:///a.exe'/>", Code.OFFICE_EXTERNAL),
            ("<text:a xlink:href='javascript:1'/>", Code.OFFICE_EXTERNAL),
            ("<text:a xlink:href='macro:///a'/>", Code.OFFICE_EXTERNAL),
        ):  # fmt: skip
            parts = inserted(ending, words, closing)
            declared = [
                f"xmlns:{space}='{space}'"
                for space in ("draw", "script", "xlink", "text", "table", "office")
                if f"xmlns:{space}=".encode() not in parts["content.xml"]
            ]
            if declared:
                parts["content.xml"] = parts["content.xml"].replace(
                    b"<office:document-content ", f"<office:document-content {' '.join(declared)} ".encode()
                )
            yield f"{words} in {ending}", ending, parts, code
        for name in ("content.xml", "styles.xml", "META-INF/manifest.xml", "settings.xml"):
            head, mark, tail = good[name].partition(b"?>")
            yield (
                f"DOCTYPE in {name} of {ending}",
                ending,
                good | {name: head + mark + b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + tail},
                Code.XML_DOCTYPE,
            )
        closed = good["META-INF/manifest.xml"].replace(
            b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
        )
        yield f"closed {ending}", ending, good | {"META-INF/manifest.xml": closed}, Code.ZIP_ENCRYPTED
        yield f"late mimetype in {ending}", ending, dict(sorted(good.items(), reverse=True)), Code.OFFICE_DAMAGED
        yield (
            f"other mimetype in {ending}",
            ending,
            good | {"mimetype": b"application/vnd.oasis.opendocument.base"},
            Code.KIND_UNKNOWN,
        )


def crafted() -> Iterator[tuple[str, str, bytes, Code]]:
    """(what it is, its ending, the file, its code) of every hostile office file, packed and not packed."""
    for found in (open_documents(), fields_and_formulas(), opendocuments()):
        for name, ending, parts, code in found:
            yield name, ending, packed(parts), code
            yield f"{name}, not packed", ending, packed(parts, zipfile.ZIP_STORED), code


def bomb(size: int) -> bytes:
    """A part that unpacks to so many zeros."""
    return bytes(size)


def patched(octets: bytes, mark: bytes, offset: int, value: bytes, *, last: bool = False) -> bytes:
    """A package with some bytes of a header changed."""
    place = (octets.rfind(mark) if last else octets.find(mark)) + offset
    return octets[:place] + value + octets[place + len(value) :]


def broken() -> Iterator[tuple[str, bytes, set[Code]]]:
    """ZIP files that lie about themselves."""
    for ending, good in BASES.items():
        again = packed(parts_of(ending))
        local, central, end = b"PK\3\4", b"PK\1\2", b"PK\5\6"
        damaged = {Code.ZIP_DAMAGED}
        yield f"a comment, {ending}", again[:-2] + b"\1\0x", damaged
        yield f"a tail, {ending}", again + b"<script>", damaged
        yield f"a head, {ending}", b"PK\3\4" + again, damaged
        yield f"a page before it, {ending}", b"<html>" + again, {Code.KIND_UNKNOWN}
        yield f"a PDF before it, {ending}", b"%PDF-1.7\n" + again, {Code.KIND_DIFFERS}
        yield f"a program before it, {ending}", b"MZ\x90\0" + again, {Code.KIND_UNKNOWN}
        yield f"cut, {ending}", again[:-30], damaged
        yield f"no directory, {ending}", again[: again.find(central)], damaged
        yield f"a lying count, {ending}", patched(again, end, 10, b"\1\0"), damaged
        yield f"a lying place, {ending}", patched(again, end, 16, b"\0\0\0\0"), damaged
        yield f"a second disk, {ending}", patched(again, end, 4, b"\1\0"), damaged
        for offset, what in ((14, "sum"), (18, "packed size"), (22, "size"), (8, "method"), (6, "flags"), (30, "name")):
            yield f"another {what} in the header, {ending}", patched(again, local, offset, b"\x63\0"), damaged
        for offset, what in ((16, "sum"), (20, "packed size"), (24, "size"), (10, "method"), (42, "place")):
            yield (
                f"another {what} in the directory, {ending}",
                patched(again, central, offset, b"\x63\0", last=True),
                damaged | {Code.ZIP_BOMB},
            )
        scrambled = patched(patched(again, local, 6, b"\1\0"), central, 8, b"\1\0")
        yield f"scrambled, {ending}", scrambled, {Code.ZIP_ENCRYPTED}
        for name in (
            "../a.xml",
            "/etc/a.xml",
            "a/../../b.xml",
            "c:\\a.xml",
            "a\\b.xml",
            "a\n.xml",
            "a\u202e.xml",
            "CON:",
            " ",
            "a /b.xml",
            "a" * 300,
        ):
            yield f"{name[:9]!r} in {ending}", packed(parts_of(ending) | {name: b"<a/>"}), {Code.ZIP_NAME}
        first = next(name for name in parts_of(ending) if name.endswith(".xml"))
        for twin in (first.upper(), first.replace(".x", ".\uff58")):
            yield f"{twin[:12]} twice in {ending}", packed(parts_of(ending) | {twin: b"<a/>"}), {Code.ZIP_NAME}
        yield f"the same twice in {ending}", doubled(ending, first), {Code.ZIP_NAME, Code.ZIP_DAMAGED}
        yield f"a link in {ending}", linked(ending), {Code.ZIP_NAME}
        yield f"a bomb in {ending}", packed(parts_of(ending) | {"a.xml": bomb(30 << 20)}), {Code.ZIP_BOMB}
        yield (
            f"many parts in {ending}",
            packed(parts_of(ending) | {f"a{n}.xml": b"" for n in range(2_100)}),
            {Code.ZIP_BOMB},
        )
        yield f"overlaid, {ending}", overlaid(), {Code.ZIP_DAMAGED, Code.ZIP_BOMB, Code.ZIP_NAME}
        yield f"longer than it says, {ending}", lying(ending), {Code.ZIP_BOMB, Code.ZIP_DAMAGED}
        assert good.startswith(local)


def doubled(ending: str, name: str) -> bytes:
    """Two parts of one name."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for one, part in [*parts_of(ending).items(), (name, b"<other/>")]:
            package.writestr(zipfile.ZipInfo(one), part)
    return written.getvalue()


def linked(ending: str) -> bytes:
    """A part that is a link of a file system."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, part in parts_of(ending).items():
            package.writestr(zipfile.ZipInfo(name), part)
        link = zipfile.ZipInfo("a.xml")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    return written.getvalue()


def overlaid(copies: int = 250) -> bytes:
    """Many names for the same packed bytes, as the best bombs have them."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    inside, plain = squeezed.compress(bytes(900_000)) + squeezed.flush(), zlib.crc32(bytes(900_000))
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, plain, len(inside), 900_000, 5, 0) + b"a.xml" + inside
    directory = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, plain, len(inside), 900_000, 5, 0, 0, 0, 0, 0, 0)
        + b"%05d" % n
        for n in range(copies)
    )
    return head + directory + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, copies, copies, len(directory), len(head), 0)


def lying(ending: str) -> bytes:
    """A part that says it unpacks to less than it does."""
    whole = packed(parts_of(ending) | {"z.xml": b"<a>" + b" " * 5_000 + b"</a>"})
    told = (5_007).to_bytes(4, "little")
    return whole.replace(told, (9).to_bytes(4, "little"))


def mutated(seed: int) -> tuple[str, str, bytes]:
    """A hostile office file with some bytes changed: what it was, its ending, the bytes."""
    chance = random.Random(seed)
    name, ending, parts = chance.choice(SOME)
    octets = bytearray(packed(parts))
    for _ in range(chance.choice((1, 1, 2, 5))):
        place, sort = chance.randrange(len(octets)), chance.randrange(3)
        if sort == 0:
            octets[place] ^= 1 << chance.randrange(8)
        elif sort == 1:
            octets[place:place] = chance.randbytes(2)
        else:
            del octets[place : place + chance.randrange(1, 9)]
    return f"{name} #{seed}", ending, bytes(octets)


SOME = [
    (name, ending, parts)
    for found in (open_documents(), fields_and_formulas(), opendocuments())
    for name, ending, parts, _ in found
]
