"""An index of the words of direct quotations, for finding the same words in another speaker's mouth."""

from django.db import migrations, models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import MD5, Lower, Trim


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_reply_reminded_at")]

    operations = [
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(
                MD5(
                    Trim(
                        Func(
                            Lower(F("content_text")),
                            Value("[^[:alnum:]]+"),
                            Value(" "),
                            Value("g"),
                            function="regexp_replace",
                            output_field=models.TextField(),
                        )
                    )
                ),
                condition=Q(("kind", "direct")),
                name="statement_by_words",
            ),
        )
    ]
