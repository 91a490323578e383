"""What an act wrote, row by row: sealed into its entry, so that every table of a case can be held against its history.

A row goes by its table and id ("visa/12"), one that was written with the opening of its case by its place among the
first of its table ("point#0"), the case itself by "case": whole when it is opened, then by the columns that changed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, ForeignObjectRel, Model

from cases.models import Case, Draft

from .body import micros, written
from .finding import Finding, Told

# The guards and the other checks hold these: they stand in the entry, its effects, or its request.
OF_THE_CHAIN = frozenset(
    {"id", "uid", "body_id", "direction", "state", "version", "head_seq", "head_hash", "head_at", "opened_at"}
)
TOLD_ELSEWHERE = frozenset({"entry", "letter", "draft", "number", "decision"})


def values(row: Model) -> dict[str, Any]:
    """The columns of a row as the history tells them."""
    hidden = OF_THE_CHAIN if isinstance(row, Case) else {"id", "case_id", "content_object_id"}
    return {field.attname: plain(row, field) for field in row._meta.concrete_fields if field.attname not in hidden}


def plain(row: Model, field: Field[Any, Any]) -> Any:
    """A column as JSON: a moment as microseconds, which no time zone changes; a row that was just written by its id."""
    value = getattr(row, field.attname)
    if value is None and isinstance(field, ForeignKey) and field.is_cached(row) and (other := getattr(row, field.name)):
        return other.pk
    return micros(value) if isinstance(value, datetime) else written(value)


def sealed_rows(case: Case, before: dict[str, Any], changes: Iterable[Model], *, opening: bool) -> dict[str, Any]:
    """What an act wrote: `before` are the values of the case before it, `changes` the rows written with it."""
    told: dict[str, Any] = {}
    changed = {name: value for name, value in values(case).items() if opening or value != before[name]}
    if opening:
        changed.pop("draft_id")  # the version has no id yet
    if changed:
        told["case"] = changed
    counts: dict[str, int] = {}
    for row in changes:
        table = str(row._meta.model_name)
        if isinstance(row, Draft):
            continue
        place = f"{table}#{counts.setdefault(table, 0)}" if opening else f"{table}/{row.pk}"
        counts[table] = counts.get(table, 0) + 1
        told[place] = values(row)
    return told


def rows_stand(case: Case, told: list[Told]) -> Iterator[Finding]:
    """ROW: a row of the case is not as its history left it, or the history does not know it, or it is gone.

    Nothing is said of a case whose sealed rows were destroyed, in whole or in part: that may be lawful.
    """
    expected = left_by(case, told)
    if expected is None:
        return
    kept = rows_of(case)
    settle_places(expected, kept)
    own = values(case)
    kept["case"] = {name: own[name] for name in expected["case"]}
    for place in sorted(set(expected) | set(kept)):
        told_row, row = expected.get(place, {}), kept.get(place, {})
        # A column that came with a later version of Chancery is not told by older entries.
        if wrong := sorted(name for name in told_row or row if told_row.get(name) != row.get(name)):
            yield Finding("ROW", f"{case.uid}/{place}", f"not as the history left it: {', '.join(wrong)}")


def left_by(case: Case, told: list[Told]) -> dict[str, dict[str, Any]] | None:
    """Every row as the sealed rows of the entries leave it, by its place; None where some were destroyed."""
    seals = {entry.seq: {one.name: one.value for one in entry.disclosures.all()} for entry in case.entries.all()}
    expected: dict[str, dict[str, Any]] = {"case": {}}
    for content in told:
        if "rows" in content["sealed"]:
            rows = seals.get(content["seq"], {}).get("rows")
            if rows is None:
                return None
            for place, columns in rows.items():
                expected[place] = expected.get(place, {}) | columns
    return expected


def rows_of(case: Case) -> dict[str, dict[str, Any]]:
    """Every row that hangs on a case and is told by sealed rows, by its place."""
    return {
        f"{relation.related_model._meta.model_name}/{row.pk}": values(row)
        for relation in relations()
        for row in relation.related_model._base_manager.filter(**{relation.field.name: case.pk}).order_by("pk")
    }


def relations() -> list[ForeignObjectRel]:
    """The relations of a case whose rows the law writes."""
    return [
        relation
        for relation in apps.get_model("cases", "Case")._meta.related_objects
        if relation.field.name in ("case", "content_object")
        and relation.related_model._meta.app_label == "cases"
        and relation.related_model._meta.model_name not in TOLD_ELSEWHERE
    ]


def settle_places(expected: dict[str, dict[str, Any]], kept: dict[str, dict[str, Any]]) -> None:
    """Give the rows of the opening their ids: they are the first of their tables."""
    for place in [one for one in expected if "#" in one]:
        table, nth = place.split("#")
        first = [one for one in kept if one.startswith(f"{table}/")]
        found = first[int(nth)] if int(nth) < len(first) else place
        expected[found] = expected.pop(place) | expected.get(found, {})
