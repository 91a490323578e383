"""`queue`: one copy an addressee, each by its own channel."""

import pytest

from cases.lifecycle.facts import Addressee, Way
from cases.lifecycle.outcomes import Channel
from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, by_post, to_draft, to_registered
from tests.traces import Said, copy, entry, refused, refused_to, said, sheet, stands, two_addressees
from workflows.models import Job

QUEUE = OutgoingCase.queue


def to_two(office: Office) -> int:
    """A registered letter to two correspondents."""
    return to_registered(office, **two_addressees(office))


def test_every_addressee_has_a_copy_by_its_channel_in_the_order_of_the_letter(office: Office) -> None:
    case = to_two(office)
    ways = (Way(office.other.pk, Channel.FOLDER), Way(office.correspondent.pk))
    act(office, "dispatcher", QUEUE, case, ways=ways)
    assert said(case, "queue") == Said("registered", "dispatching", ["dispatcher"], {}, ["D16"])
    assert entry(case, "queue")["facts"]["ways"] == [
        {"correspondent": office.other.pk, "channel": "folder"},
        {"correspondent": office.correspondent.pk, "channel": "post"},
    ]
    rows = [(c.ordinal, c.correspondent_id, c.channel, c.delivery, c.reply) for c in stands(case).dispatches.all()]
    assert rows == [
        (1, office.correspondent.pk, "post", "queued", "awaited"),
        (2, office.other.pk, "folder", "queued", "awaited"),
    ]
    listed = sheet(case, "queue", "D16")["copies"]
    assert [(one["addressee"], one["channel"]) for one in listed] == [("Область", "post"), ("Край", "folder")]


def test_only_a_copy_by_the_folder_is_work_for_the_worker(office: Office) -> None:
    case = to_two(office)
    act(office, "dispatcher", QUEUE, case, ways=(Way(office.correspondent.pk), Way(office.other.pk, Channel.FOLDER)))
    [job] = Job.objects.filter(case=case, kind=Job.Kind.DISPATCH)
    assert job.payload == {"dispatch": copy(case, 2).pk}


def test_every_addressee_has_one_way_and_nobody_else(office: Office, subtests: pytest.Subtests) -> None:
    case = to_two(office)
    first, second = by_post(case)
    wrong = {
        "nobody": (),
        "one of two": (first,),
        "a stranger too": (first, second, Way(0)),
        "a stranger for one": (first, Way(0)),
        "one twice": (first, second, Way(second.correspondent, Channel.FOLDER)),
    }
    for why, ways in wrong.items():
        with subtests.test(why):
            refused(office, BadFact, "ways", "dispatcher", QUEUE, case, ways=ways)


def test_a_letter_to_nobody_of_ours_is_not_even_written(office: Office) -> None:
    case = to_draft(office)
    for stranger in (cast.found("mid").correspondent.pk, 0):
        letter = office.letter(addressees=(Addressee(stranger, ("Правительство края",)),))
        refused(office, BadFact, "addressees", "drafter", OutgoingCase.revise, case, letter=letter)


def test_an_unknown_channel_is_refused_by_name(office: Office) -> None:
    ways = ({"correspondent": office.correspondent.pk, "channel": "pigeon"},)
    refused(office, BadFact, "ways.0.channel", "dispatcher", QUEUE, to_registered(office), ways=ways)


def test_a_restricted_letter_leaves_by_no_channel_and_no_letter_by_another_hand(office: Office) -> None:
    case = to_registered(office)
    refused_to("registrar clerk deputy drafter", office, QUEUE, case, ways=by_post(case))
    OutgoingCase.objects.filter(pk=case).update(restriction="dsp")
    refused(office, BadFact, "ways", "dispatcher", QUEUE, case, ways=by_post(case))
