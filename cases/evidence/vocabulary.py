"""The words of the account: Russian from the sheets, English from the law, Belarusian from the glossary."""

import inspect
import re
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation

from cases.letters.deeds import DEEDS
from cases.letters.terms import FACTS, SHEETS, STATES
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.states import IncomingState, OutgoingState
from cases.models import LAWS, Direction

from . import belarusian

LANGUAGES = ("ru", "be", "en")
WORDS: dict[str, dict[str, str]] = {
    "ru": {
        "title": "Отчёт о делах",
        "about": "Что произошло с каждым делом, по записям его истории. Отчёт удобен для чтения, доказывает же сам "
        "пакет: записи, подписанные корни и проверяющая программа.",
        "log": "Журнал",
        "made": "Составлен",
        "told": "Дел в пакете",
        "cut": "здесь описаны первые пятьдесят",
        "prove": "Проверить пакет можно на любом компьютере с Python 3.9 или новее; открытый ключ (.vkey) получите от "
        "органа другим путём, не вместе с пакетом:",
        "state": "Состояние",
        "when": "Когда",
        "who": "Кто",
        "what": "Что",
        "facts": "Сведения, листы, хеш записи",
        "recorded": "внесено",
        "entered": "внёс",
        "system": "Система",
        "destroyed": "[раскрытие уничтожено]",
        "differs": "[не совпадает с записью]",
    },
    "be": {
        "title": "Справаздача аб справах",
        "about": "Што адбылося з кожнай справай, паводле запісаў яе гісторыі. Справаздача зручная для чытання, а "
        "даказвае сам пакет: запісы, падпісаныя карані і праграма праверкі.",
        "log": "Журнал",
        "made": "Складзена",
        "told": "Спраў у пакеце",
        "cut": "тут апісаны першыя пяцьдзясят",
        "prove": "Праверыць пакет можна на любым камп'ютары з Python 3.9 або навейшым; адкрыты ключ (.vkey) атрымайце "
        "ад органа іншым шляхам, не разам з пакетам:",
        "state": "Стан",
        "when": "Калі",
        "who": "Хто",
        "what": "Што",
        "facts": "Звесткі, лісты, хэш запісу",
        "recorded": "унесена",
        "entered": "унёс",
        "system": "Сістэма",
        "destroyed": "[раскрыццё знішчана]",
        "differs": "[не супадае з запісам]",
    },
    "en": {
        "title": "Account of cases",
        "about": "What happened to each case, by the entries of its history. The account is for reading; what proves "
        "is the bundle itself: entries, signed roots and the verifier.",
        "log": "Log",
        "made": "Made",
        "told": "Cases in the bundle",
        "cut": "the first fifty are told here",
        "prove": "The bundle can be verified on any machine with Python 3.9 or later; get the public key (.vkey) from "
        "the body by another way than the bundle:",
        "state": "State",
        "when": "When",
        "who": "Who",
        "what": "What",
        "facts": "Facts, sheets, hash of the entry",
        "recorded": "recorded",
        "entered": "entered by",
        "system": "The system",
        "destroyed": "[the disclosure was destroyed]",
        "differs": "[differs from the entry]",
    },
}
EVENTS = {
    "decide": "A decision that is not in effect yet.",
    "undo": "The author undoes his decision.",
    "lapse": "The decision did not take effect.",
    "rendered": "A sheet is drawn.",
    "judged": "The electronic signatures of the letter are judged.",
    "reminded": "The addressee is reminded of a deadline.",
    "imported": "The case is brought over from an older register; this system has not witnessed it.",
    "redacted": "Personal data are destroyed under an act.",
}
TERM = re.compile(r"^\| `(\w+)` \| [^|]* \| ([^|]*) \|", re.MULTILINE)
CHAIN = re.compile(r"^[OI]\d+: ")  # the number of a move in the norms' process chains


@cache
def glossary(*titles: str) -> dict[str, str]:
    """The Belarusian words of some tables of docs/glossary.md, the one place where they stand, by code."""
    page = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for title in titles:
        section = page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
        found |= dict(TERM.findall(section))
    return found


def deed(move: str, machine: str, language: str) -> str:
    """What a move or event is."""
    if language == "en":
        law: Any = LAWS[machine]
        told = EVENTS.get(move) or (inspect.getdoc(getattr(law, move, None)) or move).splitlines()[0]
        told = CHAIN.sub("", told)
        return told[:1].upper() + told[1:].rstrip(".")
    if language == "be" and move not in belarusian.EVENTS:
        letters = "an outgoing letter" if machine == Direction.OUTGOING else "an incoming request"
        return glossary(f"Moves of {letters}").get(move, move)
    return (belarusian.EVENTS if language == "be" else DEEDS).get(move, move)


def state(code: str, machine: str, language: str) -> str:
    """What a state is called; a case that is not opened has none."""
    if language == "be":
        letters = "an outgoing letter" if machine == Direction.OUTGOING else "an incoming request"
        return glossary(f"States of {letters}").get(code, code)
    if language == "ru":
        return STATES.get(code, code)
    labels = {one.value: one.label for one in (OutgoingState if machine == Direction.OUTGOING else IncomingState)}
    with translation.override("en"):
        return str(labels.get(code, code))


def sheet(code: str, language: str) -> str:
    """What a sheet is called."""
    if language == "be":
        return glossary("Sheets").get(Sheet(code).slug, code)
    if language == "ru":
        return SHEETS.get(code, code)
    with translation.override("en"):
        return str(Sheet(code).label)


def fact(name: str, language: str) -> str:
    """What a fact is called; where Belarusian lacks a word, the Russian one stands."""
    if language == "en":
        return name.replace("_", " ")
    return belarusian.FACTS.get(name, FACTS.get(name, name)) if language == "be" else FACTS.get(name, name)
