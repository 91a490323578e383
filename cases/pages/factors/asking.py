"""The form that asks for a second factor: a code that is typed, or what a key answers through the browser."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.models import User
from cases.pages import sitting

from . import held


class Asked(sitting.OfPerson):
    """A code, or the answer of a key."""

    code = forms.CharField(
        label=_("Code of the app, or a recovery code"),
        required=False,
        max_length=64,
        widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, user: User) -> None:
        super().__init__(request, user)
        if not held.stamp(user):
            del self.fields["code"], self.fields["credential"]

    def clean(self) -> None:
        """Look at the factor when all else is right, so that no code is used up in vain."""
        super().clean()
        if "code" not in self.fields:
            return
        self.data = {**self.data, "credential": ""}  # an answer is good for one question: it is not shown again
        if self.errors:
            return
        code, credential = (self.cleaned_data[name] for name in ("code", "credential"))
        if not (code or credential):
            self.add_error("code", _("type the code, or use the key"))
        elif not held.check(self.user, code, credential):
            self.add_error("code", _("this is not the code, or too many wrong ones came: wait a little"))

    def options(self) -> str:
        """What the browser asks the keys with; to be read once a page, for each question is another."""
        return held.options(self.user) if "code" in self.fields else ""


class Both(Asked, sitting.Proof):
    """The password and, where he has one, the second factor."""
