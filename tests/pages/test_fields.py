"""Every fact of every move has its field, and the field reads what a person types."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from cases import access, words
from cases.lifecycle.facts import Addressee, Attachment, Charge, Code, Digest, Place, Way
from cases.lifecycle.move import moves_of
from cases.lifecycle.outcomes import Channel, Delivery
from cases.lifecycle.roles import Role
from cases.models import LAWS
from tests.cast import Office
from tests.stories import lives
from workflows.desk.fields import Choice, Parts, field_of
from workflows.desk.forms import ActForm
from workflows.desk.reference import Reference
from workflows.desk.rows import Rows
from workflows.desk.seen import SEEN
from workflows.request import facts_of

MOVES = [(law, name) for law in LAWS.values() for name, rule in moves_of(law).items() if rule.by != {Role.SYSTEM}]


@pytest.fixture
def reference(office: Office) -> Reference:
    """What a form of the drafter offers to choose from."""
    case = access.case_for_system(lives.to_approval(office))
    return Reference(office.body, office.officials["drafter"], office.user("drafter"), office.clock, case)


@pytest.mark.parametrize(("law", "name"), MOVES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_every_move_of_the_law_has_a_form(law: Any, name: str, reference: Reference) -> None:
    form = ActForm(getattr(law, name), reference, key="k")
    for fact in facts_of(getattr(law, name)).model_fields:
        assert [field for field in form.fields if field == fact or field.startswith(f"{fact}-")] or not required(
            law, name, fact
        )
    assert form.as_p()


def required(law: Any, name: str, fact: str) -> bool:
    """Whether a move must be told a fact."""
    return bool(facts_of(getattr(law, name)).model_fields[fact].is_required())


@pytest.mark.parametrize(("law", "name"), MOVES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_every_fact_has_a_label_in_words(law: Any, name: str, reference: Reference) -> None:
    form = ActForm(getattr(law, name), reference, key="k")
    for field in form.visible_fields():
        labels = [field.label, *(c.label for c in getattr(field.field, "columns", {}).values())]
        with translation.override("en"):
            assert all(str(one) in {str(word) for word in words.FACTS.values()} for one in labels)


def read(reference: Reference, fact: str, hint: Any, typed: Any, **options: Any) -> Any:
    """What a field reads."""
    return field_of("a_move", fact, hint, reference, **options).clean(typed)


class TestTypes:
    def test_text_keeps_its_lines(self, reference: Reference) -> None:
        assert read(reference, "reason", str, " a\n<b> ") == "a\n<b>"
        assert isinstance(field_of("m", "reason", str, reference).widget, forms.Textarea)
        assert isinstance(field_of("m", "title", str, reference).widget, forms.TextInput)

    @pytest.mark.parametrize("typed", ["2026-03-02", "02.03.2026"])
    def test_a_day_is_written_both_ways(self, typed: str, reference: Reference) -> None:
        assert read(reference, "until", date, typed) == date(2026, 3, 2)

    @pytest.mark.parametrize("typed", ["31.02.2026", "2026-13-01", "tomorrow", "\0"])
    def test_a_day_that_is_none_is_refused(self, typed: str, reference: Reference) -> None:
        with pytest.raises(ValidationError):
            read(reference, "until", date, typed)

    def test_what_may_be_absent_may_be_empty(self, reference: Reference) -> None:
        assert read(reference, "due", date | None, "") is None
        with pytest.raises(ValidationError):
            read(reference, "due", date, "")

    def test_an_enum_is_chosen(self, reference: Reference) -> None:
        assert read(reference, "becomes", Delivery, "delivered") is Delivery.DELIVERED
        with pytest.raises(ValidationError):
            read(reference, "becomes", Delivery, "eaten")

    def test_a_mark_is_yes_or_no(self, reference: Reference) -> None:
        assert read(reference, "control", bool, True) is True
        assert read(reference, "control", bool, False) is False

    @pytest.mark.parametrize(("sent", "ticked"), [("on", True), ("true", True), ("", False), (None, False)])
    def test_a_box_is_ticked_or_not(self, sent: str | None, ticked: bool, reference: Reference) -> None:
        box = field_of("register", "not_a_duplicate", bool, reference)
        came = box.widget.value_from_datadict({} if sent is None else {"box": sent}, {}, "box")
        assert box.clean(came) is ticked

    @pytest.mark.parametrize("sent", ["те\0кст", "a" * 5_000, "2"])
    def test_what_no_browser_sends_for_a_box_is_refused_and_not_shown_again(
        self, sent: str, reference: Reference
    ) -> None:
        box = field_of("register", "not_a_duplicate", bool, reference)
        came = box.widget.value_from_datadict({"box": sent}, {}, "box")
        with pytest.raises(ValidationError):
            box.clean(came)
        assert sent not in box.widget.render("box", came)

    def test_a_code_is_short(self, reference: Reference) -> None:
        assert read(reference, "their_number", Code, "77-А/1") == "77-А/1"
        with pytest.raises(ValidationError):
            read(reference, "their_number", Code, "7" * 61)

    @pytest.mark.parametrize("typed", ["-1", "99999", "1.5", "x"])
    def test_a_count_fits_its_column(self, typed: str, reference: Reference) -> None:
        assert read(reference, "sheets", int, "3") == 3
        with pytest.raises(ValidationError):
            read(reference, "sheets", int, typed)

    def test_a_type_without_a_field_is_named(self, reference: Reference) -> None:
        with pytest.raises(TypeError, match=r"a_move: no field for fact: <class 'float'>"):
            field_of("a_move", "fact", float, reference)

    def test_a_nul_is_no_text(self, reference: Reference) -> None:
        for hint in (str, Code, tuple[str, ...]):
            with pytest.raises(ValidationError) as caught, translation.override("en"):
                read(reference, "reason", hint, "a\0b")
            assert caught.value.error_list[0].code == "null_characters_not_allowed"


class TestParts:
    def test_lines_and_paragraphs_lose_what_is_empty(self, reference: Reference) -> None:
        assert read(reference, "points", tuple[str, ...], "one\r\n\r\n two \n") == ("one", "two")
        typed = "first\r\nline\r\n\r\n\r\nsecond"
        assert read(reference, "paragraphs", tuple[str, ...], typed) == ("first\nline", "second")

    def test_they_are_shown_as_one_text(self) -> None:
        assert Parts("\n\n").prepare_value(("a", "b")) == "a\n\nb"
        assert Parts("\n").prepare_value("typed") == "typed"

    def test_a_letter_is_as_long_as_the_law_allows(self, reference: Reference) -> None:
        assert read(reference, "paragraphs", tuple[str, ...], "а" * 200_000)
        with pytest.raises(ValidationError):
            read(reference, "paragraphs", tuple[str, ...], "а" * 200_001)


class TestRowsOfTheLaw:
    def rows(self, reference: Reference, fact: str, hint: Any, *rows: dict[str, Any]) -> Any:
        """What rows of a fact read; columns that are not named are as a browser sends them."""
        field = field_of("a_move", fact, hint, reference)
        assert isinstance(field, Rows)
        empty = {key: False if isinstance(one, forms.BooleanField) else "" for key, one in field.columns.items()}
        sent = {key: str(one.initial) if one.initial is not None else empty[key] for key, one in field.columns.items()}
        return field.clean([sent | row for row in rows])

    def test_places_of_a_route(self, office: Office, reference: Reference) -> None:
        lawyer, banker = office.id("lawyer"), office.id("banker")
        read = self.rows(reference, "route", tuple[Place, ...], {"official": str(lawyer)}, {},
                         {"official": str(banker), "turn": "2"})  # fmt: skip
        assert read == (Place(lawyer, 1), Place(banker, 2))

    def test_charges_of_a_resolution(self, office: Office, reference: Reference) -> None:
        expert = office.id("expert")
        read = self.rows(reference, "charges", tuple[Charge, ...], {"official": str(expert), "responsible": True})
        assert read == (Charge(expert, responsible=True),)

    def test_ways_of_the_copies(self, office: Office, reference: Reference) -> None:
        read = self.rows(reference, "ways", tuple[Way, ...], {"correspondent": str(office.other.pk)},
                         {"correspondent": str(office.correspondent.pk), "channel": "folder"})  # fmt: skip
        assert read == (Way(office.other.pk), Way(office.correspondent.pk, Channel.FOLDER))

    def test_addressees_may_leave_their_lines_to_the_correspondent(self, office: Office, reference: Reference) -> None:
        read = self.rows(reference, "addressees", tuple[Addressee, ...], {"correspondent": str(office.other.pk)})
        assert read == (Addressee(office.other.pk, ()),)

    def test_an_attachment_needs_its_file(self, reference: Reference) -> None:
        with pytest.raises(ValidationError) as caught, translation.override("en"):
            self.rows(reference, "attachments", tuple[Attachment, ...], {"title": "t", "sheets": "1", "copies": "1"})
        assert caught.value.messages == ["1, File: This field is required."]

    def test_nobody_of_another_body_is_chosen(self, office: Office, reference: Reference) -> None:
        with pytest.raises(ValidationError):
            self.rows(reference, "route", tuple[Place, ...], {"official": "999999"})


class TestChoice:
    def test_a_single_choice_that_must_be_made_is_made(self, reference: Reference, office: Office) -> None:
        law = LAWS["out"]
        form = ActForm(law.file, reference, key="k")
        assert isinstance(form.fields["file_index"], Choice)
        assert form.initial["file_index"] == ""
        office.body.nomenclature.filter(index="06-10").delete()
        assert ActForm(law.file, reference, key="k").initial["file_index"] == "06-09"

    def test_a_choice_without_options_is_not_asked(self, reference: Reference) -> None:
        assert "reserved" not in ActForm(LAWS["out"].register, reference, key="k").fields

    def test_digests_are_files_unless_they_say_what_was_seen(self, reference: Reference) -> None:
        assert {"digest", "round"} == SEEN
        assert field_of("m", "answer", Digest, reference).widget.needs_multipart_form
