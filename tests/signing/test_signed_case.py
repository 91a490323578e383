"""The law of a letter that is signed electronically: what the worker signs, what waits, and what is refused."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from cryptography.hazmat.primitives import serialization
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.journal import body as journal
from cases.journal.verify import verify as verify_history
from cases.letters import blobs
from cases.letters.signing import certificate, container, fields, keyring, verification
from cases.letters.signing.pades import Level
from cases.lifecycle.act import Origin
from cases.lifecycle.law import NotComplete
from cases.lifecycle.signatures import Signing, Standing
from cases.models import Case, Entry, Letter, OutgoingCase
from cases.pages.dossier import dossier
from tests.cast import Office
from tests.stories import lives
from tests.stories.lives import act, digest
from tests.stories.test_substitution import away
from tests.traces import stands
from workflows import signature
from workflows.models import AwaitedSignature, Job
from workflows.perform import perform
from workflows.worker import work_off

from .authority import Holder, authority

PEM = serialization.Encoding.PEM


@pytest.fixture
def electronic(office: Office, tmp_path: Path, settings: Any) -> Office:
    """An office that signs by X.509; deputy and registrar have their keys here."""
    settings.CHANCERY_SIGNING = tmp_path
    office.body.signing = Signing.X509
    office.body.save()
    one = authority()
    (tmp_path / "x509").mkdir()
    (tmp_path / "signing.toml").write_text('[x509]\nlevel = "B-T"\nstamps = "stamps.pem"\n', encoding="utf-8")
    (tmp_path / "trust.pem").write_bytes(b"".join(each.made.public_bytes(PEM) for each in (one.root, one.issuer)))
    (tmp_path / "stamps.pem").write_bytes(one.stamps.pem(one.root))
    for name in ("deputy", "registrar"):
        key_of(office, name).write_bytes(holder(name).pem(one.issuer))
    return office


def key_of(office: Office, name: str) -> Path:
    """Where the key of one of the cast lies."""
    return keyring.folder() / "x509" / f"{office.id(name)}.pem"


def holder(name: str) -> Holder:
    """A certificate of one of the cast."""
    found = HOLDERS.get(name) or authority().holder(f"Примерный {name}")
    return HOLDERS.setdefault(name, found)


HOLDERS: dict[str, Holder] = {}


def worked(office: Office) -> None:
    """Let the worker do what it can, an hour later."""
    office.clock += timedelta(hours=1)
    now = office.at
    work_off(lambda: now)


def register(office: Office, case: int) -> None:
    """The registrar's act."""
    act(office, "registrar", OutgoingCase.register, case, file_index="06-09")


def letters(case: int) -> list[Letter]:
    """The letter as it was signed and as it was registered."""
    return list(Letter.objects.filter(case=case, sheet="D15").select_related("entry").order_by("entry__seq"))


def effects(case: int, letter: Letter) -> dict[str, Any]:
    """What the history tells of the bytes of a letter."""
    told = (journal.read(bytes(one.body))["effects"] for one in Entry.objects.filter(case__pk=case, move="rendered"))
    return next(one for one in told if (one["of"], one["sheet"]) == (letter.entry.seq, "D15"))


def standings(office: Office, pdf: bytes) -> dict[str, Standing]:
    """Field to verdict."""
    return {one.field: one.standing for one in verification.verify(pdf, keyring.judge(), at=office.at)}


def test_a_letter_is_certified_by_its_signer_and_stamped_by_the_registrar(electronic: Office) -> None:
    case = lives.to_signed(electronic)
    worked(electronic)
    [signed] = letters(case)
    once = blobs.fetch(signed.digest)
    assert standings(electronic, once) == {fields.APPROVER: Standing.VERIFIED}
    register(electronic, case)
    worked(electronic)
    _, registered = letters(case)
    twice = blobs.fetch(registered.digest)
    assert twice.startswith(once)
    assert standings(electronic, twice) == {fields.APPROVER: Standing.VERIFIED, fields.REGISTRAR: Standing.VERIFIED}
    assert Job.objects.filter(done_at=None).count() == 0


def test_the_history_binds_the_signed_bytes_and_those_before_them(electronic: Office) -> None:
    case = lives.to_registered_electronically(electronic, worked)
    signed, registered = letters(case)
    first, second = effects(case, signed), effects(case, registered)
    plain = blobs.fetch(first["before"])
    assert blobs.fetch(first["bytes"]).startswith(plain)
    assert second["before"] == first["bytes"] == signed.digest
    assert (first["field"], second["field"]) == (fields.APPROVER, fields.REGISTRAR)
    assert first["certificate"] != second["certificate"]
    assert verification.verify(plain, keyring.judge(), at=electronic.at) == []
    assert list(verify_history(Case.objects.filter(pk=case), fetch=blobs.fetch)) == []


