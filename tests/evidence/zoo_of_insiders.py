"""Forgeries that no hash betrays: an insider wrote them into the database, and the log signed them in good faith.

The law in the bundle betrays them.
"""

import json
from collections.abc import Callable
from typing import Any

from cases.lifecycle.facts import canonical
from verify_evidence import commitment

from .forger import Entry, Forgery
from .zoo import Bench, Made, found_by, with_key


def rewritten(bench: Bench, *moves: str, **other: Any) -> bytes:
    """One entry of a move was written with other words, and everything was logged with it."""
    return with_key(bench, lambda made: made.entry(*moves).update(other))


def told_of(made: Forgery, entry: Entry, move: str) -> Entry:
    """The last entry of a move in the case of another entry, before it."""
    found = [one for one in made.entries if one["case"] == entry["case"] and one["move"] == move]
    return [one for one in found if one["seq"] < entry["seq"]][-1]


def by_the_one_who(bench: Bench, move: str, did: str, take: Callable[[Entry], int]) -> bytes:
    """A move that was made by whoever had a part in another one."""

    def change(made: Forgery) -> None:
        entry = made.entry(move)
        person = take(told_of(made, entry, did))
        entry.update(author=person, actor=person)

    return with_key(bench, change)


def author(entry: Entry) -> int:
    """Whose act it was."""
    return int(entry["author"])


@found_by("DUTY")
def an_executor_who_signs(bench: Bench) -> Made:
    return by_the_one_who(bench, "sign", "draft_letter", author)


@found_by("DUTY")
def an_approver_who_signs(bench: Bench) -> Made:
    return by_the_one_who(bench, "sign", "agree", author)


@found_by("DUTY")
def a_writer_who_agrees(bench: Bench) -> Made:
    return by_the_one_who(bench, "agree", "draft_letter", author)


@found_by("DUTY")
def a_signer_who_agrees(bench: Bench) -> Made:
    return by_the_one_who(bench, "agree", "draft_letter", lambda told: int(told["facts"]["signer"]))


