"""What is asked of the door: a move and its facts, checked against the move's own signature."""

import hashlib
import inspect
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from cases.lifecycle.facts import canonical
from cases.lifecycle.move import Move, Rule, rule_of
from cases.lifecycle.refusal import BadFact

LONGEST_KEY = 100
LARGEST = 2**53 - 1
# With them «exe.fdp» reads as «pdf.exe»; no language of ours is written from the right.
DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Request:
    """A move with facts of the right types; the same key and print are the same request."""

    move: Move[Any]
    rule: Rule
    facts: dict[str, Any]
    stored: dict[str, Any]
    key: str | None

    @property
    def print(self) -> str:
        """What tells this request from another one of the same key: SHA-256 of the move and its facts."""
        return hashlib.sha256(canonical([self.rule.name, self.stored])).hexdigest()


@cache
def facts_of(move: Move[Any]) -> type[BaseModel]:
    """The facts that a move takes, as a model made from its signature."""
    hints = get_type_hints(move)
    parameters = [p for p in inspect.signature(move).parameters.values() if p.kind is p.KEYWORD_ONLY]
    fields: dict[str, Any] = {
        one.name: (hints[one.name], ... if one.default is one.empty else one.default) for one in parameters
    }
    return create_model(rule_of(move).name, __config__=ConfigDict(extra="forbid"), **fields)


def ask(move: Move[Any], facts: dict[str, Any], *, key: str | None = None) -> Request:
    """Check the facts of a move. Raises BadFact naming the field and the rule."""
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise BadFact(_("a key has 1 to 100 characters"), field="key")
    model = facts_of(move)
    try:
        read = model.model_validate(facts)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadFact(first["msg"], field=".".join(str(part) for part in first["loc"])) from error
    stored = read.model_dump(mode="json")
    for name, value in stored.items():
        check_value(value, name)
    return Request(move, rule_of(move), {name: getattr(read, name) for name in model.model_fields}, stored, key)


def check_value(value: Any, field: str) -> None:
    """Refuse what no history keeps exactly (NUL, numbers beyond RFC 8785) or no reader sees. Raises BadFact."""
    match value:
        case str() if "\0" in value:
            raise BadFact(_("a NUL character is no text"), field=field)
        case str() if DIRECTION_MARKS.search(value):
            raise BadFact(_("invisible marks that turn the direction of writing are no text"), field=field)
        case int() if abs(value) > LARGEST:
            raise BadFact(_("the number is too large"), field=field)
        case list():
            for one in value:
                check_value(one, field)
        case dict():
            check_value(list(value.values()), field)
