"""Drafts: what somebody has typed into a form of a claim and not saved yet."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from claims.errors import Invalid, Missing, Refused
from claims.models import Claim, Draft, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.workflow import ClaimStatus

MAX_CHARS = 200_000  # of all fields of one form together
MAX_FIELDS = 80
MAX_NAME_CHARS = 100
MAX_FORMS = 60  # of one claim and person; a page has some twenty
KEPT_FOR = timedelta(days=90)  # on a claim that is settled
EMPTIED_FOR = timedelta(days=1)  # until nothing sent before the form was saved can still be under way
SETTLED = (ClaimStatus.DISMISSED, ClaimStatus.PUBLISHED, ClaimStatus.CORRECTED, ClaimStatus.RETRACTED)
_FORM = re.compile(r"[a-z][a-z0-9_-]{0,39}")

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """One draft as it stands. Empty ``fields``: the form was saved or thrown away, and this number tells when."""

    form: str
    fields: Fields
    revision: int
    number: int
    updated_at: datetime


def save_draft(
    *, actor: User, claim_id: int, form: str, fields: Fields, revision: int, number: int, now: datetime
) -> Kept:
    """Keep what stands in a form. ``number`` must be higher than any before it, else :class:`Refused` ``draft_behind``
    with the draft that was kept since: what arrives late, or from a page that knew less, replaces nothing.
    """
    _demand_usable(form, fields)
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    kept = {"fields": dict(fields), "revision": revision, "number": number, "updated_at": now}
    with transaction.atomic():
        if not Claim.objects.filter(pk=claim_id).exists():
            raise Missing("no_such_claim", f"There is no claim {claim_id}. It may have gone with the sample.")
        row = _locked(actor, claim_id, form)
        if row is None:
            mine = Draft.objects.filter(person=actor, claim=claim_id)
            if mine.count() >= MAX_FORMS:
                raise Refused("too_many_drafts", "You have very many drafts on this claim. Throw some away first.")
            try:
                with transaction.atomic():
                    return _as_kept(Draft.objects.create(person=actor, claim_id=claim_id, form=form, **kept))
            except IntegrityError:  # another window of theirs was first
                row = _locked(actor, claim_id, form)
        if row is None or number <= row.number:
            raise _behind(row)
        Draft.objects.filter(pk=row.pk).update(**kept)
    return Kept(form, dict(fields), revision, number, now)


def _behind(row: Draft | None) -> Refused:
    details: dict[str, Any] = {"number": 0, "fields": {}, "revision": 0, "updated_at": ""}
    if row is not None:
        details = {
            "number": row.number, "fields": row.fields, "revision": row.revision,
            "updated_at": row.updated_at.isoformat(),
        }  # fmt: skip
    return Refused(
        "draft_behind", "A later draft of this form is kept already. Yours stays on this page: choose one.", **details
    )


def forget_draft(*, actor: User, claim_id: int, form: str, now: datetime) -> int | None:
    """The form was saved, or its words are thrown away. Whatever was sent before and comes later is refused.

    Answers with the number that stands now; None where there was no draft.
    """
    with transaction.atomic():
        row = _locked(actor, claim_id, form)
        if row is None:
            return None
        Draft.objects.filter(pk=row.pk).update(fields={}, number=row.number + 1, updated_at=now)
        return row.number + 1


def drafts_on(*, actor: User, claim_id: int) -> list[Kept]:
    """A person's own drafts on one claim; those emptied lately too, for their numbers."""
    return [_as_kept(row) for row in Draft.objects.filter(person=actor, claim=claim_id).order_by("form")]


def drafts_of(actor: User) -> QuerySet[Draft]:
    """All that a person has begun, the latest first."""
    rows = Draft.objects.filter(person=actor).exclude(fields={})
    return rows.select_related("claim__article", "claim__speaker").order_by("-updated_at", "-pk")


def sweep_drafts(*, now: datetime, limit: int = 2000) -> dict[str, int]:
    """Clear what was emptied, and drafts on claims that are settled, once nobody touched either for long."""
    emptied = Draft.objects.filter(fields={}, updated_at__lt=now - EMPTIED_FOR)
    settled = Draft.objects.filter(
        claim__status__in=SETTLED, claim__updated_at__lt=now - KEPT_FOR, updated_at__lt=now - KEPT_FOR
    )
    gone = {}
    for name, rows in (("emptied", emptied), ("settled", settled)):
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
        # Asked again, as somebody may have gone on typing between the two.
        gone[name] = rows.filter(pk__in=keys).delete()[0] if keys else 0
    return gone


def _locked(actor: User, claim_id: int, form: str) -> Draft | None:
    return Draft.objects.filter(person=actor, claim=claim_id, form=form).select_for_update().first()


def _as_kept(row: Draft) -> Kept:
    return Kept(row.form, row.fields, row.revision, row.number, row.updated_at)


def _demand_usable(form: str, fields: Fields) -> None:
    if not _FORM.fullmatch(form):
        raise Invalid("There is no such form.", {"form": ["Use small letters, digits, - and _, at most 40."]})
    is_flat = all(name and len(name) <= MAX_NAME_CHARS and _is_plain(value) for name, value in fields.items())
    if not is_flat or len(fields) > MAX_FIELDS:
        raise Invalid(
            "This is no form's content.",
            {"fields": [f"Send at most {MAX_FIELDS} fields, each a text, a yes or no, or a list of texts."]},
        )
    if len(json.dumps(fields, ensure_ascii=False)) > MAX_CHARS:
        raise Refused(
            "draft_too_long",
            f"This is more than {MAX_CHARS:,} characters: too long for a draft on the desk. It is kept on this device "
            "only. Save it, or shorten it.",
            limit=MAX_CHARS,
        )
    if "\\u0000" in json.dumps(fields):
        raise Invalid("This is no text.", {"fields": ["A text must not hold the character NUL."]})


def _is_plain(value: object) -> bool:
    return isinstance(value, str | bool) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
