"""Template filters: how sheets put codes and counts into words."""

import re

from django import template

from . import deeds, terms

register = template.Library()

VOCABULARY: dict[str, dict[str, str]] = {
    "answer": terms.ANSWERS,
    "outcome": terms.OUTCOMES,
    "channel": terms.CHANNELS,
    "delivery": terms.DELIVERIES,
    "refusal": terms.REFUSALS,
    "kind": terms.KINDS,
    "means": terms.MEANS,
    "control": terms.CONTROLS,
    "origin": terms.ORIGINS,
    "state": terms.STATES,
    "sheet": terms.SHEETS,
    "deed": deeds.DEEDS,
    "fact": terms.FACTS,
}
WORD_JOINER = "\u2060"
# No longer than words are: what somebody strings together by the thousand may break.
COMPOUND = re.compile(r"[^\W\d_]{1,40}(?:-[^\W\d_]{1,40}){1,3}")


@register.filter
def said(code: str, of: str) -> str:
    """The term for a code; a code that has none (a free one, or of a later version) stands as it is."""
    return VOCABULARY[of].get(code, code)


@register.filter
def counted(number: int, forms: str) -> str:
    """The Russian form that goes with a number: 2|counted:"лист,листа,листов" is «листа»."""
    one, few, many = forms.split(",")
    tens, units = number // 10 % 10, number % 10
    if tens == 1 or units == 0 or units >= 5:
        return many
    return one if units == 1 else few


@register.filter
def in_words(number: int) -> str:
    """A count in Russian words, as totals of inventories need it."""
    from num2words import num2words

    return str(num2words(number, lang="ru"))


@register.filter
def short(digest: str) -> str:
    """The beginning of a digest, enough to tell versions of one case apart."""
    return digest[:12]


@register.filter
def unbroken(text: str) -> str:
    """A text whose compound words («научно-технический») stay on one line, so that a copy of it reads the same.

    The mark behind each hyphen has no width and leaves no trace in the text of the PDF. A box around each word
    would cost fifteen times the layout.
    """
    return COMPOUND.sub(lambda word: word[0].replace("-", f"-{WORD_JOINER}"), text)
