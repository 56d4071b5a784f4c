"""Which claims of an article say the same, and how often it is said."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_common_labels'),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='substitutions',
            field=models.JSONField(blank=True, default=list, help_text='What the stand-alone wording put in: [{start, end, replacement, why}].'),
        ),
        migrations.AddField(
            model_name='claim',
            name='repeats',
            field=models.ForeignKey(blank=True, help_text='The claim of this article that this one says again; empty where it stands for itself.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='repeated_by', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='claim',
            name='times_said',
            field=models.PositiveSmallIntegerField(default=1, help_text='How often the article says it: this claim and those that repeat it.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('repeats', models.F('id')), _negated=True), name='claim_not_its_own_repeat'),
        ),
    ]
