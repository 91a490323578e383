"""A text as the words under which it is found, and a query as conditions on them.

Words are stems: Russian ones by Snowball, ё as е. It has no algorithm for Belarusian (and і, ў stay what they are), so
a query also finds what begins with its word without the ending. Numbers are found whole («06-09/398»), by each run of
their parts («9/398»), by their last part, and with zeros or signs between the parts left out («Вх 44318»).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations

import snowballstemmer

# A word or number with the signs inside it, and the parts of one: letters or digits.
RUN = re.compile(r"[^\W_]+(?:[-/.\u2010-\u2015\u2212][^\W_]+)*")
PART = re.compile(r"[^\W\d_]+|\d+")
JOINED = "·"  # no sign of a word: what it joins is found as a whole
MOST_WORDS = 20_000
MOST_ASKED = 16
LONGEST = 60
LONGEST_NUMBER = 8  # parts
SHORTEST_BEGINNING = 5
# Letters that look alike in numbers: a Latin «BX-44318» is the Cyrillic «ВХ-44318».
ALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")
# A Belarusian ending. What stands before it is only used as a beginning, so no exceptions are needed.
ENDING = re.compile(
    "(?<=.{5})(?:[аяо]га|[аяо]му|[ыіая]мі|[уюаяо]ю|[ая]я|[ая]е|[ыі]я|[ыіая]х|[ыіаяое]м|[аяоэе]й|[аяое]ў|[ыіаяуюеэоьй])$"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One condition of a query: any of these words as they are, or any word with one of these beginnings."""

    exact: tuple[str, ...]
    beginnings: tuple[str, ...] = ()


@cache
def stemmer() -> "snowballstemmer.stemmer":
    """The Russian stemmer."""
    return snowballstemmer.stemmer("russian")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word in small letters."""
    return str(stemmer().stemWord(word))


def plain(text: str) -> str:
    """Small letters, ё as е, signs composed; the acute accent that marks a stress is no letter."""
    return unicodedata.normalize("NFC", text).lower().replace("ё", "е").replace("\u0301", "").replace("\u00ad", "")


def parts(run: str) -> list[str]:
    """The parts of a run: stems, and numbers without zeros before them."""
    return [((one.lstrip("0") or "0") if one.isdecimal() else stem(one))[:LONGEST] for one in PART.findall(run)]


def as_number(run: str) -> list[str]:
    """The parts of a run that is a number; its letters are no words and look alike in both alphabets."""
    told = [(one.lstrip("0") or "0") if one.isdecimal() else one.translate(ALIKE) for one in PART.findall(run)]
    return told[:LONGEST_NUMBER]


def joined(told: list[str]) -> str:
    """The parts of a number as one word."""
    return JOINED.join(told)[:LONGEST]


def is_number(run: str) -> bool:
    """Whether a run has digits."""
    return any(sign.isdecimal() for sign in run)


def words_of(texts: Iterable[str], numbers: Iterable[str] = ()) -> str:
    """Every word once, in order, with spaces between: what the index of a case keeps."""
    found: set[str] = set()
    for text in texts:
        for run in RUN.findall(plain(text)):
            if len(found) >= MOST_WORDS:
                break
            found.update(parts(run))
            if is_number(run):
                found.add(joined(as_number(run)))
    for number in numbers:
        found.update(of_number(number))
    return " ".join(sorted(found - {""}))


def of_number(number: str) -> Iterator[str]:
    """Under which words a registration number is found: all its runs of parts, whatever signs stand between them."""
    told = as_number(plain(number))
    if len(told) > 1:
        yield "".join(PART.findall(plain(number))).lstrip("0").translate(ALIKE)[:LONGEST]
    for first, last in combinations(range(len(told) + 1), 2):
        yield joined(told[first:last])
    yield from parts(plain(number))[:LONGEST_NUMBER]


def asked(text: str) -> list[Word]:
    """The conditions of a query, all of which a case must meet; a single letter counts only when it stands alone."""
    runs = RUN.findall(plain(text))
    telling = [run for run in runs if len(run) > 1 or run.isdecimal()] or runs
    return [word for run in telling for word in conditions(run)][:MOST_ASKED]


def conditions(run: str) -> list[Word]:
    """A number as one condition, the words of a run as one each."""
    if is_number(run):
        return [Word((joined(as_number(run)),))]
    return [of_word(one) for one in PART.findall(run)]


def of_word(word: str) -> Word:
    """A word by its stem, by the letters that it may be of a number, and by its beginning."""
    stemmed = stem(word)[:LONGEST]
    exact = dict.fromkeys((stemmed, word.translate(ALIKE)[:LONGEST]))
    beginnings = dict.fromkeys(one for one in (stemmed, without_ending(word)) if len(one) >= SHORTEST_BEGINNING)
    return Word(tuple(exact), tuple(shortest(beginnings)))


def without_ending(word: str) -> str:
    """A word without its Belarusian ending."""
    return ENDING.sub("", word)[:LONGEST]


def shortest(beginnings: Iterable[str]) -> list[str]:
    """Beginnings without those that another one covers."""
    told = list(beginnings)
    return [one for one in told if not any(one != other and one.startswith(other) for other in told)]
