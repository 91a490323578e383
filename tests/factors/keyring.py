"""A security key made of software: it answers what a page asks, with a pair of keys of its own (WebAuthn level 2)."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "https://testserver"
FLAG = AuthenticatorData.FLAG


def public_of(secret: ec.EllipticCurvePrivateKey) -> ES256:
    """The public half of a key, as a key tells it."""
    make: Any = ES256.from_cryptography_key
    found: ES256 = make(secret.public_key())
    return found


class Key:
    """One key; `origin` is what the browser says where it is."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin, self.id, self.count = origin, secrets.token_bytes(16), 0
        self.secret = ec.generate_private_key(ec.SECP256R1())

    def client(self, kind: str, asked: dict[str, Any]) -> CollectedClientData:
        """What the browser says that was asked, and where."""
        return CollectedClientData.create(type=f"webauthn.{kind}", challenge=asked["challenge"], origin=self.origin)

    def made(self, told: str) -> str:
        """The answer to a page that wants to know this key from now on."""
        asked = json.loads(told)
        public = AttestedCredentialData.create(Aaguid.NONE, self.id, public_of(self.secret))
        place = hashlib.sha256(asked["rp"]["id"].encode()).digest()
        data = AuthenticatorData.create(place, FLAG.UP | FLAG.AT, self.count, public)
        shown = AttestationObject.create("none", data, {})
        return self.packed({"attestationObject": bytes(shown)}, self.client("create", asked))

    def answer(self, told: str, *, present: bool = True) -> str:
        """The answer to a page that asks whether this key is here."""
        asked = json.loads(told)
        self.count += 1
        place = hashlib.sha256(asked["rpId"].encode()).digest()
        data = AuthenticatorData.create(place, FLAG.UP if present else FLAG(0), self.count)
        client = self.client("get", asked)
        signed = self.secret.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return self.packed({"authenticatorData": bytes(data), "signature": signed}, client)

    def packed(self, facts: dict[str, bytes], client: CollectedClientData) -> str:
        """As a browser writes it."""
        response = {name: websafe_encode(value) for name, value in facts.items()}
        response["clientDataJSON"] = websafe_encode(bytes(client))
        told = {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key"}
        return json.dumps(told | {"response": response, "clientExtensionResults": {}})
