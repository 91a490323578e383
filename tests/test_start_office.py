"""`manage start_office`: the first body of an installation, from nothing to two people who can log in."""

import io
import sys
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from cases import access, founding
from cases.lifecycle.roles import Role
from cases.models import Appointment, Body, Case, Official, Post, Register, RegisterYear, Unit, User
from tests import cast
from tests.stories import lives

TOLD = {
    "code": "kp",
    "name": "Комитет примеров",
    "address": "ул. Примерная, 1, г. Минск",
    "admin_surname": "Настройкина",
    "admin_initials": "И.И.",
    "head_surname": "Образцова",
    "head_initials": "О.О.",
}


def started(**told: Any) -> str:
    """What the command prints when it asks nothing."""
    out = io.StringIO()
    call_command("start_office", stdout=out, no_input=True, **(TOLD | told))
    return out.getvalue()


def passwords(printed: str) -> dict[str, str]:
    """The passwords by login, as they were printed."""
    block = printed.partition("once:\n")[2].partition("\n\n")[0]
    return dict(line.split() for line in block.splitlines())


def rows() -> list[int]:
    """How many rows there are of everything it makes."""
    return [
        model._base_manager.count() for model in (Body, Unit, Register, RegisterYear, User, Official, Appointment, Post)
    ]


@pytest.mark.django_db
class TestWhatItMakes:
    def test_a_body_with_what_follows_from_its_country(self) -> None:
        started(name_be="Камітэт прыкладаў", phone="(017) 000 00 00", email="kp@body.example")
        body = Body.objects.get()
        assert (body.code, body.name, body.name_be) == ("kp", "Комитет примеров", "Камітэт прыкладаў")
        assert (body.country, body.time_zone, body.norm_profile) == ("BY", "Europe/Minsk", "by-2025")
        assert (body.address, body.phone, body.email) == (TOLD["address"], "(017) 000 00 00", "kp@body.example")
        assert body.hold_seconds == 60

    def test_another_country_proposes_another_zone_and_norm(self) -> None:
        started(country="RU")
        body = Body.objects.get()
        assert (body.time_zone, body.norm_profile) == ("Europe/Moscow", "ru-2025")

    def test_the_chancery_is_a_part_of_the_body(self) -> None:
        started()
        chancery = Unit.objects.get(name="Канцелярия")
        assert chancery.parent is not None
        assert (chancery.parent.name, chancery.parent.parent) == ("Комитет примеров", None)
        assert chancery.path.startswith(chancery.parent.path)

    def test_both_registers_go_on_where_the_old_ones_ended(self) -> None:
        started(out_template="01-{ord}", out_opening="397", in_opening="44317")
        year = timezone.localdate().year
        kept = {
            one.register.direction: (one.register.template, one.year, one.opening, one.last)
            for one in RegisterYear.objects.select_related("register")
        }
        assert kept == {"out": ("01-{ord}", year, 397, 397), "in": ("Вх-{ord}", year, 44317, 44317)}

    def test_both_people_log_in_with_the_printed_passwords_and_the_administrator_alone_sees_reference_data(
        self,
    ) -> None:
        printed = passwords(started(admin_login="root", head_login="chief", head_email="chief@body.example"))
        assert set(printed) == {"root", "chief"}
        for login, password in printed.items():
            assert authenticate(username=login, password=password) == User.objects.get(username=login)
            client = Client()
            client.force_login(User.objects.get(username=login))
            assert client.get("/admin/cases/body/").status_code == (200 if login == "root" else 302)
        assert User.objects.get(username="chief").email == "chief@body.example"

    def test_the_head_of_the_chancery_has_her_role_in_the_whole_body_and_the_administrator_sees_no_case(self) -> None:
        started()
        held = {one.official.surname: (one.role, one.unit.name) for one in Appointment.objects.all()}
        assert held == {
            "Настройкина": (Role.ADMIN, "Комитет примеров"),
            "Образцова": (Role.CHANCERY_HEAD, "Комитет примеров"),
        }
        office = cast.found("drugoy")
        lives.to_draft(office)
        today = timezone.localdate()
        for user in User.objects.filter(official__body__code="kp"):
            assert list(access.visible_to(user, on=today)) == []
        assert Case.objects.count() == 1

    def test_it_says_what_comes_next(self) -> None:
        printed = started(admin_login="root")
        assert "Log in as root under /admin/" in printed
        assert "./run manage work" in printed


@pytest.mark.django_db
class TestASecondCall:
    def test_says_it_is_there_and_changes_nothing(self) -> None:
        started()
        before = rows()
        assert started(admin_surname="Другой") == "Комитет примеров (kp) is there already; nothing was changed.\n"
        assert rows() == before
        assert not Official.objects.filter(surname="Другой").exists()

    def test_another_body_of_the_same_code_is_refused(self) -> None:
        started()
        before = rows()
        with pytest.raises(CommandError, match="--code: there is another body of this code, Комитет примеров"):
            started(name="Комитет образцов")
        assert rows() == before

    def test_a_second_body_with_people_of_its_own_may_follow(self) -> None:
        started()
        with pytest.raises(CommandError, match="--admin-login: is somebody's login already"):
            started(code="ko", name="Комитет образцов")
        started(code="ko", name="Комитет образцов", admin_login="admin-ko", head_login="head-ko")
        assert Body.objects.count() == 2

    def test_two_at_the_same_moment_make_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = founding.found

        def overtaken(*args: Any, **told: Any) -> dict[str, str]:
            found(*args, **told)
            return found(*args, **told)

        monkeypatch.setattr(founding, "found", overtaken)
        with pytest.raises(CommandError):
            started()
        assert rows() == [0] * 8


