"""A person is told once when a letter begins to wait for him: in the app and by mail, with no word of the letter."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.lifecycle.facts import Charge, Place
from cases.models import IncomingCase, Official, OutgoingCase, User
from tests import cast
from tests.cast import Office
from tests.stories import lives
from workflows import notices, outbox
from workflows.inbox import inbox, officials_asked
from workflows.models import Job, Notice
from workflows.worker import work_off

type Life = Callable[[Office], int]

LIVES: list[Life] = [
    lives.to_draft,
    lives.to_approval,
    lives.to_signature,
    lives.to_signed,
    lives.to_registered,
    lives.to_dispatching,
    lives.to_dispatched,
    lives.to_received,
    lives.to_work,
]


@pytest.fixture
def mailed(settings: Any) -> None:
    """An installation that sends mail, whose people all have an address but the deputy."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.CHANCERY_BASE_URL = "https://chancery.example"
    settings.DEFAULT_FROM_EMAIL = "chancery@chancery.example"


@pytest.fixture
def addressed(office: Office, mailed: None) -> Office:
    """The cast with addresses."""
    for name in office.officials:
        User.objects.filter(username=f"{name}@{office.body.code}").update(email=f"{name}@body.example", language="en")
    return office


def worked(office: Office) -> None:
    """The worker does everything but sheets, by a clock that stands."""
    Job.objects.filter(kind=Job.Kind.RENDER).delete()
    now = office.at
    work_off(lambda: now)


def told(case: int) -> list[tuple[str, int]]:
    """Who was told of which entry of a case, in order."""
    rows = Notice.objects.filter(case=case).order_by("seq", "user__official").select_related("user")
    return [(notice.user.username.partition("@")[0], notice.seq) for notice in rows]


def people(office: Office, life: Life) -> set[str]:
    """Who is told of the last entry when a life has come so far."""
    case = life(office)
    worked(office)
    last = Job.objects.filter(case=case, kind=Job.Kind.NOTIFY).order_by("-pk")[0].payload["seq"]
    return {who for who, seq in told(case) if seq == last}


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_whom_a_case_asks_are_those_whose_inbox_has_it(office: Office, life: Life) -> None:
    case, day = life(office), office.clock.date()
    asked = {who for who in office.officials if case in [one.case.pk for one in inbox(office.user(who), on=day)]}
    found = officials_asked(OutgoingCase._base_manager.get(pk=case), on=day)
    assert {official.surname.lower() for official in found} == asked != set()


