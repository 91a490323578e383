"""Registration numbers: gap-free, per body, register and year, and never given twice.

The counter row is taken as late in the transaction as it can be: from there to the commit, others wait.
Only the door and named commands may import the writers here.
"""

import re
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.lifecycle.refusal import BadFact, Refusal
from cases.models import Body, Case, Number, Official, Register, RegisterYear


class NoRegister(Refusal):
    """The body has no register that numbers this case."""

    code = "no_register"


class YearClosed(Refusal):
    """The volume of the year is closed, or cannot be closed yet."""

    code = "year_closed"


class NumberTaken(Refusal):
    """The reserved number is used, void, expired or another's."""

    code = "number_taken"


def register_for(case: Case) -> Register:
    """The register that numbers a case: that of its file before that of its point, its unit, the whole body.

    Raises NoRegister.
    """
    standing = Register.objects.filter(body=case.body_id, direction=case.direction).select_related("unit")
    fitting = [
        register
        for register in standing
        if register.unit_id in (None, case.unit_id)
        and register.point_id in (None, case.point_id)
        and (not register.file or index_of(register) == case.file_index)
    ]
    if not fitting:
        raise NoRegister(_("no register of this body numbers this letter"))
    return max(fitting, key=lambda one: (bool(one.file), bool(one.point_id), bool(one.unit_id), -one.pk))


def index_of(register: Register) -> str:
    """The index of the file that a register numbers, as the nomenclature writes it: "06-09"."""
    return "-".join(part for part in (register.unit.code if register.unit else "", register.file) if part)


def write_number(register: Register, year: int, ordinal: int) -> str:
    """The number as printed, by the register's template: `{unit}-{file}/{ord}` gives "06-09/398"."""
    unit = register.unit.code if register.unit else ""
    return register.template.format(unit=unit, file=register.file, ord=ordinal, yy=f"{year % 100:02}", yyyy=year)


TEMPLATE = re.compile(r"([^{}]|\{(unit|file|yy|yyyy|ord(:0[1-9])?)\})*")


def check_template(template: str) -> None:
    """Raise BadFact unless the template names the ordinal, nothing unknown, and can be written."""
    if not TEMPLATE.fullmatch(template) or "{ord" not in template:
        raise BadFact(_("a number template has {ord} and may have {unit}, {file}, {yy}, {yyyy}"), field="template")


def next_ordinals(register: Register, year: int, count: int = 1) -> int:
    """Move the counter on by `count` and return the last ordinal taken; the row stays locked until commit.

    Raises YearClosed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_registeryear (register_id, year, opening, last) VALUES (%s, %s, 0, %s) "
            "ON CONFLICT (register_id, year) DO UPDATE SET last = cases_registeryear.last + %s "
            "WHERE cases_registeryear.closed_on IS NULL RETURNING last",
            [register.pk, year, count, count],
        )
        row = cursor.fetchone()
    if row is None:
        raise YearClosed(_("the volume of %d is closed") % year)
    return int(row[0])


def issue(case: Case, day: date) -> Number:
    """Give the case the next number of its register in the year of `day`."""
    register = register_for(case)
    ordinal = next_ordinals(register, day.year)
    return Number.objects.create(
        register=register,
        year=day.year,
        ordinal=ordinal,
        text=write_number(register, day.year, ordinal),
        status=Number.Status.ISSUED,
        case=case,
    )


def use_reserved(case: Case, number_id: int, day: date) -> Number:
    """Give the case a number that was reserved in its own register. Raises NoRegister or NumberTaken."""
    number = (
        Number.objects.select_for_update(of=("self",))
        .filter(pk=number_id, register=register_for(case))
        .filter(status=Number.Status.RESERVED, year=day.year)
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day))
        .first()
    )
    if number is None:
        raise NumberTaken(_("this number is not reserved, or not any more"), field="reserved")
    number.status, number.case_id = Number.Status.ISSUED, case.pk
    number.save(update_fields=["status", "case"])
    return number


def void(case: Case, reason: str) -> None:
    """Void the number of an annulled case; it stays in the register and is never used again."""
    for number in case.numbers.filter(status=Number.Status.ISSUED):
        number.status, number.reason = Number.Status.VOID, reason[:300]
        number.save(update_fields=["status", "reason"])


def open_year(register: Register, year: int, opening: int) -> RegisterYear:
    """Start the counter of a year after the last number given before Chancery. Raises BadFact."""
    check_template(register.template)
    if opening < 0 or RegisterYear.objects.filter(register=register, year=year).exists():
        raise BadFact(_("this year has begun already"), field="opening")
    return RegisterYear.objects.create(register=register, year=year, opening=opening, last=opening)


def begin_after(register: Register, year: int, last: int) -> None:
    """Let a year be numbered on after the last number of an older register. Raises BadFact.

    Possible as long as Chancery has given no number of that year itself; below what is counted already it does nothing.
    """
    check_template(register.template)
    counter = RegisterYear.objects.get_or_create(register=register, year=year)[0]
    counter = RegisterYear.objects.select_for_update().get(pk=counter.pk)
    if last <= counter.opening:
        return
    if counter.closed_on is not None:
        raise YearClosed(_("the volume of %d is closed") % year)
    if counter.last > counter.opening:
        raise BadFact(_("Chancery has given numbers of this year already"), field="number")
    counter.opening = counter.last = last
    counter.save(update_fields=["opening", "last"])


def reserve(
    register: Register, *, year: int, count: int, holder: Official, purpose: str, until: date | None
) -> list[Number]:
    """Reserve the next `count` numbers for an official. Raises BadFact."""
    if not 1 <= count <= 1000 or not purpose.strip():
        raise BadFact(_("reserve 1 to 1000 numbers for a stated purpose"), field="count")
    if holder.body_id != register.body_id:
        raise BadFact(_("no such official in this body"), field="holder")
    last = next_ordinals(register, year, count)
    return Number.objects.bulk_create(
        Number(
            register=register,
            year=year,
            ordinal=ordinal,
            text=write_number(register, year, ordinal),
            status=Number.Status.RESERVED,
            holder=holder,
            purpose=purpose.strip(),
            expires_on=until,
        )
        for ordinal in range(last - count + 1, last + 1)
    )


def void_expired(body: Body, day: date) -> int:
    """Void a body's reservations that ran out before `day`, at the latest with their year; returns how many.

    A number is never back-filled.
    """
    reserved = Number.objects.filter(status=Number.Status.RESERVED, register__body=body)
    expired = reserved.filter(Q(expires_on__lt=day) | Q(year__lt=day.year))
    return expired.update(status=Number.Status.VOID, reason="the reservation has expired")


def close_year(counter: RegisterYear, day: date) -> int:
    """Close the volume of a year that is over; what is reserved in it is void. Returns how many those were.

    To be called in a transaction. Raises YearClosed.
    """
    counter = RegisterYear.objects.select_for_update().get(pk=counter.pk)
    if counter.closed_on is not None:
        raise YearClosed(_("the volume of %d is closed") % counter.year)
    if counter.year >= day.year:
        raise YearClosed(_("%d is not over yet") % counter.year)
    reserved = Number.objects.filter(register=counter.register_id, year=counter.year, status=Number.Status.RESERVED)
    voided = reserved.update(status=Number.Status.VOID, reason="the volume was closed")
    counter.closed_on = day
    counter.save(update_fields=["closed_on"])
    return voided
