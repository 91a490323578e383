"""The law as data: what a bundle carries so that an auditor judges a history by it without this program."""

import hashlib
from typing import Any

from cases.journal.verify import EVENTS
from cases.lifecycle.act import Origin
from cases.lifecycle.beginnings import BEGINNINGS, IMPORTED
from cases.lifecycle.facts import canonical
from cases.lifecycle.move import Rule, moves_of
from cases.lifecycle.scopes import SCOPES
from cases.models import LAWS

FORMAT = 1
GIVEN = ("agree", "agree_with_remarks")
ANSWERS = (*GIVEN, "refuse_visa")
VOID = ("refuse_visa", "recall", "record_objection", "refuse_sign", "return_defect", "cancel")
RESOLUTIONS = ("issue_resolution", "route_by_competence", "reassign")

# Whom later duties ask for: (name, machine, moves, where the ids stand in the entry, how they are kept).
MEMORY = (
    ("the executor", "out", ("draft_letter",), ("author",), "set"),
    ("the writer", "out", ("draft_letter", "revise", "resubmit"), ("author",), "set"),
    ("the signer", "out", ("draft_letter",), ("facts", "signer"), "set"),
    ("the executor", "out", ("hand_over",), ("effects", "executor"), "set"),
    ("the signer", "out", ("hand_over",), ("effects", "signer"), "set"),
    ("an approver", "out", GIVEN, ("author",), "add"),
    ("an approver", "out", GIVEN, ("effects", "instead_of"), "add"),
    ("the signer", "out", ("sign",), ("author",), "add"),
    ("an approver", "out", ("start_round", "resubmit", *VOID), (), "clear"),
    ("who asked for it", "out", ("ask_annulment",), ("author",), "set"),
    ("who asked for it", "in", ("ask_annulment",), ("author",), "set"),
    ("an executor", "in", RESOLUTIONS, ("facts", "charges", "*", "official"), "set"),
    ("an executor", "in", ("hand_over",), ("effects", "executors", "*"), "set"),
    ("author of the resolution", "in", RESOLUTIONS, ("author",), "set"),
    ("author of the resolution", "in", RESOLUTIONS, ("effects", "instead_of"), "add"),
    # a case that was brought over has no acts of theirs, so its first entry names them
    ("the executor", "out", (IMPORTED,), ("facts", "executor"), "set"),
    ("the signer", "out", (IMPORTED,), ("facts", "signer"), "set"),
    ("an executor", "in", (IMPORTED,), ("facts", "executor"), "set"),
    ("author of the resolution", "in", (IMPORTED,), ("facts", "resolved_by"), "set"),
)
# The separation of duties (S1-S10 of the norms): who makes these moves is none of those, or is one of those,
# and has told why.
DUTIES = (
    ("S1", "out", ANSWERS, {"apart": ("the executor", "the writer", "the signer")}),
    ("S1", "out", ("sign",), {"apart": ("the executor", "the writer", "an approver")}),
    ("S2", "out", ("register",), {"apart": ("the signer",)}),
    ("S3", "out", ("close_without_reply",), {"apart": ("the executor",)}),
    ("S3", "in", ("off_control",), {"apart": ("an executor",)}),
    ("S4", "in", ("reassign",), {"same": ("author of the resolution",)}),
    ("S5", "out", ANSWERS, {"apart": ("an approver",)}),
    ("S5", "out", ("waive_visa",), {"apart": ("an approver",)}),
    ("S6", "in", ("put_on_control",), {"apart": ("an executor",)}),
    ("S9", "out", ("annul",), {"apart": ("who asked for it",)}),
    ("S9", "in", ("annul",), {"apart": ("who asked for it",)}),
    (
        "S10",
        "out",
        ("waive_visa",),
        {"same": ("the signer",), "apart": ("the executor", "the writer"), "told": "reason"},
    ),
)
# A visa is given for the text as it stands, and what stands on a round needs the visa of every place in it.
APPROVAL = {
    "machine": "out",
    "open": ("start_round", "resubmit"),
    "given": GIVEN,
    "void": VOID,
    "kept": ("allow_form_change",),
    "stands_on": ("complete_round", "sign"),
    "more": ("add_approver",),
    "fewer": ("waive_visa",),
}


def table() -> dict[str, Any]:
    """Every move of both machines, and what no table of moves can say: duties, approvals."""
    return {
        "v": FORMAT,
        "machines": {str(machine): [row(rule) for rule in moves_of(law).values()] for machine, law in LAWS.items()},
        "events": sorted(EVENTS - {IMPORTED}),
        "imports": {
            "move": IMPORTED,
            "origin": str(Origin.IMPORT),
            "to": {machine: sorted(states) for machine, states in BEGINNINGS.items()},
        },
        "scopes": {str(role): str(scope) for role, scope in SCOPES.items()},
        "memory": [
            {"name": name, "machine": machine, "moves": moves, "take": take, "how": how}
            for name, machine, moves, take, how in MEMORY
        ],
        "duties": [{"duty": duty, "machine": machine, "moves": moves} | who for duty, machine, moves, who in DUTIES],
        "approval": [APPROVAL],
    }


def row(rule: Rule) -> dict[str, Any]:
    """One move: from where to where, by which roles, with which sheets."""
    return {
        "move": rule.name,
        "from": list(rule.sources),
        "to": rule.target,
        "by": sorted(rule.by),
        "sheets": [sheet.value for sheet in rule.sheets],
        "in_person": rule.in_person,
    }


def octets() -> bytes:
    """The exact bytes of the table."""
    return canonical(table())


def digest() -> str:
    """By which digest a census names the law that was in force."""
    return hashlib.sha256(octets()).hexdigest()
