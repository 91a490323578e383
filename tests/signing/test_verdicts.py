"""Every verdict, by what brings it about: trust, revocation, time, algorithms, signatures beside their file."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from asn1crypto import algos, cms
from pyhanko_certvalidator.errors import InsufficientRevinfoError

from cases.letters.signing import certificate, container, fields, marks, verdict, verification
from cases.letters.signing.container import NoRoom, NotPrepared
from cases.letters.signing.pades import BadKey, Keys, Level
from cases.letters.signing.verdict import Verdict
from cases.letters.signing.verification import Judge
from cases.lifecycle.signatures import Standing

from .authority import NOW, Holder, authority
from .signed import READ, approve, holder, judge, plain, sign, signed

AFTER = timedelta(hours=1)


def by(keys: Keys) -> bytes:
    """The letter signed by a holder's keys."""
    return sign(plain(), keys, fields.APPROVER, None, NOW, certify=True)


def standing(pdf: bytes, one: Judge | None = None, at: datetime = READ) -> Verdict:
    """The verdict on the only signature."""
    [found] = verification.verify(pdf, one or judge(), at=at)
    return found


def test_who_is_trusted_by_nobody_is_untrusted() -> None:
    found = standing(signed().once, Judge())
    assert found.standing == Standing.UNTRUSTED
    assert found.owner == "Примеров Пётр Петрович"
    assert found.serial == certificate.serial(holder("Примеров Пётр Петрович").read)


def test_a_revoked_certificate_is_untrusted() -> None:
    one = authority("Центр отзывов")
    person = one.holder("Отозванный Олег")
    pdf = by(one.keys(person))
    assert standing(pdf, Judge(one.trust())).standing == Standing.VERIFIED
    one.revoked.append(person.made.serial_number)
    assert standing(pdf, Judge(one.trust())).standing == Standing.UNTRUSTED


@pytest.mark.parametrize(("level", "wanted"), [(Level.B_B, Standing.UNTRUSTED), (Level.B_T, Standing.VERIFIED)])
def test_an_expired_certificate_counts_only_with_a_time_stamp(level: Level, wanted: Standing) -> None:
    one = authority()
    person = one.holder("Временный Василий", until=NOW + AFTER)
    found = standing(by(one.keys(person, level)), at=NOW + 2 * AFTER)
    assert found.standing == wanted


def test_a_time_stamp_of_a_stranger_is_untrusted() -> None:
    one, stranger = authority(), authority("Чужой центр")
    person = one.holder("Временный Василий")
    keys = Keys(person.pem(one.issuer), Level.B_T, stranger.keys(person).stamps, one.trust())
    found = standing(by(keys))
    assert (found.standing, found.stamped) == (Standing.UNTRUSTED, False)
    assert found.why == "the timestamp service is not trusted"


def test_a_weak_digest_is_not_verified() -> None:
    one = verdict_of_algorithm("1.3.14.3.2.26")
    assert (one.standing, one.why) == (Standing.CANNOT_VERIFY, "sha1")


@pytest.mark.parametrize(
    ("number", "name"),
    [("1.2.643.7.1.1.2.2", "md_gost12_256"), ("1.2.112.0.2.0.34.101.31.81", "belt-hash"), ("1.2.3.4", "1.2.3.4")],
)
def test_an_algorithm_without_engine_cannot_be_verified(number: str, name: str) -> None:
    found = verdict_of_algorithm(number)
    assert (found.standing, found.why, found.algorithm) == (Standing.CANNOT_VERIFY, name, name)


def verdict_of_algorithm(number: str) -> Verdict:
    """A signature that names another digest than it was made by."""
    person, text = holder("Примеров Пётр Петрович"), b"some text"
    made = certificate.signature(authority().keys(person).sign(text, at=NOW))
    made["signer_infos"][0]["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": number})
    content = cms.ContentInfo({"content_type": "signed_data", "content": made})
    return verification.verify_beside(text, content.dump(force=True), judge(), at=READ)


def test_a_signature_beside_its_file() -> None:
    text = b"the bytes of any file"
    cms = authority().keys(holder("Примеров Пётр Петрович"), Level.B_T).sign(text, at=NOW)
    found = verification.verify_beside(text, cms, judge(), at=READ)
    assert (found.standing, found.stamped, found.at) == (Standing.VERIFIED, True, NOW)
    assert verification.verify_beside(text, cms, Judge(), at=READ).standing == Standing.UNTRUSTED
    for place in range(len(text)):
        other = bytearray(text)
        other[place] ^= 1
        assert verification.verify_beside(bytes(other), cms, judge(), at=READ).standing == Standing.BROKEN


