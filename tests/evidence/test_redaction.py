"""Personal data are destroyed under an act; chain, log and proofs stay whole and say so."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import verify_evidence
from cases.journal.verify import verify
from cases.lifecycle.refusal import BadFact, Refusal
from cases.lifecycle.roles import Role
from cases.models import Case, Disclosure, Entry, OutgoingCase
from tests.stories import lives
from tests.traces import appoint, entry
from workflows.admission import NotYours
from workflows.redaction import redact

from .world import World, plain_world

SECRET = "Указать домашний адрес."
ACT = "№ 12 от 02.03.2026"


@pytest.fixture
def world(db: None, tmp_path: Path) -> Iterator[World]:
    """A letter that was refused with a remark which must not be kept."""
    with plain_world(tmp_path) as world:
        case = lives.to_approval(world.office)
        world.cases["refused"] = case
        lives.act(world.office, "lawyer", OutgoingCase.refuse_visa, case, digest=lives.digest(case), round=1,
                  remarks=SECRET)  # fmt: skip
        appoint(world.office, "clerk", Role.ARCHIVIST)
        world.sign()
        yield world


def destroy(world: World, *names: str, who: str = "clerk", act: str = ACT) -> Entry:
    """Destroy texts of the refusal."""
    case = world.cases["refused"]
    of = entry(case, "refuse_visa")["seq"]
    return redact(case, of=of, names=list(names), act=act, by=world.office.user(who), at=world.office.at)


def test_the_text_is_gone_and_the_history_says_under_which_act(world: World) -> None:
    told = destroy(world, "remarks", "rows")
    case = world.cases["refused"]
    assert not Disclosure.objects.filter(value=SECRET).exists()
    of = entry(case, "refuse_visa")["seq"]
    assert entry(case, "redacted")["effects"] == {"of": of, "names": ["remarks", "rows"], "act": ACT}
    assert told.seq == Case.objects.get(pk=case).head_seq
    assert list(verify(Case.objects.all())) == []


def test_a_bundle_proves_it_and_names_the_entry(world: World) -> None:
    told = destroy(world, "remarks")
    bundle = world.bundle("refused")
    findings = verify_evidence.verify(io.BytesIO(bundle), [verify_evidence.Key(world.signer.vkey())])
    assert findings.found == []
    assert [note for note in findings.notes if f"remarks redacted under act, entry {told.seq}" in note]
    assert "[раскрытие уничтожено]" in unpacked_account(bundle)


def unpacked_account(bundle: bytes) -> str:
    """The Russian account of a bundle."""
    archive = verify_evidence.Archive(io.BytesIO(bundle), verify_evidence.Findings())
    return archive.read("account/ru.html").decode()


def test_what_is_destroyed_without_an_act_is_found(world: World) -> None:
    Disclosure.objects.filter(name="remarks").delete()
    assert [finding.code for finding in verify(Case.objects.all())] == ["DESTROYED"]
    findings = verify_evidence.verify(io.BytesIO(world.bundle()), [verify_evidence.Key(world.signer.vkey())])
    assert [code for code, *_ in findings.found] == ["DESTROYED"]


@pytest.mark.parametrize("who", ["drafter", "deputy", "auditor", "registrar"])
def test_only_the_archive_and_the_head_of_the_chancery_destroy(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        destroy(world, "remarks", who=who)
    assert Disclosure.objects.filter(value=SECRET).exists()


@pytest.mark.parametrize(
    ("names", "act", "field"),
    [
        (("remarks",), " ", "act"),
        (("remarks",), "x" * 101, "act"),
        (("remarks",), "a\0", "act"),
        ((), ACT, "names"),
        (("remarks", "confession"), ACT, "names"),
    ],
)
def test_an_act_that_names_nothing_destroys_nothing(world: World, names: tuple[str, ...], act: str, field: str) -> None:
    with pytest.raises(BadFact) as caught:
        destroy(world, *names, act=act)
    assert caught.value.field == field
    assert Disclosure.objects.filter(value=SECRET).exists()


def test_a_text_is_destroyed_once(world: World) -> None:
    destroy(world, "remarks", who="chief")
    with pytest.raises(Refusal):
        destroy(world, "remarks", who="chief")


def test_the_command_lists_and_destroys(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    case = world.cases["refused"]
    of = str(entry(case, "refuse_visa")["seq"])
    call_command("redact", str(case), "--entry", of)
    assert "remarks" in capsys.readouterr().out.split()
    with pytest.raises(CommandError):
        call_command("redact", str(case), "--entry", of, "--name", "remarks", "--act", ACT, "--as", "nobody")
    call_command("redact", str(case), "--entry", of, "--name", "remarks", "--act", ACT, "--as", "clerk@gknt")
    assert "tells it" in capsys.readouterr().out
    assert not Disclosure.objects.filter(name="remarks").exists()
