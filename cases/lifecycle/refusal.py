"""The base of every refusal: what the rule is, which fact offends it, and the HTTP status a page answers."""

from typing import Any


class Refusal(Exception):
    """An act that may not be done. `code` is stable for tests and the API, `str()` is for people.

    status: 403 not yours, 409 not any more, 422 a fact is missing or wrong.
    """

    code = "refused"
    status = 409

    def __init__(self, reason: Any, *, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" if self.field else str(self.reason)


class BadFact(Refusal):
    """A fact of the act is missing or breaks a rule; `field` names it."""

    code = "bad_fact"
    status = 422