def test_number_and_date_stand_in_the_stamp_and_nowhere_before_it(electronic: Office) -> None:
    case = lives.to_registered_electronically(electronic, worked)
    signed, registered = (blobs.fetch(one.digest) for one in letters(case))
    number = Case.objects.get(pk=case).number
    assert number not in shown(signed)
    assert number in shown(registered)
    assert "Сертификат" in shown(signed)


def shown(pdf: bytes) -> str:
    """The text of a letter with that of its signature fields, which readers show and do not extract."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    for page in document:
        pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_NORMALDISPLAY)
    again = [document[index].get_textpage().get_text_bounded() for index in range(len(document))]
    return " ".join(again)


class TestASubstitute:
    """Who signs in the place of another signs with his own certificate, and the letter bears his own post."""

    @pytest.fixture
    def instead(self, electronic: Office) -> Office:
        """The expert acts for the deputy, whose key lies here too; both certificates are known."""
        key_of(electronic, "expert").write_bytes(holder("expert").pem(authority().issuer))
        away(electronic, "deputy", "expert", "sign")
        return electronic

    def signed(self, office: Office) -> int:
        """A letter that the expert has signed in the deputy's place."""
        case = lives.to_signature(office)
        act(office, "expert", OutgoingCase.sign, case, digest=digest(case))
        return case

    def test_the_certificate_is_his_own_and_the_mark_shows_it(self, instead: Office) -> None:
        case = self.signed(instead)
        worked(instead)
        register(instead, case)
        worked(instead)
        first, last = letters(case)
        assert effects(case, first)["certificate"] == certificate.serial(holder("expert").read)
        for letter in (first, last):
            text = shown(blobs.fetch(letter.digest))
            assert "Примерный expert" in text
            assert "Примерный deputy" not in text
            assert ("Expert" in text, "Deputy" in text) == (True, False)
        told = standings(instead, blobs.fetch(last.digest))
        assert told == {fields.APPROVER: Standing.VERIFIED, fields.REGISTRAR: Standing.VERIFIED}
        assert list(verify_history(Case.objects.filter(pk=case), fetch=blobs.fetch)) == []
        [approver, _] = dossier(stands(case), instead.user("drafter"), on=instead.clock.date()).signatures
        assert approver.who == {"name": "А.А.Expert", "post": "Expert"}

    def test_who_acts_by_order_bears_the_acting_post_over_his_own_certificate(self, electronic: Office) -> None:
        key_of(electronic, "expert").write_bytes(holder("expert").pem(authority().issuer))
        away(electronic, "deputy", "expert", "sign", acting_as="И.о. заместителя")
        case = self.signed(electronic)
        worked(electronic)
        [letter] = letters(case)
        text = " ".join(shown(blobs.fetch(letter.digest)).split())
        assert "И.о. заместителя" in text
        assert "Примерный expert" in text

    def test_his_own_tool_is_waited_for_and_the_key_of_him_who_is_away_signs_nothing(self, instead: Office) -> None:
        key_of(instead, "expert").write_bytes(holder("expert").made.public_bytes(PEM))
        case = self.signed(instead)
        worked(instead)
        waiting = AwaitedSignature.objects.get()
        assert [one.pk for one in signature.open_for(instead.officials["expert"])] == [waiting.pk]
        assert not signature.open_for(instead.officials["deputy"]).exists()
        covered = container.reopened(blobs.fetch(waiting.prepared)).covered
        for name, refused in (("deputy", True), ("expert", False)):
            cms = authority().keys(holder(name)).sign(covered, at=instead.at)
            if refused:
                with pytest.raises(signature.NotVerified):
                    signature.give(waiting, cms, instead.at)
            else:
                signature.give(waiting, cms, instead.at)
        worked(instead)
        [letter] = letters(case)
        assert standings(instead, blobs.fetch(letter.digest)) == {fields.APPROVER: Standing.VERIFIED}

    def test_without_a_certificate_of_his_own_nothing_is_signed(self, electronic: Office) -> None:
        away(electronic, "deputy", "expert", "sign")
        case = self.signed(electronic)
        worked(electronic)
        [letter] = letters(case)
        assert letter.digest == ""
        assert "has neither key nor certificate" in Job.objects.get(key=f"render:{letter.pk}").error
        with pytest.raises(NotComplete):
            register(electronic, case)


def test_nothing_is_registered_before_the_signature_is_verified(electronic: Office) -> None:
    case = lives.to_signed(electronic)
    with pytest.raises(NotComplete):
        register(electronic, case)
    worked(electronic)
    register(electronic, case)
    assert Case.objects.get(pk=case).number


def test_a_signature_that_nobody_trusts_is_not_kept(electronic: Office) -> None:
    stranger = authority("Чужой центр")
    key_of(electronic, "deputy").write_bytes(stranger.holder("Самозванец").pem(stranger.issuer))
    case = lives.to_signed(electronic)
    worked(electronic)
    [signed] = letters(case)
    assert signed.digest == ""
    assert Job.objects.get(key=f"render:{signed.pk}").error.startswith("NotVerified: Approver untrusted")
    with pytest.raises(NotComplete):
        register(electronic, case)


