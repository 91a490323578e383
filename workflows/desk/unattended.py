"""The page of steps that nobody can take today, or one person alone: for who leads the units they lie in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases import access
from cases.lifecycle.roles import Role
from cases.models import Appointment
from cases.pages.reader import reader
from workflows.attendance import thin

MOST = 200


@require_safe
def unattended(request: HttpRequest) -> HttpResponse:
    """What lies still in the units of a head or of the head of the chancery. Raises NotFound for others."""
    user, at = reader(request), timezone.now()
    today = access.today(user, at)
    leading = Appointment.objects.filter(
        access.in_force(today), official__user=user, role__in=(Role.HEAD, Role.CHANCERY_HEAD)
    )
    units = access.units_below(leading)
    if not user.is_active or not units.exists():
        raise access.NotFound(_("no such page"))
    found = thin(access.visible_to(user, on=today).filter(unit__in=units.values("pk")), today)
    found.sort(key=lambda one: len(one.able))
    return render(request, "workflows/unattended.html", {"steps": found[:MOST], "total": len(found)})
