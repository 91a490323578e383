"""The guards in PostgreSQL's words: one function a guard, raising check_violation."""

from .guarded import GUARDED, LOGGED, SUBSTITUTION

STANDING = """
SELECT t.tgname, c.relname, CASE WHEN t.tgenabled IN ('O', 'A') THEN p.prosrc ELSE '' END
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgname LIKE 'guard\\_%' AND c.relnamespace = current_schema()::regnamespace
"""


def drop(name: str, table: str) -> str:
    """The statement that removes one guard; its function is replaced, not dropped."""
    return f"DROP TRIGGER IF EXISTS {name} ON {table}"


def _function(name: str, code: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${code}$guard$"


def _refuse(condition: str, message: str) -> str:
    return f"""
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END """


_ENTRY = f"""
DECLARE told jsonb; last_seq integer := 0; last_hash text := '{"0" * 64}';
BEGIN
  told := convert_from(NEW.body, 'UTF8')::jsonb;
  SELECT head_seq, head_hash INTO last_seq, last_hash FROM cases_case WHERE uid = NEW.case_id;
  IF NOT FOUND THEN last_seq := 0; last_hash := '{"0" * 64}'; END IF;
  IF NEW.seq <> last_seq + 1 OR NEW.hash <> encode(sha256('\\x00'::bytea || NEW.body), 'hex')
     OR told->>'prev' IS DISTINCT FROM last_hash
     OR told->>'case' IS DISTINCT FROM replace(NEW.case_id::text, '-', '')
     OR (told->>'seq')::integer IS DISTINCT FROM NEW.seq
     OR told->>'move' IS DISTINCT FROM NEW.move
     OR told->>'from' IS DISTINCT FROM NEW.source OR told->>'to' IS DISTINCT FROM NEW.target
  THEN RAISE EXCEPTION 'an entry continues the chain of its case' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END """

_CONDITIONS = {
    "guard_entry_update": ("BEFORE UPDATE ON cases_entry", "true", "entries are never changed"),
    "guard_entry_delete": ("BEFORE DELETE ON cases_entry", "true", "entries are never deleted"),
    "guard_case_insert": (
        "BEFORE INSERT ON cases_case",
        """NEW.head_seq <> 1 OR NOT EXISTS (SELECT 1 FROM cases_entry WHERE case_id = NEW.uid AND seq = 1
           AND hash = NEW.head_hash AND source = '' AND target = NEW.state)""",
        "a case begins with its first entry",
    ),
    "guard_case_update": (
        "BEFORE UPDATE ON cases_case",
        """(NEW.state, NEW.head_seq, NEW.head_hash, NEW.version, NEW.number, NEW.uid, NEW.id, NEW.direction, NEW.body_id)
           IS DISTINCT FROM
           (OLD.state, OLD.head_seq, OLD.head_hash, OLD.version, OLD.number, OLD.uid, OLD.id, OLD.direction, OLD.body_id)
         AND ((NEW.uid, NEW.id, NEW.direction, NEW.body_id) IS DISTINCT FROM (OLD.uid, OLD.id, OLD.direction, OLD.body_id)
              OR NEW.head_seq <> OLD.head_seq + 1
              OR NOT EXISTS (SELECT 1 FROM cases_entry WHERE case_id = NEW.uid AND seq = NEW.head_seq
                             AND hash = NEW.head_hash AND source = OLD.state AND target = NEW.state))""",
        "a case changes only with an entry",
    ),
    "guard_case_delete": ("BEFORE DELETE ON cases_case", "true", "cases are never deleted"),
    "guard_number_update": (
        "BEFORE UPDATE ON cases_number",
        """(NEW.id, NEW.register_id, NEW.year, NEW.ordinal, NEW.text)
           IS DISTINCT FROM (OLD.id, OLD.register_id, OLD.year, OLD.ordinal, OLD.text)
         OR OLD.status = 'void'
         OR (OLD.status = 'issued' AND (NEW.status <> 'void' OR NEW.case_id IS DISTINCT FROM OLD.case_id))""",
        "a number keeps its place",
    ),
    "guard_number_delete": ("BEFORE DELETE ON cases_number", "true", "numbers are never deleted"),
    "guard_counter_update": (
        "BEFORE UPDATE ON cases_registeryear",
        """NEW.last < OLD.last OR (NEW.register_id, NEW.year) IS DISTINCT FROM (OLD.register_id, OLD.year)
         OR OLD.closed_on IS NOT NULL""",
        "a counter never goes back",
    ),
    "guard_counter_delete": ("BEFORE DELETE ON cases_registeryear", "true", "counters are never deleted"),
    "guard_leaf_insert": (
        "BEFORE INSERT ON cases_leaf",
        """NEW.position <> coalesce((SELECT max(position) FROM cases_leaf) + 1, 0)
         OR NEW.hash IS DISTINCT FROM coalesce((SELECT hash FROM cases_entry WHERE id = NEW.entry_id),
                                               (SELECT hash FROM cases_record WHERE id = NEW.record_id))""",
        "the log has one place after another",
    ),
    "guard_record_insert": (
        "BEFORE INSERT ON cases_record",
        "NEW.hash <> encode(sha256('\\x00'::bytea || NEW.body), 'hex')",
        "a record is its bytes",
    ),
    "guard_checkpoint_insert": (
        "BEFORE INSERT ON cases_checkpoint",
        """NEW.size < coalesce((SELECT max(size) FROM cases_checkpoint), 0)
         OR NEW.size > coalesce((SELECT max(position) FROM cases_leaf) + 1, 0)""",
        "the log only grows",
    ),
    "guard_unlogged_delete": (
        "BEFORE DELETE ON cases_unlogged",
        "NOT EXISTS (SELECT 1 FROM cases_leaf WHERE entry_id = OLD.entry_id)",
        "an entry waits until it is logged",
    ),
    "guard_unlogged_update": ("BEFORE UPDATE ON cases_unlogged", "true", "an entry waits until it is logged"),
    "guard_substitution_update": (
        "BEFORE UPDATE ON cases_substitution",
        f"""({", ".join(f'NEW."{one}"' for one in SUBSTITUTION)})
           IS DISTINCT FROM ({", ".join(f'OLD."{one}"' for one in SUBSTITUTION)})
         OR OLD.ended_at IS NOT NULL
         OR (OLD.accepted_at IS NOT NULL AND NEW.accepted_at IS DISTINCT FROM OLD.accepted_at)""",
        "a substitution stays as it was made",
    ),
    "guard_substitution_delete": ("BEFORE DELETE ON cases_substitution", "true", "substitutions are never deleted"),
}
for _table, _many in LOGGED.items():
    _CONDITIONS[f"guard_{_table}_update"] = (f"BEFORE UPDATE ON cases_{_table}", "true", f"{_many} are never changed")
    _CONDITIONS[f"guard_{_table}_delete"] = (f"BEFORE DELETE ON cases_{_table}", "true", f"{_many} are never deleted")
_TRUNCATE = {f"guard_{table.removeprefix('cases_')}_truncate": table for table in GUARDED}
_WAITS = """
BEGIN
  INSERT INTO cases_unlogged (entry_id) VALUES (NEW.id);
  RETURN NULL;
END """

_CODE = {"guard_entry_insert": _ENTRY, "guard_entry_waits": _WAITS} | {
    name: _refuse(condition, why) for name, (_, condition, why) in _CONDITIONS.items()
}
_EMPTIED = _refuse("true", "this table is never emptied")

# What the function behind each guard says; one that was emptied of its meaning is as good as missing.
DEFINITIONS = _CODE | dict.fromkeys(_TRUNCATE, _EMPTIED)
UP = [
    *(_function(name, code) for name, code in _CODE.items()),
    "CREATE TRIGGER guard_entry_insert BEFORE INSERT ON cases_entry FOR EACH ROW EXECUTE FUNCTION guard_entry_insert()",
    "CREATE TRIGGER guard_entry_waits AFTER INSERT ON cases_entry FOR EACH ROW EXECUTE FUNCTION guard_entry_waits()",
    *(
        f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()"
        for name, (when, _, _) in _CONDITIONS.items()
    ),
    _function("guard_truncate", _EMPTIED),
    *(
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION guard_truncate()"
        for name, table in _TRUNCATE.items()
    ),
]
