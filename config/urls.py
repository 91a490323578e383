"""The addresses of the installation. The desk's pages come with the next chapter; the admin keeps reference data."""

from django.contrib import admin
from django.urls import path

from workflows.desk import health

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("admin/", admin.site.urls),
]
