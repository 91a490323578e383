"""Template filters: what the law says in code, in the reader's language."""

from datetime import timedelta
from typing import Any

from django import template

from cases import words
from cases.lifecycle.act import Origin
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.states import IncomingState, OutgoingState

register = template.Library()
STATES = {state.value: state.label for state in (*IncomingState, *OutgoingState)}
WORDS: dict[str, Any] = {
    "button": words.button,
    "deed": words.deed,
    "fact": words.label,
    "code": words.code,
    "state": lambda code: STATES.get(code, code),
    "origin": lambda code: Origin(code).label,
    "sheet": lambda code: Sheet(code).label,
}


@register.filter
def said(code: str, of: str) -> Any:
    """The word for a code: {{ rule.name|said:"button" }}."""
    return WORDS[of](code)


@register.filter
def seconds(left: timedelta) -> int:
    """Whole seconds that are left."""
    return max(0, int(left.total_seconds()))
