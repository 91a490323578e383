"""One specimen of every sheet, in any norm and language: for the eye, for the tests and for who sets a body up."""

import copy
import dataclasses
import json
import re
from pathlib import Path
from typing import Any

from cases.lifecycle.sheets import Sheet
from cases.norms.profile import profile

from . import arms
from .letter import addressed
from .typography import NO_BREAK

FOLDER = Path(__file__).parent / "specimens"
LANGUAGES = ("ru", "be")


def kinds() -> list[Sheet]:
    """The sheets of which there is a specimen."""
    return [sheet for sheet in Sheet if (FOLDER / f"{sheet.value}.json").exists()]


def specimen(sheet: Sheet, norm: str, language: str = "ru") -> dict[str, Any]:
    """The facts of a sheet as a body under `norm` would freeze them for a case in `language`."""
    facts: dict[str, Any] = json.loads((FOLDER / f"{sheet.value}.json").read_text(encoding="utf-8"))
    one = profile(norm)
    facts["profile"] = {"code": norm, **dataclasses.asdict(one.drawing)}
    facts["case"]["language"] = language
    facts["body"]["arms"] = arms.keep((FOLDER / "arms.svg").read_bytes())
    if not one.drawing.qr:
        facts.pop("checkpoint", None)
    if not one.limits.bilingual:
        facts["body"]["name_be"] = facts["body"]["address_be"] = ""
    if one.drawing.gap_in_name and facts.get("signer"):
        facts["signer"]["name"] = facts["signer"]["name"].replace(".Щ", f".{NO_BREAK}Щ")
    if language == "be":
        facts["case"]["title"] = BELARUSIAN["heading"]
        if facts.get("signer"):
            facts["signer"]["post"] = "Намеснік Старшыні"
        if "letter" in facts:
            facts["letter"] |= copy.deepcopy(BELARUSIAN)
    return facts


BELARUSIAN: dict[str, Any] = {
    "heading": "Аб навукова-тэхнічным супрацоўніцтве ў рамках Саюзнай дзяржавы",
    "paragraphs": [
        "У адпаведнасці з планам сумесных мерапрыемстваў накіроўваем звесткі аб навукова-тэхнічным супрацоўніцтве "
        "Рэспублікі Беларусь з рэгіёнамі Расійскай Федэрацыі ў 2019 годзе.",
        "Просім паведаміць аб магчымасці ўдзелу ў запланаваных мерапрыемствах, зацікаўленасці ў рэалізацыі сумесных "
        "праектаў і ініцыятыў, а таксама аб неабходнасці аказаць падтрымку ва ўстанаўленні кантактаў.",
    ],
}


# What makes a letter hard to lay out, by language: addressees, attachments, signatories in the order of their posts.
HARD: dict[str, dict[str, Any]] = {
    "ru": {
        "addressee": ["Первому заместителю Председателя Правительства", "Образцовой области № {}"],
        "addressed": "Многофамильному-Примерову А.А.",
        "attachment": "сведения о совместных проектах за {} год",
        "signers": [
            (
                "Исполняющий обязанности первого заместителя Председателя Государственного комитета по вопросам "
                "научно-технического и инновационного сотрудничества",
                "С.С.Многофамильный-Щербаков",
            ),
            ("Директор Департамента международного сотрудничества", "А.Б.Образцова"),
            ("Начальник Управления", "В.Г.Вымыслов"),
        ],
    },
    "be": {
        "addressee": ["Першаму намесніку Старшыні Урада", "Узорнай вобласці № {}"],
        "addressed": "Шматпрозвішчнаму-Прыкладаву А.А.",
        "attachment": "звесткі аб сумесных праектах за {} год",
        "signers": [
            (
                "Выконваючы абавязкі першага намесніка Старшыні Дзяржаўнага камітэта па пытаннях "
                "навукова-тэхнічнага і інавацыйнага супрацоўніцтва",
                "С.С.Шматпрозвішчны-Шчарбакоў",
            ),
            ("Дырэктар Дэпартамента міжнароднага супрацоўніцтва", "А.Б.Узорава"),
            ("Начальнік Упраўлення", "В.Г.Выдуманаў"),
        ],
    },
}


def at_its_limits(norm: str, language: str = "ru") -> dict[str, Any]:
    """The letter with all that makes one hard to lay out: many addressees, signatories, attachments, pages."""
    facts, hard = specimen(Sheet.LETTER, norm, language), HARD[language]
    letter = facts["letter"]
    first, second = hard["addressee"]
    letter["addressees"] = [[first, second.format(one), hard["addressed"]] for one in range(1, 5)]
    letter["paragraphs"] = letter["paragraphs"] * (12 if language == "ru" else 20)
    letter["attachments"] = [
        {"title": hard["attachment"].format(year), "sheets": year - 2010, "copies": 2, "digest": ""}
        for year in range(2014, 2020)
    ]
    gap = NO_BREAK if profile(norm).drawing.gap_in_name else ""
    facts["signer"], *facts["cosigners"] = [
        {"post": post, "name": re.sub(r"\.(?=[^.]+$)", f".{gap}", name)} for post, name in hard["signers"]
    ]
    facts["references"] = [{"number": f"12-исх/{one}", "dated": f"0{one}.07.2019"} for one in range(1, 4)]
    return facts


def mailed(norm: str, language: str = "ru", many: int = 60) -> dict[str, Any]:
    """The draft of a letter that goes to many by a mailing list, which stands on it."""
    facts, hard = specimen(Sheet.DRAFT, norm, language), HARD[language]
    everybody = [[hard["addressee"][0], hard["addressee"][1].format(one)] for one in range(1, many + 1)]
    facts["letter"] |= {"addressees": everybody}
    facts["letter"] = addressed(facts["letter"], language, most=profile(norm).limits.addressees)
    return facts
