"""The verifier by itself: its signatures, trees and notes beside others', and how it answers an auditor."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from aics_tlog import checkpoint as other_checkpoint
from aics_tlog import cosign as other_cosign
from aics_tlog.tree import MerkleTree
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import verify_evidence
from cases.evidence.note import COSIGNED, Signer
from verify_evidence import Key, Note, Unreadable, is_continued, is_included, is_signed, main

from .test_forgeries import openssl
from .world import NAME, World, coded, live, plain_world

HOUSE = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db
# RFC 8032, 7.1: secret key, message, signature of tests 1, 2, 3 and SHA(abc)
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


class TestSignatures:
    @pytest.mark.parametrize(("secret", "message", "signature"), VECTORS)
    def test_those_of_the_rfc_hold(self, secret: str, message: str, signature: str) -> None:
        public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).public_key().public_bytes_raw()
        assert is_signed(public, bytes.fromhex(message), bytes.fromhex(signature))
        assert not is_signed(public, bytes.fromhex(message) + b"x", bytes.fromhex(signature))

    def test_a_changed_bit_is_refused_by_ours_and_by_openssl(self) -> None:
        chance = Random(8032)
        key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        public, signature = key.public_key().public_bytes_raw(), key.sign(b"letter")
        for place in chance.sample(range(64 * 8), 40):
            changed = bytearray(signature)
            changed[place // 8] ^= 1 << place % 8
            assert not is_signed(public, b"letter", bytes(changed))
            assert not openssl(public, b"letter", bytes(changed))

    def test_a_scalar_beyond_the_order_is_no_second_signature(self) -> None:
        key = Ed25519PrivateKey.generate()
        signature = key.sign(b"letter")
        scalar = int.from_bytes(signature[32:], "little") + verify_evidence.L
        assert not is_signed(
            key.public_key().public_bytes_raw(), b"letter", signature[:32] + scalar.to_bytes(32, "little")
        )

    @pytest.mark.parametrize(
        "octets", [b"\xff" * 32, (verify_evidence.P + 1).to_bytes(32, "little"), b"\x02" + b"\0" * 31]
    )
    def test_what_is_no_point_is_no_key(self, octets: bytes) -> None:
        assert not is_signed(octets, b"", b"\0" * 64)


class TestTrees:
    SIZES = (1, 2, 3, 7, 8, 9, 33, 64, 100)
    TREE = MerkleTree([b"%d" % number for number in range(100)])

    @pytest.mark.parametrize("size", SIZES)
    def test_proofs_of_the_other_are_accepted_and_changed_ones_are_not(self, size: int) -> None:
        for position in range(size):
            leaf = hashlib.sha256(b"\x00%d" % position).digest()
            proof, root = self.TREE.inclusion_proof(position, size), self.TREE.root(size)
            assert is_included(leaf, position, size, proof, root)
            assert not is_included(leaf, (position + 1) % size if size > 1 else 1, size, proof, root)
            assert not is_included(leaf, position, size, [*proof, root], root)
            for place in range(len(proof)):
                assert not is_included(leaf, position, size, [*proof[:place], root, *proof[place + 1 :]], root)

    @pytest.mark.parametrize("size", SIZES)
    def test_older_trees_of_the_other_are_accepted_and_changed_ones_are_not(self, size: int) -> None:
        for old in range(1, size + 1):
            proof, root, before = self.TREE.consistency_proof(old, size), self.TREE.root(size), self.TREE.root(old)
            assert is_continued(old, size, before, root, proof)
            assert not is_continued(old, size, before, root, [*proof, root])
            assert not is_continued(old, size, bytes(32), root, proof)
            assert not is_continued(size + 1, size, before, root, proof)
            for place in range(len(proof)):
                assert not is_continued(old, size, before, root, [*proof[:place], bytes(32), *proof[place + 1 :]])


class TestNotes:
    def test_a_checkpoint_and_a_cosignature_of_the_other_are_accepted(self) -> None:
        key, witness = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        head = other_checkpoint.Checkpoint("gknt.example", 7, bytes(range(32)))
        signed = other_checkpoint.sign_checkpoint(head, key, "gknt.example")
        told = (head.origin, head.size, head.root)
        _, line = other_cosign.sign_cosignature(witness, "witness.example", 1772442000, *told)
        note = Note(replace(signed, signatures=(*signed.signatures, line)).to_bytes())
        assert note.is_signed_by(Key(Signer("gknt.example", key).vkey()))
        assert (note.origin, note.size, note.root) == told
        assert note.seen_by(Key(Signer("witness.example", witness).vkey(COSIGNED))) == 1772442000
        assert note.seen_by(Key(Signer("witness.example", key).vkey(COSIGNED))) is None

    @pytest.mark.parametrize(
        "octets",
        [
            b"",
            b"gknt\n1\n\n",
            b"gknt\n01\nAAAA\n\n\xe2\x80\x94 gknt AAAA\n",
            "gknt\n1\nAAAA\n\n\u2014 gknt AAAA\n".encode(),
            "gknt\n1\n\u0001\n\n\u2014 gknt AAAA\n".encode(),
            b"gknt\n-1\nAAAA\n\n- gknt AAAA\n",
        ],
    )
    def test_what_is_no_checkpoint_is_refused(self, octets: bytes) -> None:
        with pytest.raises((ValueError, IndexError)):
            Note(octets)

    @pytest.mark.parametrize("told", ["", "gknt", "gknt+00000000+AQ==", "gknt+zz+zz"])
    def test_what_is_no_key_is_refused(self, told: str) -> None:
        with pytest.raises(Unreadable):
            Key(told)

    def test_a_key_under_another_name_is_another_key(self) -> None:
        signer = Signer("gknt.example", Ed25519PrivateKey.generate())
        with pytest.raises(Unreadable):
            Key(signer.vkey().replace("gknt", "gknu"))
        assert Key(signer.vkey(COSIGNED)).public == signer.public


@pytest.fixture(scope="module")
def exported(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, bytes]]:
    """A world and the bundle of two of its letters."""
    with django_db_blocker.unblock(), plain_world(tmp_path_factory.mktemp("world")) as world:  # type: ignore[attr-defined]
        live(world)
        yield world, world.bundle("draft")


@pytest.fixture
def place(exported: tuple[World, bytes], tmp_path: Path) -> Path:
    """An empty folder with the bundle, the key, and nothing of the product but the verifier."""
    world, bundle = exported
    (tmp_path / "bundle.zip").write_bytes(bundle)
    (tmp_path / "log.vkey").write_text(world.signer.vkey() + "\n", encoding="utf-8")
    (tmp_path / "verify_evidence.py").write_bytes((HOUSE / "verify_evidence.py").read_bytes())
    return tmp_path


def run(place: Path, *arguments: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """The verifier as an auditor runs it: no environment, no packages."""
    command = ["env", "-i", python, "-I", "verify_evidence.py", *arguments]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=120, check=False)


def pythons() -> list[str]:
    """The interpreters of this machine that the verifier must run on."""
    folder = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = {}
    for path in [*Path("/usr/bin").glob("python3.*"), *folder.glob("3.*/bin/python3")]:
        version = re.search(r"3\.(\d+)(\.\d+/bin/python3)?$", str(path))
        if version and int(version[1]) >= 9:
            found[int(version[1])] = str(path)
    return [found[one] for one in sorted(found)] or [sys.executable]


class TestAuditor:
    @pytest.mark.parametrize("python", pythons())
    def test_with_nothing_but_python_he_proves_the_bundle(self, place: Path, python: str) -> None:
        done = run(place, "bundle.zip", "--key", "log.vkey", python=python)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert done.stdout.endswith("PROVED: 0 findings\n")

    def test_findings_are_status_1_and_name_code_and_place(self, place: Path) -> None:
        made = (place / "bundle.zip").read_bytes().replace("сотрудничестве".encode(), "сотрудничества".encode())
        (place / "bundle.zip").write_bytes(made)
        done = run(place, "bundle.zip", "--key", "log.vkey", "--json")
        told = json.loads(done.stdout)
        assert (done.returncode, told["count"] > 0) == (1, True)
        assert {"CHANGED", "SHEET", "DRAFT", "SEAL"} <= {one["code"] for one in told["findings"]}

    @pytest.mark.parametrize(
        "arguments",
        [
            ("none.zip", "--key", "log.vkey"),
            ("bundle.zip", "--key", "none.vkey"),
            ("log.vkey", "--key", "log.vkey"),
            ("bundle.zip", "--key", "verify_evidence.py"),
            ("bundle.zip",),
            ("bundle.zip", "--key", "log.vkey", "--max-age", "soon"),
        ],
    )
    def test_what_cannot_be_read_is_status_2(self, place: Path, arguments: tuple[str, ...]) -> None:
        done = run(place, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr

    def test_he_keeps_a_checkpoint_and_later_proves_that_the_log_continues_it(
        self, exported: tuple[World, bytes], place: Path
    ) -> None:
        world, _ = exported
        (place / "held").write_bytes(world.held[0])
        (place / "bundle.zip").write_bytes(world.bundle("draft", previous=[world.held[0].decode()]))
        assert run(place, "bundle.zip", "--key", "log.vkey", "--previous", "held").returncode == 0

    def test_what_the_code_of_a_letter_says_is_such_a_checkpoint(
        self, exported: tuple[World, bytes], place: Path
    ) -> None:
        world, _ = exported
        said = coded(world.held[0].decode())
        (place / "bundle.zip").write_bytes(world.bundle("draft", previous=[said]))
        for kept in (said, f"{said}\n", said.replace("\n", "\r\n")):
            (place / "said").write_bytes(kept.encode())
            assert run(place, "bundle.zip", "--key", "log.vkey", "--previous", "said").returncode == 0
        (place / "said").write_text(said.replace(f"{NAME}\n", f"{NAME}\n1", 1), encoding="utf-8")
        done = run(place, "bundle.zip", "--key", "log.vkey", "--previous", "said")
        assert (done.returncode, "SIGNATURE said" in done.stdout) == (1, True)

    def test_an_old_bundle_is_told_by_its_age(self, place: Path) -> None:
        done = run(place, "bundle.zip", "--key", "log.vkey", "--max-age", "48h")
        assert done.returncode == 1  # the world lives in March 2026
        assert "OLD checkpoints/" in done.stdout

    def test_every_code_has_its_meaning(self) -> None:
        text = (HOUSE / "verify_evidence.py").read_text(encoding="utf-8")
        used = set(re.findall(r'\.add\(\s*"([A-Z]+)"', text)) | set(verify_evidence.FOLDERS.values())
        used |= {"ROOT", "FORK", "MISSING", "FORMAT"}
        assert used == set(verify_evidence.CODES)


def test_a_changed_byte_anywhere_names_the_place(
    exported: tuple[World, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A byte of every file of the bundle, and of the archive around them, at places chosen by chance."""
    monkeypatch.setattr(verify_evidence, "is_signed", openssl)
    world, bundle = exported
    chance = Random(7)
    key = Key(world.signer.vkey())
    archive = verify_evidence.Archive(io.BytesIO(bundle), verify_evidence.Findings())
    places = [(name, offset + chance.randrange(size)) for name, (offset, size, _) in archive.places.items() if size]
    places += [("", chance.randrange(len(bundle))) for _ in range(200)]
    for name, place in places:
        changed = bytearray(bundle)
        changed[place] ^= 1 << chance.randrange(8)
        try:
            findings = verify_evidence.verify(io.BytesIO(bytes(changed)), [key])
        except Unreadable:
            assert name == "" and place < 4
            continue
        assert findings.found, (name, place)
        if name and name not in ("log.jsonl", "checkpoint", "disclosures.jsonl"):
            named = [at for _, at, _ in findings.found if name in at or at in name]
            assert named, (name, findings.found)


def test_main_tells_the_same_without_a_process(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(place / "bundle.zip"), "--key", str(place / "log.vkey")]) == 0
    assert NAME not in capsys.readouterr().err
