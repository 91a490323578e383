"""Drawing the copies of a mailing: some at a time, each part bound by an entry, so that one sees how far it is."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from cases import access
from cases.letters import blobs, mailing, press, rendering
from cases.lifecycle.act import SYSTEM, Act, Origin
from cases.lifecycle.sheets import Sheet
from cases.models import Dispatch, Entry, Letter

from . import outbox
from .models import Job
from .record import note
from .signature import NotReady

AT_ONCE = 25  # copies bound by one entry: a few seconds of work


def letter_of(case: int) -> Letter | None:
    """The letter that goes to the addressees of a case."""
    letters = Letter.objects.filter(case=case, sheet=Sheet.LETTER).select_related("entry")
    return letters.order_by("-pk").first()


def digest_for(copy: Dispatch) -> str:
    """The digest of what an addressee gets. Raises NotReady while it is not drawn."""
    letter = letter_of(copy.case_id)
    if letter is None or not letter.digest:
        raise NotReady("the letter is not rendered yet")
    if not mailing.is_due(letter.context):
        return letter.digest
    if found := drawn(copy.case_id).get(copy.ordinal):
        return found
    raise NotReady("the addressee's copy is not drawn yet")


def drawn(case: int) -> dict[int, str]:
    """The copies of a case that are drawn and bound."""
    return mailing.drawn(Entry.objects.filter(case__pk=case, move=mailing.RENDERED))


def draw(job: Job, clock: Callable[[], datetime], passing: Callable[[str], None]) -> None:
    """Draw and bind every copy that is not drawn yet. Raises NotReady before the letter itself is."""
    letter = Letter.objects.select_related("entry").get(pk=job.payload["letter"])
    if not letter.digest:
        raise NotReady("the letter is not rendered yet")
    done = drawn(letter.case_id)
    ordinals = Dispatch.objects.filter(case=letter.case_id).order_by("ordinal").values_list("ordinal", flat=True)
    wanted = [one for one in ordinals if one not in done]
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        facts = ((one, mailing.copy_for(letter.context, one)) for one in some)
        sheets = ((one, press.draw(rendering.manuscript(copy, mailed=True))) for one, copy in facts)
        kept = {str(one): blobs.keep(sheet.pdf) for one, sheet in sheets}
        passing("kept")
        bind(job, letter, kept, clock(), last=some[-1] == wanted[-1])
        passing("bound")
    if not wanted:
        with transaction.atomic():
            outbox.complete(outbox.fence(job), clock())


def bind(job: Job, letter: Letter, copies: dict[str, str], now: datetime, *, last: bool) -> None:
    """Tell the history which bytes are whose copy; the lease begins anew with every part."""
    effects = {"sheet": letter.sheet, "of": letter.entry.seq, "context": letter.context_digest, "bytes": letter.digest}
    with transaction.atomic():
        outbox.fence(job)
        access.lock(letter.case_id)
        case = access.case_for_system(letter.case_id)
        act = Act(SYSTEM, SYSTEM, now, now, Origin.SYSTEM)
        note(case, mailing.RENDERED, act, effects=effects | {"copies": copies}, version=False)
        if last:
            outbox.complete(job, now)
        else:
            outbox.prolong(job, now)