@pytest.mark.parametrize("cms", [b"", b"\x30", b"nothing", b"\x30\x80" + b"\x00" * 99])
def test_what_is_no_signature_is_broken(cms: bytes) -> None:
    assert verification.verify_beside(b"text", cms, judge(), at=READ).standing == Standing.BROKEN


def test_a_flipped_byte_of_the_signature_itself_is_never_verified() -> None:
    text = b"the bytes of any file"
    cms = authority().keys(holder("Примеров Пётр Петрович")).sign(text, at=NOW)
    signature = bytes(certificate.signature(cms)["signer_infos"][0]["signature"].native)
    start = cms.index(signature)
    for place in range(start, start + len(signature), 7):
        other = bytearray(cms)
        other[place] ^= 1
        assert verification.verify_beside(text, bytes(other), judge(), at=READ).standing == Standing.BROKEN


def test_a_signature_may_come_later() -> None:
    person = holder("Примеров Пётр Петрович")
    prepared = container.prepare(plain(), fields.APPROVER, None, at=NOW, certify=True)
    waiting = container.reopened(prepared.pdf)
    assert waiting == prepared
    assert waiting.digest == hashlib.sha256(prepared.covered).hexdigest()
    cms = authority().keys(person).sign(waiting.covered, at=NOW)  # the signer's own tool
    assert standing(container.embed(waiting, cms)).standing == Standing.VERIFIED
    other = authority().keys(person).sign(b"another letter", at=NOW)
    assert standing(container.embed(waiting, other)).standing == Standing.BROKEN


def test_validation_data_is_complete_or_not_there() -> None:
    one = authority()
    silent = replace(one.trust(), revoked=())
    keys = replace(one.keys(holder("Примеров Пётр Петрович"), Level.B_LT), trust=silent)
    with pytest.raises(InsufficientRevinfoError):
        by(keys)


def test_there_is_no_room_for_more_than_was_kept() -> None:
    prepared = container.prepare(plain(), fields.APPROVER, None, at=NOW)
    with pytest.raises(NoRoom):
        container.embed(prepared, b"\x30" * container.ROOM)


def test_a_field_is_signed_once() -> None:
    with pytest.raises(NotPrepared):
        container.prepare(signed().once, fields.APPROVER, None, at=NOW)
    with pytest.raises(NotPrepared):
        container.prepare(plain(), "Nobody", None, at=NOW)
    with pytest.raises(NotPrepared):
        container.reopened(signed().once)


def test_a_key_that_is_not_of_its_certificate_signs_nothing() -> None:
    one, other = authority().holder("Первый"), authority().holder("Второй")
    mixed = Holder(one.made, other.key)
    with pytest.raises(BadKey):
        authority().keys(mixed).sign(b"text", at=NOW)
    with pytest.raises(BadKey):
        Keys(one.pem(), Level.B_T).sign(b"text", at=NOW)


def test_the_mark_tells_of_the_certificate_that_signed() -> None:
    import pypdfium2

    person = holder("Примеров Пётр Петрович")
    for language, words in (("ru", "Владелец"), ("be", "Уладальнік")):
        page = pypdfium2.PdfDocument(marks.of_signature(person.read, language))[0]
        text = page.get_textpage().get_text_bounded()
        assert words in text and "Примеров Пётр Петрович" in text
        assert certificate.serial(person.read) in text.replace("\r\n", "")
        assert "02.03.2025" in text and "02.03.2027" in text


def test_a_letter_is_no_better_than_its_worst_signature() -> None:
    order = [Verdict(one) for one in Standing]
    assert verdict.of_file(order) == Standing.BROKEN
    assert verdict.of_file(order[:1]) == Standing.VERIFIED
    assert order[0].but(Standing.BROKEN, "x").but(Standing.VERIFIED, "").standing == Standing.BROKEN


def test_a_verdict_tells_machines_the_same() -> None:
    told = verdict.told(standing(approve(plain(), Level.B_T)))
    assert told["standing"] == "verified"
    assert (told["at"], told["stamped"]) == (NOW.isoformat(), True)
    assert told["until"] == (NOW + timedelta(days=365)).isoformat()
