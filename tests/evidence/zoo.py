"""The zoo of forgeries. Each kind is a function that forges a bundle and names the code by which it must be found."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import verify_evidence
from cases.evidence import note
from cases.evidence.merkle import leaf_hash
from cases.evidence.note import Signer
from cases.lifecycle.facts import canonical

from .forger import Entry, Forgery, packed, unpacked
from .world import coded


@dataclass
class Bench:
    """What lies before a forger: an honest whole bundle, one of two cases, an older whole one, the log's key."""

    whole: bytes
    part: bytes
    old: bytes
    held: bytes
    signer: Signer
    chance: Random

    @property
    def forgery(self) -> Forgery:
        """The whole bundle in parts."""
        return Forgery.of(self.whole, self.chance)

    def blind(self, folder: str, change: Callable[[bytes], bytes], suffix: str = "") -> bytes:
        """Change one file of a folder (or of this name) and nothing else."""
        made = self.forgery
        name = self.chance.choice(sorted(one for one in made.files if one.startswith(folder) and one.endswith(suffix)))
        made.files[name] = change(made.files[name])
        return made.blind()

    def flipped(self, octets: bytes) -> bytes:
        """One bit of some bytes is another."""
        place = self.chance.randrange(len(octets))
        return octets[:place] + bytes([octets[place] ^ 1 << self.chance.randrange(8)]) + octets[place + 1 :]


type Made = bytes | tuple[bytes, dict[str, Any]]
KINDS: dict[str, tuple[str, Callable[[Bench], Made]]] = {}


def found_by(code: str) -> Callable[[Callable[[Bench], Made]], Callable[[Bench], Made]]:
    """Put a kind of forgery into the zoo."""

    def keep(kind: Callable[[Bench], Made]) -> Callable[[Bench], Made]:
        KINDS[kind.__name__] = (code, kind)
        return kind

    return keep


# ---- blind edits: the forger changes the bundle and computes nothing anew


@found_by("ROOT")
def a_bit_of_the_log(bench: Bench) -> Made:
    made = bench.forgery
    lines = made.lines()
    place = bench.chance.randrange(len(lines))
    lines[place] = bench.flipped(lines[place][:-1]).replace(b"\n", b" ") + b"\n"
    return made.put(lines)


@found_by("SIZE")
def a_leaf_away(bench: Bench) -> Made:
    made = bench.forgery
    lines = made.lines()
    del lines[bench.chance.randrange(len(lines))]
    return made.put(lines)


@found_by("SIZE")
def the_tail_cut_off(bench: Bench) -> Made:
    made = bench.forgery
    return made.put(made.lines()[: -bench.chance.randrange(1, 40)])


@found_by("ROOT")
def two_leaves_swapped(bench: Bench) -> Made:
    made = bench.forgery
    lines = made.lines()
    place = bench.chance.randrange(len(lines) - 1)
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    return made.put(lines)


@found_by("SIZE")
def a_leaf_twice(bench: Bench) -> Made:
    made = bench.forgery
    lines = made.lines()
    place = bench.chance.randrange(len(lines))
    return made.put([*lines[:place], lines[place], *lines[place:]])


@found_by("FORMAT")
def a_blank_line(bench: Bench) -> Made:
    made = bench.forgery
    lines = made.lines()
    lines.insert(bench.chance.randrange(len(lines)), b"\n")
    return made.put(lines)


@found_by("CANON")
def the_same_words_with_spaces(bench: Bench) -> Made:
    made = bench.forgery
    lines = made.lines()
    place = bench.chance.randrange(len(lines))
    lines[place] = json.dumps(json.loads(lines[place]), ensure_ascii=False).encode() + b"\n"
    return made.put(lines)


@found_by("CANON")
def a_key_twice(bench: Bench) -> Made:
    made = bench.forgery
    lines = made.lines()
    place = bench.chance.randrange(len(lines))
    lines[place] = lines[place].rstrip(b"\n")[:-1] + b',"v":1}\n'
    return made.put(lines)


@found_by("LETTER")
def another_letter_in_its_place(bench: Bench) -> Made:
    return bench.blind("letters/", lambda _: b"%PDF-1.7 forged")


@found_by("LETTER")
def two_letters_swapped(bench: Bench) -> Made:
    made = bench.forgery
    one, other = bench.chance.sample(sorted(name for name in made.files if name.startswith("letters/")), 2)
    made.files[one], made.files[other] = made.files[other], made.files[one]
    return made.blind()


