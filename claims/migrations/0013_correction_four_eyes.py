"""Nobody publishes a change that they proposed themselves."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_statement_words")]

    operations = [
        # Not validated: what was published before this rule stays as it was.
        AddConstraintNotValid(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=~Q(state="published") | ~Q(decided_by=F("proposed_by")),
                name="correction_four_eyes",
            ),
        )
    ]
