"""What an entry seals of the rows that its act wrote, and how the proof folds them up again."""

from typing import Any

from cases.journal import body, rows
from cases.models import Case, Disclosure, Draft, IncomingCase, OutgoingCase
from tests.cast import Office
from tests.stories import lives


def sealed(case: int, move: str) -> dict[str, Any]:
    """The rows that the last entry of a move sealed."""
    entry = Case.objects.get(pk=case).entries.filter(move=move).order_by("seq").last()
    assert entry is not None
    told = Disclosure.objects.get(entry=entry, name="rows")
    commitment = body.read(bytes(entry.body))["sealed"]["rows"]
    assert body.Seal(bytes(told.salt), told.value).commitment == commitment
    value: dict[str, Any] = told.value
    return value


class TestSealing:
    def test_the_opening_tells_the_whole_case_and_no_id_of_its_rows(self, office: Office) -> None:
        case = lives.to_received(office, points=("участие", "проекты"))
        told = sealed(case, "accept")
        assert list(told) == ["case", "point#0", "point#1"]
        assert (
            told["case"].items()
            >= {"control": "none", "due": None, "correspondent_id": office.correspondent.pk}.items()
        )
        assert rows.OF_THE_CHAIN & set(told["case"]) == set()
        assert [told[place]["text"] for place in ("point#0", "point#1")] == ["участие", "проекты"]

    def test_a_later_act_tells_what_it_changed_and_nothing_else(self, office: Office) -> None:
        case = lives.to_signature(office)
        lives.act(office, "deputy", OutgoingCase.sign, case, digest=lives.digest(case))
        assert sealed(case, "sign") == {"case": {"signed_on": str(office.clock.date())}}

    def test_a_visa_is_told_as_it_was_given(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        lives.agree(office, "lawyer", case)
        [(place, visa)] = sealed(case, "agree").items()
        kept = OutgoingCase.objects.get(pk=case).visas.get(official=office.id("lawyer"))
        assert place == f"visa/{kept.pk}"
        assert (visa["outcome"], visa["digest"]) == ("agreed", lives.digest(case))
        assert visa["given_at"] == body.micros(office.clock)

    def test_a_new_version_is_told_by_its_id_on_the_case(self, office: Office) -> None:
        case = lives.to_draft(office)
        lives.act(office, "drafter", OutgoingCase.revise, case, letter=office.letter("Иначе.", heading="О другом"))
        version = Draft.objects.get(case=case, version=2)
        assert sealed(case, "revise") == {"case": {"draft_id": version.pk, "last_version": 2, "title": "О другом"}}

    def test_an_act_that_writes_no_row_seals_none(self, office: Office) -> None:
        case = lives.to_draft(office)
        lives.act(office, "drafter", OutgoingCase.submit, case)
        entry = Case.objects.get(pk=case).entries.get(move="submit")
        assert "rows" not in body.read(bytes(entry.body))["sealed"]


class TestFolding:
    def test_the_last_telling_of_a_row_counts(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        lives.agree(office, "lawyer", case)
        lives.act(office, "drafter", OutgoingCase.recall, case, reason="ошибка")
        found = Case.objects.get(pk=case)
        told = [body.read(bytes(entry.body)) for entry in found.entries.order_by("seq")]
        expected = rows.left_by(found, told)
        assert expected is not None
        assert {columns["outcome"] for place, columns in expected.items() if place.startswith("visa/")} == {"void"}

    def test_every_table_that_the_law_writes_is_looked_at(self) -> None:
        tables = {relation.related_model._meta.model_name for relation in rows.relations()}
        assert tables >= {"visa", "dispatch", "resolution", "assignment", "point"}
        assert tables & rows.TOLD_ELSEWHERE == set()

    def test_whole_lives_of_both_directions_stand(self, office: Office) -> None:
        request = lives.to_work(office)
        lives.sent(office, lives.to_answer(office, request))
        for case in Case.objects.all():
            told = [body.read(bytes(entry.body)) for entry in case.entries.order_by("seq")]
            assert list(rows.rows_stand(case, told)) == []
        assert IncomingCase.objects.get(pk=request).assignments.count() == 2
