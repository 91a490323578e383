"""Template filters: what the law says in code, in the reader's language."""

from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import words
from cases.lifecycle.act import Origin
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.states import IncomingState, OutgoingState

register = template.Library()
NEAR = 3  # days
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


@register.filter
def deadline(due: date | None, today: date) -> str:
    """How far off a deadline is, in words and not by colour alone: {{ case.due|deadline:today }}."""
    if due is None:
        return ""
    left = (due - today).days
    if left < 0:
        return format_html('<span class="late" title="{}">{}</span>', f"{due:%d.%m.%Y}", _("late"))
    if left == 0:
        return format_html('<span class="late" title="{}">{}</span>', f"{due:%d.%m.%Y}", _("today"))
    text = ngettext("%(days)d day", "%(days)d days", left) % {"days": left}
    return format_html(
        '<span class="{}" title="{}">{}</span>', "near" if left <= NEAR else "far", f"{due:%d.%m.%Y}", text
    )
