"""Views of the register that a reader keeps: by name, again under the same name, and no longer."""

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cases.lifecycle.refusal import BadFact
from cases.models import Selection
from cases.pages.reader import reader

MOST = 50


class Kept(forms.ModelForm[Selection]):
    """A name, and the query of the page."""

    class Meta:
        model = Selection
        fields = ["name", "query"]


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the reader sees under a name; the same name again takes the place of the former."""
    user, form = reader(request), Kept(request.POST)
    if not form.is_valid():
        raise BadFact(_("a view has a name of 1 to 60 characters"), field="name")
    name, query = form.cleaned_data["name"], QueryDict(form.cleaned_data["query"], mutable=True)
    query.pop("page", None)
    if user.selections.exclude(name=name).count() >= MOST:
        raise BadFact(_("at most %d views are kept") % MOST, field="name")
    Selection.objects.update_or_create(user=user, name=name, defaults={"query": query.urlencode()})
    return redirect(f"{reverse('register')}?{query.urlencode()}")


@require_POST
def drop(request: HttpRequest, selection: int) -> HttpResponse:
    """Keep a view no longer. One that is not the reader's is not there: nothing happens."""
    reader(request).selections.filter(pk=selection).delete()
    return redirect("register")
