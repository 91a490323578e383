"""Who asks for a page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from cases.models import User


def reader(request: HttpRequest) -> User:
    """The user who asks; the middleware has let nobody else through. Raises PermissionDenied."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
