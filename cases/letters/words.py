"""Template filters: how sheets put codes and counts into words."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases import faces

from . import deeds, terms, typography, wording

register = template.Library()

VOCABULARY: dict[str, dict[str, str]] = {
    "answer": terms.ANSWERS,
    "outcome": terms.OUTCOMES,
    "channel": terms.CHANNELS,
    "delivery": terms.DELIVERIES,
    "kind": terms.KINDS,
    "means": terms.MEANS,
    "control": terms.CONTROLS,
    "origin": terms.ORIGINS,
    "state": terms.STATES,
    "sheet": terms.SHEETS,
    "deed": deeds.DEEDS,
    "fact": terms.FACTS,
}
MOST_BALANCED = 12  # lines; a longer heading is no heading, and is left as it falls
SHORT_WORD = 9  # hyphenated at the end of a paragraph, it would leave a lone ending


@register.filter
def said(code: str, of: str) -> str:
    """The term for a code; a code that has none (a free one, or of a later version) stands as it is."""
    return VOCABULARY[of].get(code, code)


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, **more: object) -> SafeString:
    """A phrase of a letter that leaves the body, in the language of the letter."""
    facts: dict[str, Any] = {str(name): fact for name, fact in context.flatten().items()} | more
    return wording.say(key, wording.language_of(facts["case"]), facts)


@register.simple_tag(takes_context=True)
def why(context: template.Context, reason: str, note: str) -> str:
    """Why a letter was refused: the reason of the closed list, and what was added to it."""
    told = wording.PHRASES.get(f"reason.{reason}", {}).get(wording.language_of(context["case"]), reason)
    return f"{told} ({note})" if note else told


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
def typeset(text: str, language: str) -> str:
    """A text with the no-break spaces of its language."""
    return typography.typeset(text, language)


@register.filter
def balanced(text: str, room: int) -> str:
    """A heading in as few lines of `room` mm as it needs, and those as even as they can be."""
    size = 14.5  # points, a little more than any heading has: what fits here fits there
    fewest = len(faces.lines(text, room, size, bold=True))
    if fewest > MOST_BALANCED:
        return text
    narrow = next(width for width in range(1, room + 1) if len(faces.lines(text, width, size, bold=True)) <= fewest)
    return "\n".join(faces.lines(text, narrow, size, bold=True))


@register.filter
def paragraph(text: str, language: str) -> SafeString:
    """A paragraph of the text, escaped: typeset, and a short last word whole, so that no line holds an ending alone."""
    before, space, last = typography.typeset(text, language).rstrip().rpartition(" ")
    if not 1 < len(last) <= SHORT_WORD:
        before, space, last = before + space + last, "", ""
    return format_html('{}{}<span class="whole">{}</span>' if last else "{}{}{}", before, space, last)
