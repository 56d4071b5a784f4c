"""Known checks, the index over them and over our own, proposals and judgements.

The vectors are columns of pgvector's type halfvec, made and given their graphs in SQL.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WIDTH = 384  # of the vectors; another width is another migration, and every vector made anew

VECTORS = "".join(
    f"""
    ALTER TABLE {table} ALTER COLUMN vector TYPE halfvec({WIDTH}) USING NULL;
    -- Two bytes a number make rows small enough to stand in their pages, where a search finds them in one read.
    ALTER TABLE {table} ALTER COLUMN vector SET STORAGE PLAIN;
    CREATE INDEX {index} ON {table} USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 64);
    """
    for table, index in (("claims_knownclaim", "knownclaim_near"), ("claims_claimlookup", "claimlookup_near"))
)
VECTORS_BACK = "DROP INDEX knownclaim_near; DROP INDEX claimlookup_near;"

# How common a word is decides which words a search can afford: know three thousand of them.
STATISTICS = "ALTER TABLE claims_knownclaim ALTER COLUMN search SET STATISTICS 300;"

JUDGEMENTS = """
CREATE TRIGGER judgement_frozen BEFORE UPDATE ON claims_judgement FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('judgement_frozen');
CREATE TRIGGER judgement_kept BEFORE DELETE ON claims_judgement FOR EACH ROW
    EXECUTE FUNCTION claims_refuse_unless_sample('judgement_kept');
