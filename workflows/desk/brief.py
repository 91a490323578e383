"""One letter as its decider reads it: the text, the questions beside their answers, what changed, who has agreed."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from cases import access
from cases.lifecycle.facts import LetterText
from cases.lifecycle.sheets import Sheet
from cases.models import Answering, Case, Draft, Entry, Letter, LivingCase, Official, Point, Visa
from cases.pages.changes import Change, changes
from cases.pages.stages import Stage, strip
from workflows.offers import Offer

from .queues import DECIDED, Queue, Sitter

LAST = 8  # entries of the history; the page of the case has them all
UNSPOKEN = ("rendered",)


@dataclass(frozen=True)
class Brief:
    """All that stands beside and around a letter on the desk."""

    case: LivingCase
    executor: str
    key: str
    letter: LetterText | None
    requests: list[Case]
    points: list[Point]
    stages: list[Stage]
    visas: list[Visa]
    history: list[tuple[Entry, str]]
    linked: list[Case]
    draft_sheet: Letter | None
    seen: Draft | None  # the version that he last decided on, where the letter has changed since
    changes: list[Change]
    moves: dict[str, Offer]
    others: list[Offer]
    card_only: bool  # a restricted letter shows its card alone, but to whom it was granted by name

    @property
    def due(self) -> date | None:
        """The deadline, for a reply that of its request."""
        return self.case.due or min((one.due for one in self.requests if one.due), default=None)

    @property
    def returned(self) -> int:
        """How often the letter came back to be worked over: each return ended a round."""
        return max(0, self.case.round - 1)


def brief(case: LivingCase, queue: Queue, sitter: Sitter, offered: list[Offer]) -> Brief:
    """Read what a decider needs, in a fixed number of statements."""
    entries = list(case.entries.exclude(move__in=UNSPOKEN).order_by("-seq"))
    is_admitted = access.is_admitted(sitter.user, case, on=sitter.on)
    seen = last_seen(entries, case, sitter.official) if is_admitted else None
    letter = LetterText.read(case.draft.content) if case.draft and is_admitted else None
    requests = requests_of(case, sitter)
    people = {one for one in (case.executor_id, *(entry.author for entry in entries[:LAST])) if one}
    names = {one.pk: str(one) for one in Official.objects.filter(pk__in=people)}
    wanted = {name for name in (queue.first, queue.back, queue.also) if name}
    free = {one.rule.name: one for one in offered if not one.paper}
    return Brief(
        case=case,
        executor=names.get(case.executor_id or 0, ""),
        key=secrets.token_urlsafe(16),
        letter=letter,
        requests=requests,
        points=list(case.points.all()) if case.direction == "in" and is_admitted else [],
        stages=strip(case),
        visas=list(case.visas.filter(round=case.round).select_related("official__post")) if case.round else [],
        history=[(entry, names.get(entry.author or 0, "")) for entry in entries[:LAST]],
        linked=linked(case, sitter, {one.pk for one in requests}),
        draft_sheet=frozen(case) if is_admitted else None,
        seen=seen,
        changes=changes(LetterText.read(seen.content), letter) if seen and letter else [],
        moves={name: free[name] for name in wanted & free.keys()},
        others=[one for one in offered if one.rule.name not in wanted],
        card_only=not is_admitted,
    )


def last_seen(entries: list[Entry], case: LivingCase, official: Official) -> Draft | None:
    """The version that lay before an official when he last decided, if the letter has changed since."""
    mine = next((one for one in entries if one.author == official.pk and one.move in DECIDED), None)
    if mine is None or case.draft is None:
        return None
    lay = case.drafts.filter(written_at__lte=mine.occurred_at).order_by("-version").first()
    return lay if lay and lay.digest != case.draft.digest else None


def requests_of(case: LivingCase, sitter: Sitter) -> list[Case]:
    """The letters that this one answers, with what they ask, as far as its reader may read them."""
    if case.direction != "out":
        return []
    asked = access.visible_to(sitter.user, on=sitter.on).filter(access.admitted(sitter.user, on=sitter.on))
    links = Answering.objects.filter(case=case.pk, request__in=asked.values("pk"))
    points = Prefetch("request__points", Point.objects.order_by("ordinal"))
    return [link.request for link in links.select_related("request__correspondent").prefetch_related(points)]


def linked(case: LivingCase, sitter: Sitter, without: set[int]) -> list[Case]:
    """Other letters tied to this one."""
    near = access.visible_to(sitter.user, on=sitter.on)
    tied = near.filter(answering__request=case.pk) if case.direction == "in" else near.filter(answers__case=case.pk)
    return list(tied.exclude(pk__in=without | {case.pk}).distinct().order_by("pk")[:LAST])


def frozen(case: LivingCase) -> Letter | None:
    """The sheet that shows the letter as it stands: the last draft that was frozen."""
    kinds = (Sheet.DRAFT, Sheet.LETTER) if case.direction == "out" else (Sheet.RESOLUTION, Sheet.CARD)
    return case.letters.filter(sheet__in=kinds).exclude(digest="").order_by("-entry__seq", "-pk").first()