@found_by("LETTER")
def a_byte_behind_a_letter(bench: Bench) -> Made:
    return bench.blind("letters/", lambda octets: octets + b"\n")


@found_by("LETTER")
def a_letter_away(bench: Bench) -> Made:
    made = bench.forgery
    del made.files[bench.chance.choice(sorted(name for name in made.files if name.startswith("letters/")))]
    return made.blind()


@found_by("EXTRA")
def a_foreign_letter(bench: Bench) -> Made:
    made = bench.forgery
    made.files[f"letters/{bench.chance.randbytes(32).hex()}.pdf"] = b"%PDF-1.7"
    return made.blind()


@found_by("SHEET")
def the_facts_of_a_sheet(bench: Bench) -> Made:
    return bench.blind("sheets/", bench.flipped)


@found_by("DRAFT")
def the_text_of_a_draft(bench: Bench) -> Made:
    return bench.blind("drafts/", lambda octets: octets.replace("сотрудничестве".encode(), "соперничестве".encode()))


def disclosed(bench: Bench, change: Callable[[Entry], Entry | None]) -> bytes:
    """Change one of the disclosed texts."""
    made = bench.forgery
    lines = made.files["disclosures.jsonl"].splitlines()
    place = bench.chance.randrange(len(lines))
    told = change(json.loads(lines[place]))
    lines[place : place + 1] = [canonical(told)] if told is not None else []
    made.files["disclosures.jsonl"] = b"".join(line + b"\n" for line in lines)
    return made.blind()


@found_by("SEAL")
def a_sealed_text(bench: Bench) -> Made:
    return disclosed(bench, lambda told: told | {"value": "Не было такого."})


@found_by("SEAL")
def the_salt_of_a_sealed_text(bench: Bench) -> Made:
    return disclosed(bench, lambda told: told | {"salt": bench.chance.randbytes(32).hex()})


@found_by("SEAL")
def a_text_that_was_never_sealed(bench: Bench) -> Made:
    return disclosed(bench, lambda told: told | {"name": "confession"})


@found_by("DESTROYED")
def a_sealed_text_away(bench: Bench) -> Made:
    return disclosed(bench, lambda _: None)


@found_by("SIGNATURE")
def the_size_in_the_checkpoint(bench: Bench) -> Made:
    size = len(bench.forgery.leaves)
    return bench.blind("checkpoint", lambda octets: octets.replace(b"\n%d\n" % size, b"\n%d\n" % (size - 1)), "t")


@found_by("SIGNATURE")
def a_checkpoint_without_signatures(bench: Bench) -> Made:
    return bench.blind("checkpoint", lambda octets: octets[: octets.rindex(b"\n\n") + 2], "t")


@found_by("SIGNATURE")
def the_moment_of_the_checkpoint(bench: Bench) -> Made:
    def later(octets: bytes) -> bytes:
        [*rest, last] = octets.decode().splitlines()
        dash, name, line = last.split(" ")
        told = bytearray(base64.b64decode(line))
        told[11] ^= 1 << bench.chance.randrange(8)
        return "\n".join([*rest, f"{dash} {name} {base64.b64encode(told).decode()}", ""]).encode()

    return bench.blind("checkpoint", later, "t")


@found_by("MISSING")
def no_checkpoint(bench: Bench) -> Made:
    made = bench.forgery
    del made.files["checkpoint"]
    return made.blind()


@found_by("SIGNATURE")
def a_carried_checkpoint(bench: Bench) -> Made:
    return bench.blind("checkpoints/", bench.flipped)


@found_by("POLICY")
def a_milder_law(bench: Bench) -> Made:
    return bench.blind("law.json", lambda octets: octets.replace(b'"by":["signer"]', b'"by":["executor","signer"]'))


@found_by("CHANGED")
def the_account_for_people(bench: Bench) -> Made:
    return bench.blind("account/", bench.flipped)


@found_by("CHANGED")
def the_verifier_itself(bench: Bench) -> Made:
    return bench.blind("verify_evidence.py", lambda octets: octets.replace(b"return 1 if", b"return 0 if"))


@found_by("CENSUS")
def a_row_of_the_census(bench: Bench) -> Made:
    return bench.blind("census/registers", lambda octets: octets.replace(b'"opening":', b'"opening":1', 1))


