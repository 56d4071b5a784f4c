"""Match weights learned from judgements, with what was weighed for each; and files of known checks that are uploaded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROZEN = """
CREATE TRIGGER matchweights_kept BEFORE DELETE ON claims_matchweights FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('matchweights_kept');
CREATE TRIGGER matchweights_frozen BEFORE UPDATE ON claims_matchweights FOR EACH ROW
    WHEN (OLD.status <> 'proposed' AND (OLD.number, OLD.ranker, OLD.columns, OLD.report)
        IS DISTINCT FROM (NEW.number, NEW.ranker, NEW.columns, NEW.report)
        OR OLD.status <> 'proposed' AND NEW.status = 'proposed')
    EXECUTE FUNCTION claims_refuse('matchweights_frozen');
"""
FROZEN_BACK = """
DROP TRIGGER matchweights_frozen ON claims_matchweights;
DROP TRIGGER matchweights_kept ON claims_matchweights;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0007_claim_repeats'),
    ]

    operations = [
        migrations.AddField(
            model_name='appearance',
            name='features',
            field=models.JSONField(blank=True, default=dict, help_text='By column of the ranking, the number that was weighed; zero where absent.'),
        ),
        migrations.AddField(
            model_name='judgement',
            name='features',
            field=models.JSONField(blank=True, default=dict, help_text="What the ranking weighed; empty where a person's word proposed it."),
        ),
        migrations.AddField(
            model_name='match',
            name='features',
            field=models.JSONField(blank=True, default=dict, help_text='By column of the ranking, the number that was weighed; zero where absent.'),
        ),
        migrations.CreateModel(
            name='ImportUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text="The file's name; its ending tells the kind.", max_length=300)),
                ('size', models.PositiveBigIntegerField(help_text='Bytes.')),
                ('uploaded_at', models.DateTimeField()),
                ('status', models.CharField(default='reading', max_length=9)),
                ('position', models.PositiveIntegerField(default=0, help_text='Records that this pass is through with.')),
                ('added', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('withdrawn', models.PositiveIntegerField(default=0)),
                ('bad', models.PositiveIntegerField(default=0)),
                ('shown', models.JSONField(blank=True, default=list, help_text='The first records that can be used.')),
                ('unknown_labels', models.JSONField(blank=True, default=list, help_text='Labels that nobody knows the meaning of: [{site, label, count}].')),
                ('error', models.CharField(blank=True, max_length=500)),
                ('lease_expires_at', models.DateTimeField(blank=True, help_text='Until when a worker has it.', null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='claims.importbatch')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'upload of known checks',
                'verbose_name_plural': 'uploads of known checks',
            },
        ),
        migrations.CreateModel(
            name='MatchWeights',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='1, 2, 3 …; proposals name it in their engine.')),
                ('name', models.CharField(max_length=100)),
                ('ranker', models.CharField(help_text='The version of the ranking that this adjusts.', max_length=60)),
                ('columns', models.JSONField(blank=True, default=dict, help_text="By column of the ranking, the weight that takes the shipped one's place.")),
                ('status', models.CharField(default='proposed', max_length=8)),
                ('report', models.JSONField(blank=True, default=dict, help_text='What was learned from, and how well it ranks.')),
                ('created_at', models.DateTimeField()),
                ('switched_on_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, help_text='When every open proposal was ranked with what followed; empty while that is under way.', null=True)),
                ('made_by', models.ForeignKey(blank=True, help_text='Empty: the command line of the server.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'match weights',
                'verbose_name_plural': 'match weights',
            },
        ),
        migrations.CreateModel(
            name='UploadFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Place of the record in the file, from 1.')),
                ('reason', models.TextField()),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='claims.importupload')),
            ],
        ),
        migrations.CreateModel(
            name='UploadPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('body', models.BinaryField()),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='claims.importupload')),
            ],
        ),
        migrations.AddIndex(
            model_name='importupload',
            index=models.Index(condition=models.Q(('status__in', ['reading', 'taking'])), fields=['lease_expires_at'], name='importupload_at_work'),
        ),
        migrations.AddConstraint(
            model_name='importupload',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='importupload_name_filled'),
        ),
        migrations.AddConstraint(
            model_name='importupload',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['reading', 'ready', 'taking', 'done', 'failed', 'discarded'])), name='importupload_status_known'),
        ),
        migrations.AddConstraint(
            model_name='importupload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['taking', 'done']), _negated=True), ('batch__isnull', False), _connector='OR'), name='importupload_taken_into_a_batch'),
        ),
        migrations.AddConstraint(
            model_name='importupload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'failed'), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='importupload_failure_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='matchweights',
            constraint=models.UniqueConstraint(fields=('number',), name='matchweights_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='matchweights',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('status',), name='matchweights_one_active'),
        ),
        migrations.AddConstraint(
            model_name='matchweights',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='matchweights_name_filled'),
        ),
        migrations.AddConstraint(
            model_name='matchweights',
            constraint=models.CheckConstraint(condition=models.Q(('ranker', ''), _negated=True), name='matchweights_ranker_filled'),
        ),
        migrations.AddConstraint(
            model_name='matchweights',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retired_at', None), ('status', 'proposed'), ('switched_on_at', None)), models.Q(('retired_at', None), ('status', 'active'), ('switched_on_at__isnull', False)), models.Q(('retired_at__isnull', False), ('status', 'retired')), _connector='OR'), name='matchweights_moments_fit_status'),
        ),
        migrations.AddConstraint(
            model_name='uploadfault',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='uploadfault_reason_filled'),
        ),
        migrations.AddConstraint(
            model_name='uploadpart',
            constraint=models.UniqueConstraint(fields=('upload', 'number'), name='uploadpart_number_unique'),
        ),
        migrations.RunSQL(FROZEN, FROZEN_BACK),
    ]
