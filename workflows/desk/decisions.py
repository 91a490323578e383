"""The desk of who decides: a queue, the letter that lies before him, and one key for each decision."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import access, substitutes, words
from cases.lifecycle.move import Rule
from cases.lifecycle.refusal import Refusal
from cases.models import Case, LivingCase
from cases.pages import sitting
from workflows import hold, offers
from workflows.perform import Done, perform
from workflows.request import facts_of

from .act import say
from .brief import Brief, brief
from .forms import ActForm
from .frame import frame_of
from .queues import QUEUES, Queue, Sitter, counts, holding, rows, waiting
from .reference import Reference
from .seen import SEEN

ON_A_PAGE = 50
POSTPONED = "postponed"
MOST_POSTPONED = 200
VIEWS = ("text", "pages", "changes")


@dataclass(frozen=True)
class Way:
    """A decision as the bar offers it: by its key, at once (`press`), with a text (`write`), or by a form.

    places: in whose places he may make it, who may not make it in his own.
    """

    rule: Rule
    key: str
    kind: str
    fact: str
    places: tuple[tuple[int, str], ...]


def sitter_of(request: HttpRequest) -> Sitter:
    """Who sits at the desk. Raises NotInOffice."""
    frame = frame_of(request)
    if frame.official is None or not frame.decides:
        access.in_office(frame.user)
        raise access.NotFound("an administrator or auditor has no desk")
    lent = tuple(substitutes.of_substitute(frame.official, frame.today))
    return Sitter(frame.user, frame.official, lent, frame.today)


def queue_named(name: str) -> Queue:
    """A queue by its name. Raises NotFound."""
    if name not in QUEUES:
        raise access.NotFound("no such queue")
    return QUEUES[name]


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The first queue in which something lies."""
    told = counts(sitter_of(request))
    return redirect("desk", next((name for name in QUEUES if told[name]), "sign"))


@require_safe
def queue(request: HttpRequest, queue: str, case: int = 0) -> HttpResponse:
    """A queue with one of its letters: the one that is named, else the first."""
    sitter, chosen = sitter_of(request), queue_named(queue)
    told = counts(sitter)
    lying = page_of(request, chosen, sitter, told[queue])
    opened = case or next((one.pk for one in lying), 0)
    context = {
        "queue": chosen,
        "queues": [(one, told[one.name]) for one in QUEUES.values()],
        "page": lying,
        "today": sitter.on,
        "q": request.GET.get("q", ""),
        "held": hold.held_by(sitter.user, timezone.now()),
    }
    if opened:
        context |= letter_context(request, chosen, sitter, opened, lying)
    return render(request, "desk/desk.html", context)


@require_safe
def letter(request: HttpRequest, queue: str, case: int) -> HttpResponse:
    """One letter of a queue without the page around it, for the script that lays it out beforehand."""
    sitter, chosen = sitter_of(request), queue_named(queue)
    return render(request, "desk/letter.html", letter_context(request, chosen, sitter, case, None))


class Counted(Paginator[Case]):
    """Pages of a queue whose length is known already."""

    known: int | None = None

    @property
    def count(self) -> int:
        """How many letters there are."""
        return super().count if self.known is None else self.known


def page_of(request: HttpRequest, queue: Queue, sitter: Sitter, known: int) -> Page[Case]:
    """The part of the queue that its reader sees, within his search."""
    found = waiting(queue, sitter)
    if text := request.GET.get("q", "").strip()[:200]:
        found = found.filter(holding(text) | Q(draft__content__addressees__icontains=text))
    told: Any = rows(found, queue, sitter, request.session.get(POSTPONED, []))
    pages = Counted(told, ON_A_PAGE)
    pages.known = None if text else known
    return pages.get_page(request.GET.get("page"))


def letter_context(
    request: HttpRequest, queue: Queue, sitter: Sitter, case: int, lying: Page[Case] | None
) -> dict[str, Any]:
    """What the letter and the bar below it show."""
    at = timezone.now()
    found = access.case_for(sitter.user, case, on=sitter.on)
    shown = brief(found, queue, sitter, offers.offers_to(sitter.official, found, at))
    ways = list(ways_of(queue, shown))
    view = request.GET.get("view", "")
    places = [one.pk for one in lying] if lying else []
    here = places.index(case) if case in places else -1
    return {
        "queue": queue,
        "brief": shown,
        "case": found,
        "today": sitter.on,
        "ways": ways,
        "places": ways[0].places if ways else (),
        "in_place_of": words.IN_PLACE_OF,
        "proof": proof(queue, case) if queue.first in sitting.NEEDS_PROOF and not sitting.is_shown(request) else "",
        "form": form_of(found, ways, sitter, at),
        "view": view if view in VIEWS else "text",
        "query": query_of(request),
        "place": (lying.start_index() + here) if lying and here >= 0 else 0,
        "of": lying.paginator.count if lying else 0,
        "before": places[here - 1] if here > 0 else 0,
        "after": places[here + 1] if 0 <= here < len(places) - 1 else 0,
    }


