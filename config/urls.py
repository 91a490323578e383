"""The addresses of the installation."""

from django.contrib import admin
from django.urls import include, path

from cases.pages.language import choose_language
from workflows.desk import health

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("", include("workflows.desk.urls")),
    path("cases/", include("cases.pages.urls")),
    path("account/", include("cases.pages.account")),
    path("language/", choose_language, name="language"),
    path("admin/", admin.site.urls),
]

handler400 = "cases.pages.refusals.bad_request"
