"""The addresses of the second factor, which are there while CHANCERY_SECOND_FACTOR is on."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

from . import keeping, step

urlpatterns = [
    path("account/second/", step.second_step, name="second_step"),
    path("account/factors/", keeping.factors, name="factors"),
    path("account/factors/app/", keeping.add_app, name="add_app"),
    path("account/factors/key/", keeping.add_key, name="add_key"),
    path("account/factors/codes/", keeping.make_codes, name="make_codes"),
    path("account/factors/<int:factor>/remove/", keeping.remove_factor, name="remove_factor"),
    # The admin's own log-in knows no second factor: ours is the only one.
    path(
        "admin/login/",
        login_not_required(RedirectView.as_view(pattern_name="log_in", query_string=True)),
        name="admin_log_in",
    ),
]