WRONG = [
    ({"code": "комитет"}, "code"),
    ({"code": "k p"}, "code"),
    ({"code": "k" * 51}, "code"),
    ({"code": ""}, "code"),
    ({"name": " "}, "name"),
    ({"name": "К" * 301}, "name"),
    ({"name": "Комитет\u202e"}, "name"),
    ({"name": "Комитет\0"}, "name"),
    ({"country": "by"}, "country"),
    ({"country": "Беларусь"}, "country"),
    ({"time_zone": "Minsk"}, "time-zone"),
    ({"norm_profile": "by-1999"}, "norm-profile"),
    ({"address": ""}, "address"),
    ({"email": "kp"}, "email"),
    ({"out_template": "{number}"}, "out-template"),
    ({"in_template": "Вх"}, "in-template"),
    ({"out_opening": "-1"}, "out-opening"),
    ({"in_opening": "много"}, "in-opening"),
    ({"in_opening": "99999999999999"}, "in-opening"),
    ({"chancery": "Комитет примеров"}, "chancery"),
    ({"admin_login": "a b"}, "admin-login"),
    ({"head_login": "admin"}, "head-login"),
    ({"head_surname": ""}, "head-surname"),
    ({"admin_initials": "И" * 21}, "admin-initials"),
    ({"admin_email": "root@"}, "admin-email"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("told", "option"), WRONG)
def test_a_wrong_answer_is_refused_by_name_and_nothing_is_written(told: dict[str, str], option: str) -> None:
    with pytest.raises(CommandError) as refused:
        started(**told)
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [f"--{option}"]
    assert rows() == [0] * 8


@pytest.mark.django_db
def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("start_office", no_input=True)
    named = {line.partition(":")[0][2:].replace("-", "_") for line in str(refused.value).splitlines()}
    assert named == set(TOLD)


@pytest.mark.django_db
def test_what_breaks_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise IntegrityError("broken")

    monkeypatch.setattr(Appointment.objects, "create", broken)
    with pytest.raises(CommandError, match="broken"):
        started()
    assert rows() == [0] * 8


def test_it_begins_on_the_day_it_is_told(db: None) -> None:
    answers = {
        question.name: question.judge(TOLD.get(question.name) or str(proposal(question)))
        for question in founding.QUESTIONS
    }
    founding.found(answers, on=date(2025, 12, 31), secret=lambda: "whisper")
    assert set(RegisterYear.objects.values_list("year", flat=True)) == {2025}
    assert set(Appointment.objects.values_list("since", flat=True)) == {date(2025, 12, 31)}


def proposal(question: founding.Question) -> str | None:
    """What is proposed beside the answers of these tests."""
    return question.proposal({"country": "BY", "name": TOLD["name"]})


@pytest.mark.django_db
class TestAtATerminal:
    @pytest.fixture
    def typed(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        """A terminal at which the given answers are typed, one a question; what was asked is kept."""

        def sit_down(*answers: str) -> list[str]:
            left, asked = list(answers), []

            def type_in(prompt: str) -> str:
                asked.append(prompt)
                if not left:
                    raise EOFError
                return left.pop(0)

            monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
            monkeypatch.setattr("builtins.input", type_in)
            return asked

        return sit_down

    def test_it_asks_what_no_option_says_and_takes_its_proposals(self, typed: Any) -> None:
        asked = typed(*[""] * 100)
        call_command("start_office", stdout=io.StringIO(), **TOLD)
        assert Body.objects.get().time_zone == "Europe/Minsk"
        assert len(asked) == len(founding.QUESTIONS) - len(TOLD)
        assert "time zone [Europe/Minsk]: " in asked

    def test_it_asks_again_what_was_answered_wrong(self, typed: Any) -> None:
        told = {name: value for name, value in TOLD.items() if name != "address"}
        asked = typed("", "Belarus", "BY", *[""] * 2, "", "г. Минск", *[""] * 100)
        err = io.StringIO()
        call_command("start_office", stdout=io.StringIO(), stderr=err, **told)
        assert Body.objects.get().address == "г. Минск"
        assert [one for one in asked if one.startswith("country")] == ["country, as BY or RU [BY]: "] * 2
        assert "country:" in err.getvalue()
        assert "address:" in err.getvalue()

    def test_who_leaves_in_the_middle_leaves_nothing(self, typed: Any) -> None:
        typed("")
        with pytest.raises(CommandError, match="nothing was written"):
            call_command("start_office", stdout=io.StringIO(), **TOLD)
        assert rows() == [0] * 8

    def test_a_body_that_is_there_is_not_asked_about(self, typed: Any) -> None:
        started()
        asked = typed()
        out = io.StringIO()
        call_command("start_office", code="kp", stdout=out)
        assert "is there already" in out.getvalue()
        assert asked == []
