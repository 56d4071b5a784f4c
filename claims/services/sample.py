"""A small sample newsroom to look around in, and its removal."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet

from claims.models import (
    Article,
    Claim,
    Correction,
    EventChain,
    Judgement,
    Opinion,
    Outlet,
    Publication,
    Review,
    Role,
    Source,
    Speaker,
    Statement,
    User,
    Verdict,
)
from claims.services.articles import Submission, submit_article
from claims.services.history import REMOVED, record_event
from claims.services.people import set_roles

ARTICLES = Path(__file__).resolve().parent.parent / "data" / "sample_articles.json"
PEOPLE = (
    ("rita", "Rita Reviewer (sample)", Role.REVIEWER),
    ("ravi", "Ravi Reviewer (sample)", Role.REVIEWER),
    ("edda", "Edda Editor (sample)", Role.EDITOR),
    ("ada", "Ada Administrator (sample)", Role.ADMINISTRATOR),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    username: str
    password: str
    role: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def load_sample(*, now: datetime) -> list[SignIn]:
    """Make the sample's people and hand in its articles, once. Returns sign-ins only for people made now.

    A desk that has people of its own already gets no sample.
    """
    if User.objects.exists():
        return []
    with transaction.atomic():
        sign_ins = [_make_person(*person, now=now) for person in PEOPLE]
        reviewer = User.objects.get(username=PEOPLE[0][0])
        for story in json.loads(ARTICLES.read_text(encoding="utf-8")):
            submission = Submission(**story | {"published_on": date.fromisoformat(story["published_on"])})
            submit_article(actor=reviewer, submission=submission, now=now, is_sample=True)
    return sign_ins


def _make_person(username: str, display_name: str, role: Role, *, now: datetime) -> SignIn:
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(
        username=username, password=password, display_name=display_name, is_sample=True, date_joined=now
    )
    set_roles(actor=None, user=user, roles=[role], now=now)
    return SignIn(username, password, str(role))


@dataclass(frozen=True, slots=True)
class Removed:
    """How much went, and who stayed because work of theirs stays."""

    articles: int
    people: int
    kept: tuple[str, ...]


def remove_sample(*, now: datetime) -> Removed:
    """Clear the sample: its articles with all that hangs on them, sources and speakers used nowhere else, its people.

    People who worked on other articles are deactivated instead, and the last active administrator stays as they are.
    The history of what is gone stays, as all history does.
    """
    with transaction.atomic():
        samples = Article.objects.filter(is_sample=True)
        outlets = set(samples.values_list("outlet_id", flat=True))
        claims = Claim.objects.filter(article__in=samples)
        speakers = set(claims.values_list("speaker_id", flat=True))
        speakers |= set(Statement.objects.filter(version__article__in=samples).values_list("speaker_id", flat=True))
        sources = set(claims.values_list("evidence__source_id", flat=True))
        count = samples.count()
        _record_removal(samples, claims, now=now)
        # Children before parents, as the rules on kept rows look up the article they belong to.
        Judgement.objects.filter(claim__in=claims).delete()
        Review.objects.filter(verdict__claim__in=claims).delete()
        Correction.objects.filter(claim__in=claims).delete()
        Opinion.objects.filter(verdict__claim__in=claims).delete()
        Publication.objects.filter(claim__in=claims).delete()
        Verdict.objects.filter(claim__in=claims).delete()
        claims.update(merged_into=None, split_from=None)
        samples.delete()
        Source.objects.filter(pk__in=sources - {None}, evidence=None).delete()
        Speaker.objects.filter(
            pk__in=speakers - {None}, claims=None, statements=None, merged=None, merged_into=None
        ).delete()
        Outlet.objects.filter(pk__in=outlets - {None}, articles=None).delete()
        gone, kept = 0, []
        for user in User.objects.filter(is_sample=True).order_by("pk"):
            outcome = _remove_person(user, now=now)
            gone += outcome is None
            kept += [outcome] if outcome else []
    return Removed(articles=count, people=gone, kept=tuple(kept))


def _record_removal(samples: QuerySet[Article], claims: QuerySet[Claim], *, now: datetime) -> None:
    """Without this word, rows that are gone would look as if somebody had removed them behind the history's back."""
    told = EventChain.objects.filter(subject="claim").values("subject_id")
    for subject in (*samples, *claims.filter(pk__in=told)):
        record_event(actor=None, verb="remove", subject=subject, now=now, data={"after": REMOVED})


def _remove_person(user: User, *, now: datetime) -> str | None:
    administrators = Group.objects.get(name=Role.ADMINISTRATOR).user_set.filter(is_active=True)
    if Role.ADMINISTRATOR in user.roles and not administrators.exclude(pk=user.pk).exists():
        return f"{user.username} stays: no other administrator can sign in. Make one, then run this again."
    try:
        with transaction.atomic():
            user.delete()
    except (ProtectedError, IntegrityError):  # the versions of policies that they changed are kept as they are
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        record_event(actor=None, verb="deactivate", subject=user, now=now, data={"reason": "sample removed"})
        return f"{user.username} was deactivated: work of theirs stays on the desk."
    return None
