"""What the form check asks of a draft, by the rules of its norm, and what counts as a change of form only."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from cases import faces
from cases.norms import form
from cases.norms.profile import Level, Profile

from .facts import LetterText
from .refusal import BadFact

LANGUAGES = ("ru", "be", "en")
LONGEST_LETTER = 200_000
LONGEST_HEADING = 500
MOST_PARTS = 1_000
# A number with the signs inside it ("1,5", "06-09/398"), a word, a sign that counts.
WORD = re.compile(r"\d+(?:[^\w\s]\d+)*|[^\W\d_]+|[%‰°]")


def check_form(letter: LetterText, language: str, norm: Profile) -> None:
    """Raise BadFact naming the first requisite that breaks a rule which the norm or its body weighs as an error."""
    if not any(paragraph.strip() for paragraph in letter.paragraphs):
        raise BadFact(_("a letter has a text"), field="paragraphs")
    if len({a.correspondent for a in letter.addressees}) != len(letter.addressees):
        raise BadFact(_("an addressee is named once"), field="addressees")
    if not letter.addressees or not all(any(line.strip() for line in a.lines) for a in letter.addressees):
        raise BadFact(_("an addressee has the lines that stand on the letter"), field="addressees")
    if lacking := sorted({sign for text in texts(letter) for sign in text if not faces.draws(sign)}):
        raise BadFact(_("the type of letters has no sign %s") % " ".join(lacking[:5]), field="paragraphs")
    for one in findings(letter, language, norm):
        if one.level == Level.ERROR:
            raise BadFact(one.text, field=one.requisite)


def findings(letter: LetterText, language: str, norm: Profile) -> list[form.Finding]:
    """What a draft breaks of its norm, errors and warnings; its writer may be shown them at any time."""
    return form.weighed(
        [
            *form.heading(letter.heading, language, norm),
            *form.addressees([list(one.lines) for one in letter.addressees], norm, listed=True),
            *form.dates(letter.paragraphs, "paragraphs"),
            *form.paragraphs(letter.paragraphs, norm),
            *form.attachments((one.title, one.sheets, one.copies) for one in letter.attachments),
        ],
        norm,
    )


def texts(letter: LetterText) -> tuple[str, ...]:
    """Every text that the letter prints, or keeps as what it asks."""
    return (letter.heading, *letter.paragraphs, *letter.points, *(line for a in letter.addressees for line in a.lines))


def check_size(letter: LetterText) -> None:
    """Refuse what no letter is: longer texts are attachments, and laying one out would hold a worker up."""
    parts = texts(letter)
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