def test_who_keeps_his_key_himself_is_waited_for(electronic: Office, tmp_path: Path) -> None:
    key_of(electronic, "deputy").write_bytes(holder("deputy").made.public_bytes(PEM))
    case = lives.to_signed(electronic)
    worked(electronic)
    [signed] = letters(case)
    waiting = AwaitedSignature.objects.get()
    assert (waiting.letter_id, signed.digest) == (signed.pk, "")
    assert "NotReady" in Job.objects.get(key=f"render:{signed.pk}").error
    told, covered, cms = StringIO(), tmp_path / "covered", tmp_path / "cms"
    call_command("give_signature", stdout=told)
    assert waiting.covered in told.getvalue()
    call_command("give_signature", signed.pk, covered=covered)
    tool = authority().keys(holder("deputy"), Level.B_B)
    for wrong in (tool.sign(b"another letter", at=electronic.at), b"no signature"):
        cms.write_bytes(wrong)
        with pytest.raises(CommandError):
            call_command("give_signature", signed.pk, cms=cms)
    assert AwaitedSignature.objects.get().cms is None
    cms.write_bytes(tool.sign(covered.read_bytes(), at=electronic.at))
    call_command("give_signature", signed.pk, cms=cms, stdout=StringIO())
    electronic.clock = max(electronic.clock, timezone.now())
    worked(electronic)
    [signed] = letters(case)
    assert standings(electronic, blobs.fetch(signed.digest)) == {fields.APPROVER: Standing.VERIFIED}
    with pytest.raises(CommandError):
        call_command("give_signature", signed.pk, cms=cms)


def test_a_valid_signature_of_another_person_is_refused(electronic: Office) -> None:
    one = authority()
    key_of(electronic, "deputy").write_bytes(holder("deputy").made.public_bytes(PEM))
    case = lives.to_signed(electronic)
    worked(electronic)
    waiting = AwaitedSignature.objects.get()
    prepared = container.reopened(blobs.fetch(waiting.prepared))
    AwaitedSignature.objects.update(cms=one.keys(holder("registrar")).sign(prepared.covered, at=electronic.at))
    worked(electronic)
    assert letters(case)[0].digest == ""
    assert "another certificate" in Job.objects.get(key=f"render:{waiting.letter_id}").error


def test_a_letter_signed_on_paper_is_signed_by_hand(electronic: Office) -> None:
    case = lives.to_signature(electronic)
    electronic.clock += timedelta(hours=3)
    perform(
        OutgoingCase.sign,
        case=case,
        by=electronic.user("clerk"),
        at=electronic.at,
        origin=Origin.PAPER,
        occurred_at=electronic.clock - timedelta(hours=2),
        on_behalf_of=electronic.id("deputy"),
        scan="5" * 64,
        digest=digest(case),
    )
    register(electronic, case)
    worked(electronic)
    assert [one.context.get("signing") for one in letters(case)] == [None, None]
    assert {"certificate"} & set(effects(case, letters(case)[1])) == set()


def test_a_body_on_paper_draws_its_letters_as_before(office: Office) -> None:
    case = lives.to_registered(office)
    assert [one.context.get("signing") for one in letters(case)] == [None, None]
    worked(office)
    assert all(
        verification.verify(blobs.fetch(one.digest), keyring.judge(), at=office.at) == [] for one in letters(case)
    )


def test_a_returned_letter_is_signed_anew_and_the_old_one_never(electronic: Office) -> None:
    case = lives.to_signed(electronic)
    act(electronic, "registrar", OutgoingCase.return_defect, case, reason="Опечатка в адресе.")
    worked(electronic)
    [signed] = letters(case)
    assert verification.verify(blobs.fetch(signed.digest), keyring.judge(), at=electronic.at) == []


def test_the_page_of_a_case_tells_whose_signatures_were_verified(electronic: Office) -> None:
    case = lives.to_registered_electronically(electronic, worked)
    found = dossier(OutgoingCase.objects.get(pk=case), electronic.user("chief"), on=electronic.clock.date())
    assert [one.who["name"] for one in found.signatures] == [
        str(electronic.officials[one]) for one in ("deputy", "registrar")
    ]
    assert all(one.certificate for one in found.signatures)


def test_a_signed_letter_drawn_again_is_where_its_bytes_begin(electronic: Office) -> None:
    case = lives.to_registered_electronically(electronic, worked)
    told = StringIO()
    call_command("reprint", case, verify=True, stdout=told)
    assert "OTHER BYTES" not in told.getvalue()
    assert sum("D15" in line for line in told.getvalue().splitlines()) == 2
