"""Logging in and out, and a new password by mail: Django's own views with our templates."""

from typing import Any

from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.core.mail import mailers
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from cases.lifecycle.refusal import Refusal

from . import sessions
from .arrival import admit
from .sitting import prove


class NoMail(Refusal):
    """This installation sends no mail, so no link can come."""

    code = "no_mail"


@method_decorator(login_not_required, name="dispatch")
class NewPassword(views.PasswordResetView):
    """A link by mail; where no mail is sent, the page says so instead of promising it. Raises NoMail."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for mail before anything else."""
        if "default" not in mailers:
            raise NoMail(_("no mail is sent from here: ask your administrator for a new password"))
        return super().dispatch(request, *args, **kwargs)


class LogIn(views.LoginView):
    """A name and a password; who has a second factor is asked for it next."""

    template_name = "account/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Let in who was found."""
        return admit(self.request, form.get_user(), self.get_success_url())


class LogOut(views.LogoutView):
    """The session ends at the server, and the browser forgets what it has kept."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Log out."""
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


urlpatterns = [
    path("login/", LogIn.as_view(), name="log_in"),
    path("logout/", LogOut.as_view(), name="log_out"),
    path("proof/", prove, name="prove"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/end/", sessions.end_sessions, name="end_sessions"),
    path(
        "password/own/",
        views.PasswordChangeView.as_view(
            template_name="account/own_password.html", success_url=reverse_lazy("password_reset_complete")
        ),
        name="own_password",
    ),
    path(
        "password/",
        NewPassword.as_view(
            template_name="account/reset.html",
            email_template_name="account/reset_mail.txt",
            subject_template_name="account/reset_subject.txt",
        ),
        name="password_reset",
    ),
    path(
        "password/sent/",
        views.PasswordResetDoneView.as_view(template_name="account/reset_sent.html"),
        name="password_reset_done",
    ),
    path(
        "password/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(template_name="account/new_password.html"),
        name="password_reset_confirm",
    ),
    path(
        "password/changed/",
        views.PasswordResetCompleteView.as_view(template_name="account/password_changed.html"),
        name="password_reset_complete",
    ),
]
