"""Where a case may begin that was brought over from an older register: only where nothing is still to be witnessed.

Its first entry is the event `imported`, of the origin `import`: it says in which state the case came, with which number
and dates, and that Chancery has not witnessed how it got there. What comes after it is the law of every other case.
"""

from .states import IncomingState, OutgoingState

IMPORTED = "imported"

# No state in which a text, a visa or a signature is awaited, and none without a number; a reply in progress
# would need the draft that is its other half.
BEGINNINGS: dict[str, frozenset[str]] = {
    "in": frozenset(
        {
            IncomingState.REGISTERED,
            IncomingState.REVIEW,
            IncomingState.AWAITING_RESOLUTION,
            IncomingState.FORWARDED,
            IncomingState.ASSIGNED,
            IncomingState.IN_WORK,
            IncomingState.EXECUTED,
            IncomingState.CLOSED,
            IncomingState.FILED,
            IncomingState.ANNULLED,
        }
    ),
    "out": frozenset(
        {
            OutgoingState.DISPATCHED,
            OutgoingState.AWAITING_REPLY,
            OutgoingState.REPLIED,
            OutgoingState.NO_REPLY,
            OutgoingState.FILED,
            OutgoingState.ANNULLED,
            OutgoingState.WITHDRAWN,
        }
    ),
}
