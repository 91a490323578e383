"""The addresses of the installation."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from cases.pages.language import choose_language
from workflows.desk import health

# What an account is proven by is its owner's alone: the admin neither shows nor changes it.
for model in [model for model in admin.site._registry if model.__module__.startswith("allauth.")]:
    admin.site.unregister(model)

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("", include("workflows.desk.urls")),
    path("cases/", include("cases.pages.urls")),
    path("account/", include("cases.pages.account")),
    path("language/", choose_language, name="language"),
    path("admin/", admin.site.urls),
]
if settings.CHANCERY_SECOND_FACTOR != "off":
    urlpatterns.insert(0, path("", include("cases.pages.factors.urls")))  # before the admin's own log-in
if settings.CHANCERY_OIDC:
    urlpatterns.insert(0, path("account/network/", include("cases.pages.network")))

handler400 = "cases.pages.refusals.bad_request"
