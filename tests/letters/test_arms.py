"""Arms and emblems: what a body may upload, and that nothing but a picture ever reaches a sheet."""

from io import BytesIO

import pytest
from PIL import Image

from cases.letters import arms, blobs
from cases.letters.specimens import FOLDER
from cases.lifecycle.refusal import BadFact

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
HOSTILE = {
    "script": SVG.format("<script>alert(1)</script>"),
    "image": SVG.format('<image href="file:///etc/passwd"/>'),
    "use": SVG.format('<use href="#a"/>'),
    "text": SVG.format("<text>Герб</text>"),
    "style": SVG.format("<style>@import url(http://example.org)</style>"),
    "style attribute": SVG.format('<path d="M0 0" style="fill:url(http://example.org)"/>'),
    "event": SVG.format('<path d="M0 0" onload="alert(1)"/>'),
    "link": SVG.format('<a href="http://example.org"><path d="M0 0"/></a>'),
    "paint server": SVG.format('<path d="M0 0" fill="url(http://example.org/#a)"/>'),
    "filter": SVG.format("<filter/>"),
    "xlink": '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><g x:href="a"/></svg>',
    "entities": '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("<title>&a;</title>"),
    "stylesheet": '<?xml-stylesheet href="http://example.org"?>' + SVG.format(""),
    "html": "<html><body>arms</body></html>",
    "broken": "<svg",
    "foreign": '<svg xmlns="urn:other"/>',
    "words": "герб",
    "nothing": "",
}


def png(width: int = 20, height: int = 20) -> bytes:
    """A plain picture."""
    made = BytesIO()
    Image.new("RGB", (width, height)).save(made, "PNG")
    return made.getvalue()


def test_a_drawing_of_plain_shapes_and_a_picture_are_kept_by_their_digest() -> None:
    for octets in ((FOLDER / "arms.svg").read_bytes(), png()):
        digest = arms.keep(octets)
        assert blobs.fetch(digest) == octets
        [(address, (found, kind))] = arms.assets(digest).items()
        assert (address, found) == ("asset:arms", octets)
        assert kind == ("image/png" if octets.startswith(arms.PNG) else "image/svg+xml")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_drawing_that_does_more_than_draw_is_refused(text: str) -> None:
    with pytest.raises(BadFact) as refusal:
        arms.check(text.encode())
    assert refusal.value.field == "arms"


def test_an_encoding_that_hides_a_document_type_is_refused() -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        with pytest.raises(BadFact):
            arms.check(HOSTILE["entities"].encode(encoding))


@pytest.mark.parametrize(
    "octets",
    [png(4001, 1), png()[:-20], arms.PNG + b"no picture", b"\xff\xd8\xff\xe0 a JPEG", b"a" * (arms.LARGEST + 1)],
    ids=["wide", "cut", "empty", "jpeg", "large"],
)
def test_a_picture_that_no_print_needs_is_refused(octets: bytes) -> None:
    with pytest.raises(BadFact):
        arms.check(octets)


def test_a_body_without_arms_has_no_picture() -> None:
    assert arms.assets("") == {}


def test_arms_that_are_not_kept_stop_the_sheet() -> None:
    with pytest.raises(blobs.MissingBlob):
        arms.assets("0" * 64)