@found_by("EXPORT")
def the_manifest(bench: Bench) -> Made:
    return bench.blind("manifest.json", lambda octets: octets.replace(b'"by":null', b'"by":1'))


@found_by("EXTRA")
def a_file_that_nobody_named(bench: Bench) -> Made:
    made = bench.forgery
    made.files[f"note-{bench.chance.randrange(99)}.txt"] = b"trust me"
    return made.blind()


@found_by("ZIP")
def something_behind_the_archive(bench: Bench) -> Made:
    return bench.whole + bench.chance.randbytes(bench.chance.randrange(1, 99))


@found_by("ZIP")
def the_directory_of_the_archive(bench: Bench) -> Made:
    start = bench.whole.rindex(b"PK\x01\x02")
    return bench.whole[:start] + bench.flipped(bench.whole[start:])


@found_by("ZIP")
def a_name_twice_in_the_archive(bench: Bench) -> Made:
    files = bench.forgery.files
    name = bench.chance.choice(sorted(files))
    twin = packed(files | {"~" + name[1:]: b"x"})
    return twin.replace(b"~" + name[1:].encode(), name.encode())


@found_by("CRC")
def the_checksum_of_a_file(bench: Bench) -> Made:
    name = bench.chance.choice(sorted(bench.forgery.files)).encode()
    start = bench.whole.index(name) - 30
    directory = bench.whole.rindex(b"PK\x01\x02")
    central = bench.whole.index(name, directory) if name in bench.whole[directory:] else bench.whole.rindex(name)
    made = bytearray(bench.whole)
    made[start + 14] ^= 1
    made[central - 46 + 16] ^= 1
    return bytes(made)


# ---- a database administrator: he computes everything anew, and has no key


def without_key(bench: Bench, change: Callable[[Forgery], object]) -> bytes:
    """Everything is made anew but the signatures."""
    made = bench.forgery
    change(made)
    return made.recomputed()


@found_by("ROOT")
def an_author_rewritten(bench: Bench) -> Made:
    return without_key(bench, lambda made: made.entry().update(author=9999, actor=9999))


@found_by("SIZE")
def an_entry_away_and_everything_recomputed(bench: Bench) -> Made:
    return without_key(bench, lambda made: made.leaves.remove(made.entry()))


@found_by("SIZE")
def an_entry_put_between_and_everything_recomputed(bench: Bench) -> Made:
    return without_key(bench, lambda made: made.after(made.entry("agree")))


@found_by("ROOT")
def a_moment_rewritten(bench: Bench) -> Made:
    return without_key(bench, lambda made: made.entry().update(recorded_at=1, occurred_at=1))


@found_by("ROOT")
def a_letter_and_its_digest(bench: Bench) -> Made:
    def swap(made: Forgery) -> None:
        bound = made.entry("rendered")
        made.files.pop(f"letters/{bound['effects']['bytes']}.pdf", None)
        forged = b"%PDF-1.7 forged"
        bound["effects"]["bytes"] = hashlib.sha256(forged).hexdigest()
        made.files[f"letters/{bound['effects']['bytes']}.pdf"] = forged

    return without_key(bench, swap)


@found_by("SIGNATURE")
def a_key_of_his_own(bench: Bench) -> Made:
    made = bench.forgery
    made.entry().update(author=9999)
    return made.recomputed(Signer(bench.signer.name, Ed25519PrivateKey.generate()))


@found_by("SIZE")
def an_older_genuine_checkpoint(bench: Bench) -> Made:
    made = bench.forgery
    made.files["checkpoint"] = bench.held
    return made.blind()


@found_by("ROLLBACK")
def an_older_bundle_to_one_who_holds_a_newer_checkpoint(bench: Bench) -> Made:
    return bench.old, {"previous": [("held", bench.forgery.files["checkpoint"])]}


@found_by("OLD")
def an_older_bundle_to_one_who_asks_how_old_it_is(bench: Bench) -> Made:
    return bench.old, {"max_age": 3600, "now": max(bench.forgery.moments.values()) + 3601}


# ---- who holds the key too: he meets a checkpoint that somebody holds, a witness, or the clock


def with_key(bench: Bench, change: Callable[[Forgery], object], **how: Any) -> bytes:
    """Everything is made anew and signed with the genuine key."""
    made = bench.forgery
    change(made)
    return made.recomputed(bench.signer, **how)


