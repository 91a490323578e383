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
GUARDED = (
    "cases_case",
    "cases_entry",
    "cases_number",
    "cases_registeryear",
    "cases_unlogged",
    *(f"cases_{table}" for table in LOGGED),
)
