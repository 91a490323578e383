"""The map of addresses, and for every route the addresses of the objects of one body."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from cases.models import Case, Letter

# Routes that name no object of a body.
OPEN_TO_ALL = {
    "inbox": "/",
    "sit_down": "/desk/",
    "desk": "/desk/sign/?q=О",
    "notices": "/notices/",
    "jobs": "/jobs/",
    "substitutions": "/substitutions/",
    "unattended": "/unattended/",
    "handover": "/handover/",
    "accept_substitution": "/substitutions/1/accept/",
    "end_substitution": "/substitutions/1/end/",
    "register": "/cases/?q=О&order=due",
    "register_csv": "/cases/register.csv?q=О",
    "register_xlsx": "/cases/register.xlsx?q=О",
    "registration": "/cases/registration/",
    "routing": "/routing/?all=1",
    "board": "/cases/board/?standing=late",
    "board_csv": "/cases/board/board.csv",
    "keep_selection": "/cases/selections/",
    "drop_selection": "/cases/selections/1/drop/",
    "language": "/language/",
    "log_out": "/account/logout/",
    "prove": "/account/proof/",
    "own_password": "/account/password/own/",
    "sessions": "/account/sessions/",
    "end_sessions": "/account/sessions/end/",
    "opening": "/cases/new/draft_letter/",
}
# Those that lead to a letter on a desk, with what stands behind its number.
OF_THE_DESK = {"desk_case": "", "desk_letter": "letter/", "postpone": "postpone/", "desk_decide": "sign/"}
# Who has the secret in the address needs no log-in.
BY_SECRET = {"deadlines": "/deadlines/{}.ics"}
# What a watchman asks: no user, no case.
OF_THE_MACHINE = {"live": "/health/live", "ready": "/health/ready"}
# Routes that people come to before they have logged in.
BEFORE_LOG_IN = {
    "log_in": "/account/login/",
    "password_reset": "/account/password/",
    "password_reset_done": "/account/password/sent/",
    "password_reset_confirm": "/account/password/MQ/set-password/",
    "password_reset_complete": "/account/password/changed/",
    "language": "/language/",
}
# Routes that are there with a second factor only, and with the log-in of the network.
OF_FACTORS = {
    "factors": "/account/factors/",
    "add_app": "/account/factors/app/",
    "add_key": "/account/factors/key/",
    "make_codes": "/account/factors/codes/",
    "remove_factor": "/account/factors/999/remove/",
}
BEFORE_THE_SECOND_STEP = {"second_step": "/account/second/", "admin_log_in": "/admin/login/"}
OF_THE_NETWORK = {"network_login": "/account/network/", "openid_connect_callback": "/account/network/network/"}
EXTRA = OF_FACTORS | BEFORE_THE_SECOND_STEP | OF_THE_NETWORK


def routes(resolver: Any = None, space: str = "") -> Iterator[str]:
    """The name of every route, with its namespace; a route without a name by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name or entry.pattern}"


def of_cases(cases: list[int]) -> dict[str, list[str]]:
    """For every route that names objects: its addresses for all objects of these cases."""
    names = "case audit act paper_act undo sheet leaves leaf copy attachment paper "
    names += "own_signature prepared to_be_signed"
    found: dict[str, list[str]] = {name: [] for name in (*names.split(), *OF_THE_DESK)}
    for case in Case.objects.filter(pk__in=cases):
        at = f"/cases/{case.pk}"
        moves = ("sign", "register", "agree", "file", "no_such")
        found["case"].append(f"{at}/")
        found["audit"].append(f"{at}/audit/")
        for name, ending in OF_THE_DESK.items():
            found[name] += [f"/desk/{queue}/{case.pk}/{ending}" for queue in ("sign", "visa")]
        found["act"] += [f"{at}/acts/{move}/" for move in moves]
        found["paper_act"] += [f"{at}/acts/{move}/paper/" for move in moves]
        found["undo"] += [f"{at}/decisions/{one.pk}/undo/" for one in case.decisions.all()]
        sheets = [f"{at}/sheets/{letter.pk}/" for letter in Letter.objects.filter(case=case)]
        found["sheet"] += sheets
        found["leaves"] += [f"{sheet}pages/" for sheet in sheets]
        found["leaf"] += [f"{sheet}pages/1/" for sheet in sheets]
        found["copy"] += [f"{at}/copies/1/"]
        found["own_signature"] += [f"{at}/signature/"]
        found["prepared"] += [f"{at}/signature/letter/"]
        found["to_be_signed"] += [f"{at}/signature/bytes/"]
        found["attachment"] += [f"{at}/attachments/{draft.version}/1/" for draft in case.drafts.all()]
        found["paper"] += [
            f"{at}/papers/{entry.seq}/{name}/" for entry in case.entries.all() for name in ("scan", "answer")
        ]
    return found
