"""Files that come with an act: kept as blobs before the act, known to the form by a sealed token after that.

A browser does not send a file twice: the token lets a form that was refused keep the file. It is sealed for its
user, so that nobody names a file that he has not sent.
"""

import re
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cases.letters.intake import gate
from cases.letters.intake.examination import LARGEST
from cases.letters.intake.reasons import REASONS
from cases.letters.intake.unfit import Code

SALT = "chancery.upload"
DIGEST = re.compile(r"[0-9a-f]{64}")


def seal(digest: str, name: str, user: int) -> str:
    """The token of a file that a user has sent."""
    return signing.dumps([digest, name, user], salt=SALT, compress=True)


def opened(token: str, user: int) -> tuple[str, str] | None:
    """The digest and name behind a token, or None when it is not this user's."""
    try:
        digest, name, owner = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (digest, name) if owner == user else None


class UploadWidget(forms.FileInput):
    """A file input, and the token of the file that came before."""

    template_name = "workflows/upload.html"

    def __init__(self, user: int) -> None:
        super().__init__()
        self.user = user

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The file if one came, else the token of the one that came before."""
        return files.get(name) or data.get(f"{name}-kept") or None

    def format_value(self, value: Any) -> None:
        """A file input shows no value."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show the name of the file that is kept."""
        context = super().get_context(name, None, attrs)
        token = value if isinstance(value, str) else getattr(value, "token", "")
        kept = opened(token, self.user) if token else None
        context["widget"]["kept"] = {"token": token, "name": kept[1]} if kept else None
        return context


class Upload(forms.Field):
    """A file; the cleaned value is the digest under which its bytes are kept, or None."""

    def __init__(self, user: int, **options: Any) -> None:
        super().__init__(widget=UploadWidget(user), **options)
        self.user = user

    def to_python(self, value: Any) -> str | None:
        """Keep the bytes. Raises ValidationError for what the gate refuses or is not this user's."""
        if value in (None, ""):
            return None
        if isinstance(value, str):
            found = opened(value, self.user)
            if found is None or not DIGEST.fullmatch(found[0]):
                raise ValidationError(_("send the file again"))
            return found[0]
        return keep(value, self.user)


def keep(file: "UploadedFile[Any]", user: int) -> str:
    """Let in what was sent and seal it for its user. Raises ValidationError, by the code of what is wrong."""
    if not file.size or file.size > LARGEST:
        code = Code.TOO_LARGE if file.size else Code.EMPTY
        raise ValidationError(REASONS[code], code=code)
    try:
        digest = gate.let_in(file.read(), file.name or "")
    except gate.Refused as refused:
        raise ValidationError(refused.reason, code=refused.code) from refused
    file.token = seal(digest, file.name or "", user)  # type: ignore[attr-defined]
    return digest