def before_held(bench: Bench, made: Forgery) -> Entry:
    """An entry that the held checkpoint has."""
    size = verify_evidence.Note(bench.held).size
    return bench.chance.choice([leaf for leaf in made.leaves[:size] if "kind" not in leaf])


@found_by("FORK")
def what_the_held_checkpoint_has_rewritten(bench: Bench) -> Made:
    made = with_key(bench, lambda made: before_held(bench, made).update(author=9999))
    return made, {"previous": [("held", bench.held)]}


@found_by("FORK")
def what_the_held_checkpoint_has_deleted(bench: Bench) -> Made:
    made = with_key(bench, lambda made: made.leaves.remove(before_held(bench, made)))
    return made, {"previous": [("held", bench.held)]}


@found_by("FORK")
def what_the_code_of_a_letter_holds_rewritten(bench: Bench) -> Made:
    made = with_key(bench, lambda made: before_held(bench, made).update(author=9999))
    return made, {"previous": [("code", coded(bench.held.decode()).encode())]}


@found_by("ROLLBACK")
def the_log_cut_below_what_the_code_of_a_letter_tells(bench: Bench) -> Made:
    return bench.old, {"previous": [("code", coded(bench.forgery.files["checkpoint"].decode()).encode())]}


@found_by("SIGNATURE")
def a_letter_with_a_code_that_the_log_never_signed(bench: Bench) -> Made:
    size, root = bench.chance.randrange(1, 60), bench.chance.randbytes(32)
    stranger = Signer(bench.signer.name, Ed25519PrivateKey.generate())
    note = stranger.sign(size, root, datetime.fromtimestamp(0, UTC))
    return bench.whole, {"previous": [("code", coded(note).encode())]}


@found_by("FORK")
def a_carried_checkpoint_that_was_signed_before_the_rewriting(bench: Bench) -> Made:
    size = verify_evidence.Note(bench.held).size
    return with_key(bench, lambda made: before_held(bench, made).update(author=9999), keep=(size,))


@found_by("ROLLBACK")
def the_log_cut_below_the_held_checkpoint(bench: Bench) -> Made:
    made = bench.forgery
    newer = made.files["checkpoint"]
    last = made.entry("rendered", "agree", "sign")
    case = [one for one in made.entries if one["case"] == last["case"]]
    for one in case[case.index(last) :]:
        made.leaves.remove(one)
    return made.recomputed(bench.signer), {"previous": [("held", newer)]}


@found_by("WITNESS")
def a_history_that_no_witness_would_sign(bench: Bench) -> Made:
    witness = Signer("other.example/witness", Ed25519PrivateKey.generate())
    made = with_key(bench, lambda made: made.entry().update(author=9999))
    key = verify_evidence.Key(witness.vkey(note.COSIGNED))
    return made, {"witnesses": [key], "quorum": 1}


@found_by("WITNESS")
def a_cosignature_of_another_head(bench: Bench) -> Made:
    witness = Signer("other.example/witness", Ed25519PrivateKey.generate())
    made = bench.forgery
    text = verify_evidence.Note(bench.held).text
    made.files["checkpoint"] += witness.cosignature(text, datetime.now(UTC)).encode()
    return made.blind(), {"witnesses": [verify_evidence.Key(witness.vkey(note.COSIGNED))], "quorum": 1}


@found_by("ORIGIN")
def a_head_of_another_log_by_the_same_key(bench: Bench) -> Made:
    made = bench.forgery
    told = verify_evidence.Note(made.files["checkpoint"])
    text = note.head("other.example/register", told.size, told.root)
    plain = bench.signer.line(note.SIGNED, bench.signer.key.sign(text.encode()))
    made.files["checkpoint"] = f"{text}\n{plain}{bench.signer.cosignature(text, datetime.now(UTC))}".encode()
    return made.blind()


@found_by("BACKDATED")
def an_act_that_says_it_was_recorded_weeks_ago(bench: Bench) -> Made:
    def put(made: Forgery) -> None:
        first = made.entries[0]
        opening = bench.chance.choice([one for one in made.entries if one["move"] == "draft_letter"])
        late = dict(opening, case="f" * 32, recorded_at=first["recorded_at"], occurred_at=first["recorded_at"])
        made.leaves.insert(len(made.leaves) - 2, late)

    return with_key(bench, put)


