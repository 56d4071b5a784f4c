"""The desk's roles, the rating scale it starts with, and what its verdicts ask for. Rerunnable."""

from django.db import migrations

ROLES = ("reviewer", "editor", "administrator")

# label, truth, value, flags, when to choose it
RATINGS: tuple[tuple[str, str, int | None, list[str], str], ...] = (
    ("True", "true", 5, [], "Accurate, and nothing important is left out."),
    ("Mostly true", "mostly_true", 4, [], "Accurate in the main, but needs a clarification."),
    ("Half true", "mixed", 3, [], "Part of it holds; another part of the same weight does not."),
    ("Mostly false", "mostly_false", 2, [], "Holds a grain of truth, but the main point is wrong."),
    ("False", "false", 1, [], "Not accurate."),
    ("Misleading", "", None, ["misleading"], "The words may hold, but what they make one believe does not."),
    ("Missing context", "", None, ["missing_context"], "Cannot be understood rightly without what was left out."),
    ("Outdated", "", None, ["outdated"], "Was right once."),
    ("Altered", "", None, ["altered"], "The quotation, picture or record was changed."),
    ("Satire", "", None, ["satire"], "Made as a joke and passed on as fact."),
    ("Unproven", "", None, ["unproven"], "The evidence that can be had does not settle it."),
)

# sources, independent, primary, right of reply: after the practice of news agencies' fact-checking desks
FALLBACK = (1, 1, 0, False)
STRICTER = {"false": (2, 2, 1, True), "mostly-false": (2, 2, 1, False), "altered": (2, 2, 1, False)}


def load(apps, schema_editor):  # type: ignore[no-untyped-def]  # noqa: ARG001
    group = apps.get_model("auth", "Group")
    for role in ROLES:
        group.objects.get_or_create(name=role)
    scale, _ = apps.get_model("claims", "RatingScale").objects.get_or_create(
        slug="desk",
        defaults={
            "name": "Desk scale",
            "description": "Five steps from true to false, and labels for what is off that line.",
            "is_default": True,
        },
    )
    rating = apps.get_model("claims", "Rating")
    policy = apps.get_model("claims", "VerdictPolicy")
    for position, (label, truth, value, flags, description) in enumerate(RATINGS):
        row, _ = rating.objects.get_or_create(
            scale=scale,
            slug=label.lower().replace(" ", "-"),
            defaults={
                "label": label,
                "truth": truth,
                "value": value,
                "flags": flags,
                "description": description,
                "position": position,
            },
        )
        if row.slug in STRICTER:
            policy.objects.get_or_create(rating=row, defaults=_fields(STRICTER[row.slug]))
    policy.objects.get_or_create(rating=None, defaults=_fields(FALLBACK))


def _fields(needs: tuple[int, int, int, bool]) -> dict[str, int | bool]:
    sources, independent, primary, reply = needs
    return {
        "min_sources": sources,
        "min_independent": independent,
        "min_primary": primary,
        "needs_right_of_reply": reply,
    }


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_triggers"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
