from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """Who does it, in which order."""

    name = "workflows"

    def ready(self) -> None:
        """Register the checks that hold the flows to the law."""
        from . import checks

        checks.register()
