"""Cases found by their words: the same on SQLite and PostgreSQL, since both are given the same words."""

import pytest
from django.core.management import call_command

from cases import access
from cases.lifecycle.facts import LetterText
from cases.models import Case, Correspondent, IncomingCase, OutgoingCase, Sought
from cases.search.asking import matching
from tests import cast
from tests.cast import Office
from tests.stories import lives

TITLES = (
    "О научно-техническом сотрудничестве",
    "О сотрудниках комитета",
    "Аб сумесных праектах",
    "Аб пасяджэнні",
    "О счёте № 15/7",
    "On cooperation",
)
# What each query finds, by the places in TITLES. Both databases are held against this table.
QUERIES = {
    "сотрудничество": [0],
    "научно-технического": [0],
    "сотрудники": [1],
    "сумеснага праекта": [2],
    "пасяджэння": [3],
    "счета": [4],
    "15/7": [4],
    "15 7": [4],
    "cooperation": [5],
    "о": [0, 1, 4],
    "аб": [2, 3],
    "сотрудничество комитета": [],
    "'": [],
    '" OR "': [],
    "*": [],
    "NEAR(а б)": [],
    "аб & пасяджэнні | !x:*": [3],
}


def titled(office: Office, title: str, text: str = "Просим сообщить.") -> int:
    """A draft under a heading, with one paragraph and nobody's name that a query here would find."""
    letter = LetterText(title, (text,), office.letter().addressees)
    return lives.to_draft(office, letter=letter)


def found(query: str) -> list[int]:
    """The cases that a query finds, whoever may see them."""
    return list(Case.objects.filter(matching(query)).order_by("pk").values_list("pk", flat=True))


def test_both_databases_find_what_the_table_says(office: Office) -> None:
    cases = [titled(office, title) for title in TITLES]
    assert {query: [cases.index(pk) for pk in found(query)] for query in QUERIES} == QUERIES


@pytest.mark.parametrize("query", ["06-09/398", "398", "0609398", "вх 1", "Вх-1", "77-А", "77а"])
def test_numbers_of_ours_and_of_others_are_found(query: str, office: Office) -> None:
    ours = lives.to_registered(office)
    theirs = lives.to_entered(office, their_number="77-А")
    assert found(query) == [ours if "398" in query else theirs]


@pytest.mark.parametrize("number", ["00-00/0", "000", "б/н", "№", "—"])
def test_a_number_of_nothing_but_zeros_or_signs_is_kept_as_well(number: str, office: Office) -> None:
    case = lives.to_received(office, their_number=number)
    assert (found("сотрудничество"), "" in Sought.objects.get(pk=case).words.split(" ")) == ([case], False)


def test_a_register_may_number_with_signs_alone(office: Office) -> None:
    office.incoming.template = "№"
    office.incoming.save()
    assert found("сотрудничество") == [] != [lives.to_entered(office)] == found("сотрудничество")


class TestWhatACaseIsFoundBy:
    def test_text_points_and_addressees(self, office: Office) -> None:
        case = lives.to_draft(office, letter=office.letter("Просим прислать каталоги.", points=("ярмарки",)))
        for query in ("каталог", "ярмарка", "область", "О сотрудничестве прислать каталоги ярмарки"):
            assert found(query) == [case], query

    def test_the_new_version_and_no_longer_the_old_one(self, office: Office) -> None:
        case = lives.to_draft(office, letter=office.letter("Просим прислать каталоги."))
        lives.act(office, "drafter", OutgoingCase.revise, case, letter=office.letter("Просим прислать таблицы."))
        assert (found("каталоги"), found("таблица")) == ([], [case])

    def test_the_number_from_the_moment_that_it_is_given(self, office: Office) -> None:
        case = lives.to_signed(office)
        assert found("06-09/398") == []
        lives.act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
        assert found("06-09/398") == found("сотрудничестве 398") == [case]

    def test_points_of_a_request_as_they_are_corrected(self, office: Office) -> None:
        case = lives.to_received(office, points=("участие в выставке",))
        lives.act(office, "clerk", IncomingCase.enter_point, case, ordinal=1, text="участие в ярмарке")
        assert (found("выставка"), found("ярмарка")) == ([], [case])

    def test_a_corrected_heading(self, office: Office) -> None:
        case = lives.to_entered(office, title="О выстовке")
        facts = {"title": "О выставке", "file_index": "06-09", "reason": "описка"}
        lives.act(office, "registrar", IncomingCase.correct_card, case, **facts)
        assert (found("выстовке"), found("выставка")) == ([], [case])

    def test_a_restricted_letter_by_its_card_only(self, office: Office) -> None:
        case = lives.to_draft(office, letter=office.letter("Тайные каталоги.", points=("ярмарки",)))
        Case.objects.filter(pk=case).update(restriction="dsp")
        call_command("rebuild_search", verbosity=0)
        assert (found("каталоги"), found("ярмарки"), found("сотрудничество")) == ([], [], [case])

    def test_a_refused_act_leaves_no_word(self, office: Office) -> None:
        with pytest.raises(Exception, match="no such unit"):
            lives.to_received(office, title="О лишнем", unit=10**6)
        assert not Sought.objects.exists()


class TestWhoFinds:
    def test_only_what_he_may_see(self, office: Office) -> None:
        case = titled(office, TITLES[0])
        titled(cast.found("other"), TITLES[0])

        def seen(name: str) -> list[int]:
            visible = access.visible_to(office.user(name), on=office.clock.date())
            return list(visible.filter(matching("сотрудничество")).values_list("pk", flat=True))

        assert seen("clerk") == seen("drafter") == [case]
        assert seen("lawyer") == []


class TestRebuilding:
    def words(self) -> dict[int, set[str]]:
        """What is kept of every case."""
        return {row.pk: set(row.words.split()) for row in Sought.objects.all()}

    def test_acts_keep_what_a_rebuilding_makes(self, office: Office) -> None:
        lives.to_dispatched(office)
        lives.to_answer(office, lives.to_work(office))
        lives.act(office, "drafter", OutgoingCase.revise, titled(office, TITLES[0]), letter=office.letter("Иначе."))
        kept = self.words()
        assert len(kept) == Case.objects.count() == 4
        call_command("rebuild_search", verbosity=0)
        assert self.words() == kept

    def test_what_was_lost_or_falsified_comes_back(self, office: Office) -> None:
        first, second = titled(office, "О первом"), titled(office, "О втором")
        Sought.objects.filter(pk=first).delete()
        Sought.objects.filter(pk=second).update(words="чужое")
        assert (found("первое"), found("второе"), found("чужое")) == ([], [], [second])
        call_command("rebuild_search", verbosity=0)
        assert (found("первое"), found("второе"), found("чужое")) == ([first], [second], [])

    def test_a_number_given_to_a_case_without_words_brings_all_of_them(self, office: Office) -> None:
        case = lives.to_signed(office)
        Sought.objects.all().delete()
        lives.act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
        assert found("сотрудничестве 398") == [case]

    def test_a_renamed_correspondent_is_found_by_his_new_name(self, office: Office) -> None:
        case = lives.to_received(office)
        Correspondent.objects.filter(pk=office.correspondent.pk).update(name="Губерния")
        call_command("rebuild_search", verbosity=0)
        assert (found("область"), found("губерния")) == ([], [case])

    def test_the_command_says_how_many(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        titled(office, "О первом")
        call_command("rebuild_search")
        assert capsys.readouterr().out == "1 cases are found by their words\n"
        call_command("rebuild_search", "--json")
        assert capsys.readouterr().out == '{"cases": 1}\n'
