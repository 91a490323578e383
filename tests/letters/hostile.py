"""What hostile HTML tries: to fetch from outside (25 ways), and never to end (23 layouts); and a maker of more."""

import random
from collections.abc import Iterator

AFAR = "http://127.0.0.1:9/x"
SVG = "http://www.w3.org/2000/svg"

FETCHES = {
    "img": f"<img src='{AFAR}'>",
    "import": f"<style>@import url({AFAR});</style>",
    "link": f"<link rel=stylesheet href='{AFAR}'>",
    "background": f"<p style='background: url({AFAR})'>x",
    "list-style": f"<ul><li style='list-style-image: url({AFAR})'>x</ul>",
    "content": f"<style>p::before {{ content: url({AFAR}) }}</style><p>x",
    "border-image": f"<p style='border: 3px solid; border-image: url({AFAR}) 3'>x",
    "font-face": f"<style>@font-face {{ font-family: y; src: url({AFAR}) }} p {{ font-family: y }}</style><p>x",
    "object": f"<object data='{AFAR}'></object>",
    "embed": f"<embed src='{AFAR}'>",
    "svg image": f"<svg xmlns='{SVG}' width=9 height=9><image href='{AFAR}' width='9' height='9'/></svg>",
    "svg use": f"<svg xmlns='{SVG}' width=9 height=9><use href='{AFAR}#a'/></svg>",
    "base": "<base href='http://127.0.0.1:9/'><img src='relative.png'>",
    "svg in data": f'<img src="data:image/svg+xml,%3Csvg xmlns=%27{SVG}%27%3E'
    f'%3Cimage href=%27{AFAR}%27/%3E%3C/svg%3E">',
    "data": "<img src='data:image/png;base64,AAAA'>",
    "link attachment": f"<link rel=attachment href='{AFAR}'>",
    "link attachment of a file": "<link rel=attachment href='file:///etc/passwd'>",
    "a attachment of a file": "<a rel=attachment href='file:///etc/passwd'>x</a>",
    "img of a file": "<img src='file:///etc/hostname'>",
    "style of a file": "<link rel=stylesheet href='file:///etc/passwd'>",
    "relative path": "<img src='../../../../etc/hostname'>",
    "color-profile": f"<style>@color-profile --x {{ src: url({AFAR}) }} p {{ color: color(--x 1 0 0) }}</style><p>x",
    "page background": f"<style>@page {{ background: url({AFAR}) }}</style>",
    "ftp": "<img src='ftp://127.0.0.1:9/x'>",
    "mask": f"<style>@page {{ @top-left {{ content: url({AFAR}) }} }}</style><p>x",
}
# What is asked for, whether it is refused aloud or never asked for at all by the engine, is in no case fetched.

LAUGHS = "".join(f"<g id='a{one}'>{f"<use href='#a{one - 1}'/>" * 10}</g>" for one in range(1, 9))
BOMBS = {
    "nested flex": "<div style='display: flex'>" * 14 + "x",
    "nested grid": "<div style='display: grid'>" * 14 + "x",
    "nested tables": "<table><tr><td>" * 60 + "x",
    "nested inline tables": "<span style='display: inline-table'>" * 60 + "x",
    "nested columns": "<div style='columns: 2'>" * 12 + "x",
    "nested floats": "<div style='float: left'>" * 60 + "x",
    "deep div": "<div>" * 500,
    "deeper div": "<div>" * 20_000 + "x",
    "deep bold": "<b>" * 3_000 + "x",
    "deep lists": "<ul><li>" * 300 + "x",
    "colspan": "<table><tr><td colspan=100000>x</table>",
    "rowspan": "<table>" + "<tr><td rowspan=65534>x" * 300 + "</table>",
    "page breaks": "<p style='break-after: page'>x" * 3_000,
    "large box": "<div style='width: 1e9px; height: 1e9px; border: 1px solid'>x</div>",
    "tall box": "<div style='height: 1e7px; background: red'>x</div>",
    "endless word": "Ы" * 1_000_000,
    "long paragraph": "<p>" + "слово " * 150_000,
    "many paragraphs": "<p>абзац" * 40_000,
    "long table": "<table>" + "<tr><td>раз<td>два" * 20_000,
    "laughs": f"<svg xmlns='{SVG}'><defs><g id='a0'><rect width='1' height='1'/></g>{LAUGHS}</defs>"
    "<use href='#a8'/></svg>",
    "variables": "<style>:root { --a0: x; "
    + "".join(f"--a{one}: {f'var(--a{one - 1}) ' * 10}; " for one in range(1, 9))
    + "} p::before { content: var(--a8) }</style><p>x",
    "selectors": "<style>" + ":is(a, p) " * 400 + "{ color: red }</style>" + "<p><b>x" * 3_000,
    "counters": "<style>p { counter-increment: a } p::after { content: counters(a, '.') }</style>" + "<div><p>" * 200,
}  # fmt: skip

TAGS = (
    "div", "span", "p", "table", "tr", "td", "ul", "li", "ol", "b", "i", "a", "svg", "g", "rect", "use", "img",
    "object",
    "style", "link", "h1", "blockquote", "pre", "section",
)  # fmt: skip
STYLES = (
    "display: flex", "display: grid", "display: table", "display: inline-block", "float: left", "position: absolute",
    "columns: 3", "width: 1e6px", "height: 1e6mm", "margin: -9999px", "font-size: 900pt", "font-size: 0",
    "break-before: page", "break-inside: avoid", "letter-spacing: 99mm", "line-height: 0", "transform: rotate(1turn)",
    "content: counter(a)", "overflow: hidden", "white-space: pre", "z-index: -1", f"background: url({AFAR})",
    "hyphens: auto", "opacity: .5", "text-align: justify", "border: 9mm double",
    "grid-template-columns: repeat(99, 1fr)",
)  # fmt: skip
WORDS = (
    "слово",
    "ў",
    "x" * 300,
    "\u202e",
    "\u200b" * 40,
    "漢字",
    "e\u0301" * 20,
    "&#0;",
    "&lt;",
    "\x00",
    "🏳️‍🌈",
    "-" * 99,
)


def generated(seed: int) -> str:
    """One hostile page; equal seeds give equal pages."""
    dice = random.Random(seed)
    return "".join(pieces(dice, dice.choice((5, 30, 200, 1_000))))


def pieces(dice: random.Random, count: int) -> Iterator[str]:
    """So many tags, some of them never closed, with styles and words between."""
    for _ in range(count):
        tag = dice.choice(TAGS)
        style = "; ".join(dice.sample(STYLES, dice.randint(0, 3)))
        span = f" colspan={dice.choice((1, 5, 1_000))}" if tag == "td" else ""
        source = dice.choice(("", f" href='{AFAR}'", " src='file:///etc/passwd'", f" data='{AFAR}'"))
        yield f"<{tag}{span}{source if dice.random() < 0.1 else ''} style='{style}'>{dice.choice(WORDS)}"
        if dice.random() < 0.6:
            yield f"</{tag}>"
