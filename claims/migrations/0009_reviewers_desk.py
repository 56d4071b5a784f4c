"""What the reviewer's desk keeps: drafts, visits, talk, questions, replies, copies of sources, opinions and corrections."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0008_learning_from_judgements'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArchivedCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=4096)),
                ('archived_at', models.DateTimeField(blank=True, help_text='The moment the archive names.', null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'archived copies',
            },
        ),
        migrations.CreateModel(
            name='BulkAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=8)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('rows', models.JSONField(help_text='[{claim, before, revision}]: its status before, and its revision after.')),
                ('done_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Capture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(default='first', max_length=6)),
                ('state', models.CharField(default='requested', max_length=9)),
                ('url', models.CharField(blank=True, help_text='What was asked for; empty for an upload.', max_length=4096)),
                ('requested_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(help_text='When the sweep rings for it again.')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=9)),
                ('error', models.TextField(blank=True, help_text='Why it failed and what a person can do.')),
                ('retrieved_at', models.DateTimeField(blank=True, null=True)),
                ('final_url', models.CharField(blank=True, help_text="After redirects, or the file's name.", max_length=4096)),
                ('http_status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('content_type', models.CharField(blank=True, max_length=200)),
                ('warc', models.BinaryField(help_text='WARC 1.1, gzip by record.', null=True)),
                ('warc_sha256', models.CharField(blank=True, max_length=64)),
                ('body_sha256', models.CharField(blank=True, help_text='Of the body as it came.', max_length=64)),
                ('body_bytes', models.PositiveBigIntegerField(default=0)),
                ('text', models.TextField(blank=True, help_text='Normalised text that passages are marked in, by code points.')),
                ('text_sha256', models.CharField(blank=True, max_length=64)),
                ('is_same_as_before', models.BooleanField(help_text='Whether the text equals the copy kept before; empty for a first copy.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(help_text='Plain text; @name tells that person.')),
                ('created_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ConflictOfInterest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(help_text='What the nearness is, for the editors.', max_length=500)),
                ('declared_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'conflicts of interest',
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(choices=[('correction', 'Correction'), ('update', 'Update'), ('clarification', 'Clarification'), ('retraction', 'Retraction')], max_length=14)),
                ('reason', models.CharField(choices=[('factual_error', 'Factual error'), ('new_evidence', 'New evidence'), ('new_events', 'New events'), ('wrong_speaker', 'Wrong speaker'), ('wrong_source', 'Wrong source'), ('wording', 'Wording'), ('legal', 'Legal'), ('other', 'Other')], max_length=14)),
                ('internal_note', models.TextField(blank=True, help_text='For colleagues only.')),
                ('note', models.TextField(help_text='For readers: what changed and why.')),
                ('state', models.CharField(default='proposed', max_length=9)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_note', models.TextField(blank=True, help_text='Why it was declined.')),
            ],
        ),
        migrations.CreateModel(
            name='DeskPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_review_blind', models.BooleanField(default=False, help_text="The second reviewer gives a rating before seeing the first one's.")),
                ('is_dissent_public', models.BooleanField(default=False, help_text="Readers of a check see a differing second opinion's reason.")),
                ('lease_minutes', models.PositiveSmallIntegerField(default=30, help_text='How long a taken claim stays with its holder after the last sign of life.')),
                ('recheck_days', models.PositiveSmallIntegerField(blank=True, help_text='Days after publishing until a check is to be looked at again; empty: never.', null=True)),
                ('watch_days', models.PositiveSmallIntegerField(default=7, help_text="How often a source's page is looked at again; 0: never.")),
                ('number', models.PositiveIntegerField(default=1, editable=False, help_text='Grows with every change.')),
            ],
            options={
                'verbose_name_plural': 'desk policy',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(help_text="Which form of the claim's page: verdict, evidence, wording…", max_length=40)),
                ('fields', models.JSONField(help_text='What was typed, by the name of its field.')),
                ('revision', models.PositiveIntegerField(help_text='Of the claim when the typing began: saving is held against it.')),
                ('number', models.PositiveIntegerField(default=1, help_text='Grows with every save of the draft.')),
                ('updated_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('text', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(help_text="Why this rating. Where it differs from the verdict's, the dissent on record.")),
                ('is_blind', models.BooleanField(default=True, help_text="Given before the verdict's rating was shown.")),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(help_text='Which table: verdictpolicy, deskpolicy, ratingscale.', max_length=40)),
                ('subject_id', models.PositiveBigIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('values', models.JSONField()),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0)),
                ('question', models.TextField()),
                ('answer_kind', models.CharField(blank=True, choices=[('extractive', 'Extractive'), ('abstractive', 'Abstractive'), ('boolean', 'Boolean'), ('unanswerable', 'Unanswerable')], max_length=12)),
                ('answer', models.TextField(blank=True)),
                ('explanation', models.TextField(blank=True, help_text='How a yes or no, or an answer in own words, follows.')),
                ('created_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReplyRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('whom', models.CharField(help_text='The person or office that was asked.', max_length=300)),
                ('channel', models.CharField(blank=True, choices=[('email', 'Email'), ('phone', 'Phone'), ('letter', 'Letter'), ('social_media', 'Social media'), ('contact_form', 'Contact form'), ('in_person', 'In person'), ('other', 'Other')], max_length=12)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('deadline_at', models.DateTimeField(blank=True, null=True)),
                ('question', models.TextField(blank=True, help_text='What we asked.')),
                ('outcome', models.CharField(choices=[('waiting', 'Waiting'), ('answered', 'Answered'), ('declined', 'Declined'), ('no_answer', 'No answer'), ('not_asked', 'Not asked')], default='waiting', max_length=10)),
                ('answer', models.TextField(blank=True, help_text='What they said, in their words; or why nobody was asked.')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('is_public', models.BooleanField(default=True, help_text='Readers see that we asked, and the answer.')),
                ('created_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('query', models.CharField(help_text="The filters as they stand in the queue's address.", max_length=2000)),
                ('is_shared', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(help_text='When this visit began.')),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='claim',
            name='anchoring',
            field=models.CharField(default='exact', help_text='How its words stand in the newest text of the article.', max_length=10),
        ),
        migrations.AddField(
            model_name='claim',
            name='merged_into',
            field=models.ForeignKey(blank=True, help_text="The claim that goes on in this one's place.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='claim',
            name='recheck_note',
            field=models.CharField(blank=True, help_text='What to look for then.', max_length=300),
        ),
        migrations.AddField(
            model_name='claim',
            name='recheck_on',
            field=models.DateField(blank=True, help_text='When what was published is to be looked at again.', null=True),
        ),
        migrations.AddField(
            model_name='claim',
            name='split_from',
            field=models.ForeignKey(blank=True, help_text='The claim that this one was cut out of.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts_of_it', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='anchoring',
            field=models.CharField(blank=True, help_text='How the passage stands in that text; empty while there is no copy.', max_length=10),
        ),
        migrations.AddField(
            model_name='evidence',
            name='identity_level',
            field=models.CharField(blank=True, choices=[('named', 'Named'), ('partly_named', 'Partly named'), ('unnamed_to_public', 'Unnamed to public'), ('confidential', 'Confidential')], help_text='For a human source: how far readers learn who it is.', max_length=17),
        ),
        migrations.AddField(
            model_name='evidence',
            name='interests',
            field=models.CharField(blank=True, help_text='What could sway the source.', max_length=500),
        ),
        migrations.AddField(
            model_name='evidence',
            name='medium',
            field=models.CharField(choices=[('web_text', 'Web text'), ('pdf', 'Pdf'), ('web_table', 'Web table'), ('image', 'Image'), ('video', 'Video'), ('audio', 'Audio'), ('dataset', 'Dataset'), ('interview', 'Interview'), ('document', 'Document'), ('metadata', 'Metadata'), ('other', 'Other')], default='web_text', max_length=9),
        ),
        migrations.AddField(
            model_name='ratingscale',
            name='number',
            field=models.PositiveIntegerField(default=1, editable=False, help_text='Grows with every change of a label.'),
        ),
        migrations.AddField(
            model_name='review',
            name='is_adjudication',
            field=models.BooleanField(default=False, help_text="An editor's word on two ratings that differ."),
        ),
        migrations.AddField(
            model_name='source',
            name='is_archived_privately',
            field=models.BooleanField(default=False, help_text='Never hand its address to a public archive: tips and confidential leads.'),
        ),
        migrations.AddField(
            model_name='source',
            name='link_checked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='link_note',
            field=models.CharField(blank=True, help_text='What the last look found.', max_length=300),
        ),
        migrations.AddField(
            model_name='source',
            name='link_state',
            field=models.CharField(default='unwatched', max_length=9),
        ),
        migrations.AddField(
            model_name='source',
            name='watch_due_at',
            field=models.DateTimeField(blank=True, help_text='When the page is looked at again.', null=True),
        ),
        migrations.AddField(
            model_name='statement',
            name='dismissed_at',
            field=models.DateTimeField(blank=True, help_text='When a person said that it is none.', null=True),
        ),
        migrations.AddField(
            model_name='verdictpolicy',
            name='needs_marked_passages',
            field=models.BooleanField(default=False, help_text='Every source with its passage marked.'),
        ),
        migrations.AddField(
            model_name='verdictpolicy',
            name='needs_other_side',
            field=models.BooleanField(default=False, help_text='A piece of evidence for the other side, or an answered question that looked for it.'),
        ),
        migrations.AddField(
            model_name='verdictpolicy',
            name='number',
            field=models.PositiveIntegerField(default=1, editable=False, help_text='Grows with every change.'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('recheck_on__isnull', False)), fields=['recheck_on', 'id'], name='claim_by_recheck'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('watch_due_at__isnull', False)), fields=['watch_due_at'], name='source_watch_due'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(models.Q(('merged_into', models.F('id')), _negated=True), ('status', 'dismissed')), _connector='OR'), name='claim_merged_is_dismissed'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('split_from', models.F('id')), _negated=True), name='claim_not_cut_from_itself'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('anchoring__in', ['exact', 'normalised', 'fuzzy', 'orphaned'])), name='claim_anchoring_known'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('link_state__in', ['unwatched', 'alive', 'changed', 'dead'])), name='source_link_state_known'),
        ),
        migrations.AddField(
            model_name='archivedcopy',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='archivedcopy',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='archived_copies', to='claims.source'),
        ),
        migrations.AddField(
            model_name='bulkact',
            name='actor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulk_acts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='capture',
            name='requested_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='capture',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='captures', to='claims.source'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='capture',
            field=models.ForeignKey(blank=True, help_text="The copy whose text the passage's positions count in.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='claims.capture'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('anchoring__in', ['exact', 'normalised', 'fuzzy', 'orphaned', ''])), name='evidence_anchoring_known'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('medium__in', ['web_text', 'pdf', 'web_table', 'image', 'video', 'audio', 'dataset', 'interview', 'document', 'metadata', 'other'])), name='evidence_medium_known'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('identity_level__in', ['named', 'partly_named', 'unnamed_to_public', 'confidential', ''])), name='evidence_identity_known'),
        ),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='conflictofinterest',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='conflictofinterest',
            name='declared_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='conflictofinterest',
            name='outlet',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='claims.outlet'),
        ),
        migrations.AddField(
            model_name='conflictofinterest',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='conflictofinterest',
            name='speaker',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='claims.speaker'),
        ),
        migrations.AddField(
            model_name='correction',
            name='after',
            field=models.ForeignKey(help_text='The verdict that takes its place; the same where only the note is new.', on_delete=django.db.models.deletion.PROTECT, related_name='proposed_in', to='claims.verdict'),
        ),
        migrations.AddField(
            model_name='correction',
            name='before',
            field=models.ForeignKey(help_text='The published verdict.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.verdict'),
        ),
        migrations.AddField(
            model_name='correction',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='correction',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correction',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correction',
            name='publication',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='claims.publication'),
        ),
        migrations.AddConstraint(
            model_name='deskpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='deskpolicy_one_row'),
        ),
        migrations.AddConstraint(
            model_name='deskpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('lease_minutes__gte', 5), ('lease_minutes__lte', 720)), name='deskpolicy_lease_range'),
        ),
        migrations.AddField(
            model_name='draft',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='draft',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='notice',
            name='comment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='claims.comment'),
        ),
        migrations.AddField(
            model_name='notice',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='told_by',
            field=models.ForeignKey(blank=True, help_text='Empty: the desk itself.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='opinion',
            name='rating',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='claims.rating'),
        ),
        migrations.AddField(
            model_name='opinion',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='opinion',
            name='verdict',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='claims.verdict'),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='question',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='question',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='question',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='question',
            name='evidence',
            field=models.ForeignKey(blank=True, help_text='What the answer rests on.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='answers', to='claims.evidence'),
        ),
        migrations.AddField(
            model_name='replyrequest',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reply_requests', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='replyrequest',
            name='logged_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replyrequest',
            name='speaker',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='claims.speaker'),
        ),
        migrations.AddField(
            model_name='savedview',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visit',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='visit',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='archivedcopy',
            constraint=models.UniqueConstraint(models.F('source'), django.db.models.functions.text.MD5('url'), name='archivedcopy_once'),
        ),
        migrations.AddConstraint(
            model_name='archivedcopy',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), _negated=True), name='archivedcopy_url_filled'),
        ),
        migrations.AddIndex(
            model_name='bulkact',
            index=models.Index(fields=['actor', '-done_at', '-id'], name='bulkact_newest'),
        ),
        migrations.AddConstraint(
            model_name='bulkact',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['accept', 'dismiss'])), name='bulkact_verb_known'),
        ),
        migrations.AddIndex(
            model_name='capture',
            index=models.Index(fields=['source', '-retrieved_at', '-id'], name='capture_newest'),
        ),
        migrations.AddIndex(
            model_name='capture',
            index=models.Index(condition=models.Q(('state', 'requested')), fields=['due_at'], name='capture_due'),
        ),
        migrations.AddConstraint(
            model_name='capture',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'archived', 'failed'])), name='capture_state_known'),
        ),
        migrations.AddConstraint(
            model_name='capture',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['first', 'watch', 'again', 'upload'])), name='capture_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='capture',
            constraint=models.CheckConstraint(condition=models.Q(('failure__in', ['permanent', 'transient', 'quota', ''])), name='capture_failure_known'),
        ),
        migrations.AddConstraint(
            model_name='capture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retrieved_at__isnull', False), ('state', 'archived'), ('warc__isnull', False), models.Q(('body_sha256', ''), _negated=True), models.Q(('warc_sha256', ''), _negated=True)), models.Q(models.Q(('state', 'archived'), _negated=True), ('warc__isnull', True)), _connector='OR'), name='capture_archived_has_bytes'),
        ),
        migrations.AddConstraint(
            model_name='capture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(models.Q(('failure', ''), _negated=True), models.Q(('error', ''), _negated=True)), _connector='OR'), name='capture_failure_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='capture',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'requested')), fields=('source',), name='capture_one_request'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['claim', 'id'], name='comment_by_claim'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='comment_body_filled'),
        ),
        migrations.AddIndex(
            model_name='conflictofinterest',
            index=models.Index(fields=['person'], name='conflictofinterest_by_person'),
        ),
        migrations.AddConstraint(
            model_name='conflictofinterest',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='conflictofinterest_note_filled'),
        ),
        migrations.AddConstraint(
            model_name='conflictofinterest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', True), ('outlet__isnull', True), ('speaker__isnull', False)), models.Q(('claim__isnull', True), ('outlet__isnull', False), ('speaker__isnull', True)), models.Q(('claim__isnull', False), ('outlet__isnull', True), ('speaker__isnull', True)), _connector='OR'), name='conflictofinterest_one_subject'),
        ),
        migrations.AddIndex(
            model_name='correction',
            index=models.Index(fields=['state', 'proposed_at'], name='correction_waiting'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('occasion__in', ['correction', 'update', 'clarification', 'retraction'])), name='correction_occasion_known'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['factual_error', 'new_evidence', 'new_events', 'wrong_speaker', 'wrong_source', 'wording', 'legal', 'other'])), name='correction_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='correction_note_filled'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('claim',), name='correction_one_proposal'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('publication__isnull', True), ('state', 'proposed')), models.Q(('decided_at__isnull', False), ('publication__isnull', False), ('state', 'published')), models.Q(('decided_at__isnull', False), ('publication__isnull', True), ('state', 'declined'), models.Q(('decision_note', ''), _negated=True)), _connector='OR'), name='correction_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('person', 'claim', 'form'), name='draft_one_per_form'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('form', ''), _negated=True), name='draft_form_filled'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['person', '-created_at', '-id'], name='notice_newest'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='notice_unread'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['mention', 'taken_over', 'returned', 'approved', 'to_adjudicate', 'to_decide', 'changed_source', 'deadline'])), name='notice_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('comment__isnull', False)), fields=('person', 'comment'), name='notice_once_per_comment'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(fields=['created_at'], name='opinion_by_time'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.UniqueConstraint(fields=('verdict', 'reviewer'), name='opinion_once_per_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='opinion_note_filled'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('subject', 'subject_id', 'number'), name='policyversion_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('subject', ''), _negated=True), name='policyversion_subject_filled'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['claim', 'position', 'id'], name='question_by_claim'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('answer_kind__in', ['extractive', 'abstractive', 'boolean', 'unanswerable', ''])), name='question_answer_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='question_filled'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('answer_kind__in', ['', 'unanswerable']), models.Q(('answer', ''), _negated=True), _connector='OR'), name='question_answer_filled'),
        ),
        migrations.AddIndex(
            model_name='replyrequest',
            index=models.Index(fields=['claim', 'id'], name='replyrequest_by_claim'),
        ),
        migrations.AddIndex(
            model_name='replyrequest',
            index=models.Index(condition=models.Q(('outcome', 'waiting')), fields=['deadline_at'], name='replyrequest_waiting'),
        ),
        migrations.AddConstraint(
            model_name='replyrequest',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'phone', 'letter', 'social_media', 'contact_form', 'in_person', 'other', ''])), name='replyrequest_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='replyrequest',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['waiting', 'answered', 'declined', 'no_answer', 'not_asked'])), name='replyrequest_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='replyrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('outcome', 'not_asked'), models.Q(('answer', ''), _negated=True)), models.Q(models.Q(('outcome', 'not_asked'), _negated=True), models.Q(('whom', ''), _negated=True), models.Q(('channel', ''), _negated=True), ('asked_at__isnull', False)), _connector='OR'), name='replyrequest_tells_whom_or_why'),
        ),
        migrations.AddConstraint(
            model_name='replyrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'answered'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='replyrequest_answer_filled'),
        ),
        migrations.AddConstraint(
            model_name='replyrequest',
            constraint=models.CheckConstraint(condition=models.Q(('deadline_at', None), ('deadline_at__gte', models.F('asked_at')), _connector='OR'), name='replyrequest_deadline_after_asking'),
        ),
        migrations.AddIndex(
            model_name='savedview',
            index=models.Index(condition=models.Q(('is_shared', True)), fields=['name'], name='savedview_shared'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='savedview_name_unique'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='savedview_name_filled'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['seen_at'], name='visit_by_age'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('claim', 'person'), name='visit_one_per_person'),
        ),
    ]