@found_by("FUTURE")
def an_act_that_says_it_was_recorded_tomorrow(bench: Bench) -> Made:
    def put(made: Forgery) -> None:
        last = made.entries[-1]
        moment = last["recorded_at"] + 86_400_000_000
        made.leaves.insert(-2, dict(last, recorded_at=moment, occurred_at=moment, sealed={}, sheets={}))

    return with_key(bench, put)


@found_by("HIDDEN")
def a_case_that_is_not_shown(bench: Bench) -> Made:
    made = bench.forgery
    rows = made.files["census/heads.jsonl"]
    uid = made.entry()["case"]
    made.recomputed(bench.signer)
    for one in [leaf for leaf in made.entries if leaf["case"] == uid]:
        made.leaves.remove(one)
    made.files["census/heads.jsonl"] = rows
    return made.resigned(bench.signer)


@found_by("HIDDEN")
def the_tail_of_a_case_that_is_not_shown(bench: Bench) -> Made:
    made = bench.forgery
    lengths = [one for one in made.entries if one["seq"] > 1]
    last = bench.chance.choice(lengths)
    for one in [leaf for leaf in made.entries if leaf["case"] == last["case"] and leaf["seq"] >= last["seq"]]:
        made.leaves.remove(one)
    return made.resigned(bench.signer)


@found_by("EXPORT")
def the_record_of_the_export_is_another_one(bench: Bench) -> Made:
    made = bench.forgery
    made.leaves[-1]["cases"] = 99
    files = unpacked(made.resigned(bench.signer))
    files["manifest.json"] = files["manifest.json"].replace(b'"v":1', b'"v":2')
    return packed(files)


@found_by("CENSUS")
def no_census_before_the_export(bench: Bench) -> Made:
    made = bench.forgery
    del made.leaves[-2]
    return made.resigned(bench.signer)


# ---- a bundle of some cases


def of_the_part(bench: Bench, folder: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one file of the bundle of two cases."""
    files = unpacked(bench.part)
    name = bench.chance.choice(sorted(one for one in files if one.startswith(folder)))
    files[name] = change(files[name])
    return packed(files)


@found_by("ROOT")
def a_hash_in_the_place_of_leaves(bench: Bench) -> Made:
    def change(octets: bytes) -> bytes:
        lines = octets.splitlines(keepends=True)
        place = bench.chance.choice([number for number, line in enumerate(lines) if line.startswith(b"[")])
        height, _ = json.loads(lines[place])
        lines[place] = canonical([height, bench.chance.randbytes(32).hex()]) + b"\n"
        return b"".join(lines)

    return of_the_part(bench, "log.jsonl", change)


@found_by("HIDDEN")
def an_entry_behind_its_hash(bench: Bench) -> Made:
    def change(octets: bytes) -> bytes:
        lines = octets.splitlines(keepends=True)
        last = [number for number, line in enumerate(lines) if b'"case"' in line][-1]
        lines[last] = canonical([0, leaf_hash(lines[last][:-1]).hex()]) + b"\n"
        return b"".join(lines)

    return of_the_part(bench, "log.jsonl", change)


@found_by("PROOF")
def the_proof_of_a_last_entry(bench: Bench) -> Made:
    return of_the_part(bench, "proofs/", bench.flipped)


@found_by("FORK")
def a_proof_of_consistency(bench: Bench) -> Made:
    def change(octets: bytes) -> bytes:
        lines = octets.splitlines(keepends=True)
        place = bench.chance.randrange(len(lines))
        lines[place] = base64.b64encode(bench.chance.randbytes(32)) + b"\n"
        return b"".join(lines)

    return of_the_part(bench, "consistency/", change)


@found_by("CENSUS")
def a_path_of_the_census(bench: Bench) -> Made:
    def change(octets: bytes) -> bytes:
        lines = [json.loads(line) for line in octets.splitlines()]
        path = bench.chance.choice(lines)[2]
        path[bench.chance.randrange(len(path))] = bench.chance.randbytes(32).hex()
        return b"".join(canonical(line) + b"\n" for line in lines)

    return of_the_part(bench, "census/heads", change)


@found_by("UNPROVED")
def no_proof_for_the_checkpoint_that_is_held(bench: Bench) -> Made:
    return packed({name: octets for name, octets in unpacked(bench.part).items() if "consistency" not in name})
