"""The guards in SQLite's words. REPLACE skips the delete trigger, so inserts ask whether the row is there."""

from .guarded import LOGGED, SUBSTITUTION

STANDING = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"


def drop(name: str, _table: str) -> str:
    """The statement that removes one guard."""
    return f"DROP TRIGGER {name}"


def _guard(name: str, when: str, condition: str, message: str) -> str:
    only = f"WHEN {condition} " if condition else ""
    return f"CREATE TRIGGER {name} {when} FOR EACH ROW {only}BEGIN SELECT RAISE(ABORT, '{message}'); END"


_BODY = "CAST(NEW.body AS TEXT)"
_HEAD = "(SELECT {} FROM cases_case WHERE uid = NEW.case_id)"

_GUARDS = {
    "guard_entry_insert": (
        "BEFORE INSERT ON cases_entry",
        f"""NEW.seq IS NOT 1 + coalesce({_HEAD.format("head_seq")}, 0)
         OR EXISTS (SELECT 1 FROM cases_entry WHERE id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq)
                    OR hash = NEW.hash)
         OR NEW.hash IS NOT entry_hash(NEW.body)
         OR json_extract({_BODY}, '$.prev') IS NOT
            coalesce({_HEAD.format("head_hash")}, '{"0" * 64}')
         OR json_extract({_BODY}, '$.case') IS NOT NEW.case_id
         OR json_extract({_BODY}, '$.seq') IS NOT NEW.seq
         OR json_extract({_BODY}, '$.move') IS NOT NEW.move
         OR json_extract({_BODY}, '$.from') IS NOT NEW.source
         OR json_extract({_BODY}, '$.to') IS NOT NEW.target""",
        "an entry continues the chain of its case",
    ),
    "guard_entry_update": ("BEFORE UPDATE ON cases_entry", "", "entries are never changed"),
    "guard_entry_delete": ("BEFORE DELETE ON cases_entry", "", "entries are never deleted"),
    "guard_case_insert": (
        "BEFORE INSERT ON cases_case",
        """EXISTS (SELECT 1 FROM cases_case WHERE id = NEW.id OR uid = NEW.uid) OR NEW.head_seq IS NOT 1
         OR NOT EXISTS (SELECT 1 FROM cases_entry WHERE case_id = NEW.uid AND seq = 1 AND hash = NEW.head_hash
                        AND source = '' AND target = NEW.state)""",
        "a case begins with its first entry",
    ),
    "guard_case_update": (
        "BEFORE UPDATE ON cases_case",
        """(NEW.state IS NOT OLD.state OR NEW.head_seq IS NOT OLD.head_seq OR NEW.head_hash IS NOT OLD.head_hash
          OR NEW.version IS NOT OLD.version OR NEW.number IS NOT OLD.number OR NEW.uid IS NOT OLD.uid
          OR NEW.id IS NOT OLD.id OR NEW.direction IS NOT OLD.direction OR NEW.body_id IS NOT OLD.body_id)
         AND (NEW.uid IS NOT OLD.uid OR NEW.id IS NOT OLD.id OR NEW.direction IS NOT OLD.direction
              OR NEW.body_id IS NOT OLD.body_id OR NEW.head_seq IS NOT OLD.head_seq + 1
              OR NOT EXISTS (SELECT 1 FROM cases_entry WHERE case_id = NEW.uid AND seq = NEW.head_seq
                             AND hash = NEW.head_hash AND source = OLD.state AND target = NEW.state))""",
        "a case changes only with an entry",
    ),
    "guard_case_delete": ("BEFORE DELETE ON cases_case", "", "cases are never deleted"),
    "guard_number_insert": (
        "BEFORE INSERT ON cases_number",
        """EXISTS (SELECT 1 FROM cases_number WHERE id = NEW.id
                 OR (register_id = NEW.register_id AND year = NEW.year AND ordinal = NEW.ordinal))""",
        "a number is never given twice",
    ),
    "guard_number_update": (
        "BEFORE UPDATE ON cases_number",
        """NEW.id IS NOT OLD.id OR NEW.register_id IS NOT OLD.register_id OR NEW.year IS NOT OLD.year
         OR NEW.ordinal IS NOT OLD.ordinal OR NEW.text IS NOT OLD.text OR OLD.status = 'void'
         OR (OLD.status = 'issued' AND (NEW.status <> 'void' OR NEW.case_id IS NOT OLD.case_id))""",
        "a number keeps its place",
    ),
    "guard_number_delete": ("BEFORE DELETE ON cases_number", "", "numbers are never deleted"),
    "guard_counter_update": (
        "BEFORE UPDATE ON cases_registeryear",
        """NEW.last < OLD.last OR NEW.register_id IS NOT OLD.register_id OR NEW.year IS NOT OLD.year
         OR OLD.closed_on IS NOT NULL""",
        "a counter never goes back",
    ),
    "guard_counter_delete": ("BEFORE DELETE ON cases_registeryear", "", "counters are never deleted"),
    "guard_leaf_insert": (
        "BEFORE INSERT ON cases_leaf",
        """NEW.position IS NOT coalesce((SELECT max(position) FROM cases_leaf) + 1, 0)
         OR EXISTS (SELECT 1 FROM cases_leaf WHERE entry_id = NEW.entry_id OR record_id = NEW.record_id)
         OR NEW.hash IS NOT coalesce((SELECT hash FROM cases_entry WHERE id = NEW.entry_id),
                                     (SELECT hash FROM cases_record WHERE id = NEW.record_id))""",
        "the log has one place after another",
    ),
    "guard_record_insert": (
        "BEFORE INSERT ON cases_record",
        """NEW.hash IS NOT entry_hash(NEW.body)
         OR EXISTS (SELECT 1 FROM cases_record WHERE id = NEW.id OR hash = NEW.hash)""",
        "a record is its bytes",
    ),
    "guard_subtree_insert": (
        "BEFORE INSERT ON cases_subtree",
        """EXISTS (SELECT 1 FROM cases_subtree
                 WHERE id = NEW.id OR (height = NEW.height AND "index" = NEW."index"))""",
        "a subtree is hashed once",
    ),
    "guard_checkpoint_insert": (
        "BEFORE INSERT ON cases_checkpoint",
        """NEW.size < coalesce((SELECT max(size) FROM cases_checkpoint), 0)
         OR NEW.size > coalesce((SELECT max(position) FROM cases_leaf) + 1, 0)
         OR EXISTS (SELECT 1 FROM cases_checkpoint WHERE id = NEW.id)""",
        "the log only grows",
    ),
    "guard_reading_insert": (
        "BEFORE INSERT ON cases_reading",
        "EXISTS (SELECT 1 FROM cases_reading WHERE id = NEW.id)",
        "readings are never changed",
    ),
    "guard_auditnote_insert": (
        "BEFORE INSERT ON cases_auditnote",
        "EXISTS (SELECT 1 FROM cases_auditnote WHERE id = NEW.id)",
        "notes of auditors are never changed",
    ),
    "guard_unlogged_delete": (
        "BEFORE DELETE ON cases_unlogged",
        "NOT EXISTS (SELECT 1 FROM cases_leaf WHERE entry_id = OLD.entry_id)",
        "an entry waits until it is logged",
    ),
    "guard_unlogged_update": ("BEFORE UPDATE ON cases_unlogged", "", "an entry waits until it is logged"),
    "guard_substitution_insert": (
        "BEFORE INSERT ON cases_substitution",
        "EXISTS (SELECT 1 FROM cases_substitution WHERE id = NEW.id)",
        "a substitution stays as it was made",
    ),
    "guard_substitution_update": (
        "BEFORE UPDATE ON cases_substitution",
        f"""{" OR ".join(f'NEW."{one}" IS NOT OLD."{one}"' for one in SUBSTITUTION)}
         OR OLD.ended_at IS NOT NULL OR (OLD.accepted_at IS NOT NULL AND NEW.accepted_at IS NOT OLD.accepted_at)""",
        "a substitution stays as it was made",
    ),
    "guard_substitution_delete": ("BEFORE DELETE ON cases_substitution", "", "substitutions are never deleted"),
}
for _table, _many in LOGGED.items():
    _GUARDS[f"guard_{_table}_update"] = (f"BEFORE UPDATE ON cases_{_table}", "", f"{_many} are never changed")
    _GUARDS[f"guard_{_table}_delete"] = (f"BEFORE DELETE ON cases_{_table}", "", f"{_many} are never deleted")

DEFINITIONS = {name: _guard(name, *parts) for name, parts in _GUARDS.items()}
DEFINITIONS["guard_entry_waits"] = (
    "CREATE TRIGGER guard_entry_waits AFTER INSERT ON cases_entry FOR EACH ROW "
    "BEGIN INSERT INTO cases_unlogged (entry_id) VALUES (NEW.id); END"
)
UP = list(DEFINITIONS.values())
