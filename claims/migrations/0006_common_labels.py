"""What labels that many fact-checkers print mean. Rerunnable: what an editor changed stays."""

from django.db import migrations

# The meaning, and labels in small letters without marks, in the languages of the larger outlets.
LABELS: tuple[tuple[str, str], ...] = (
    ("true", "true|correct|accurate|correct attribution|verdadero|verdadeiro|vrai|wahr|richtig|vero|правда|prawda|waar"),
    ("mostly_true", "mostly true|mostly correct|mostly accurate|largely true|mostly right|partially true|plutôt vrai"),
    ("mixed", "half true|mixture|mixed|partly true|partly false|partially false|partly correct|mezza verità|halb wahr"),
    ("mostly_false", "mostly false|mostly incorrect|mostly inaccurate|largely false|barely true|mostly wrong|plutôt faux"),
    ("false", ("false|incorrect|inaccurate|wrong|not true|untrue|totally false|completely false|fake|fake news|pants on "
     "fire|hoax|fabricated|debunked|falso|falsa|faux|falsch|ложь|fałsz|onwaar|yanlış|palsu|salah|scam")),
    ("misleading", ("misleading|engañoso|enganoso|trompeur|irreführend|distorts the facts|cherry picked|cherrypicks|"
     "exaggerated|exaggerates|spins the facts|manipulator|false context|menyesatkan|misrepresented")),
    ("missing_context", ("missing context|lacks context|needs context|out of context|sin contexto|fuera de contexto|"
     "contexte manquant|fehlender kontext|miscaptioned")),
    ("unproven", ("unproven|unsubstantiated|unsupported|unverified|no evidence|not proven|unfounded|baseless|no proof|"
     "research in progress|unbelegt|infondé|sin pruebas")),
    ("altered", ("altered|altered photo|altered video|altered image|altered media|doctored|manipulated|edited|"
     "ai generated|deepfake|montage|manipuliert|manipulado")),
    ("satire", "satire|labeled satire|labelled satire|originated as satire|parody|sátira|parodie"),
    ("outdated", "outdated|old|old photo|old video|obsolete|veraltet"),
)  # fmt: skip


def load(apps, schema_editor):  # type: ignore[no-untyped-def]  # noqa: ARG001
    meanings = apps.get_model("claims", "LabelMeaning")
    meanings.objects.bulk_create(
        [
            meanings(site="", key=key, label=key.capitalize(), meaning=meaning)
            for meaning, labels in LABELS
            for key in labels.split("|")
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_check_worthiness_weights")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
