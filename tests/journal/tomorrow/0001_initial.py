"""The migration of today, as it stands."""

from importlib import import_module

Migration = import_module("cases.migrations.0001_initial").Migration
