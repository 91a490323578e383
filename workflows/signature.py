"""Signing what the worker has drawn, before its bytes are bound: outside any transaction, verified or not at all."""

from datetime import datetime
from typing import Any

from cases.letters import blobs, press
from cases.letters.drawing import Printed
from cases.letters.signing import certificate, container, fields, keyring, marks, verdict, verification
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.signatures import Standing
from cases.models import Letter, OutgoingCase

from .models import AwaitedSignature

APPROVING = "sign"


class NotReady(Exception):
    """The job stands on another one that is not done yet, or on a person's own tool."""


class NotVerified(Exception):
    """A signature that was made is not valid by the trust of this installation; it is not kept."""


def printed(letter: Letter, at: datetime) -> tuple[Printed, dict[str, Any]]:
    """A sheet as it is kept, and what the history tells of their signature (nothing of one that has none).

    The approver's signature is a revision of the letter as it is drawn, the registrar's a revision of that one.
    Raises NotReady, NotVerified, BadKeyring, and what the press raises.
    """
    signing = letter.context.get("signing")
    if not signing or OutgoingCase.objects.filter(pk=letter.case_id, signed_on=None).exists():
        return press.render(letter.context, pictures=True), {}
    signer = keyring.certificate_of(signing, letter.entry.author or 0)
    if signer is None:
        raise NotReady(f"official {letter.entry.author} has neither key nor certificate")
    if letter.entry.move == APPROVING:
        before, field = press.render(letter.context).pdf, fields.APPROVER
        mark = marks.of_signature(signer, letter.context["case"]["language"])
    else:
        before, field = blobs.fetch(approved(letter)), fields.REGISTRAR
        mark = marks.of_registration(letter.context["case"]["number"], letter.context["case"]["dated"])
    signed = completed(letter, before, field, mark, at)
    check(signed, field, signer, at)
    told = {"before": blobs.keep(before), "field": field, "certificate": certificate.serial(signer), "signing": signing}
    return Printed(signed, press.pictures_of(signed)), told


def approved(letter: Letter) -> str:
    """The digest of the letter as its approver signed it. Raises NotReady."""
    earlier = Letter.objects.filter(case=letter.case_id, sheet=Sheet.LETTER, entry__move=APPROVING)
    found = earlier.filter(entry__seq__lt=letter.entry.seq).latest("entry__seq")
    if not found.digest:
        raise NotReady("the approver's signature is not there yet")
    return found.digest


def completed(letter: Letter, before: bytes, field: str, mark: bytes, at: datetime) -> bytes:
    """The signed revision: by a key that lies here, or with what the signer's own tool has given. Raises NotReady."""
    keys = keyring.keys_of(letter.context["signing"], letter.entry.author or 0)
    certify = field == fields.APPROVER
    if keys is not None:
        prepared = container.prepare(before, field, mark, at=at, certify=certify)
        return keys.prolong(container.embed(prepared, keys.sign(prepared.covered, at=at)), at=at)
    waiting = AwaitedSignature.objects.filter(letter=letter).first()
    if waiting is None:
        prepared = container.prepare(before, field, mark, at=at, certify=certify)
        kept = blobs.keep(prepared.pdf)
        AwaitedSignature.objects.create(letter=letter, prepared=kept, covered=prepared.digest, asked_at=at)
        raise NotReady("the signature of the signer's own tool is awaited")
    if waiting.cms is None:
        raise NotReady("the signature of the signer's own tool is awaited")
    return container.embed(container.reopened(blobs.fetch(waiting.prepared)), bytes(waiting.cms))


def check(signed: bytes, field: str, signer: Any, at: datetime) -> None:
    """Hold a signed revision against the trust of this installation. Raises NotVerified."""
    found = verification.verify(signed, keyring.judge(), at=at)
    made = [one for one in found if one.field == field]
    if [one.serial for one in made] != [certificate.serial(signer)]:
        raise NotVerified("it is the signature of another certificate")
    if verdict.of_file(found) != Standing.VERIFIED:
        raise NotVerified("; ".join(f"{one.field} {one.standing}: {one.why}" for one in found if one.why))


def give(waiting: AwaitedSignature, cms: bytes, at: datetime) -> None:
    """Take the CMS that the signer's own tool has made over the awaited bytes. Raises NotVerified, NoRoom.

    It is held against the digest of what was to be signed before anything of it is kept; the worker does the rest.
    """
    prepared = container.reopened(blobs.fetch(waiting.prepared))
    found = verification.verify_beside(prepared.covered, cms, keyring.judge(), at=at)
    if prepared.digest != waiting.covered or found.standing != Standing.VERIFIED:
        raise NotVerified(found.why or found.standing.value)
    container.embed(prepared, cms)
    AwaitedSignature.objects.filter(pk=waiting.pk, cms=None).update(cms=cms)
