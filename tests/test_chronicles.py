"""Histories in bulk are histories: guards let them pass, proofs find nothing, the door goes on with them."""

from django.core.management import call_command

from bench import chronicles, offices
from cases.journal.traces import registers_have_no_gap
from cases.journal.verify import verify
from cases.models import Case, IncomingCase, Sought
from tests.cast import Office
from tests.stories import lives
from workflows.inbox import inbox


def filled(office: Office, cases: int = 40) -> None:
    """An office with histories of every way."""
    _, people = offices.staffed(office, units=2, people=4)
    chronicles.write(office, people, cases=cases)


def test_every_history_is_proved_against_every_table(lived: Office) -> None:
    filled(lived)
    assert list(verify(Case.objects.all())) == []
    assert list(registers_have_no_gap()) == []
    assert set(Case.objects.values_list("state", flat=True)) == {
        "received", "registered", "review", "assigned", "in_work", "filed",
    }  # fmt: skip


def test_the_door_goes_on_with_them(lived: Office) -> None:
    filled(lived)
    case = Case.objects.filter(state="assigned", title__contains="№").select_related("executor__user")[0]
    assert case.executor is not None and case.executor.user is not None
    [asked] = [one for one in inbox(case.executor.user, on=lived.clock.date()) if one.case.pk == case.pk]
    assert [rule.name for rule in asked.rules] == ["accept_task", "request_reassign"]
    received = Case.objects.filter(state="received", title__contains="№").first()
    assert received is not None
    lives.act(lived, "registrar", IncomingCase.register, received.pk)
    last = Case.objects.filter(state="registered").exclude(pk=received.pk).count()
    assert Case.objects.get(pk=received.pk).number == f"Вх-{Case.objects.exclude(number='').count()}" and last
    assert list(verify(Case.objects.filter(pk=received.pk))) == []


def test_they_are_found_by_their_words_as_if_they_were_read_anew(lived: Office) -> None:
    filled(lived)
    kept = dict(Sought.objects.values_list("pk", "words"))
    assert len(kept) == Case.objects.count()
    call_command("rebuild_search", verbosity=0)
    assert {pk: set(words.split()) for pk, words in kept.items()} == {
        row.pk: set(row.words.split()) for row in Sought.objects.all()
    }
