"""The engines that `bench.letters` sets beside ours, each with its own set-up; one that cannot be had says why."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings

from cases import faces
from cases.letters import archive, rendering
from cases.letters.press import Press

HOUSE = Path(__file__).parents[1]
TIMEOUT = 120
COLD = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from cases.letters import rendering
sys.stdout.buffer.write(rendering.render(json.load(sys.stdin)))
"""
TYPST = """
import json, sys, time, typst
for line in sys.stdin:
    told = json.loads(line)
    began = time.process_time()
    pdf = typst.compile(told["source"].encode(), font_paths=[told["fonts"]], ignore_system_fonts=True,
                        pdf_standards=["a-3a", "ua-1"])
    print(json.dumps({"spent": time.process_time() - began, "bytes": len(pdf)}), flush=True)
"""

type Facts = dict[str, Any]
type Engine = Callable[[Facts], float]


class Absent(Exception):
    """An engine that cannot be had here, and why."""


def children() -> float:
    """Seconds of a processor that ended processes have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ours(press: Press, *, mailed: bool = False) -> Engine:
    """The press, warm: what this process and the hand take; `mailed` as in a mailing of one letter to many."""

    def draw(facts: Facts) -> float:
        began = time.process_time()
        press.draw(rendering.manuscript(facts, mailed=mailed))
        return time.process_time() - began + press.spent

    return draw


def naive(facts: Facts) -> float:
    """WeasyPrint as a web page calls it: imported, and everything made anew for each request, by its own fetcher."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    began = time.process_time()
    manuscript = rendering.manuscript(facts)

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in manuscript.assets:
                octets, kind = manuscript.assets[url]
                return URLFetcherResponse(url, octets, {"Content-Type": kind})
            return super().fetch(url, headers)

    fonts = FontConfiguration()
    css = CSS(string=manuscript.css, font_config=fonts)
    document = HTML(string=manuscript.html, url_fetcher=Fetcher()).render(
        stylesheets=[css], font_config=fonts, **archive.OPTIONS
    )
    archive.declare(document)
    attached = [archive.attachment(manuscript.data or b"", manuscript.made_at, Fetcher())]
    document.write_pdf(attachments=attached, **archive.OPTIONS)
    return time.process_time() - began


def cold(facts: Facts) -> float:
    """WeasyPrint in a process that starts for one letter."""
    before = children()
    command = [sys.executable, "-c", COLD]
    subprocess.run(command, input=json.dumps(facts).encode(), cwd=HOUSE, stdout=subprocess.DEVNULL, check=True)
    return children() - before


def chromium() -> Engine:
    """Chromium without a window, started for one letter; it makes neither PDF/A nor PDF/UA."""
    program = program_of("chromium", package="chromium")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]

    def draw(facts: Facts) -> float:
        with tempfile.TemporaryDirectory() as folder:
            page = web_page(facts, Path(folder))
            return run([program, *flags, f"--user-data-dir={folder}/data", f"--print-to-pdf={folder}/a.pdf", str(page)])

    return draw


def libreoffice() -> Engine:
    """LibreOffice Writer without a window, started for one letter; PDF/A-3b is the most that it makes."""
    program = program_of("soffice", package="libreoffice-writer-nogui")
    kind = 'pdf:writer_web_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"3"}}'

    def draw(facts: Facts) -> float:
        with tempfile.TemporaryDirectory() as folder:
            page = web_page(facts, Path(folder))
            profile = f"-env:UserInstallation=file://{tempfile.gettempdir()}/bench-office"
            return run([program, profile, "--headless", "--convert-to", kind, "--outdir", folder, str(page)])

    return draw


def typst() -> Engine:
    """Typst, warm, in an environment of its own under var/; the same text in a template of its own language."""
    home = Path(settings.VAR) / "bench" / "typst"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    if subprocess.run([python, "-c", "import typst"], capture_output=True, check=False).returncode:
        done = subprocess.run([python, "-m", "pip", "-q", "install", "typst"], capture_output=True, check=False)
        if done.returncode:
            raise Absent("the package index has no typst for this machine")
    room = subprocess.Popen([python, "-c", TYPST], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def draw(facts: Facts) -> float:
        assert room.stdin and room.stdout
        room.stdin.write(json.dumps({"source": typst_source(facts), "fonts": str(faces.FOLDER)}) + "\n")
        room.stdin.flush()
        answer = room.stdout.readline()
        if not answer:
            raise Absent("typst has ended without an answer")
        return float(json.loads(answer)["spent"])

    return draw


def program_of(name: str, *, package: str) -> str:
    """The path of a program, brought by Debian's package where that may be done. Raises Absent."""
    if shutil.which(name) is None and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], env=environment, **quiet)  # type: ignore[call-overload]
        install = ["apt-get", "-qq", "install", "--no-install-recommends", package]
        subprocess.run(install, env=environment, **quiet)  # type: ignore[call-overload]
    found = shutil.which(name)
    if found is None:
        raise Absent(f"as root: apt-get install --no-install-recommends {package}")
    return found


def run(command: list[str]) -> float:
    """What a program and its children take, with our type alone."""
    before = children()
    environment = os.environ | {"FONTCONFIG_FILE": str(faces.FOLDER / "fonts.conf")}
    subprocess.run(command, env=environment, capture_output=True, timeout=TIMEOUT, check=True)
    return children() - before


def web_page(facts: Facts, folder: Path) -> Path:
    """The letter as a page with its style sheet and pictures beside it."""
    manuscript = rendering.manuscript(facts)
    html = manuscript.html.replace("</head>", f"<style>{manuscript.css}</style></head>")
    for number, (address, (octets, kind)) in enumerate(manuscript.assets.items()):
        name = f"{number}.{'png' if kind == 'image/png' else 'svg'}"
        (folder / name).write_bytes(octets)
        html = html.replace(address, name)
    page = folder / "letter.html"
    page.write_text(html, encoding="utf-8")
    return page


def typst_source(facts: Facts) -> str:
    """The letter in Typst: the same words, measures and hyphenation; its head and signature as it sets them."""
    one, letter = facts["profile"], facts["letter"]
    text = "\n\n".join(f"#{json.dumps(paragraph, ensure_ascii=False)}" for paragraph in letter["paragraphs"])
    addressees = "".join(
        f"#{json.dumps(line, ensure_ascii=False)} \\\n" for two in letter["addressees"] for line in two
    )
    title = json.dumps(letter["heading"], ensure_ascii=False)
    margins = ", ".join(f"{side}: {one[side]}mm" for side in ("top", "right", "bottom", "left"))
    return (
        f'#set document(title: {title})\n#set page("a4", margin: ({margins}), numbering: "1")\n'
        f'#set text(font: "Tinos", size: {one["size"]}pt, lang: "{facts["case"]["language"]}", hyphenate: true)\n'
        f"#set par(justify: true, first-line-indent: 12.5mm)\n#align(center)[#{json.dumps(facts['body']['name'])}]\n"
        f"#align(right)[{addressees}]\n= #{title}\n{text}\n\n#{json.dumps(escape(str(facts.get('signer'))))}\n"
    )
