"""What a forger has in his hands: a bundle taken apart, and put together again as far as his means reach."""

import copy
import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

import verify_evidence
from cases.evidence.census import Census
from cases.evidence.merkle import Frontier, leaf_hash
from cases.evidence.note import Signer
from cases.evidence.package import Package
from cases.lifecycle.facts import canonical

type Entry = dict[str, Any]
# What stands on the log with the export in it, in the order of the archive.
LAST = ("manifest.json", "log.jsonl", "checkpoint")


def packed(files: dict[str, bytes]) -> bytes:
    """An archive as Chancery writes it."""
    file = io.BytesIO()
    package = Package(file)
    for name, octets in files.items():
        package.add(name, octets)
    package.close()
    return file.getvalue()


def unpacked(bundle: bytes) -> dict[str, bytes]:
    """The files of an archive."""
    archive = verify_evidence.Archive(io.BytesIO(bundle), verify_evidence.Findings())
    return {name: archive.read(name) for name in archive.places}


@cache
def apart(bundle: bytes) -> tuple[dict[str, bytes], dict[int, int]]:
    """The files of a bundle, and when its checkpoints were signed, by their sizes; read once, to be copied."""
    files, moments = unpacked(bundle), {}
    for name, octets in files.items():
        if name.startswith("checkpoint"):
            told = verify_evidence.Note(octets)
            moments[told.size] = next(
                int.from_bytes(signature[:8], "big") for _, _, signature in told.lines if len(signature) == 72
            )
    return files, moments


@dataclass
class Forgery:
    """A whole bundle in parts: its files, and its leaves as what they say; chance chooses what is forged."""

    files: dict[str, bytes]
    chance: Random
    leaves: list[Entry] = field(default_factory=list)
    moments: dict[int, int] = field(default_factory=dict)  # size of a checkpoint -> when it was signed

    @classmethod
    def of(cls, bundle: bytes, chance: Random) -> "Forgery":
        """Take a whole bundle apart."""
        files, moments = apart(bundle)
        leaves = [json.loads(line) for line in files["log.jsonl"].splitlines()]
        assert all(isinstance(leaf, dict) for leaf in leaves)
        return cls(dict(files), chance, leaves, dict(moments))

    @property
    def entries(self) -> list[Entry]:
        """The leaves that are entries of cases."""
        return [leaf for leaf in self.leaves if "kind" not in leaf]

    def entry(self, *moves: str) -> Entry:
        """One entry of one of these moves, of all when none is named."""
        return self.chance.choice([one for one in self.entries if not moves or one["move"] in moves])

    def after(self, entry: Entry, **other: Any) -> Entry:
        """A copy of an entry as the next one of its case, with other words, put right behind the last of its case."""
        last = [one for one in self.entries if one["case"] == entry["case"]][-1]
        made = copy.deepcopy(entry) | {"seq": last["seq"] + 1, "from": last["to"], "to": last["to"]}
        made |= {"sealed": {}, "sheets": {}, "request": None, "scan": None, "recorded_at": last["recorded_at"]}
        made |= {"occurred_at": last["recorded_at"]} | other
        self.leaves.insert(self.leaves.index(last) + 1, made)
        return made

    # -- how far the forger's means reach

    def blind(self) -> bytes:
        """He edits the bundle alone: nothing is computed anew."""
        return packed(self.files)

    def lines(self) -> list[bytes]:
        """The lines of the log, to be edited alone."""
        return self.files["log.jsonl"].splitlines(keepends=True)

    def put(self, lines: list[bytes]) -> bytes:
        """Put edited lines back, and nothing else."""
        self.files["log.jsonl"] = b"".join(lines)
        return self.blind()

    def recomputed(self, signer: Signer | None = None, **how: Any) -> bytes:
        """He owns the database: chains, census, manifest and tree are made anew; signed when he has a key."""
        self.rechain()
        self.recount()
        return self.resigned(signer, **how)

    def rechain(self) -> None:
        """Every chain hangs together again."""
        heads: dict[str, tuple[int, str]] = {}
        for one in self.entries:
            seq, prev = heads.get(one["case"], (0, "0" * 64))
            one["seq"], one["prev"] = seq + 1, prev
            heads[one["case"]] = (seq + 1, leaf_hash(canonical(one)).hex())

    def recount(self) -> None:
        """The last census counts what there is now."""
        heads: dict[str, list[Any]] = {}
        for one in self.entries:
            heads[one["case"]] = [one["case"], one["seq"], leaf_hash(canonical(one)).hex()]
        told = [json.loads(line)[0] for line in self.files["census/registers.jsonl"].splitlines()]
        taken = Census(sorted(heads.values()), told)
        last = [leaf for leaf in self.leaves if leaf.get("kind") == "census"][-1]
        last |= {"heads": len(taken.heads), "heads_root": taken.heads_root.hex()}
        last |= {"registers": len(taken.registers), "registers_root": taken.registers_root.hex()}
        for what, of in (("heads", taken.heads), ("registers", taken.registers)):
            lines = [canonical([row, place, []]) + b"\n" for place, row in enumerate(of)]
            self.files[f"census/{what}.jsonl"] = b"".join(lines)

    def resigned(self, signer: Signer | None = None, *, keep: tuple[int, ...] = ()) -> bytes:
        """Manifest, export record, tree and checkpoints made anew; without a key the old signatures are kept.

        keep: sizes of checkpoints that the forger leaves as they were signed.
        """
        old = self.files
        older = {name: octets for name, octets in old.items() if name.startswith(("checkpoints/", "consistency/"))}
        files = {name: octets for name, octets in old.items() if name not in LAST and name not in older}
        export = self.leaves[-1]
        manifest = json.loads(old["manifest.json"])
        manifest["below"] = len(self.leaves) - 1
        manifest["cases"] = sorted({one["case"] for one in self.entries})
        manifest["files"] = {name: hashlib.sha256(octets).hexdigest() for name, octets in files.items()}
        files["manifest.json"] = canonical(manifest)
        export["manifest"] = hashlib.sha256(files["manifest.json"]).hexdigest()
        files["log.jsonl"] = b"".join(canonical(leaf) + b"\n" for leaf in self.leaves)
        if signer is None:
            return packed(files | {"checkpoint": old["checkpoint"]} | older)
        notes = self.signed(signer, {*self.moments, manifest["below"], len(self.leaves)})
        files["checkpoint"] = notes.pop(len(self.leaves))
        for size, octets in notes.items():
            name = f"checkpoints/{size}"
            files[name] = older[name] if size in keep else octets
        return packed(files)

    def signed(self, signer: Signer, sizes: set[int]) -> dict[int, bytes]:
        """Checkpoints of some sizes over the leaves as they are now."""
        edge, found = Frontier(), {}
        moment = 0
        for leaf in self.leaves:
            list(edge.add(leaf_hash(canonical(leaf))))
            if edge.size in sizes:
                moment = max(moment, self.moments.get(edge.size, moment))
                found[edge.size] = signer.sign(edge.size, edge.root(), datetime.fromtimestamp(moment, UTC)).encode()
        return found


def codes(bundle: bytes, signer: Signer, **how: Any) -> set[str]:
    """The codes of what the verifier finds, with the genuine key; unreadable is a finding of its own."""
    key = verify_evidence.Key(signer.vkey())
    try:
        findings = verify_evidence.verify(io.BytesIO(bundle), [key, *how.pop("witnesses", ())], **how)
    except verify_evidence.Unreadable:
        return {"unreadable"}
    return {code for code, _, _ in findings.found}
