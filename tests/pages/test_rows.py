"""Rows of inputs: what came is read row by row, what is wrong is named by row and column, nothing is lost."""

from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from workflows.desk.rows import Rows


@dataclass(frozen=True)
class Seat:
    """A row of the tests."""

    name: str
    turn: int = 1


def seats(*, required: bool = True, count: int = 3) -> Rows:
    """A field of seats."""
    columns: dict[str, forms.Field] = {
        "name": forms.CharField(label="Name"),
        "turn": forms.IntegerField(label="Turn", initial=1, min_value=1),
    }
    return Rows(Seat, columns, count=count, required=required, label="Seats")


def sent(**values: str) -> list[dict[str, Any]]:
    """What a browser sends: `name_1="a"` is `seats-1-name`."""
    data = MultiValueDict({f"seats-{key.split('_')[1]}-{key.split('_')[0]}": [value] for key, value in values.items()})
    return seats().widget.value_from_datadict(data, MultiValueDict(), "seats")


def test_rows_are_read_in_their_order() -> None:
    assert seats().clean(sent(name_1="a", turn_1="1", name_3="c", turn_3="2")) == (Seat("a", 1), Seat("c", 2))


def test_a_row_with_only_its_usual_values_is_empty() -> None:
    assert seats(required=False).clean(sent(turn_1="1", turn_2="1", turn_3="1")) == ()


def test_a_changed_usual_value_asks_for_the_rest_of_the_row() -> None:
    with pytest.raises(ValidationError) as caught, translation.override("en"):
        seats().clean(sent(turn_2="2"))
    assert caught.value.messages == ["2, Name: This field is required."]


def test_no_row_where_one_is_needed_is_refused() -> None:
    with pytest.raises(ValidationError) as caught, translation.override("en"):
        seats().clean(sent())
    assert caught.value.messages == ["This field is required."]


def test_every_wrong_cell_is_named() -> None:
    with pytest.raises(ValidationError) as caught, translation.override("en"):
        seats().clean(sent(name_1="a", turn_1="0", name_2="b", turn_2="x"))
    assert [message.partition(":")[0] for message in caught.value.messages] == ["1, Turn", "2, Turn"]


def test_rows_beyond_the_table_are_not_read() -> None:
    data = MultiValueDict({"seats-9-name": ["z"], "seats-0-name": ["y"]})
    assert len(seats().widget.value_from_datadict(data, MultiValueDict(), "seats")) == 3
    with pytest.raises(ValidationError):
        seats().clean(seats().widget.value_from_datadict(data, MultiValueDict(), "seats"))


class Table(forms.Form):
    """A form with seats."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seats"] = seats()


def test_the_table_shows_what_is_there_and_empty_rows_after_it() -> None:
    html = str(Table(initial={"seats": [{"name": "<a>", "turn": 2}]})["seats"])
    assert 'name="seats-1-name" value="&lt;a&gt;"' in html
    assert 'name="seats-1-turn" value="2"' in html
    assert 'name="seats-2-turn" value="1"' in html
    assert html.count('class="row"') == 3
    assert 'aria-label="Name"' in html


def test_what_was_typed_is_shown_again() -> None:
    form = Table({"seats-2-name": "typed", "seats-2-turn": "wrong"})
    assert not form.is_valid()
    assert 'name="seats-2-name" value="typed"' in str(form["seats"])
    assert 'name="seats-2-turn" value="wrong"' in str(form["seats"])


def test_it_takes_files_only_when_a_column_does() -> None:
    assert not seats().widget.needs_multipart_form
    assert Rows(Seat, {"name": forms.FileField()}, count=1).widget.needs_multipart_form
