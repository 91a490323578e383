"""The index: what a case is found by, written in the transaction of the act that changes it, or made anew at will."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Concat

from cases.lifecycle.facts import LetterText
from cases.models import Case, Correspondent, Dispatch, Draft, Point, Sought

from .words import words_of

# The columns and rows of a case that its words are read off.
OF_THE_CASE = ("number", "title", "their_number", "our_number", "correspondent_id", "draft_id", "restriction")
OF_ROWS = (Draft, Point, Dispatch)
BATCH = 500


def follow(case: Case, before: dict[str, Any], changes: Iterable[Model], *, opening: bool) -> None:
    """Keep what an act made of the words of a case; `before` are the values of its columns before the act."""
    changed = {name for name in OF_THE_CASE if before.get(name) != getattr(case, name)}
    whole = opening or changed - {"number"} or any(isinstance(row, OF_ROWS) for row in changes)
    if whole or (changed and not numbered(case)):
        put({case.pk: words(case, list(case.points.all()), named(correspondents(case)))})


def numbered(case: Case) -> bool:
    """Add the words of the number alone; False when the case has no words yet."""
    more = Concat(F("words"), Value(f" {words_of((), [case.number])}"))
    return bool(Sought.objects.filter(pk=case.pk).update(words=more))


def rebuild(cases: QuerySet[Case]) -> int:
    """Read the words of some cases anew; returns how many cases were read. The caller opens the transaction."""
    count = 0
    loaded = cases.select_related("draft").prefetch_related("points").order_by("pk")
    for batch in batches(loaded):
        names = named({one for case in batch for one in correspondents(case)})
        put({case.pk: words(case, list(case.points.all()), names) for case in batch})
        count += len(batch)
    return count


def batches(cases: QuerySet[Case]) -> Iterable[list[Case]]:
    """Cases in the order of their ids, some hundred at a time."""
    last = 0
    while batch := list(cases.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def put(found: dict[int, str]) -> None:
    """Write words in one statement. On SQLite triggers hand them to FTS5; PostgreSQL reads the vector off them."""
    rows = [Sought(of_id=pk, words=told) for pk, told in found.items()]
    Sought.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["of"], update_fields=["words"], batch_size=BATCH
    )


def words(case: Case, points: Sequence[Point], names: dict[int, str]) -> str:
    """The words of a case: number, heading, correspondents, and the text unless its letter is restricted."""
    texts = [case.title, *(names[one] for one in sorted(correspondents(case)) if one in names)]
    if not case.restriction:
        if case.draft is not None:
            letter = LetterText.read(case.draft.content)
            texts += [letter.heading, *letter.paragraphs, *letter.points]
        texts += [point.text for point in points]
    return words_of(texts, [case.number, case.their_number, case.our_number])


def correspondents(case: Case) -> set[int]:
    """Who wrote the letter, or whom it is written to."""
    found = {one["correspondent"] for one in case.draft.content["addressees"]} if case.draft else set()
    if case.correspondent_id is not None:
        found.add(case.correspondent_id)
    return found


def named(ids: set[int]) -> dict[int, str]:
    """The names of some correspondents."""
    return dict(Correspondent.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
