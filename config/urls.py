"""The addresses of the installation. The desk's pages come with the next chapter; the admin keeps reference data."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
