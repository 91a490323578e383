"""A fact that is a list of rows: approvers with turns, executors, copies with their ways, attachments."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class RowsWidget(forms.Widget):
    """A table of inputs; row 2, column `turn` of `route` is `route-2-turn`."""

    template_name = "workflows/rows.html"
    use_fieldset = True

    def __init__(self, columns: dict[str, forms.Field], count: int) -> None:
        super().__init__()
        self.columns, self.count = columns, count

    @property
    def needs_multipart_form(self) -> bool:  # type: ignore[override]
        """Whether a column takes files."""
        return any(column.widget.needs_multipart_form for column in self.columns.values())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """What came, row by row."""
        return [
            {key: one.widget.value_from_datadict(data, files, f"{name}-{n}-{key}") for key, one in self.columns.items()}
            for n in range(1, self.count + 1)
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The inputs of every row with what is in them."""
        context = super().get_context(name, None, attrs)
        given = list(value or [])
        context["widget"]["heads"] = [column.label for column in self.columns.values()]
        context["widget"]["rows"] = [
            self.inputs(f"{name}-{n}", given[n - 1] if n <= len(given) else {}) for n in range(1, self.count + 1)
        ]
        return context

    def inputs(self, row: str, given: dict[str, Any]) -> list[dict[str, Any]]:
        """The inputs of one row."""
        found = []
        for key, column in self.columns.items():
            name = f"{row}-{key}"
            shown = column.prepare_value(given.get(key, column.initial))
            html = column.widget.render(name, shown, {"id": f"id_{name}", "aria-label": str(column.label)})
            found.append({"label": column.label, "html": html})
        return found


class Rows(forms.Field):
    """Rows of columns; the cleaned value is a tuple of what `kind` makes of each row that is not empty."""

    widget: RowsWidget

    def __init__(self, kind: type[Any], columns: dict[str, forms.Field], *, count: int, **options: Any) -> None:
        super().__init__(widget=RowsWidget(columns, count), **options)
        self.kind, self.columns = kind, columns

    def is_empty(self, row: dict[str, Any]) -> bool:
        """Whether nobody has put anything into a row."""
        blank: tuple[Any, ...] = (None, "", False, [])
        return all(row[key] in blank or row[key] == str(one.initial) for key, one in self.columns.items())

    def clean(self, value: Any) -> tuple[Any, ...]:
        """The rows as facts. Raises ValidationError that names row and column."""
        errors: list[str] = []
        found = [self.read(row, n, errors) for n, row in enumerate(value, 1) if not self.is_empty(row)]
        if not found and self.required:
            errors.append(str(self.error_messages["required"]))
        if errors:
            raise ValidationError(errors)
        return tuple(found)

    def read(self, row: dict[str, Any], n: int, errors: list[str]) -> Any:
        """One row as a fact; what is wrong with it is added to the errors."""
        facts = {}
        for key, column in self.columns.items():
            try:
                facts[key] = column.clean(row[key])
            except ValidationError as error:
                errors += [f"{n}, {column.label}: {message}" for message in error.messages]
        return None if len(facts) < len(self.columns) else self.kind(**facts)
