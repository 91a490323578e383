"""The log-in of the network (OpenID Connect), by allauth; who comes in by it is one of us already.

The provider says who somebody is. Here he is found by the link of his first time, and that first time by the claim
which the setting names. Nobody is made here, nothing of what the provider tells is kept but its number for him, and the
second factor is asked for as after a password.
"""

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.jwtkit import lookup_kid_jwk, verify_and_decode
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.lifecycle.refusal import Refusal
from cases.models import User

from .arrival import admit

PROVIDER = "network"
told = logging.getLogger("chancery.account")


class NotLetIn(Refusal):
    """The network has not said who it is, or has named nobody who may come in; which of both is in no answer."""

    code = "not_let_in"
    status = 403


def refuse() -> NoReturn:
    """Raises NotLetIn."""
    told.warning("log-in of the network refused")
    raise NotLetIn(_("the log-in of the network did not let you in: try again, or ask your administrator"))


class Network(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What allauth asks us on the way: before it would make or log in anybody, we do what is done here."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        """Let in whom the provider names, or nobody."""
        facts = sociallogin.account.extra_data
        named, more = facts.get("id_token") or {}, facts.get("userinfo") or {}
        subject, issuer = named.get("sub"), str(named.get("iss", "")).rstrip("/")
        if not subject or more.get("sub", subject) != subject or issuer != settings.CHANCERY_OIDC["url"]:
            refuse()
        user = whose(str(subject), {**named, **more})
        if user is None:
            refuse()
        raise ImmediateHttpResponse(admit(request, user, way(request, sociallogin.state.get("next"))))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_: Any) -> NoReturn:
        """Refuse on a page of ours."""
        refuse()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody becomes a user by himself."""
        return False


class Signed(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """A token's signature is always looked at, also where it came from the provider itself by TLS."""

    def _decode_id_token(self, app: Any, id_token: str) -> Any:
        told = {"keys_url": self.openid_config["jwks_uri"], "issuer": self.openid_config["issuer"]}
        return verify_and_decode(credential=id_token, audience=app.client_id, lookup_kid=lookup_kid_jwk, **told)


def whose(subject: str, facts: dict[str, Any]) -> User | None:
    """The active user of a provider's account: who is linked with it, else who is linked with none and is named."""
    linked = SocialAccount.objects.filter(provider=PROVIDER)
    if account := linked.filter(uid=subject).select_related("user").first():
        user: User = account.user
        return user if user.is_active else None
    found: list[User] = list(named_by(facts)[:2])
    if len(found) != 1 or linked.filter(user=found[0]).exists():
        return None
    SocialAccount.objects.create(provider=PROVIDER, uid=subject, user=found[0])
    return found[0]


def named_by(facts: dict[str, Any]) -> Any:
    """The active users whom the claim of the setting names; an address counts when the provider has verified it."""
    claim = settings.CHANCERY_OIDC["claim"]
    name, active = str(facts.get(claim) or ""), User.objects.filter(is_active=True)
    if not name or (claim == "email" and facts.get("email_verified") is not True):
        return active.none()
    return active.filter(email__iexact=name) if claim == "email" else active.filter(username=name)


def way(request: HttpRequest, told: Any) -> str:
    """Where somebody wanted to go, if that is here."""
    to = str(told or "")
    return to if url_has_allowed_host_and_scheme(to, {request.get_host()}) else reverse("inbox")


def answered(step: Any, request: HttpRequest) -> HttpResponse:
    """A step of the log-in; a provider that is away, or answers nonsense, lets nobody in."""
    try:
        answer: HttpResponse = step.adapter_view(Signed(request, PROVIDER))(request)
    except Refusal:
        raise
    except Exception:  # whatever breaks on what another server says
        told.exception("the log-in of the network is broken")
        refuse()
    return answer


@login_not_required
@never_cache
@require_POST
def network_login(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    return answered(OAuth2LoginView, request)


@login_not_required
@never_cache
@require_safe
def network_answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The browser comes back from the provider."""
    if provider_id != PROVIDER:
        raise Http404
    return answered(OAuth2CallbackView, request)


urlpatterns = [
    path("", network_login, name="network_login"),
    path("<slug:provider_id>/", network_answer, name="openid_connect_callback"),  # by this name allauth finds it
]
