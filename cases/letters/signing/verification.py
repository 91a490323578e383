"""Judging signatures: ours and other people's, in a PDF or beside any file."""

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from cases.lifecycle.signatures import Standing

from . import certificate
from .pades import Trust
from .program import Engine
from .verdict import Verdict

NOBODY = Trust()
KNOWN = frozenset({"sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True)
class Judge:
    """Whom signatures are held against: those trusted for X.509, and an engine for each other algorithm."""

    trust: Trust = NOBODY
    engines: tuple[Engine, ...] = ()

    def engine(self, algorithm: str) -> Engine | None:
        """Who verifies a digest that X.509 does not know."""
        return next((one for one in self.engines if one.digest == algorithm), None)


def verify(pdf: bytes, judge: Judge, *, at: datetime) -> list[Verdict]:
    """One verdict a signature or time stamp of a PDF, in their order; none for a file without any.

    Bad bytes raise nothing: whatever cannot be followed to its end is broken.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(pdf))
        found = reader.embedded_signatures
    except Exception as error:
        return [] if not pdf.startswith(b"%PDF-") else [Verdict(Standing.BROKEN, why=spoken(error))]
    return [of_embedded(one, pdf, judge, at) for one in found]


def of_embedded(one: Any, pdf: bytes, judge: Judge, at: datetime) -> Verdict:
    """What is to be said of one signature in a PDF."""
    named = Verdict(Standing.BROKEN, field=str(one.field_name))
    try:
        told = described(named, one.signed_data)
        first, second, third, fourth = (int(number) for number in one.byte_range)
        covered = pdf[first : first + second] + pdf[third : third + fourth]
        if one.sig_object_type == "/DocTimeStamp":
            return of_time_stamp(one, told, judge, at)
        if told.algorithm in KNOWN and certificate.promised(one.signed_data) != digest(covered, told.algorithm):
            return told.but(Standing.BROKEN, "the signed bytes are others")  # what follows would only take time
        if told.algorithm in KNOWN:
            return of_x509(one, told, judge, at)
        return followed(one, by_engine(told, covered, one.pkcs7_content, judge, at))
    except Exception as error:  # a validator that stumbles has verified nothing
        return named.but(Standing.BROKEN, spoken(error))


def of_x509(one: Any, told: Verdict, judge: Judge, at: datetime) -> Verdict:
    """An X.509 signature; one with a trusted time stamp is held against the time of the stamp."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature

    kept = validation_data(one.reader)
    now = judge.trust.context(at, *kept)
    status = asyncio.run(async_validate_pdf_signature(one, now, now))
    stamp = status.timestamp_validity
    if sound(stamp):
        then = judge.trust.context(stamp.timestamp, *kept)
        status = asyncio.run(async_validate_pdf_signature(one, then, now))
    return of_status(status, told)


def sound(status: Any) -> bool:
    """Whether a time stamp is there, whole and trusted."""
    return bool(status is not None and status.valid and status.intact and status.trusted)


def of_status(status: Any, told: Verdict) -> Verdict:
    """pyHanko's findings in our words."""
    stamp = getattr(status, "timestamp_validity", None)
    proven: Any = stamp if sound(stamp) else None
    moment = proven.timestamp if proven else getattr(status, "signer_reported_dt", None)
    found = timed(told, moment, stamped=proven is not None)
    if not (status.intact and status.valid):
        return found.but(Standing.BROKEN, "the signed bytes are others")
    if getattr(status, "docmdp_ok", True) is not True:  # a signature beside its file has no such thing
        return found.but(Standing.BROKEN, "the file was changed after it was signed")
    if stamp is not None and not (stamp.intact and stamp.valid):
        return found.but(Standing.BROKEN, "the time stamp is of other bytes")
    if not status.trusted:
        return found.but(Standing.UNTRUSTED, str(status.trust_problem_indic or "no chain to a trusted certificate"))
    if stamp is not None and not stamp.trusted:
        return found.but(Standing.UNTRUSTED, "the timestamp service is not trusted")
    return found if status.bottom_line else found.but(Standing.BROKEN, "a rule of the file is broken")


def of_time_stamp(one: Any, told: Verdict, judge: Judge, at: datetime) -> Verdict:
    """A time stamp over the whole file."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp

    status = asyncio.run(async_validate_pdf_timestamp(one, judge.trust.context(at, *validation_data(one.reader))))
    found = timed(told, status.timestamp, stamped=sound(status))
    if not (status.intact and status.valid and one.summarise_integrity_info()["docmdp_ok"]):
        return found.but(Standing.BROKEN, "the file was changed after its time stamp")
    return found if status.trusted else found.but(Standing.UNTRUSTED, "the timestamp service is not trusted")


def followed(one: Any, found: Verdict) -> Verdict:
    """Judge what follows a signature of an algorithm that pyHanko does not know: that needs no algorithm."""
    one.external_digests[one.external_md_algorithm] = b""
    one.compute_integrity_info()
    if one.summarise_integrity_info()["docmdp_ok"] is not True:
        return found.but(Standing.BROKEN, "the file was changed after it was signed")
    return timed(found, found.at or one.self_reported_timestamp, stamped=False)


def verify_beside(octets: bytes, cms: bytes, judge: Judge, *, at: datetime) -> Verdict:
    """A signature that lies beside its file (.p7s, .sig)."""
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

    try:
        signed = certificate.signature(cms)
        told = described(Verdict(Standing.BROKEN), signed)
        if told.algorithm not in KNOWN:
            return by_engine(told, octets, cms, judge, at)
        context = judge.trust.context(at)
        return of_status(asyncio.run(async_validate_detached_cms(octets, signed, context, context)), told)
    except Exception as error:  # a validator that stumbles has verified nothing
        return Verdict(Standing.BROKEN, why=spoken(error))


def digest(octets: bytes, algorithm: str) -> bytes:
    """The digest by an algorithm that we know."""
    return hashlib.new(algorithm, octets).digest()


def by_engine(told: Verdict, covered: bytes, cms: bytes, judge: Judge, at: datetime) -> Verdict:
    """What the engine for an algorithm finds, if there is one."""
    engine = judge.engine(told.algorithm)
    if engine is None:
        return told.but(Standing.CANNOT_VERIFY, told.algorithm)
    return told.but(*engine.verify(covered, cms, at=at))


def described(verdict: Verdict, signed: Any) -> Verdict:
    """What a signature says of itself, before anything of it is believed: nothing is found against it yet."""
    signer = certificate.of_signer(signed)
    since, until = certificate.validity(signer) if signer is not None else (None, None)
    return Verdict(
        Standing.VERIFIED,
        field=verdict.field,
        algorithm=certificate.algorithm(signed),
        owner=certificate.owner(signer) if signer is not None else "",
        serial=certificate.serial(signer) if signer is not None else "",
        since=since,
        until=until,
        at=certificate.claimed_time(signed),
    )


def timed(verdict: Verdict, at: datetime | None, *, stamped: bool) -> Verdict:
    """The verdict with the time of the signature."""
    return replace(verdict, at=at or verdict.at, stamped=stamped)


def validation_data(reader: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The certificates and revocation lists that a PDF brings along (B-LT)."""
    from asn1crypto import crl
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError

    try:
        kept = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return (), ()
    lists = (crl.CertificateList.load(one.get_object().data) for one in kept.crls)
    return tuple(kept.load_certs()), tuple(lists)


def spoken(error: Exception) -> str:
    """An error of a validator, in one line."""
    return f"{type(error).__name__}: {error}"[:200]