class TestWhoIsTold:
    @pytest.mark.parametrize(
        ("life", "who"),
        [
            (lives.to_draft, set()),  # it waits for the drafter, who has just written it
            (lives.to_approval, {"lawyer", "banker"}),
            (lives.to_signature, {"deputy"}),
            (lives.to_signed, {"registrar"}),
            (lives.to_registered, {"dispatcher"}),
            (lives.to_received, {"registrar"}),
            (lives.to_dispatched, {"controller", "clerk", "registrar", "drafter"}),
        ],
    )
    def test_it_is_whoever_moves_the_letter_next(self, office: Office, life: Life, who: set[str]) -> None:
        assert people(office, life) == who

    def test_a_visa_that_leaves_others_open_tells_nobody_again(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "banker", "expert")
        worked(office)
        before = told(case)
        lives.agree(office, "lawyer", case)
        assert not Job.objects.filter(kind=Job.Kind.NOTIFY, done_at=None).exists()
        worked(office)
        assert told(case) == before

    def test_the_next_turn_is_told_when_it_comes(self, office: Office) -> None:
        case = lives.to_draft(office)
        lives.act(office, "drafter", OutgoingCase.submit, case)
        route = (Place(office.id("lawyer")), Place(office.id("banker"), turn=2))
        lives.act(office, "clerk", OutgoingCase.start_round, case, route=route)
        worked(office)
        assert [who for who, _ in told(case)] == ["lawyer"]
        done = lives.agree(office, "lawyer", case)
        worked(office)
        assert told(case)[1:] == [("banker", done.seq)]

    def test_whoever_takes_a_place_is_told_and_the_others_are_not_again(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        worked(office)
        before = told(case)
        done = lives.act(office, "drafter", OutgoingCase.add_approver, case, approver=Place(office.id("expert")))
        worked(office)
        assert told(case) == [*before, ("expert", done.seq)]

    def test_a_new_executor_is_told_though_the_case_stays_assigned(self, office: Office) -> None:
        case = lives.to_received(office, unit=office.department.pk)
        lives.act(office, "registrar", IncomingCase.register, case)
        lives.act(office, "clerk", IncomingCase.to_preliminary, case)
        lives.act(office, "assistant", IncomingCase.submit_to_head, case)
        first = (Charge(office.id("drafter"), responsible=True),)
        lives.act(office, "head", IncomingCase.issue_resolution, case, text="Прошу ответить.", charges=first)
        worked(office)
        assert told(case)[-1][0] == "drafter"
        second = (Charge(office.id("expert"), responsible=True),)
        done = lives.act(office, "head", IncomingCase.reassign, case, text="Прошу ответить.", charges=second)
        worked(office)
        assert told(case)[-1] == ("expert", done.seq)

    def test_whoever_is_shown_a_letter_is_told_once_and_not_when_it_goes_on(self, office: Office) -> None:
        case = lives.to_assigned(office)
        worked(office)
        before = told(case)
        officials = (office.id("lawyer"), office.id("clerk"))
        done = lives.act(office, "clerk", IncomingCase.send_for_familiarisation, case, officials=officials)
        worked(office)
        assert told(case) == [*before, ("lawyer", done.seq)]  # the clerk has just asked, also himself
        lives.act(office, "drafter", IncomingCase.accept_task, case)
        worked(office)
        assert [who for who, seq in told(case) if seq > done.seq and who == "lawyer"] == []

    def test_who_has_read_it_meanwhile_is_not_told(self, office: Office) -> None:
        case = lives.to_assigned(office)
        worked(office)
        before = told(case)
        lives.act(office, "clerk", IncomingCase.send_for_familiarisation, case, officials=(office.id("lawyer"),))
        lives.act(office, "lawyer", IncomingCase.familiarise, case)
        worked(office)
        assert told(case) == before

    def test_a_letter_that_has_moved_on_tells_only_whom_it_waits_for_now(self, office: Office) -> None:
        case = lives.to_signed(office)
        assert Job.objects.filter(kind=Job.Kind.NOTIFY).count() == 5
        worked(office)
        assert [who for who, _ in told(case)] == ["registrar"]

    def test_a_letter_that_rests_for_ever_asks_nobody(self, office: Office) -> None:
        case = lives.to_draft(office)
        Job.objects.all().delete()
        lives.act(office, "drafter", OutgoingCase.cancel, case, reason="не нужно")
        assert not Job.objects.filter(kind=Job.Kind.NOTIFY).exists()

    def test_who_does_not_log_in_is_not_told(self, office: Office) -> None:
        User.objects.filter(pk=office.user("lawyer").pk).update(is_active=False)
        Official.objects.filter(pk=office.id("banker")).update(user=None)
        case = lives.to_approval(office, "lawyer", "banker", "expert")
        worked(office)
        assert {who for who, seq in told(case) if seq == 3} == {"expert"}

    def test_an_auditor_who_is_an_approver_by_mistake_is_not_told(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "auditor")
        worked(office)
        assert {who for who, seq in told(case) if seq == 3} == {"lawyer"}

    def test_another_body_is_never_told(self, office: Office) -> None:
        other = cast.found("mosreg")
        lives.to_dispatched(office)
        lives.to_work(office)
        worked(office)
        users = {official.user_id for official in other.officials.values()}
        assert Notice.objects.exists()
        assert not Notice.objects.filter(user__in=users).exists()

    def test_a_decision_that_takes_effect_tells_who_comes_next_and_not_who_made_it(self, db: None) -> None:
        office = cast.found("zamok")
        case = lives.to_signature(office)
        office.body.hold_seconds = 600
        office.body.save()
        worked(office)
        lives.act(office, "deputy", OutgoingCase.sign, case, digest=lives.digest(case))
        assert not Job.objects.filter(kind=Job.Kind.NOTIFY, done_at=None).exists()
        office.clock += timedelta(minutes=11)
        worked(office)
        assert told(case)[-1][0] == "registrar"
        assert [who for who, _ in told(case)].count("registrar") == 1

    def test_a_case_that_chancery_moves_by_itself_tells_its_people(self, office: Office) -> None:
        request = lives.to_work(office)
        answer = lives.to_answer(office, request)
        worked(office)
        lives.act(office, "drafter", OutgoingCase.cancel, answer, reason="ответит другой орган")
        worked(office)
        assert told(request)[-1][0] == "drafter"  # Chancery moved the request, not he

    def test_a_lost_job_that_is_done_twice_writes_each_notice_once(self, office: Office) -> None:
        lives.to_approval(office)
        worked(office)
        before = Notice.objects.count()
        job = Job.objects.filter(kind=Job.Kind.NOTIFY).latest("pk")
        with pytest.raises(outbox.Fenced):
            outbox.fence(job)
        worked(office)
        assert Notice.objects.count() == before == 2


def test_an_act_leaves_all_its_work_by_one_statement(office: Office) -> None:
    case = lives.to_approval(office, "lawyer")
    before = Job.objects.count()
    with CaptureQueriesContext(connection) as captured:
        lives.agree(office, "lawyer", case)
    assert len([one for one in captured if one["sql"].startswith('INSERT INTO "workflows_job"')]) == 1
    assert Job.objects.count() - before == 4  # three sheets of the visa and the round, and the telling of the signer


class TestMail:
    def mails(self) -> dict[str, mail.EmailMessage]:
        """What was sent, by its reader."""
        return {message.to[0].partition("@")[0]: message for message in mail.outbox}

    def test_each_reader_has_a_mail_of_his_own_with_number_what_is_asked_and_link(self, addressed: Office) -> None:
        case = lives.to_registered(addressed)
        worked(addressed)
        assert set(self.mails()) == {"dispatcher"}
        message = self.mails()["dispatcher"]
        assert message.to == ["dispatcher@body.example"]
        assert message.subject == "Letter № 06-09/398 waits for you"
        assert "What is asked of you: Hand over for dispatch\n" in message.body
        assert f"https://chancery.example/cases/{case}/" in message.body
        assert Notice.objects.get(case=case).emailed_at == addressed.clock

    def test_a_letter_without_a_number_is_named_as_one(self, addressed: Office) -> None:
        lives.to_approval(addressed)
        worked(addressed)
        assert set(self.mails()) == {"lawyer", "banker"}
        assert self.mails()["lawyer"].subject == "A letter without a number waits for you"

    def test_no_word_of_the_letter_is_in_it(self, addressed: Office) -> None:
        letter = addressed.letter("Тайное слово.", heading="О тайном")
        lives.to_signed(addressed, letter=letter)
        worked(addressed)
        [message] = mail.outbox
        octets = str(message.message())
        spoken = f"{message.subject}{message.body}{octets}"
        for word in ("тайном", "Тайное", "Образцовой", "Область", "Deputy", "С.С."):
            assert word not in spoken

    def test_its_message_id_is_the_same_however_often_it_is_made(self, addressed: Office) -> None:
        lives.to_approval(addressed)
        worked(addressed)
        sent = {message.to[0]: message.extra_headers["Message-ID"] for message in mail.outbox}
        assert len(set(sent.values())) == 2
        Notice.objects.update(emailed_at=None)
        for notice in Notice.objects.filter(user__email__in=sent):
            again = notices.mail_of(notice, addressed.at)
            if again is not None:
                assert again.message()["Message-ID"] == sent[notice.user.email]
        assert all(one.endswith("@chancery.example>") for one in sent.values())

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda user: User.objects.filter(pk=user.pk).update(email=""),
            lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
            lambda user: Notice.objects.update(seen_at=cast.NOON),
            lambda user: user.official.appointments.update(until=cast.NOON.date() - timedelta(days=1)),
        ],
        ids=["no address any more", "does not log in any more", "has seen it", "is not in office any more"],
    )
    def test_what_is_no_use_to_its_reader_is_not_sent(self, addressed: Office, spoil: Callable[[User], Any]) -> None:
        lives.to_signed(addressed)
        Job.objects.filter(kind=Job.Kind.RENDER).delete()
        now = addressed.at
        work_off(lambda: now, most=5)
        assert Job.objects.get(done_at=None).kind == Job.Kind.MAIL
        spoil(addressed.user("registrar"))
        worked(addressed)
        assert mail.outbox == []
        assert outbox.unfinished() == []
        assert Notice.objects.get().emailed_at is None

    def test_a_letter_that_has_moved_on_is_not_written_about(self, addressed: Office) -> None:
        case = lives.to_signed(addressed)
        Job.objects.filter(kind=Job.Kind.RENDER).delete()
        now = addressed.at
        work_off(lambda: now, most=5)
        lives.act(addressed, "registrar", OutgoingCase.register, case, file_index="06-09")
        worked(addressed)
        assert set(self.mails()) == {"dispatcher"}

    def test_one_reader_whom_the_server_refuses_does_not_repeat_the_others_mail(
        self, addressed: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = mail.EmailMessage.send

        def refuse(message: mail.EmailMessage, **how: Any) -> int:
            if message.to == ["lawyer@body.example"]:
                raise ConnectionRefusedError("no such mailbox")
            return real(message, **how)

        monkeypatch.setattr(mail.EmailMessage, "send", refuse)
        lives.to_approval(addressed)
        worked(addressed)
        [job] = outbox.unfinished()
        assert (job.kind, job.error) == (Job.Kind.MAIL, "ConnectionRefusedError: no such mailbox")
        assert Notice.objects.get(emailed_at=None).user == addressed.user("lawyer")
        monkeypatch.undo()
        addressed.clock += timedelta(hours=1)
        worked(addressed)
        assert sorted(message.to[0] for message in mail.outbox) == ["banker@body.example", "lawyer@body.example"]

    def test_an_installation_without_mail_tells_in_the_app_alone(self, office: Office, settings: Any) -> None:
        settings.MAILERS = {}
        User.objects.update(email="who@body.example")
        lives.to_signed(office)
        worked(office)
        assert Notice.objects.get().emailed_at is None
        assert not Job.objects.filter(kind=Job.Kind.MAIL).exists()

    def test_who_has_no_address_is_told_in_the_app(self, addressed: Office) -> None:
        User.objects.filter(pk=addressed.user("registrar").pk).update(email="")
        lives.to_signed(addressed)
        worked(addressed)
        assert Notice.objects.get().user == addressed.user("registrar")
        assert mail.outbox == []
