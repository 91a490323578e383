"""What is no file of a kind that is let in, and pictures that are not what they seem; each under several names."""

import random
import struct
import zlib
from collections.abc import Iterator

from cases.letters.intake.unfit import Code
from tests import papers

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
LAUGHS = b"<!DOCTYPE a [" + b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha") for n in range(9)
) + b"]><a>&a8;</a>"  # fmt: skip
STRANGERS = {
    "HTML": b"<!doctype html><script>alert(document.cookie)</script>",
    "HTML with a mark": b"\xef\xbb\xbf<html><img src=x onerror=alert(1)>",
    "HTML in UTF-16": "<html><script>1</script>".encode("utf-16"),
    "MHTML": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<script>",
    "SVG": SVG,
    "SVG packed": zlib.compress(SVG),
    "XML with a file": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "XML with an address": b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>",
    "XML with parameters": b"<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://127.0.0.1:9/'> %b;]><a/>",
    "laughs": LAUGHS,
    "XInclude": b"<a xmlns:x='http://www.w3.org/2001/XInclude'><x:include href='file:///etc/passwd'/></a>",
    "XSLT": b"<xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform' version='1.0'/>",
    "deep XML": b"<a>" * 50_000,
    "wide XML": b"<a " + b" ".join(b"b%d='1'" % n for n in range(20_000)) + b"/>",
    "Word 2003 XML": b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>",
    "RTF": b"{\\rtf1{\\object\\objocx{\\*\\objdata 01}}}",
    "OLE": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    "Windows program": b"MZ\x90\0" + bytes(60) + b"PE\0\0",
    "Linux program": b"\x7fELF\2\1\1" + bytes(50),
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "batch": b"@echo off\r\ncalc\r\n",
    "PowerShell": b"IEX (New-Object Net.WebClient).DownloadString('http://127.0.0.1/')",
    "script": b"WScript.Shell",
    "PHP": b"<?php system($_GET['a']); ?>",
    "shortcut": b"L\0\0\0\1\x14\2\0" + bytes(60),
    "internet shortcut": b"[InternetShortcut]\r\nURL=file://host/share\r\n",
    "RAR": b"Rar!\x1a\7\1\0",
    "7z": b"7z\xbc\xaf'\x1c",
    "gzip": b"\x1f\x8b\x08\0" + bytes(20),
    "bzip2": b"BZh91AY&SY" + bytes(20),
    "tar": b"a.txt" + bytes(252) + b"ustar\x0000" + bytes(500),
    "ISO": bytes(32769) + b"CD001",
    "cabinet": b"MSCF" + bytes(40),
    "GIF": b"GIF89a" + bytes(20),
    "BMP": b"BM" + bytes(60),
    "WebP": b"RIFF\0\0\0\0WEBPVP8 ",
    "PostScript": b"%!PS-Adobe-3.0\n(/etc/passwd)(r)file",
    "PostScript in PDF clothes": b"%!PS\n%PDF-1.7\n",
    "FDF": b"%FDF-1.2\n1 0 obj<</FDF<</F(a.pdf)/JavaScript<<>>>>>>endobj",
    "CSV": b"a,b\n=cmd|'/c calc'!A0,1\n",
    "text": b"plain words",
    "zeros": bytes(1000),
    "Python pickle": b"\x80\x04\x95\x1e\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system",
    "class of Java": b"\xca\xfe\xba\xbe\0\0\0\x34",
    "EICAR-like": b"X5O!P%@AP[4",
    "mail": b"From: a@b\r\nSubject: x\r\n\r\n",
    "Flash": b"FWS\x09" + bytes(30),
    "help": b"ITSF\3\0\0\0" + bytes(40),
    "registry": b"Windows Registry Editor Version 5.00\r\n",
    "font": b"\0\1\0\0\0\x0a\0\x80" + bytes(50),
}
ENDINGS = ("pdf", "png", "jpg", "tif", "docx", "xlsx", "odt", "ods", "html", "svg", "exe", "")
BAD_NAMES = (
    "", " ", ".", "..", "...", "a/b.pdf", "a\\b.pdf", "../../a.pdf", "/etc/a.pdf", "c:a.pdf", "a\0.pdf", "a\n.pdf", "a\r\nX: y.pdf",
    "a\x1b[31m.pdf", "a\u202efdp.exe.pdf", "a\u200b.pdf", "a\u2028.pdf", "a\ufeff.pdf", 'a".pdf', "a<b>.pdf", "a|b.pdf", "a?.pdf", "a*.pdf",
    "a.pdf ", " a.pdf", "a" * 300 + ".pdf", "a\x85.pdf", "a\u2066.pdf", "a\u061c.pdf", "a\x7f.pdf",
)  # fmt: skip
OTHER_NAMES = (
    "a",
    "a.exe",
    "a.pdf.exe",
    "a.html",
    "a.PDF.js",
    "a.pdf.",
    "a.svg",
    "a.docm",
    "a.doc",
    "a.xlsm",
    "a.dotm",
    "a.zip",
    "a.pd\u0131",
)


