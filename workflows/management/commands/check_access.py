"""`manage check_access`: whether anybody sees a case of this installation that he may not, by a list or by a page."""

import json
import logging
import random
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from cases import access
from cases.evidence import opinion
from cases.models import Case, Letter, User

type Cell = tuple[str, str, bool, bool]  # who and what, by which door, whether it opened, whether it may


class Command(BaseCommand):
    """Everybody is asked about cases drawn by lot, and a second opinion says what he may see. Nothing is written."""

    help = "Compare who sees which case by lists and pages with a second opinion; ends with 1 when something leaks."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much is asked."""
        parser.add_argument("--json", action="store_true", help="one JSON object: cells, leaks, lost, where")
        parser.add_argument("--cases", type=int, default=200, help="how many cases, drawn by lot (200)")
        parser.add_argument("--users", type=int, default=100, help="how many users, drawn by lot (100)")
        parser.add_argument("--pages", type=int, default=1000, help="how many pages are asked for (1000)")
        parser.add_argument("--seed", default="", help="draw the same again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and say what leaks. Raises CommandError where something does."""
        lot = random.Random(options["seed"])  # noqa: S311 - a sample, not a secret
        logging.disable(logging.CRITICAL)  # people who do not come are not told of
        try:
            with transaction.atomic(), override_settings(MIDDLEWARE=rooms()):
                cells = list(self.cells(lot, options))
                transaction.set_rollback(True)
        finally:
            logging.disable(logging.NOTSET)
        leaks = [f"{what}: {door}" for what, door, opened, may in cells if opened and not may]
        lost = [f"{what}: {door}" for what, door, opened, may in cells if may and not opened]
        told = {"cells": len(cells), "leaks": len(leaks), "lost": len(lost), "where": [*leaks, *lost][:50]}
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"{len(cells)} cells, {len(leaks)} leaks, {len(lost)} that are lost")
            self.stdout.writelines(told["where"] if isinstance(told["where"], list) else [])
        if leaks or lost:
            raise CommandError("what people see is not what they may see")

    def cells(self, lot: random.Random, options: dict[str, Any]) -> Iterator[Cell]:
        """Every user with every case by the list, and some of them by page and by sheet."""
        cases = drawn(lot, list(Case.objects.select_related("unit").order_by("pk")), options["cases"])
        users = drawn(lot, list(User.objects.order_by("pk")), options["users"])
        sheets = dict(Letter.objects.filter(case__in=cases).exclude(digest="").values_list("case", "pk"))
        at = timezone.now()
        share = options["pages"] / max(1, len(cases) * len(users))
        for user in users:
            day = access.today(user, at)
            one, client = opinion.person(user, day), visitor(user)
            listed = set(access.visible_to(user, on=day).values_list("pk", flat=True)) if user.is_active else set()
            for case in cases:
                may = opinion.sees(one, case)
                what = f"user {user.pk}, case {case.pk}"
                yield what, "list", case.pk in listed, may
                if lot.random() < share:
                    yield what, "page", client.get(f"/cases/{case.pk}/").status_code == 200, may
                    if case.pk in sheets and not case.restriction:
                        path = f"/cases/{case.pk}/sheets/{sheets[case.pk]}/"
                        yield what, "sheet", client.get(path).status_code == 200, may


def drawn[Row](lot: random.Random, rows: list[Row], count: int) -> list[Row]:
    """So many rows by lot, or all."""
    return lot.sample(rows, count) if len(rows) > count else rows


def rooms() -> list[str]:
    """The middleware without the second factor: what is asked is what people see, not how they come in."""
    return [name for name in settings.MIDDLEWARE if not name.startswith("cases.pages.factors.")]


def visitor(user: User) -> Client:
    """A browser of a user, as if he had logged in."""
    client = Client(raise_request_exception=False, SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost")
    client.force_login(user)
    return client
