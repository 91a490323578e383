"""`manage preview_letters --to DIR`: every kind of sheet in every norm and language, and letters at their limits."""

from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.letters import rendering, specimens
from cases.lifecycle.sheets import Sheet
from cases.norms import profile as norms

COLUMNS, WIDE, GAP = 5, 300, 12  # of the contact sheet, in pixels


class Command(BaseCommand):
    """Leave a PDF for each, and one picture with the first page of all in one norm."""

    help = "Draw a specimen of every sheet in every norm and language, and a contact sheet of them."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--to`: the folder; `--norm`: only this one, and the contact sheet in it."""
        parser.add_argument("--to", type=Path, required=True, help="folder for the PDFs and contact-sheet.png")
        parser.add_argument("--norm", choices=norms.codes(), help="only this norm")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw them all; nothing of a database is read."""
        folder: Path = options["to"]
        folder.mkdir(parents=True, exist_ok=True)
        shown = options["norm"] or "by-2009"
        pictures = []
        drawn = 0
        for name, facts in wanted([options["norm"]] if options["norm"] else norms.codes()):
            pdf = rendering.render(facts)
            (folder / f"{name}.pdf").write_bytes(pdf)
            drawn += 1
            if name.endswith(f"-{shown}-ru"):
                pictures.append(first_page(pdf))
        contact_sheet(pictures).save(folder / "contact-sheet.png", optimize=True)
        self.stdout.write(f"{drawn} sheets in {folder}, {len(pictures)} of them on contact-sheet.png")


def wanted(codes: tuple[str, ...] | list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every specimen, then the letter at its limits."""
    for kind, norm, language in product(specimens.kinds(), codes, specimens.LANGUAGES):
        yield f"{kind.value}-{kind.slug}-{norm}-{language}", specimens.specimen(kind, norm, language)
    for norm, language in product(codes, specimens.LANGUAGES):
        yield f"D15-limits-{norm}-{language}", specimens.at_its_limits(norm, language)
        yield f"D12-mailing-{norm}-{language}", specimens.mailed(norm, language)
        long = specimens.specimen(Sheet.DISPATCH, norm, language)
        yield f"D16-ten-pages-{norm}-{language}", long | {"copies": long["copies"] * 120}


def first_page(pdf: bytes) -> Any:
    """The first page as a picture."""
    import pypdfium2

    page = pypdfium2.PdfDocument(BytesIO(pdf))[0]
    return page.render(scale=WIDE / page.get_width(), grayscale=True).to_pil()


def contact_sheet(pictures: list[Any]) -> Any:
    """All pictures in rows, each row as tall as its tallest one."""
    from PIL import Image

    rows = [pictures[start : start + COLUMNS] for start in range(0, len(pictures), COLUMNS)]
    tall = [max(one.height for one in row) for row in rows]
    sheet = Image.new("L", (COLUMNS * (WIDE + GAP) + GAP, sum(tall) + GAP * (len(rows) + 1)), 170)
    top = GAP
    for row, height in zip(rows, tall, strict=True):
        for number, one in enumerate(row):
            sheet.paste(one, (GAP + number * (WIDE + GAP), top))
        top += height + GAP
    return sheet
