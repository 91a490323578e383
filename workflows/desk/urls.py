"""The addresses of the desk."""

from django.urls import path

from .act import act, opening, undo
from .audit import audit
from .case import case
from .decisions import decide, desk, letter, postpone, queue
from .feed import deadlines
from .handover import handover
from .jobs import jobs
from .notices import notices
from .registration import registration
from .routing import routing
from .selections import drop, keep
from .signature import own_signature, prepared, to_be_signed
from .substitutions import answer, substitutions
from .unattended import unattended
from .waiting import waiting

urlpatterns = [
    path("", waiting, name="inbox"),
    path("deadlines/<str:token>.ics", deadlines, name="deadlines"),
    path("notices/", notices, name="notices"),
    path("jobs/", jobs, name="jobs"),
    path("handover/", handover, name="handover"),
    path("unattended/", unattended, name="unattended"),
    path("substitutions/", substitutions, name="substitutions"),
    path("substitutions/<int:pk>/accept/", answer, {"word": "accept"}, name="accept_substitution"),
    path("substitutions/<int:pk>/end/", answer, {"word": "end"}, name="end_substitution"),
    path("desk/", desk, name="sit_down"),
    path("desk/<slug:queue>/", queue, name="desk"),
    path("desk/<slug:queue>/<int:case>/", queue, name="desk_case"),
    path("desk/<slug:queue>/<int:case>/letter/", letter, name="desk_letter"),
    path("desk/<slug:queue>/<int:case>/postpone/", postpone, name="postpone"),
    path("desk/<slug:queue>/<int:case>/<slug:move>/", decide, name="desk_decide"),
    path("cases/registration/", registration, name="registration"),
    path("routing/", routing, name="routing"),
    path("cases/selections/", keep, name="keep_selection"),
    path("cases/selections/<int:selection>/drop/", drop, name="drop_selection"),
    path("cases/new/<slug:move>/", opening, name="opening"),
    path("cases/<int:case>/", case, name="case"),
    path("cases/<int:case>/audit/", audit, name="audit"),
    path("cases/<int:case>/signature/", own_signature, name="own_signature"),
    path("cases/<int:case>/signature/letter/", prepared, name="prepared"),
    path("cases/<int:case>/signature/bytes/", to_be_signed, name="to_be_signed"),
    path("cases/<int:case>/acts/<slug:move>/", act, name="act"),
    path("cases/<int:case>/acts/<slug:move>/paper/", act, {"paper": True}, name="paper_act"),
    path("cases/<int:case>/decisions/<int:decision>/undo/", undo, name="undo"),
]
