"""How the door refuses: by name, with its code and status, and without a trace in any row."""

from collections.abc import Callable
from typing import Any

import pytest

from cases.lifecycle.refusal import Refusal
from tests import traces
from tests.traces import everything
from workflows.admission import Held
from workflows.hold import InEffect
from workflows.perform import KeyReused

# What a page or the API answers.
ANSWERS: dict[type[Refusal], tuple[str, int]] = traces.ANSWERS | {
    Held: ("held", 409),
    InEffect: ("in_effect", 409),
    KeyReused: ("key_reused", 409),
}


def refused[R: Refusal](error: type[R], act: Callable[..., Any], *args: Any, field: str = "", **facts: Any) -> R:
    """An act that is refused with exactly this refusal about this field, and that writes nothing."""
    before = everything()
    with pytest.raises(Refusal) as caught:
        act(*args, **facts)
    refusal = caught.value
    assert (type(refusal), refusal.field, refusal.code, refusal.status) == (error, field, *ANSWERS[error]), refusal
    assert everything() == before
    assert isinstance(refusal, error)
    return refusal
