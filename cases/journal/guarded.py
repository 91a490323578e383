"""Which tables the guards stand before."""

# What is only ever added to, with the word that a refusal uses for its rows.
LOGGED = {
    "leaf": "leaves",
    "record": "records",
    "subtree": "subtrees",
    "checkpoint": "checkpoints",
    "reading": "readings",
    "auditnote": "notes of auditors",
}
# What a substitution says; its acceptance and its end are told once each, and no row is taken away.
SUBSTITUTION = (
    "id",
    "principal_id",
    "substitute_id",
    "since",
    "until",
    "sign",
    "approve",
    "route",
    "direction",
    "unit_id",
    "order",
    "acting_as",
    "acting_as_be",
    "made_by_id",
    "made_at",
)
GUARDED = (
    "cases_case",
    "cases_entry",
    "cases_number",
    "cases_registeryear",
    "cases_unlogged",
    "cases_substitution",
    *(f"cases_{table}" for table in LOGGED),
)
