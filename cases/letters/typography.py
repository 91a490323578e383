"""The spacing pass over Russian and Belarusian text: spaces that must not end a line become no-break spaces.

It changes spaces and nothing else: what was approved is what is printed, sign by sign.
"""

import re
from functools import cache

NO_BREAK = "\u00a0"
# No line may be longer than what holds together: a list of figures must break somewhere.
LONGEST_RUN = 60
LETTER = "А-Яа-яЁёІіЎў"
CAPITAL = "А-ЯЁІЎ"
SHORT = {
    "ru": "а|в|во|до|за|и|из|к|ко|на|не|ни|но|о|об|обо|от|по|при|про|с|со|у|для|без|над|под|или",
    "be": "а|ў|у|ва|да|за|і|й|з|са|к|на|не|ні|аб|ад|па|пры|для|без|над|пад|або",
}
PARTICLES = {"ru": "ли|ль|же|ж|бы|б", "be": "ці|жа|ж|бы|б"}
MONTHS = {
    "ru": "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
    "be": "студзеня|лютага|сакавіка|красавіка|мая|чэрвеня|ліпеня|жніўня|верасня|кастрычніка|лістапада|снежня",
}
UNITS = "году?|года|годзе|гады|годы|гг?|руб|коп|тыс|млн|млрд|экз|шт|чел|мм|см|км?|м|кг|л|арк|га|ч|мин|%|°|₽"
ABBREVIATED = "г|гор|обл|ул|вул|пр|просп|д|дом|корп|кв|каб|п|пп|ст|ч|гл|стр|с|рис|табл|тел|тэл|им"
GLUED = re.compile(rf"[^\S{NO_BREAK}]+")


@cache
def rules(language: str) -> tuple[re.Pattern[str], ...]:
    """Where a space must not end a line: each pattern ends with the space, and keeps what is before it."""
    known = language if language in SHORT else "ru"
    return tuple(
        re.compile(pattern)
        for pattern in (
            r"([№§]) (?=\S)",
            rf"(?i)(?<![{LETTER}-])({SHORT[known]}) (?=\S)",
            rf"(?i)() (?=(?:{PARTICLES[known]})(?![{LETTER}]))",
            rf"(?<![{LETTER}])([{CAPITAL}]\.) (?=[{CAPITAL}])",
            rf"([{LETTER}]{{3,40}}) (?=[{CAPITAL}]\. ?[{CAPITAL}]\.(?![а-яёіў]))",
            rf"(?<![{LETTER}])((?:{ABBREVIATED})\.) (?=[\d{CAPITAL}(«])",
            rf"(\d) (?=(?:{UNITS})(?![{LETTER}]))",
            rf"(?i)(\d) (?=(?:{MONTHS[known]})(?![{LETTER}]))",
            r"(\d) (?=\d{3}(?!\d))",
            rf"(?<![{LETTER}])(т\.) (?=[декнп]\.)",
            r"() (?=[–—](?:\s|$))",
        )
    )


def typeset(text: str, language: str) -> str:
    """The text with its no-break spaces, in the language of its block (`ru` or `be`); applied twice it is the same."""
    for rule in rules(language):
        text = rule.sub(rf"\1{NO_BREAK}", text)
    long = [run for run in GLUED.split(text) if len(run) > LONGEST_RUN and NO_BREAK in run]
    for run in long:
        text = text.replace(run, run.replace(NO_BREAK, " "))
    return text
