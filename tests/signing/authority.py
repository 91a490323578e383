"""A certificate authority of nobody: roots, issuers, signers, a timestamp service, and lists of the revoked."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cases.letters.signing import certificate
from cases.letters.signing.pades import Keys, Level, Stamps, Trust

NOW = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
PEM = serialization.Encoding.PEM


@dataclass
class Holder:
    """A certificate with its key."""

    made: x509.Certificate
    key: Any

    def pem(self, *above: "Holder") -> bytes:
        """Key and chain in one file."""
        secret: bytes = self.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return secret + b"".join(one.made.public_bytes(PEM) for one in (self, *above))

    @property
    def read(self) -> Any:
        """The certificate as our code reads it."""
        return certificate.read(self.made.public_bytes(PEM))[0]


@dataclass
class Authority:
    """A root with an issuer below it."""

    name: str
    root: Holder
    issuer: Holder
    stamps: Holder
    revoked: list[int] = field(default_factory=list)

    def holder(self, name: str, *, since: datetime = NOW - YEAR, until: datetime = NOW + YEAR) -> Holder:
        """A person's certificate."""
        return issued(name, self.issuer, since=since, until=until)

    def trust(self, at: datetime = NOW) -> Trust:
        """To trust this root, and to know what it has revoked."""
        return Trust(
            (self.root.read,),
            (self.issuer.read,),
            tuple(listed(one, self.revoked, at) for one in (self.root, self.issuer)),
        )

    def keys(self, holder: Holder, level: Level = Level.B_B) -> Keys:
        """What a holder signs with."""
        return Keys(holder.pem(self.issuer), level, Stamps(own=self.stamps.pem(self.root)), self.trust())


def listed(issuer: Holder, revoked: list[int], at: datetime) -> Any:
    """A revocation list."""
    made = x509.CertificateRevocationListBuilder().issuer_name(issuer.made.subject)
    made = made.last_update(at - timedelta(hours=1)).next_update(at + timedelta(days=7))
    for number in revoked:
        one = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(at - timedelta(days=1))
        made = made.add_revoked_certificate(one.build())
    made = made.add_extension(x509.CRLNumber(1), critical=False)
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False)
    return crl.CertificateList.load(made.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))


def issued(
    name: str,
    issuer: Holder | None,
    *,
    since: datetime = NOW - YEAR,
    until: datetime = NOW + YEAR,
    authority: bool = False,
    stamps: bool = False,
) -> Holder:
    """A certificate by an issuer, or by itself."""
    key: Any = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "BY"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above = issuer or Holder(None, key)  # type: ignore[arg-type]
    made = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
    made = made.issuer_name(issuer.made.subject if issuer else subject).serial_number(x509.random_serial_number())
    made = made.not_valid_before(since).not_valid_after(until)
    made = made.add_extension(x509.BasicConstraints(authority, None), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(above.key.public_key())
    made = made.add_extension(identifier, critical=False)
    uses = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    uses |= {"digital_signature": not authority, "content_commitment": not authority and not stamps}
    uses |= {"key_cert_sign": authority, "crl_sign": authority}
    made = made.add_extension(x509.KeyUsage(**uses), critical=True)
    if issuer:  # where the revoked are listed; without a place nobody would look for them
        place = x509.DistributionPoint([x509.UniformResourceIdentifier("http://ca.test/revoked.crl")], None, None, None)
        made = made.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    if stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Holder(made.sign(above.key, hashes.SHA256()), key)


@cache
def authority(name: str = "Учебный центр") -> Authority:
    """An authority by its name, founded once a run."""
    root = issued(f"{name}: корень", None, since=NOW - 2 * YEAR, until=NOW + 9 * YEAR, authority=True)
    issuer = issued(name, root, since=NOW - 2 * YEAR, until=NOW + 9 * YEAR, authority=True)
    stamps = issued(f"{name}: время", root, since=NOW - 2 * YEAR, until=NOW + 9 * YEAR, stamps=True)
    return Authority(name, root, issuer, stamps)


@cache
def holder_of_today(name: str) -> Holder:
    """A person whose certificate is valid today, whatever day that is."""
    today = datetime.now(UTC)
    return authority().holder(name, since=today - YEAR, until=today + YEAR)
