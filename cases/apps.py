from django.apps import AppConfig


class CasesConfig(AppConfig):
    """What a case is."""

    name = "cases"

    def ready(self) -> None:
        """Load the system checks and hang the guards of the history on the migrations."""
        from . import checks  # noqa: F401 - registers them
        from .journal import guards

        guards.connect()