@found_by("DUTY")
def a_signer_who_registers(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        entry = bench.chance.choice([e for e in made.entries if e["move"] == "register" and e["machine"] == "out"])
        entry.update(author=told_of(made, entry, "draft_letter")["facts"]["signer"])

    return with_key(bench, change)


@found_by("DUTY")
def one_person_who_annuls(bench: Bench) -> Made:
    return by_the_one_who(bench, "annul", "ask_annulment", author)


@found_by("DUTY")
def an_executor_who_controls(bench: Bench) -> Made:
    return by_the_one_who(
        bench, "put_on_control", "issue_resolution", lambda told: told["facts"]["charges"][1]["official"]
    )


@found_by("LAW")
def a_move_that_the_law_does_not_know(bench: Bench) -> Made:
    return rewritten(bench, "agree", "register", "submit", move="bless")


@found_by("LAW")
def a_role_that_may_not(bench: Bench) -> Made:
    return rewritten(bench, "sign", "register", "start_round", roles=["auditor"])


@found_by("LAW")
def no_role_at_all(bench: Bench) -> Made:
    return rewritten(bench, "sign", "register", "submit", roles=[])


@found_by("LAW")
def a_move_to_where_it_does_not_lead(bench: Bench) -> Made:
    return rewritten(bench, "submit", "sign", to="filed")


@found_by("STATE")
def a_move_from_where_the_case_was_not(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        made.leaves.remove(told_of(made, made.entry("sign"), "complete_round"))

    return with_key(bench, change)


@found_by("LAW")
def an_event_that_moves_the_case(bench: Bench) -> Made:
    return rewritten(bench, "rendered", to="filed")


@found_by("APPROVAL")
def a_visa_for_another_text(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        made.entry("agree")["facts"]["digest"] = bench.chance.randbytes(32).hex()

    return with_key(bench, change)


@found_by("APPROVAL")
def a_signature_under_another_text(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        made.entry("sign")["effects"]["draft"] = bench.chance.randbytes(32).hex()

    return with_key(bench, change)


@found_by("APPROVAL")
def a_round_without_one_of_its_visas(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        whole = made.entry("complete_round")
        made.leaves.remove(told_of(made, whole, "agree"))

    return with_key(bench, change)


@found_by("DUTY")
def an_executor_who_waives_a_visa(bench: Bench) -> Made:
    return by_the_one_who(bench, "waive_visa", "draft_letter", author)


@found_by("DUTY")
def an_approver_who_waives_another_visa(bench: Bench) -> Made:
    return by_the_one_who(bench, "waive_visa", "agree", author)


@found_by("DUTY")
def a_stranger_who_waives_a_visa(bench: Bench) -> Made:
    return by_the_one_who(bench, "waive_visa", "start_round", author)


@found_by("DUTY")
def a_visa_waived_without_a_reason(bench: Bench) -> Made:
    return with_key(bench, lambda made: made.entry("waive_visa").update(sealed={}))


@found_by("DUTY")
def a_visa_waived_for_an_empty_reason(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        entry = made.entry("waive_visa")
        lines = [json.loads(line) for line in made.files["disclosures.jsonl"].splitlines()]
        for told in lines:
            if (told["case"], told["seq"], told["name"]) == (entry["case"], entry["seq"], "reason"):
                told["value"] = " "
                entry["sealed"]["reason"] = commitment(told["salt"], " ")
        made.files["disclosures.jsonl"] = b"".join(canonical(told) + b"\n" for told in lines)

    return with_key(bench, change)


@found_by("APPROVAL")
def a_missing_visa_that_nobody_waived(bench: Bench) -> Made:
    return with_key(bench, lambda made: made.leaves.remove(made.entry("waive_visa")))


@found_by("APPROVAL")
def a_visa_given_and_waived(bench: Bench) -> Made:
    """Two answers of one place do not stand for two places."""

    def change(made: Forgery) -> None:
        entry = made.entry("waive_visa")
        given = told_of(made, entry, "agree")
        given.update(move="waive_visa", roles=["signer"], author=entry["author"], actor=entry["actor"])
        given["sealed"] = dict(entry["sealed"])
        made.leaves.remove(entry)

    return with_key(bench, change)


@found_by("NUMBER")
def a_number_given_twice(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        first, second, *_ = [one for one in made.entries if "ordinal" in one["effects"] and one["machine"] == "out"]
        second["effects"] |= {"ordinal": first["effects"]["ordinal"], "number": first["effects"]["number"]}

    return with_key(bench, change)


@found_by("NUMBER")
def a_number_before_the_register_began(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        numbered = [one for one in made.entries if "ordinal" in one["effects"] and one["machine"] == "out"]
        bench.chance.choice(numbered)["effects"]["ordinal"] = bench.chance.randrange(1, 398)

    return with_key(bench, change)


@found_by("NUMBER")
def a_number_of_a_register_that_nobody_keeps(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        bench.chance.choice([one for one in made.entries if "ordinal" in one["effects"]])["effects"]["register"] = 9999

    return with_key(bench, change)


@found_by("GAP")
def a_number_that_is_nowhere(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        given = bench.chance.choice([one for one in made.entries if "ordinal" in one["effects"]])
        for name in ("ordinal", "number", "register", "year"):
            del given["effects"][name]

    return with_key(bench, change)


@found_by("ORDER")
def an_entry_before_the_one_it_follows(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        entry = bench.chance.choice([one for one in made.entries if one["seq"] > 2])
        entry["recorded_at"] = entry["occurred_at"] = made.entries[0]["recorded_at"] - 1

    return with_key(bench, change)


@found_by("ORDER")
def an_act_recorded_before_it_took_place(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        entry = made.entry()
        entry["occurred_at"] = entry["recorded_at"] + bench.chance.randrange(1, 10**9)

    return with_key(bench, change)


def logged_as_it_is(bench: Bench, change: Callable[[Forgery], object]) -> bytes:
    """Chains are not made anew: a careless insider."""
    made = bench.forgery
    change(made)
    made.recount()
    return made.resigned(bench.signer)


@found_by("SEQ")
def an_entry_of_a_chain_away(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        later = [one["case"] for one in made.entries if one["seq"] > 1]
        first = [one for one in made.entries if one["seq"] == 1 and one["case"] in later]
        made.leaves.remove(bench.chance.choice(first))

    return logged_as_it_is(bench, change)


@found_by("CHAIN")
def an_entry_that_continues_another_one(bench: Bench) -> Made:
    return logged_as_it_is(bench, lambda made: made.entry().update(prev=bench.chance.randbytes(32).hex()))


@found_by("CHAIN")
def a_case_of_another_machine(bench: Bench) -> Made:
    def change(made: Forgery) -> None:
        bench.chance.choice([one for one in made.entries if one["seq"] > 1 and one["machine"] == "out"])["machine"] = (
            "in"
        )

    return logged_as_it_is(bench, change)


@found_by("FORMAT")
def an_entry_of_no_known_format(bench: Bench) -> Made:
    return with_key(bench, lambda made: made.entry().update(v=2))


@found_by("FORMAT")
def an_entry_with_a_word_too_many(bench: Bench) -> Made:
    return with_key(bench, lambda made: made.entry().update(comment="всё в порядке"))


def without_file(bench: Bench, folder: str) -> bytes:
    """A file was left out before the export was logged, so the manifest does not miss it."""
    made = bench.forgery
    del made.files[bench.chance.choice(sorted(name for name in made.files if name.startswith(folder)))]
    return made.resigned(bench.signer)


@found_by("LETTER")
def a_letter_that_was_not_exported(bench: Bench) -> Made:
    return without_file(bench, "letters/")


@found_by("SHEET")
def the_facts_of_a_sheet_that_were_not_exported(bench: Bench) -> Made:
    return without_file(bench, "sheets/")


@found_by("DRAFT")
def a_draft_that_was_not_exported(bench: Bench) -> Made:
    return without_file(bench, "drafts/")


@found_by("MISSING")
def no_law(bench: Bench) -> Made:
    return without_file(bench, "law.json")


@found_by("DESTROYED")
def a_text_destroyed_without_an_act(bench: Bench) -> Made:
    made = bench.forgery
    lines = made.files["disclosures.jsonl"].splitlines(keepends=True)
    del lines[bench.chance.randrange(len(lines))]
    made.files["disclosures.jsonl"] = b"".join(lines)
    return made.resigned(bench.signer)
