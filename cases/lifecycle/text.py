"""What the form check asks of a draft (V01, V02 of the norms), and what counts as a change of form only."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from .facts import LetterText
from .refusal import BadFact

LANGUAGES = ("ru", "be", "en")
ABOUT = {"ru": ("О ", "Об ", "Обо "), "be": ("Аб ", "Аба ", "Пра ")}
MOST_ADDRESSEES = 4
LONGEST_LETTER = 200_000
LONGEST_HEADING = 500
MOST_PARTS = 1_000
# A number with the signs inside it ("1,5", "06-09/398"), a word, a sign that counts.
WORD = re.compile(r"\d+(?:[^\w\s]\d+)*|[^\W\d_]+|[%‰°]")


def check_form(letter: LetterText, language: str) -> None:
    """Raise BadFact naming the first requisite that breaks its rule."""
    if not letter.heading.startswith(ABOUT.get(language, ("",))):
        raise BadFact(_("a heading answers «about what?» and begins so (V01)"), field="heading")
    if letter.heading.rstrip().endswith("."):
        raise BadFact(_("no full stop after a heading (V01)"), field="heading")
    if not any(paragraph.strip() for paragraph in letter.paragraphs):
        raise BadFact(_("a letter has a text"), field="paragraphs")
    if not 1 <= len(letter.addressees) <= MOST_ADDRESSEES:
        raise BadFact(_("a letter has one to four addressees, more go by a mailing list (V02)"), field="addressees")
    if len({a.correspondent for a in letter.addressees}) != len(letter.addressees):
        raise BadFact(_("an addressee is named once"), field="addressees")
    if not all(any(line.strip() for line in a.lines) for a in letter.addressees):
        raise BadFact(_("an addressee has the lines that stand on the letter"), field="addressees")


def check_size(letter: LetterText) -> None:
    """Refuse what no letter is: longer texts are attachments, and laying one out would hold a worker up."""
    parts = (letter.heading, *letter.paragraphs, *letter.points, *(line for a in letter.addressees for line in a.lines))
    if sum(map(len, parts)) > LONGEST_LETTER or len(parts) > MOST_PARTS:
        raise BadFact(
            _("a letter has at most 200,000 characters in 1,000 paragraphs; add the rest as attachments"),
            field="letter",
        )
    if len(letter.heading) > LONGEST_HEADING:
        raise BadFact(_("a heading has at most 500 characters"), field="heading")


def bare(text: str) -> list[str]:
    """The words and numbers of a text, which a changed comma does not touch; the one inside a number does."""
    return WORD.findall(unicodedata.normalize("NFC", text))


def differs_in_form_only(old: LetterText, new: LetterText) -> bool:
    """Whether every word, number, addressee and attachment is the same and only signs or spaces differ."""
    return (
        bare(old.heading) == bare(new.heading)
        and bare("\n".join(old.paragraphs)) == bare("\n".join(new.paragraphs))
        and [bare(point) for point in old.points] == [bare(point) for point in new.points]
        and old.addressees == new.addressees
        and old.attachments == new.attachments
    )
