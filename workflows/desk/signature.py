"""The page of a signer whose key lies outside: the bytes that he is to sign, and his signature when he brings it.

A tool of his own makes the signature (a token, a plug-in of the browser, a service): it takes the bytes or their
digest and gives a detached CMS. The page needs no script; `manage give_signature` does the same for an operator.
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import access
from cases.letters import blobs
from cases.letters.signing import container
from cases.models import Case
from cases.pages.files import saved
from cases.pages.reader import reader
from workflows import signature
from workflows.models import AwaitedSignature

LARGEST = 64 << 10  # bytes of a signature with its certificates and time stamp


class SignatureForm(forms.Form):
    """The signature that a tool has made."""

    template_name = "workflows/form.html"
    cms = forms.FileField(label=_("Your signature: a detached CMS (.p7s, .sig), DER or PEM"), max_length=200)

    def clean_cms(self) -> bytes:
        """The bytes of the file. Raises ValidationError for what is too large for any signature."""
        file = self.cleaned_data["cms"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("a signature is smaller than 64 KB"))
        octets: bytes = file.read()
        return octets


@require_http_methods(["GET", "HEAD", "POST"])
def own_signature(request: HttpRequest, case: int) -> HttpResponse:
    """What the reader is to sign, and his signature. What awaits somebody else's is not there (404)."""
    found, waiting = awaited(request, case)
    form = SignatureForm(request.POST, request.FILES) if request.method == "POST" else SignatureForm()
    if form.is_valid():
        try:
            signature.give(waiting, form.cleaned_data["cms"], timezone.now())
        except (signature.NotVerified, container.NoRoom) as wrong:
            form.add_error("cms", _("This signature is not taken: %s") % wrong)
        else:
            messages.success(request, _("Your signature is taken; the letter is completed with it."))
            return redirect("case", found.pk)
    context = {"case": found, "waiting": waiting, "form": form}
    return render(request, "workflows/signature.html", context, status=422 if form.is_bound else 200)


@require_safe
def to_be_signed(request: HttpRequest, case: int) -> HttpResponse:
    """The bytes that the reader's tool is to sign."""
    _found, waiting = awaited(request, case)
    octets = container.reopened(blobs.fetch(waiting.prepared)).covered
    return saved(octets, "application/octet-stream", f"to-be-signed-{waiting.letter_id}.bin")


@require_safe
def prepared(request: HttpRequest, case: int) -> HttpResponse:
    """The letter as the reader signs it, with its mark and an empty room for the signature."""
    _found, waiting = awaited(request, case)
    return saved(blobs.fetch(waiting.prepared), "application/pdf", f"to-be-signed-{waiting.letter_id}.pdf")


def awaited(request: HttpRequest, case: int) -> tuple[Case, AwaitedSignature]:
    """The case and the signature that it awaits of the reader. Raises NotFound, AlreadyGiven."""
    user, at = reader(request), timezone.now()
    today, official = access.today(user, at), access.official_of(user)
    found = access.case_for(user, case, on=today)
    waiting = signature.asked_of(official.pk if official else 0).filter(letter__case=found.pk).last()
    if waiting is None or not access.is_admitted(user, found, on=today):
        raise access.NotFound(_("no signature of yours is awaited here"))
    signature.check_open(waiting)
    return found, waiting
