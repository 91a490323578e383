"""What leaves the body is worded in Russian and Belarusian alike: the same facts, each in its own letters."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from cases.letters import rendering, specimens, wording
from cases.lifecycle.outcomes import RefusalReason
from cases.lifecycle.sheets import Sheet

from .conftest import Sheets, text_of

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "letters"
LEAVING = [
    Sheet.ACKNOWLEDGEMENT,
    Sheet.REFUSAL,
    Sheet.RETURN,
    Sheet.INTERIM_REPLY,
    Sheet.FORWARDING,
    Sheet.FORWARDING_NOTICE,
    Sheet.LETTER,
]
FACTS = {
    "their_date": "24.02.2026",
    "their_number": "12-исх/77",
    "case": {"number": "Вх-1", "dated": "02.03.2026", "title": "Аб выставе", "language": "be"},
    "sender": {"name": "Вобласць"},
}


def said_by(template: Path) -> set[str]:
    """The phrases that a template says."""
    return set(re.findall(r'\{% say "([\w.]+)"', template.read_text(encoding="utf-8")))


@pytest.mark.parametrize("key", wording.PHRASES)
def test_both_languages_of_a_phrase_name_the_same_facts(key: str) -> None:
    phrase = wording.PHRASES[key]
    assert set(phrase) == set(wording.LANGUAGES)
    assert sorted(wording.facts_of(phrase["ru"])) == sorted(wording.facts_of(phrase["be"]))
    assert all(text == text.strip() and text for text in phrase.values())


@pytest.mark.parametrize("key", wording.PHRASES)
def test_each_language_is_written_in_its_own_letters(key: str) -> None:
    fixed = {language: re.sub(r"\{[^}]*\}", "", text) for language, text in wording.PHRASES[key].items()}
    assert not set(fixed["be"].lower()) & set("ищъ")
    assert not set(fixed["ru"].lower()) & set("іў")


def test_every_phrase_is_said_by_a_template_and_every_template_says_known_ones() -> None:
    said = set().union(*(said_by(path) for path in TEMPLATES.rglob("*.html")))
    reasons = {f"reason.{one}" for one in RefusalReason}
    in_facts = {"letter.mailing"}  # frozen in the place of the addressees
    assert said | reasons | in_facts == set(wording.PHRASES)


def test_a_sheet_that_leaves_has_no_words_of_its_own() -> None:
    for sheet in LEAVING[:-1]:
        own = (TEMPLATES / f"{sheet.slug}.html").read_text(encoding="utf-8")
        assert not re.findall(r"[А-Яа-яЁёІіЎў]", own), sheet
    assert not re.findall(r"[А-Яа-яЁёІіЎў]", (TEMPLATES / "reminder.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sheet", LEAVING)
def test_a_letter_in_belarusian_says_every_phrase_of_its_own_in_belarusian(sheet: Sheet) -> None:
    ru, be = (text_of(rendering.render(specimens.specimen(sheet, "by-2009", one))) for one in wording.LANGUAGES)
    keys = said_by(TEMPLATES / f"{sheet.slug}.html") | said_by(TEMPLATES / "parts" / "attachments.html")
    heard = 0
    for key in keys:
        shown = {one: re.split(r"\{[^}]*\}", wording.PHRASES[key][one])[0].strip(" «№") for one in wording.LANGUAGES}
        if len(shown["ru"]) > 5 and shown["ru"] in ru:  # «тел.» stands in the head as well
            heard += 1
            assert shown["be"] in be, key
            assert shown["ru"] == shown["be"] or shown["ru"] not in be, key
    assert heard >= (0 if sheet == Sheet.LETTER else 2)


def test_a_fact_is_typeset_and_never_markup_and_its_number_holds_together() -> None:
    facts = FACTS | {"case": FACTS["case"] | {"title": "<b>О</b>"}}  # type: ignore[operator]
    told = wording.say("interim_reply.in_work", "be", facts)
    assert "&lt;b&gt;О&lt;/b&gt;" in told
    assert '<span class="whole">№\u00a012-исх/77</span>' in told


@pytest.mark.parametrize(("key", "language"), [("no.such", "ru"), ("refusal.again", "en")])
def test_what_is_not_worded_is_named(key: str, language: str) -> None:
    with pytest.raises(KeyError):
        wording.say(key, language, FACTS)


def test_a_letter_in_another_language_has_its_fixed_words_in_russian() -> None:
    facts = specimens.specimen(Sheet.REFUSAL, "by-2009")
    facts["case"]["language"] = "en"
    text = text_of(rendering.render(facts))
    assert "Об отказе в регистрации" in text
    assert "Причина отказа: документ не читается" in text


def test_a_fact_that_lacks_is_named() -> None:
    with pytest.raises(KeyError, match="until"):
        wording.say("interim_reply.until", "ru", FACTS)


def reminded(sheets: Sheets, **other: Any) -> str:
    """The text of the letter that reminds an addressee."""
    return text_of(rendering.render(sheets.sampled["OutgoingCase", "remind", "D07"] | other))


def test_who_owes_a_reply_is_reminded_by_a_letter(sheets: Sheets) -> None:
    facts = sheets.sampled["OutgoingCase", "remind", "D07"]
    text = reminded(sheets)
    assert "О сроке ответа на письмо" in text
    assert "на наше письмо от 02.03.2026 № 06-09/398" in text
    assert all(" ".join(lines) in text for lines in facts["addressees"])
    assert "истёк срок" in reminded(sheets, over=True, due="01.03.2026")
    assert "Нагадваем, што 01.04.2026 заканчваецца" in reminded(
        sheets, due="01.04.2026", case=facts["case"] | {"language": "be"}
    )