"""
JUDGEMENTS_BACK = """
DROP TRIGGER judgement_frozen ON claims_judgement;
DROP TRIGGER judgement_kept ON claims_judgement;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0003_roles_and_default_scale'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(default='proposed', max_length=10)),
                ('score', models.FloatField(help_text='0 to 1; from .5 on “probably the same claim”.')),
                ('reasons', models.JSONField(blank=True, default=list, help_text='For and against: [{name, weight, detail}].')),
                ('engine', models.CharField(help_text='What proposed it.', max_length=120)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
                ('judged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimLookup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, help_text='The wording that was looked up.')),
                ('vector', models.TextField(editable=False, null=True)),
                ('vector_version', models.CharField(blank=True, default='', max_length=60)),
                ('due_at', models.DateTimeField(blank=True, help_text='Waiting for a worker since, or until, then.', null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('looked_up_at', models.DateTimeField(blank=True, null=True)),
                ('engine', models.CharField(blank=True, max_length=120)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lookup', to='claims.claim')),
            ],
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(help_text="The file's name, or who sent it.", max_length=300)),
                ('added', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('withdrawn', models.PositiveIntegerField(default=0)),
                ('bad', models.PositiveIntegerField(default=0)),
                ('faults', models.JSONField(blank=True, default=list, help_text='The first records that could not be used, and why.')),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, help_text='Empty: under way, or broken off.', null=True)),
                ('by', models.ForeignKey(blank=True, help_text='Empty: the command line of the server.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import of known checks',
                'verbose_name_plural': 'imports of known checks',
            },
        ),
        migrations.CreateModel(
            name='KnownCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, help_text='SHA-256 of the address and the folded claim.', max_length=64)),
                ('url', models.CharField(help_text='Where the check is read.', max_length=4096)),
                ('claim', models.TextField()),
                ('claimant', models.CharField(blank=True, max_length=300)),
                ('claimed_on', models.DateField(blank=True, null=True)),
                ('publisher', models.CharField(max_length=200)),
                ('site', models.CharField(help_text='Host of the address, without www.', max_length=253)),
                ('title', models.CharField(blank=True, max_length=500)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('label', models.CharField(blank=True, help_text='The rating as they print it.', max_length=500)),
                ('label_key', models.CharField(blank=True, editable=False, max_length=100)),
                ('share', models.FloatField(blank=True, help_text='Their number on their scale: 0 false, 1 true.', null=True)),
                ('meaning', models.CharField(blank=True, help_text='What the label means; empty when nobody knows.', max_length=16)),
                ('language', models.CharField(blank=True, help_text='BCP 47', max_length=35)),
                ('appearances', models.JSONField(blank=True, default=list, help_text='Addresses where the claim was made.')),
                ('raw', models.JSONField(help_text='The record as it was imported.')),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, help_text='When their feed took it back.', null=True)),
                ('batch', models.ForeignKey(help_text='The latest.', on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='claims.importbatch')),
            ],
        ),
        migrations.CreateModel(
            name='KnownClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(help_text='The claim.')),
                ('title', models.CharField(blank=True, max_length=500)),
                ('claimant', models.CharField(blank=True, max_length=300)),
                ('claimed_on', models.DateField(blank=True, null=True)),
                ('is_standing', models.BooleanField(default=True, help_text='Not withdrawn.')),
                ('vector', models.TextField(editable=False, null=True)),
                ('vector_version', models.CharField(blank=True, default='', help_text='The model that made it.', max_length=60)),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('text', 'title', config='english'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('check_of_others', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='entry', to='claims.knowncheck', verbose_name='check of others')),
                ('publication', models.OneToOneField(blank=True, help_text='The current version of our own check.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='entry', to='claims.publication')),
            ],
        ),
        migrations.CreateModel(
            name='LabelMeaning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.CharField(blank=True, help_text="Host of the outlet's checks, without www. Empty: every outlet.", max_length=253)),
                ('key', models.CharField(help_text='The label in small letters, without marks.', max_length=100)),
                ('label', models.CharField(help_text='The label as it is printed.', max_length=100)),
                ('meaning', models.CharField(choices=[('true', 'True'), ('mostly_true', 'Mostly true'), ('mixed', 'Mixed'), ('mostly_false', 'Mostly false'), ('false', 'False'), ('misleading', 'Misleading'), ('missing_context', 'Missing context'), ('unproven', 'Unproven'), ('altered', 'Altered'), ('satire', 'Satire'), ('outdated', 'Outdated'), ('other', 'Other')], max_length=16)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site', 'key'), name='labelmeaning_key_unique'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='labelmeaning_key_filled'), models.CheckConstraint(condition=models.Q(('meaning__in', ['true', 'mostly_true', 'mixed', 'mostly_false', 'false', 'misleading', 'missing_context', 'unproven', 'altered', 'satire', 'outdated', 'other'])), name='labelmeaning_meaning_known')],
            },
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(default='proposed', max_length=10)),
                ('score', models.FloatField(help_text='0 to 1; from .5 on “probably the same claim”.')),
                ('reasons', models.JSONField(blank=True, default=list, help_text='For and against: [{name, weight, detail}].')),
                ('engine', models.CharField(help_text='What proposed it.', max_length=120)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='claims.claim')),
                ('judged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('known', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='claims.knownclaim')),
            ],
            options={
                'verbose_name_plural': 'matches',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(max_length=8)),
                ('at', models.DateTimeField()),
                ('claim_text', models.TextField()),
                ('other_text', models.TextField()),
                ('score', models.FloatField()),
                ('reasons', models.JSONField(blank=True, default=list)),
                ('engine', models.CharField(max_length=120)),
                ('appearance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='claims.appearance')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(help_text='On whose page.', on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
                ('match', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='claims.match')),
            ],
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'confirmed', 'rejected'])), name='appearance_status_known'),
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='appearance_score_share'),
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('judged_at__isnull', True), ('judged_by__isnull', True), ('status', 'proposed')), models.Q(models.Q(('status', 'proposed'), _negated=True), ('judged_at__isnull', False), ('judged_by__isnull', False)), _connector='OR'), name='appearance_judged_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='appearance_once'),
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='appearance_older_first'),
        ),
        migrations.AddIndex(
            model_name='claimlookup',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at', 'id'], name='claimlookup_due'),
        ),
        migrations.AddConstraint(
            model_name='claimlookup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vector__isnull', True), ('vector_version', '')), models.Q(('vector__isnull', False), models.Q(('vector_version', ''), _negated=True)), _connector='OR'), name='claimlookup_vector_has_version'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('origin', ''), _negated=True), name='importbatch_origin_filled'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at', None), ('finished_at__gte', models.F('started_at')), _connector='OR'), name='importbatch_ends_after_it_starts'),
        ),
        migrations.AddIndex(
            model_name='knowncheck',
            index=models.Index(fields=['-created_at', '-id'], name='knowncheck_newest'),
        ),
        migrations.AddIndex(
            model_name='knowncheck',
            index=models.Index(fields=['site', '-created_at', '-id'], name='knowncheck_by_site'),
        ),
        migrations.AddIndex(
            model_name='knowncheck',
            index=models.Index(fields=['label_key', 'site'], name='knowncheck_by_label'),
        ),
        migrations.AddConstraint(
            model_name='knowncheck',
            constraint=models.UniqueConstraint(fields=('key',), name='knowncheck_key_unique'),
        ),
        migrations.AddConstraint(
            model_name='knowncheck',
            constraint=models.CheckConstraint(condition=models.Q(('claim', ''), _negated=True), name='knowncheck_claim_filled'),
        ),
        migrations.AddConstraint(
            model_name='knowncheck',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), _negated=True), name='knowncheck_url_filled'),
        ),
        migrations.AddConstraint(
            model_name='knowncheck',
            constraint=models.CheckConstraint(condition=models.Q(('publisher', ''), _negated=True), name='knowncheck_publisher_filled'),
        ),
        migrations.AddConstraint(
            model_name='knowncheck',
            constraint=models.CheckConstraint(condition=models.Q(('meaning__in', ['true', 'mostly_true', 'mixed', 'mostly_false', 'false', 'misleading', 'missing_context', 'unproven', 'altered', 'satire', 'outdated', 'other', ''])), name='knowncheck_meaning_known'),
        ),
        migrations.AddConstraint(
            model_name='knowncheck',
            constraint=models.CheckConstraint(condition=models.Q(('share', None), models.Q(('share__gte', 0), ('share__lte', 1)), _connector='OR'), name='knowncheck_share_in_range'),
        ),
        migrations.AddIndex(
            model_name='knownclaim',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='knownclaim_search'),
        ),
        migrations.AddIndex(
            model_name='knownclaim',
            index=models.Index(fields=['vector_version', 'id'], name='knownclaim_by_version'),
        ),
        migrations.AddConstraint(
            model_name='knownclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('check_of_others__isnull', True), ('publication__isnull', False)), models.Q(('check_of_others__isnull', False), ('publication__isnull', True)), _connector='OR'), name='knownclaim_one_origin'),
        ),
        migrations.AddConstraint(
            model_name='knownclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vector__isnull', True), ('vector_version', '')), models.Q(('vector__isnull', False), models.Q(('vector_version', ''), _negated=True)), _connector='OR'), name='knownclaim_vector_has_version'),
        ),
        migrations.AddConstraint(
            model_name='knownclaim',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='knownclaim_text_filled'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'confirmed', 'rejected'])), name='match_status_known'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='match_score_share'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('judged_at__isnull', True), ('judged_by__isnull', True), ('status', 'proposed')), models.Q(models.Q(('status', 'proposed'), _negated=True), ('judged_at__isnull', False), ('judged_by__isnull', False)), _connector='OR'), name='match_judged_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.UniqueConstraint(fields=('claim', 'known'), name='match_once'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['confirm', 'reject', 'undo'])), name='judgement_decision_known'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='judgement_score_share'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appearance__isnull', False), ('match__isnull', True)), models.Q(('appearance__isnull', True), ('match__isnull', False)), _connector='OR'), name='judgement_about_one'),
        ),
        migrations.RunSQL(VECTORS, VECTORS_BACK),
        migrations.RunSQL(STATISTICS, migrations.RunSQL.noop),
        migrations.RunSQL(JUDGEMENTS, JUDGEMENTS_BACK),
    ]
