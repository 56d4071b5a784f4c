"""Every state that a policy, a scale or the desk's own rules ever had, under its number."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from claims.models import DeskPolicy, PolicyVersion, RatingScale, User, VerdictPolicy

Versioned = VerdictPolicy | DeskPolicy | RatingScale
FIELDS: Mapping[type[Versioned], tuple[str, ...]] = {
    VerdictPolicy: (
        "min_sources", "min_independent", "min_primary", "min_summary_chars", "needs_right_of_reply",
        "needs_other_side", "needs_marked_passages",
    ),
    DeskPolicy: (
        "is_review_blind", "is_dissent_public", "lease_minutes", "recheck_days", "watch_days", "article_watch_hours",
    ),
    RatingScale: ("slug", "name", "language", "description", "is_default", "is_active"),
}  # fmt: skip
_LABEL = ("slug", "label", "truth", "value", "flags", "description", "position", "is_retired")


def keep_first(row: Versioned, *, now: datetime) -> None:
    """Before the first change ever: the state that the desk was set up with. Call with the row locked."""
    if not row._state.adding and not versions_of(row).exists():  # noqa: SLF001 - Django documents it
        _write(row, values_of(row), actor=None, now=now)


def keep_version(row: Versioned, *, actor: User | None, now: datetime) -> None:
    """Write the state down if it differs from the last one written, and raise the row's number. In the transaction of
    the change, with the row locked."""
    values = values_of(row)
    last = versions_of(row).first()
    if last is not None and last.values == values:
        return
    row.number = last.number + 1 if last else 1
    type(row)._default_manager.filter(pk=row.pk).update(number=row.number)
    _write(row, values, actor=actor, now=now)


def keep_removal(row: Versioned, *, actor: User | None, now: datetime) -> None:
    """The last version of a row that goes: nothing."""
    keep_first(row, now=now)
    last = versions_of(row).first()
    row.number = last.number + 1 if last else 1
    _write(row, {}, actor=actor, now=now)


def _write(row: Versioned, values: dict[str, Any], *, actor: User | None, now: datetime) -> None:
    PolicyVersion.objects.create(
        subject=str(row._meta.model_name), subject_id=row.pk, number=row.number, values=values, changed_by=actor,
        changed_at=now,
    )  # fmt: skip


def values_of(row: Versioned) -> dict[str, Any]:
    """What is kept of it, as plain JSON; of a scale with its labels in their order."""
    values: dict[str, Any] = {name: getattr(row, name) for name in FIELDS[type(row)]}
    if isinstance(row, VerdictPolicy):
        values["rating"] = str(row.rating) if row.rating else None
    if isinstance(row, RatingScale):
        values["labels"] = [
            {name: getattr(one, name) for name in _LABEL} for one in row.ratings.order_by("position", "slug")
        ]
    return values


def versions_of(row: Versioned) -> QuerySet[PolicyVersion]:
    """Newest first."""
    return PolicyVersion.objects.filter(subject=str(row._meta.model_name), subject_id=row.pk).order_by("-number")


def before(version: PolicyVersion) -> PolicyVersion | None:
    """The version that this one replaced."""
    rows = PolicyVersion.objects.filter(
        subject=version.subject, subject_id=version.subject_id, number__lt=version.number
    )
    return rows.order_by("-number").first()


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(what, from, to) of each thing that differs; of a scale's labels each by its name."""
    found: list[tuple[str, str, str]] = []
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name), new.get(name)
        if name == "labels":
            found += _label_changes(one or [], other or [])
        elif one != other:
            found.append((name.replace("_", " "), _said(one), _said(other)))
    return found


def _label_changes(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    left, right = ({one["slug"]: one for one in rows} for rows in (old, new))
    found = []
    for slug in sorted(left.keys() | right.keys()):
        one, other = left.get(slug), right.get(slug)
        if one == other:
            continue
        title = f"label “{(other or one or {})['label']}”"
        if one is None or other is None:
            found.append((title, "none" if one is None else "there", "none" if other is None else "added"))
            continue
        found += [
            (f"{title}, {name.replace('_', ' ')}", _said(one[name]), _said(other[name]))
            for name in _LABEL
            if one[name] != other[name]
        ]
    return found


def _said(value: Any) -> str:
    if value is None or value in ("", []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
