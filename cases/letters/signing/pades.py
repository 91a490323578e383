"""X.509 signatures: PAdES from B-B to B-LTA, and what makes them last."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives import serialization

from . import certificate

DIGEST = "sha256"


class Level(StrEnum):
    """What a signature carries: itself; a time stamp; data to verify it later; a time stamp over all that."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


class BadKey(Exception):
    """A key file holds no private key, or none for its first certificate."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a body trusts: certificates at the top of chains, and lists of those that are revoked."""

    roots: tuple[Any, ...] = ()
    others: tuple[Any, ...] = ()
    revoked: tuple[Any, ...] = ()

    def context(
        self, at: datetime, others: tuple[Any, ...] = (), revoked: tuple[Any, ...] = (), *, whole: bool = False
    ) -> Any:
        """How pyHanko is told so, for a moment. Nothing is fetched: what is needed lies here or in the file.

        whole: a chain counts only with the lists of revoked certificates that its certificates name.
        """
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=[*self.others, *others],
            crls=[*self.revoked, *revoked],
            moment=at,
            allow_fetching=False,
            revocation_mode="hard-fail" if whole else "soft-fail",
            retroactive_revinfo=True,
        )


@dataclass(frozen=True)
class Stamps:
    """A timestamp service: an address, or a key of our own that stands for one in a demonstration."""

    address: str = ""
    own: bytes = b""

    def stamper(self, at: datetime) -> Any:
        """What pyHanko asks for a time stamp; our own says the moment that it is given."""
        from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper

        if self.address:
            return HTTPTimeStamper(self.address, timeout=20)
        key, chain = pair(self.own)
        return DummyTimeStamper(chain[0], key, store(chain[1:]), fixed_dt=at)


@dataclass(frozen=True)
class Keys:
    """A private key with its chain (one PEM), and how far its signatures go."""

    pem: bytes = field(repr=False)
    level: Level = Level.B_B
    stamps: Stamps | None = None
    trust: Trust = field(default_factory=Trust)

    @property
    def certificate(self) -> Any:
        """The signer's certificate."""
        return certificate.read(self.pem)[0]

    def sign(self, covered: bytes, *, at: datetime) -> bytes:
        """The CMS signature over bytes. Raises BadKey, and OSError where the timestamp service does not answer."""
        from pyhanko.sign.signers import SimpleSigner

        key, chain = pair(self.pem)
        signer = SimpleSigner(chain[0], key, store(chain[1:]), embed_roots=False)
        stamper = None if self.level == Level.B_B else self.stamper(at)
        digest = hashlib.sha256(covered).digest()
        made = asyncio.run(signer.async_sign(digest, DIGEST, use_pades=True, timestamper=stamper))
        octets: bytes = made.dump()
        return octets

    def stamper(self, at: datetime) -> Any:
        """The timestamp service that a level above B-B needs. Raises BadKey without one."""
        if self.stamps is None:
            raise BadKey(f"{self.level} needs a timestamp service")
        return self.stamps.stamper(at)

    def prolong(self, pdf: bytes, *, at: datetime) -> bytes:
        """The signed PDF with what its level adds behind the last signature; B-B and B-T add nothing."""
        if self.level in (Level.B_LT, Level.B_LTA):
            pdf = with_validation_data(pdf, self.trust, at)
        return with_time_stamp(pdf, self.stamper(at), self.trust, at) if self.level == Level.B_LTA else pdf


def pair(pem: bytes) -> tuple[Any, list[Any]]:
    """A private key and its chain out of one PEM, its own certificate first. Raises BadKey."""
    from asn1crypto import keys

    chain = certificate.read(pem)
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise BadKey(str(error)) from error
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    if key.public_key().public_bytes(serialization.Encoding.DER, form) != chain[0].public_key.dump():
        raise BadKey("the key is not that of the first certificate")
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return keys.PrivateKeyInfo.load(der), chain


def store(certificates: list[Any]) -> Any:
    """Certificates as pyHanko takes them."""
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    return SimpleCertificateStore.from_certs(certificates)


def with_validation_data(pdf: bytes, trust: Trust, at: datetime) -> bytes:
    """The PDF with the chain and the revocation lists of its last signature (B-LT).

    Raises pyHanko's InsufficientRevinfoError where one of them is not there.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.dss import async_add_validation_info

    last = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[-1]
    written = asyncio.run(async_add_validation_info(last, trust.context(at, whole=True)))
    octets: bytes = written.getvalue()
    return octets


def with_time_stamp(pdf: bytes, stamper: Any, trust: Trust, at: datetime) -> bytes:
    """The PDF with a time stamp over all of it (B-LTA)."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfTimeStamper

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    written = asyncio.run(
        PdfTimeStamper(stamper).async_timestamp_pdf(writer, DIGEST, validation_context=trust.context(at))
    )
    octets: bytes = written.getvalue()
    return octets
