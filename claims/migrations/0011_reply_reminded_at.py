from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0010_desk_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="replyrequest",
            name="reminded_at",
            field=models.DateTimeField(
                blank=True, help_text="When the desk told that the time is over.", null=True
            ),
        ),
    ]
