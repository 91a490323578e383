"""Small files as scanners and printers make them, for tests that send one."""

from io import BytesIO

from PIL import Image


def pdf(words: str = "scan", *objects: bytes, catalog: bytes = b"", page: bytes = b"", version: str = "1.7") -> bytes:
    """A PDF of one page that shows some Latin words; more objects from number 6 on, more keys of two of them."""
    shown = f"BT /F1 12 Tf 60 780 Td ({words}) Tj ET".encode("latin-1")
    told = (
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>%s>>" % page,
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    )
    written = bytearray(f"%PDF-{version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1"))
    places = []
    for number, one in enumerate(told, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(told) + 1, table)
    written += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(told) + 1, start)
    return bytes(written)


def picture(kind: str = "PNG", shade: int = 200) -> bytes:
    """A small grey picture: PNG, JPEG or TIFF."""
    drawn = BytesIO()
    Image.new("L", (40, 30), shade).save(drawn, kind)
    return drawn.getvalue()
