"""Signing what the worker has drawn, before its bytes are bound: outside any transaction, verified or not at all."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.letters import blobs, press
from cases.letters.drawing import Printed
from cases.letters.signing import certificate, container, fields, keyring, marks, verdict, verification
from cases.lifecycle.refusal import Refusal
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.signatures import Signing, Standing
from cases.models import Letter, Official, OutgoingCase

from . import outbox
from .models import AwaitedSignature, Job

APPROVING = "sign"


class NotReady(Exception):
    """The job stands on another one that is not done yet, or on a person's own tool."""


class NotVerified(Exception):
    """A signature that was made is not valid by the trust of this installation; it is not kept."""


class AlreadyGiven(Refusal):
    """A second signature of the same letter by the same person."""

    code = "already_given"


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


def asked_of(official: int) -> QuerySet[AwaitedSignature]:
    """The signatures that an official makes with a tool of his own, those that he has given too, oldest first.

    A letter that was returned before its signature came is drawn without one, and awaits none.
    """
    asked = AwaitedSignature.objects.filter(letter__entry__author=official).exclude(cms=None, letter__digest__gt="")
    return asked.select_related("letter__entry", "letter__case").order_by("pk")


def open_for(official: Official | None) -> QuerySet[AwaitedSignature]:
    """Those that an official has still to give; nobody is asked in a body whose letters are signed by hand."""
    if official is None or official.body.signing == Signing.HAND:
        return AwaitedSignature.objects.none()
    return asked_of(official.pk).filter(cms=None)


def check_open(waiting: AwaitedSignature) -> None:
    """Raise AlreadyGiven for a signature that is there."""
    if waiting.cms is not None:
        raise AlreadyGiven(_("your signature of this letter is there already"))


def give(waiting: AwaitedSignature, cms: bytes, at: datetime) -> None:
    """Take the CMS, DER or PEM, that the signer's own tool has made over the awaited bytes, and wake its job.

    It is held against the digest of what was to be signed and the signer's certificate before anything of it is kept;
    the worker does the rest. Raises NotVerified, NoRoom, AlreadyGiven.
    """
    cms = certificate.unarmoured(cms)
    prepared = container.reopened(blobs.fetch(waiting.prepared))
    found = verification.verify_beside(prepared.covered, cms, keyring.judge(), at=at)
    if prepared.digest != waiting.covered or found.standing != Standing.VERIFIED:
        raise NotVerified(found.why or found.standing.label)
    letter = waiting.letter
    signer = keyring.certificate_of(letter.context["signing"], letter.entry.author or 0)
    if signer is None or certificate.serial(signer) != found.serial:
        raise NotVerified(_("it is the signature of another certificate"))
    container.embed(prepared, cms)
    if not AwaitedSignature.objects.filter(pk=waiting.pk, cms=None).update(cms=cms):
        raise AlreadyGiven(_("your signature of this letter is there already"))
    outbox.retry(Job.objects.filter(key=f"render:{waiting.letter_id}"), at)