def ways_of(queue: Queue, shown: Brief) -> Any:
    """The decisions of the bar, each with its key."""
    for name, key in ((queue.first, "A"), (queue.back, "R"), (queue.also, "W")):
        if offer := shown.moves.get(name):
            made: Any = getattr(type(shown.case), name)
            asked = {fact: one for fact, one in facts_of(made).model_fields.items() if fact not in SEEN}
            texts = [fact for fact, one in asked.items() if one.annotation is str]
            kind = "press" if not asked else "write" if len(asked) == len(texts) == 1 else "form"
            fact = texts[0] if kind == "write" else ""
            yield Way(offer.rule, key, kind, fact, () if offer.own else offer.instead)


def form_of(case: LivingCase, ways: list[Way], sitter: Sitter, at: Any) -> ActForm | None:
    """The form of the decision that asks for more than a text."""
    for way in ways:
        if way.kind == "form":
            made: Any = getattr(type(case), way.rule.name)
            reference = Reference(case.body, sitter.official, sitter.user, at, case)
            return ActForm(made, reference, key=f"{case.pk}-{at.timestamp()}")
    return None


def query_of(request: HttpRequest) -> str:
    """The search and the page that the reader is in, to stay inside them."""
    kept = request.GET.copy()
    kept.pop("view", None)
    return f"?{kept.urlencode()}" if kept else ""


@require_POST
def decide(request: HttpRequest, queue: str, case: int, move: str) -> HttpResponse:
    """Make a decision and go on to the next letter; a script is answered in one line, with the way to undo it."""
    sitter, chosen, at = sitter_of(request), queue_named(queue), timezone.now()
    found = access.case_for(sitter.user, case, on=sitter.on)
    if move not in (chosen.first, chosen.back, chosen.also):
        raise access.NotFound("no such decision in this queue")
    rule, by_script = offers.named(type(found), move), "X-Desk" in request.headers
    made: Any = getattr(type(found), move)
    reference = Reference(found.body, offers.colleague(sitter.user, found), sitter.user, at, found)
    form = ActForm(made, reference, request.POST, request.FILES)
    try:
        sitting.check(request, rule)
        done = perform(made, case=case, by=sitter.user, at=at, **form.read())
    except Refusal as refusal:
        unproven = isinstance(refusal, sitting.NotShown)
        if unproven and not by_script:
            return redirect(proof(chosen, case))
        status = form.refuse(refusal)
        context = {"form": form, "rule": rule, "case": found, "reason": str(refusal), "queue": chosen}
        context["proof"] = proof(chosen, case) if unproven else ""
        return render(request, "desk/refused.html" if by_script else "workflows/act.html", context, status=status)
    if by_script:
        return render(request, "desk/decided.html", decided(found, done, chosen))
    say(request, done)
    return redirect(on(request, chosen))


def proof(queue: Queue, case: int) -> str:
    """Where a person shows that it is him, to come back to his letter."""
    return f"{reverse('prove')}?{urlencode({'next': reverse('desk_case', args=[queue.name, case])})}"


def decided(case: LivingCase, done: Done, queue: Queue) -> dict[str, Any]:
    """What the line says that tells of a decision."""
    held = [one for one in hold.held(case) if one.move == done.move] if done.held_until else []
    return {"case": case, "done": done, "held": held[0] if held else None, "queue": queue}


@require_POST
def postpone(request: HttpRequest, queue: str, case: int) -> HttpResponse:
    """Lay a letter at the end of the queue until its reader logs out."""
    sitter, chosen = sitter_of(request), queue_named(queue)
    access.case_for(sitter.user, case, on=sitter.on)
    put_off = [one for one in request.session.get(POSTPONED, []) if one != case]
    request.session[POSTPONED] = [*put_off, case][-MOST_POSTPONED:]
    return HttpResponse(status=204) if "X-Desk" in request.headers else redirect(on(request, chosen))


def on(request: HttpRequest, queue: Queue) -> str:
    """The next letter inside the same search, as the form named it; the top of the queue where there is none."""
    named = request.POST.get("after", "")
    after = int(named) if named.isascii() and named.isdecimal() and len(named) <= len(str(2**53)) else 0
    there = reverse("desk_case", args=[queue.name, after]) if after else reverse("desk", args=[queue.name])
    return there + query_of(request)
