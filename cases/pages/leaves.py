"""A sheet on the screen: the pictures of its pages, made with the PDF and kept beside it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .files import drawn_sheet, nothing, served


@require_safe
def leaves(request: HttpRequest, case: int, letter: int) -> HttpResponse:
    """The pages of a sheet, one under the other; a sheet without pictures says so and gives its PDF."""
    found, drawn = drawn_sheet(request, case, letter)
    return render(request, "cases/leaves.html", {"case": found, "sheet": drawn})


@require_safe
def leaf(request: HttpRequest, case: int, letter: int, ordinal: int) -> HttpResponse:
    """One page of a sheet as PNG, counted from 1."""
    _, drawn = drawn_sheet(request, case, letter)
    if not 1 <= ordinal <= len(drawn.pictures):
        raise nothing()
    response = served(drawn.pictures[ordinal - 1], f"page-{ordinal}")
    response.headers["Content-Disposition"] = "inline"
    return response
