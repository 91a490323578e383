"""Style, scripts and type by names that tell their content, so that a browser may keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class Hashed(ManifestStaticFilesStorage):
    """Names of `collectstatic`; where nothing was collected (a demonstration, a test), the names of the sources."""

    def stored_name(self, name: str) -> str:
        """The name under which a file is served."""
        return str(super().stored_name(name)) if self.hashed_files else name
