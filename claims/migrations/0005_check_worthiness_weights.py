"""Weights of the check-worthiness score as rows, and the parts of each claim's score, so that it can be weighed anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROZEN = """
CREATE TRIGGER scoreweights_kept BEFORE DELETE ON claims_scoreweights FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('scoreweights_kept');
CREATE TRIGGER scoreweights_frozen BEFORE UPDATE ON claims_scoreweights FOR EACH ROW
    WHEN (OLD.status <> 'proposed' AND (OLD.outlet_id, OLD.number, OLD.factors, OLD."offset", OLD.origin, OLD.report)
        IS DISTINCT FROM (NEW.outlet_id, NEW.number, NEW.factors, NEW."offset", NEW.origin, NEW.report)
        OR OLD.status <> 'proposed' AND NEW.status = 'proposed')
    EXECUTE FUNCTION claims_refuse('scoreweights_frozen');
"""
FROZEN_BACK = """
DROP TRIGGER scoreweights_frozen ON claims_scoreweights;
DROP TRIGGER scoreweights_kept ON claims_scoreweights;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0004_known_claims'),
    ]

    operations = [
        migrations.AddField(
            model_name='claim',
            name='parts',
            field=models.JSONField(blank=True, default=dict, help_text='The shipped value of each part of the score, in log-odds, by its name.'),
        ),
        migrations.AlterField(
            model_name='claim',
            name='reasons',
            field=models.JSONField(blank=True, default=list, help_text='Named parts that add up to the score: [{name, weight, detail, log_odds}].'),
        ),
        migrations.CreateModel(
            name='ScoreWeights',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='1, 2, 3 … for its outlet or for the desk.')),
                ('name', models.CharField(help_text='For example “More health, less crime”.', max_length=100)),
                ('factors', models.JSONField(blank=True, default=dict, help_text='By part of the score, how many times its shipped value counts; 1 where none is named.')),
                ('offset', models.FloatField(default=0, help_text='Added to every score, in log-odds: above 0 lets more claims through.')),
                ('status', models.CharField(default='proposed', max_length=8)),
                ('origin', models.CharField(default='hand', max_length=10)),
                ('report', models.JSONField(blank=True, default=dict, help_text='What was learned from, and how well it ranks.')),
                ('created_at', models.DateTimeField()),
                ('switched_on_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, help_text='When every claim had the score that followed; empty while that is under way.', null=True)),
                ('made_by', models.ForeignKey(blank=True, help_text='Empty: the command line of the server.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outlet', models.ForeignKey(blank=True, help_text='Empty: the whole desk.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='score_weights', to='claims.outlet')),
            ],
            options={
                'verbose_name': 'check-worthiness weights',
                'verbose_name_plural': 'check-worthiness weights',
            },
        ),
        migrations.AddField(
            model_name='claim',
            name='weights',
            field=models.ForeignKey(blank=True, db_index=False, help_text='What the score was weighed with; empty: the shipped weights.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.scoreweights'),
        ),
        migrations.AddConstraint(
            model_name='scoreweights',
            constraint=models.UniqueConstraint(fields=('outlet', 'number'), name='scoreweights_number_unique', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='scoreweights',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('outlet',), name='scoreweights_one_active', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='scoreweights',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['hand', 'decisions'])), name='scoreweights_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='scoreweights',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='scoreweights_name_filled'),
        ),
        migrations.AddConstraint(
            model_name='scoreweights',
            constraint=models.CheckConstraint(condition=models.Q(('offset__gte', -10), ('offset__lte', 10)), name='scoreweights_offset_bounded'),
        ),
        migrations.AddConstraint(
            model_name='scoreweights',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retired_at', None), ('status', 'proposed'), ('switched_on_at', None)), models.Q(('retired_at', None), ('status', 'active'), ('switched_on_at__isnull', False)), models.Q(('retired_at__isnull', False), ('status', 'retired')), _connector='OR'), name='scoreweights_moments_fit_status'),
        ),
        migrations.RunSQL(FROZEN, FROZEN_BACK),
    ]
