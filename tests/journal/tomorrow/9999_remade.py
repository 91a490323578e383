"""A column more and a column wider: SQLite makes the whole table anew, and its triggers go with the old one."""

from django.db import migrations, models

from . import NEWEST


class Migration(migrations.Migration):
    """What a later version may do to both tables."""

    dependencies = [("cases", NEWEST)]
    operations = [
        operation
        for model, column in (("case", "kind"), ("entry", "move"))
        for operation in (
            migrations.AddField(model, "remade", models.CharField(max_length=10, null=True)),
            migrations.AlterField(model, column, models.CharField(max_length=90, default="letter")),
        )
    ]
