

import cases.models.grant
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('cases', '0014_cases_are_found_by_their_words'),
    ]

    operations = [
        migrations.AlterUniqueTogether(
            name='casegrant',
            unique_together=set(),
        ),
        migrations.AddField(
            model_name='casegrant',
            name='ended',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='casegrant',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.unit'),
        ),
        migrations.AlterField(
            model_name='casegrant',
            name='content_object',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='casegrant',
            name='permission',
            field=models.ForeignKey(default=cases.models.grant.to_view, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.permission'),
        ),
        migrations.AlterField(
            model_name='casegrant',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='casegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('unit__isnull', True), ('user__isnull', False)), models.Q(('unit__isnull', False), ('user__isnull', True)), _connector='OR'), name='a_grant_is_to_one'),
        ),
        migrations.AddConstraint(
            model_name='casegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('ended', False)), fields=('content_object', 'user'), name='one_grant_to_a_user'),
        ),
        migrations.AddConstraint(
            model_name='casegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('ended', False)), fields=('content_object', 'unit'), name='one_grant_to_a_unit'),
        ),
    ]