def chunk(name: bytes, octets: bytes) -> bytes:
    """A piece of a PNG."""
    return struct.pack(">I", len(octets)) + name + octets + struct.pack(">I", zlib.crc32(name + octets))


def png(width: int, height: int, rows: bytes = b"\0") -> bytes:
    """A PNG that says how large it is."""
    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pictures() -> Iterator[tuple[str, str, bytes, set[Code]]]:
    """Pictures that are damaged, huge, or carry something behind them."""
    damaged, size = {Code.PICTURE_DAMAGED}, {Code.PICTURE_SIZE, Code.PICTURE_DAMAGED}
    for kind, ending in (("PNG", "png"), ("JPEG", "jpg"), ("TIFF", "tif")):
        good = papers.picture(kind)
        yield f"cut {kind}", ending, good[: len(good) // 2], damaged
        yield f"head of {kind}", ending, good[:12], damaged | {Code.KIND_UNKNOWN}
        if kind != "TIFF":
            for tail in (b"<script>alert(1)</script>", b"PK\3\4", papers.pdf(), b"MZ", good[-20:] + b"\0"):
                yield f"{kind} with a tail {tail[:6]!r}", ending, good + tail, damaged
        for other in ("pdf", "docx", "png" if kind != "PNG" else "jpg", "html", "exe", "svg"):
            yield f"{kind} as {other}", other, good, {Code.KIND_DIFFERS}
    yield "PNG with a second end", "png", papers.picture() + b"<script>" + papers.picture()[-12:], damaged
    for wide, tall in ((100_000, 100_000), (2**31 - 1, 2**31 - 1), (50_000, 20_000), (0, 0), (1, 0)):
        yield f"PNG of {wide} x {tall}", "png", png(wide, tall), size
    yield "PNG with few rows", "png", png(4_000, 4_000), damaged
    yield "PNG with text that unpacks", "png", (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(99 << 20))) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    ), size  # fmt: skip
    yield "TIFF that turns in a circle", "tif", b"II*\0\x08\0\0\0\1\0\0\1\3\0\1\0\0\0\1\0\0\0\x08\0\0\0", damaged


def crafted() -> Iterator[tuple[str, str, bytes, set[Code]]]:
    """(what it is, its name, the file, the codes it may be refused by)."""
    unknown = {Code.KIND_UNKNOWN, Code.KIND_DIFFERS}
    for name, octets in STRANGERS.items():
        for ending in ENDINGS:
            yield f"{name} as {ending}", f"a.{ending}" if ending else "a", octets, unknown | {Code.ZIP_DAMAGED}
    for number, bad in enumerate(BAD_NAMES):
        for kind, octets in (("PDF", papers.pdf()), ("PNG", papers.picture()), ("text", b"x")):
            yield f"{kind} by bad name {number}", bad, octets, {Code.NAME}
    for other in OTHER_NAMES:
        yield f"PDF as {other}", other, papers.pdf(), {Code.KIND_DIFFERS, Code.NAME}
    for name, ending, octets, codes in pictures():
        yield name, f"a.{ending}", octets, codes
    for ending in ENDINGS:
        yield f"nothing as {ending}", f"a.{ending or 'x'}", b"", {Code.EMPTY}


def cut(seed: int) -> tuple[str, str, bytes]:
    """A good PDF or picture cut at any place, which is never whole."""
    chance = random.Random(seed)
    ending, octets = chance.choice((("pdf", papers.pdf()), ("png", papers.picture()), ("jpg", papers.picture("JPEG"))))
    return f"cut {ending} #{seed}", f"a.{ending}", octets[: chance.randrange(1, len(octets) - 6)]
