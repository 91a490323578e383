"""What changed between two versions, word by word."""

import dataclasses

from cases.lifecycle.facts import Addressee, Attachment, LetterText
from cases.pages.changes import changes, words

LETTER = LetterText(
    "О деле", ("Первый абзац.", "Просим сообщить о проектах.", "Третий."), (Addressee(1, ("Область",)),)
)


def altered(**parts: object) -> LetterText:
    """The letter with other parts."""
    return dataclasses.replace(LETTER, **parts)  # type: ignore[arg-type]


def test_equal_letters_have_no_change() -> None:
    assert changes(LETTER, LETTER) == []


def test_a_word_that_came_stands_among_those_that_stayed() -> None:
    [change] = changes(LETTER, altered(paragraphs=("Первый абзац.", "Просим до мая сообщить о проектах.", "Третий.")))
    assert (change.place, change.ordinal) == ("paragraph", 2)
    assert [one for one in change.pieces if one[0] == "ins"] == [("ins", " до мая")]
    assert "".join(text for kind, text in change.pieces if kind != "ins") == LETTER.paragraphs[1]


def test_a_paragraph_that_went_is_struck_out_as_a_whole() -> None:
    [change] = changes(LETTER, altered(paragraphs=("Первый абзац.", "Третий.")))
    assert (change.ordinal, change.pieces) == (2, (("del", "Просим сообщить о проектах."),))


def test_what_has_little_in_common_is_not_mixed() -> None:
    assert list(words("Просим сообщить о проектах.", "Ждём гостей")) == [
        ("del", "Просим сообщить о проектах."),
        ("ins", "Ждём гостей"),
    ]


def test_every_part_of_a_letter_is_compared() -> None:
    after = altered(
        heading="О другом деле",
        addressees=(Addressee(1, ("Область", "Край")),),
        points=("участие",),
        attachments=(Attachment("План", 1, 1, "a" * 64),),
    )
    assert [one.place for one in changes(LETTER, after)] == ["addressee", "heading", "point", "attachment"]


def test_other_bytes_of_an_attachment_are_a_change() -> None:
    before, after = (altered(attachments=(Attachment("План", 1, 1, digest * 64),)) for digest in "ab")
    assert len(changes(before, after)) == 1


def test_both_versions_can_be_read_out_of_the_pieces() -> None:
    was, now = "Расходы несёт принимающая сторона, срок 5 дней.", "Расходы несёт направляющая сторона; срок 7 дней."
    pieces = list(words(was, now))
    assert "".join(text for kind, text in pieces if kind != "ins") == was
    assert "".join(text for kind, text in pieces if kind != "del") == now
