"""Rating scales and their labels. A label that a verdict carries keeps its meaning for good."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from claims.errors import Invalid, Missing, Refused
from claims.models import Rating, RatingScale, User, Verdict
from claims.models.scales import TRUTH_CODES
from claims.services.history import record_event
from claims.services.policyversions import keep_first, keep_version
from claims.services.rows import demand_lead, locked_row, save_row

KNOWN_SCALES = Path(__file__).resolve().parent.parent / "data" / "rating_scales.json"
VALUES = dict(zip(TRUTH_CODES, (5, 4, 3, 2, 1), strict=True))
_MEANING = ("scale", "slug", "label", "truth", "value", "flags")


def save_scale(
    *,
    actor: User | None,
    scale_id: int | None = None,
    name: str,
    slug: str = "",
    language: str = "en",
    description: str = "",
    is_active: bool = True,
    now: datetime,
) -> RatingScale:
    """Add a scale or change one. Its slug is given once; the default scale stays in use."""
    demand_lead(actor)
    with transaction.atomic():
        scale = locked_row(RatingScale, scale_id)
        if scale.is_default and not is_active:
            raise Refused("default_scale", f"{scale} is the desk's default. Make another scale the default first.")
        values: dict[str, Any] = {
            "name": name.strip(),
            "language": language.strip(),
            "description": description.strip(),
        }
        values["is_active"] = is_active
        if scale_id is None:
            values["slug"] = slug.strip() or slugify(name)
        keep_first(scale, now=now)
        saved = save_row(actor=actor, row=scale, values=values, now=now)
        keep_version(saved, actor=actor, now=now)
        return saved


def choose_default_scale(*, actor: User | None, scale_id: int, now: datetime) -> RatingScale:
    """Make this the scale that the desk offers first. It is put to use if it was not."""
    demand_lead(actor)
    with transaction.atomic():
        rows = {one.pk: one for one in RatingScale.objects.select_for_update().order_by("pk")}
        scale = rows.get(scale_id) or locked_row(RatingScale, scale_id)
        if not scale.is_default:
            former = [one for one in rows.values() if one.is_default]
            for one in (scale, *former):
                keep_first(one, now=now)
            RatingScale.objects.filter(is_default=True).update(is_default=False)
            RatingScale.objects.filter(pk=scale.pk).update(is_default=True, is_active=True)
            record_event(actor=actor, verb="choose_default", subject=scale, now=now)
            for one in (scale, *former):
                one.refresh_from_db()
                keep_version(one, actor=actor, now=now)
    return scale


def save_rating(
    *,
    actor: User | None,
    rating_id: int | None = None,
    scale_id: int,
    label: str,
    slug: str = "",
    truth: str = "",
    flags: Sequence[str] = (),
    description: str = "",
    position: int = 0,
    is_versioned: bool = True,
    now: datetime,
) -> Rating:
    """Add a label or change one; its number follows from its place on the truth axis.

    Refuses to change what a label says once a verdict carries it: retire it and add another. ``is_versioned`` False:
    the caller changes more of the scale and keeps its version at the end, in the same transaction.
    """
    demand_lead(actor)
    if truth and truth not in VALUES:
        raise Invalid("There is no such place on the axis.", {"truth": [f"Choose one of: {', '.join(VALUES)}."]})
    with transaction.atomic():
        # The scale is locked before its label, here as in retiring: its number grows with every change of one.
        scale = locked_row(RatingScale, scale_id)
        rating = locked_row(Rating, rating_id)
        values = {
            "scale": scale,
            "slug": slug.strip() or rating.slug or slugify(label)[:60],
            "label": label.strip(),
            "truth": truth,
            "value": VALUES.get(truth),
            "flags": [flag.strip() for flag in flags if flag.strip()],
            "description": description.strip(),
            "position": position,
        }
        if rating_id is not None and any(getattr(rating, name) != values[name] for name in _MEANING):
            _demand_unused(rating)
        former = rating.scale if rating_id is not None and rating.scale_id != scale.pk else None
        for one in filter(None, (scale, former)):
            keep_first(one, now=now)
        saved = save_row(
            actor=actor, row=rating, values=values, now=now,
            clash="This scale has a label of this name or slug already, retired ones included. Choose another.",
        )  # fmt: skip
        if is_versioned:
            for one in filter(None, (scale, former)):
                keep_version(one, actor=actor, now=now)
        return saved


def _demand_unused(rating: Rating) -> None:
    if Verdict.objects.filter(rating=rating).exists():
        raise Refused(
            "rating_in_use",
            f"Verdicts carry “{rating.label}”, and changing it would change what they said. Retire it and add another; "
            "its description and position may change.",
        )


def retire_rating(*, actor: User | None, rating_id: int, now: datetime) -> Rating:
    """No new verdict may carry it; those that do keep it."""
    return _set_retired(actor, rating_id, is_retired=True, now=now)


def restore_rating(*, actor: User | None, rating_id: int, now: datetime) -> Rating:
    """Take a retirement back."""
    return _set_retired(actor, rating_id, is_retired=False, now=now)


def _set_retired(
    actor: User | None, rating_id: int, *, is_retired: bool, is_versioned: bool = True, now: datetime
) -> Rating:
    demand_lead(actor)
    with transaction.atomic():
        scale = RatingScale.objects.select_for_update().filter(ratings=rating_id).first()
        rating = locked_row(Rating, rating_id)
        if rating.is_retired != is_retired:
            others = Rating.objects.of_default_scale().exclude(pk=rating.pk)
            if is_retired and rating.scale.is_default and not others.exists():
                raise Refused(
                    "last_rating", f"“{rating.label}” is the last label of the default scale. Add another first."
                )
            if scale:
                keep_first(scale, now=now)
            rating.is_retired = is_retired
            rating.save(update_fields=["is_retired"])
            record_event(actor=actor, verb="retire" if is_retired else "restore", subject=rating, now=now)
            if scale and is_versioned:
                keep_version(scale, actor=actor, now=now)
    return rating


@dataclass(frozen=True, slots=True)
class LoadedScale:
    """What loading one scale did. ``retired`` are labels that went out of use now."""

    slug: str
    is_new: bool
    added: int
    changed: int
    retired: int


def load_scales(*, actor: User | None, slugs: Sequence[str] = (), now: datetime) -> list[LoadedScale]:
    """Add the scales of known fact-checkers, or bring them up to date; all of them when no slugs are given.

    Loading twice changes nothing. Labels that the list no longer has are retired, never deleted, and what an editor
    retired stays so. All scales or none: raises :class:`Missing` for an unknown slug, and :class:`Refused` when a label
    that verdicts carry would have to change.
    """
    demand_lead(actor)
    known = {one["slug"]: one for one in json.loads(KNOWN_SCALES.read_text(encoding="utf-8"))}
    if unknown := [slug for slug in slugs if slug not in known]:
        raise Missing("no_such_scale", f"There is no scale {', '.join(unknown)}. Choose from: {', '.join(known)}.")
    with transaction.atomic():
        return [_load_scale(known[slug], actor=actor, now=now) for slug in (dict.fromkeys(slugs) or known)]


def _load_scale(told: dict[str, Any], *, actor: User | None, now: datetime) -> LoadedScale:
    before = RatingScale.objects.filter(slug=told["slug"]).first()
    scale = save_scale(
        actor=actor,
        scale_id=before.pk if before else None,
        slug=told["slug"],
        name=told["name"],
        language=told["language"],
        description=told["description"],
        is_active=before.is_active if before else True,
        now=now,
    )
    labels = {one.slug: one for one in scale.ratings.all()}
    added = changed = 0
    going: list[int] = []
    for position, label in enumerate(told["ratings"]):
        slug = slugify(label["label"])[:60]
        old = labels.pop(slug, None)
        values = {"label": label["label"], "truth": label["truth"], "flags": label["flags"], "position": position}
        if old is None or any(getattr(old, name) != value for name, value in values.items()):
            saved = save_rating(
                actor=actor, rating_id=old.pk if old else None, scale_id=scale.pk, slug=slug,
                description=old.description if old else "", is_versioned=False, now=now, **values,
            )  # fmt: skip
            added, changed = added + (old is None), changed + (old is not None)
            old = saved
        if label["retired"]:
            going.append(old.pk)
    going += [one.pk for one in labels.values()]
    going = list(Rating.objects.filter(pk__in=going, is_retired=False).values_list("pk", flat=True))
    for pk in going:
        _set_retired(actor, pk, is_retired=True, is_versioned=False, now=now)
    keep_version(scale, actor=actor, now=now)
    return LoadedScale(scale.slug, is_new=before is None, added=added, changed=changed, retired=len(going))
