"""Familiarisation («ознакомление»): officials read a letter beside its flow. The moves of both machines call it."""

from django.utils.translation import gettext_lazy as _

from .act import Act
from .law import Law
from .refusal import BadFact
from .roles import Role

SHOWN_BY = (Role.HEAD, Role.DEPUTY, Role.CLERK, Role.ASSISTANT, Role.EXECUTOR)


def send(case: Law, act: Act, officials: tuple[int, ...]) -> None:
    """Show the letter to officials of the body who have not still to read it. Raises BadFact."""
    named = set(officials)
    if not named or len(named) != len(officials):
        raise BadFact(_("name those who are to read the letter, each once"), field="officials")
    case.officials(named, field="officials")
    if named & {one.official_id for one in case.unread}:
        raise BadFact(_("is asked to read it already"), field="officials")
    for one in officials:
        case.add("familiarisations", official_id=one, asked_by_id=act.author.official, asked_at=act.occurred_at)


def read(case: Law, act: Act) -> None:
    """The reader says that he has read the letter; his place in the case ends."""
    for one in case.unread:
        if one.official_id == act.author.official:
            one.read_at = act.occurred_at
            case.keep(one)
