"""The facts that a sheet is made of, frozen as JSON inside the transaction of the act."""

from collections.abc import Callable, Mapping
from typing import Any

from cases.lifecycle.act import Act
from cases.lifecycle.move import Rule
from cases.lifecycle.sheets import Sheet
from cases.models import IncomingCase, OutgoingCase

from . import approval, card, filing, letter, notices, orders, sending
from .occasion import Facts, Occasion

DRAWN_UP: dict[Sheet, Callable[[Occasion], Facts]] = {
    Sheet.CARD: card.card,
    Sheet.RECEIPT_STAMP: card.receipt_stamp,
    Sheet.ACKNOWLEDGEMENT: notices.acknowledgement,
    Sheet.REFUSAL: notices.refusal,
    Sheet.RETURN: notices.return_letter,
    Sheet.RESOLUTION: orders.resolution,
    Sheet.CONTROL: orders.control,
    Sheet.EXTENSION: orders.extension,
    Sheet.INTERIM_REPLY: notices.interim_reply,
    Sheet.FORWARDING: notices.forwarding,
    Sheet.FORWARDING_NOTICE: notices.forwarding_notice,
    Sheet.DRAFT: letter.draft,
    Sheet.APPROVAL: approval.approval,
    Sheet.REMARKS: approval.remarks,
    Sheet.LETTER: letter.letter,
    Sheet.DISPATCH: sending.dispatch,
    Sheet.FILE_MARK: filing.file_mark,
    Sheet.INVENTORY: filing.inventory,
    Sheet.ANNULMENT: sending.annulment,
    Sheet.VISA_COPY: approval.visa_copy,
}


def freeze(
    case: OutgoingCase | IncomingCase, sheet: Sheet, *, act: Act, move: Rule, facts: Mapping[str, Any], seq: int
) -> dict[str, Any]:
    """The facts of one sheet: what it shows, and nothing it must look up.

    case: as the move left it, its changed rows written. facts: as the move took them. seq: of the entry that
    binds the sheet. Strings, integers, booleans, null, lists and objects only; equal facts freeze equally.
    Raises KeyError for a sheet that no act draws up.
    """
    return DRAWN_UP[sheet](Occasion(case, sheet, act, move, facts, seq))
