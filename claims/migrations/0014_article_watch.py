import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0013_correction_four_eyes"),
    ]

    operations = [
        migrations.AddField(
            model_name="deskpolicy",
            name="article_watch_hours",
            field=models.PositiveSmallIntegerField(
                default=24,
                help_text="Hours until an article's page is looked at again, twice as long each time it reads the same; 0: never.",
            ),
        ),
        migrations.CreateModel(
            name="ArticleWatch",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="watch",
                        serialize=False,
                        to="claims.article",
                    ),
                ),
                (
                    "host",
                    models.CharField(
                        help_text="Of the address, with its port: one look at a time for each.", max_length=260
                    ),
                ),
                ("state", models.CharField(default="unwatched", max_length=9)),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="What a person should look at; empty when nothing.", max_length=300
                    ),
                ),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "due_at",
                    models.DateTimeField(
                        blank=True, help_text="When its page is looked at next; empty: never.", null=True
                    ),
                ),
                (
                    "calm",
                    models.PositiveSmallIntegerField(default=0, help_text="Looks in a row that found nothing new."),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0, help_text="Looks in a row that got no page.")),
                ("asked_at", models.DateTimeField(blank=True, help_text="Since when a look is under way.", null=True)),
                (
                    "ring_at",
                    models.DateTimeField(blank=True, help_text="When the sweep rings again for that look.", null=True),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, help_text="Workers that began that look.")),
                (
                    "begun_at",
                    models.DateTimeField(blank=True, help_text="When a worker last went to the page.", null=True),
                ),
                ("text", models.TextField(blank=True)),
                ("text_sha256", models.CharField(blank=True, max_length=64)),
                ("found_at", models.DateTimeField(blank=True, null=True)),
                (
                    "concerned",
                    models.JSONField(
                        blank=True, default=dict, help_text="Claims whose words are others in it: {id: {how, reads}}."
                    ),
                ),
                (
                    "final_url",
                    models.CharField(blank=True, help_text="Where it was found, after redirects.", max_length=4096),
                ),
                ("content_type", models.CharField(blank=True, max_length=200)),
                ("body_gzip", models.BinaryField(blank=True, help_text="The page as it came.", null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "article watches",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="articlewatch_due"
                    ),
                    models.Index(
                        condition=models.Q(("ring_at__isnull", False)), fields=["ring_at"], name="articlewatch_ring"
                    ),
                    models.Index(fields=["host", "begun_at"], name="articlewatch_host"),
                    models.Index(
                        condition=models.Q(("note", ""), _negated=True),
                        fields=["article"],
                        name="articlewatch_to_look_at",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["unwatched", "alive", "changed", "dead"])),
                        name="articlewatch_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("host", ""), _negated=True), name="articlewatch_host_filled"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at__isnull", True), ("ring_at__isnull", True)),
                            models.Q(("asked_at__isnull", False), ("ring_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="articlewatch_ring_while_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body_gzip__isnull", True), ("text", "")),
                            models.Q(
                                models.Q(("text", ""), _negated=True),
                                models.Q(("text_sha256", ""), _negated=True),
                                ("body_gzip__isnull", False),
                                ("found_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="articlewatch_found_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), ("state", "changed"), _connector="OR"),
                        name="articlewatch_found_is_changed",
                    ),
                ],
            },
        ),
    ]
