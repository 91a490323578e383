from django.db import models


class Attempt(models.Model):
    """Wrong passwords for a name since the last right one. The name itself is not kept, only what is made of it."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)  # no password for the name is looked at before

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%Y-%m-%d %H:%M}"
