"""The tables of moves, and that every service keeps to them: each pair of status and verb is tried."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from claims.errors import Refused
from claims.models import Article, Claim, Event, Proximity, Stance, User
from claims.services import (
    articles,
    attributions,
    bulk,
    claims,
    history,
    publishing,
    reviews,
    sources,
    surgery,
    versions,
)
from claims.workflow import ARTICLE_MOVES, CLAIM_MOVES, ArticleStatus, ClaimStatus
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)
LEASE = {"lease_expires_at": NOW + timedelta(hours=1)}


def test_every_status_is_reached_and_left_as_the_product_says() -> None:
    assert {move.after for move in ARTICLE_MOVES.values()} == set(ArticleStatus)
    reached = {move.after for move in CLAIM_MOVES.values()}
    assert set(ClaimStatus) == reached


def test_refusal_tells_people_only_what_people_can_do() -> None:
    refusal = ARTICLE_MOVES.refusal("withdraw", "extracting")
    assert refusal.code == "wrong_status"
    assert refusal.details["allowed"] == []
    assert "extracting" in refusal.message
    assert "requeue" not in refusal.message
    refusal = CLAIM_MOVES.refusal("take", "in_review")
    assert "in review" in refusal.message
    assert refusal.details["allowed"] == ["take_over", "release", "submit", "merge", "split"]


# -- claims ----------------------------------------------------------------------------------------


def put_claim(claim: Claim, status: str, holder: User) -> Claim:
    """Into any status whatever, past the services: the point is what they do from there."""
    fields: dict[str, object] = {"status": status, "assignee": holder, "lease_expires_at": None}
    if status == ClaimStatus.IN_REVIEW:
        fields |= LEASE
    if status == ClaimStatus.DISMISSED:
        fields["dismissed_reason"] = "opinion"
    Claim.objects.filter(pk=claim.pk).update(**fields)
    claim.refresh_from_db()
    return claim


@pytest.mark.django_db
@pytest.mark.parametrize("verb", list(CLAIM_MOVES))
@pytest.mark.parametrize("status", list(ClaimStatus))
def test_moving_a_claim_keeps_to_the_table(reviewer: User, status: ClaimStatus, verb: str) -> None:
    claim = put_claim(builders.make_claim(reviewer), status, reviewer)
    extra: dict[str, Any] = dict(LEASE) if CLAIM_MOVES[verb].after == ClaimStatus.IN_REVIEW else {}
    if CLAIM_MOVES[verb].after == ClaimStatus.DISMISSED:
        extra["dismissed_reason"] = "opinion"
    _expect(
        claim,
        lambda: claims.move_claim(claim, verb, actor=reviewer, now=LATER, **extra),
        after=CLAIM_MOVES[verb].after if status in CLAIM_MOVES[verb].before else None,
        verb=verb,
    )


SERVICES: dict[str, Callable[[Claim, User, User, User], object]] = {
    "accept": lambda c, a, s, e: claims.accept_claim(actor=a, claim_id=c.pk, now=LATER),
    "dismiss": lambda c, a, s, e: claims.dismiss_claim(actor=a, claim_id=c.pk, reason="opinion", now=LATER),
    "reopen": lambda c, a, s, e: claims.reopen_claim(actor=a, claim_id=c.pk, now=LATER),
    "unaccept": lambda c, a, s, e: bulk.unaccept_claim(actor=a, claim_id=c.pk, now=LATER),
    "restore": lambda c, a, s, e: bulk.restore_claim(actor=a, claim_id=c.pk, now=LATER),
    "split": lambda c, a, s, e: surgery.split_claim(actor=a, claim_id=c.pk, at=c.quote.index("built"), now=LATER),
    "merge": lambda c, a, s, e: surgery.merge_claim(
        actor=a, claim_id=c.pk, into_id=builders.make_claim(a).pk, now=LATER
    ),
    "take": lambda c, a, s, e: claims.take_claim(actor=s, claim_id=c.pk, now=LATER),
    "take_over": lambda c, a, s, e: claims.take_claim(actor=s, claim_id=c.pk, now=NOW + timedelta(hours=2)),
    "release": lambda c, a, s, e: claims.release_claim(actor=a, claim_id=c.pk, now=LATER),
    "submit": lambda c, a, s, e: reviews.submit_claim(actor=a, claim_id=c.pk, now=LATER),
    "return": lambda c, a, s, e: reviews.return_claim(actor=s, claim_id=c.pk, note="Why?", now=LATER),
    "approve": lambda c, a, s, e: reviews.approve_claim(actor=s, claim_id=c.pk, now=LATER),
    "publish": lambda c, a, s, e: publishing.publish_claim(actor=e, claim_id=c.pk, now=LATER),
}


# These need more than a status: services/test_surgery.py and services/test_corrections.py.
NEED_MORE = {"unsplit", "unmerge", "correct", "retract"}
# Publishing twice is once: services/test_publishing.py.
ONCE = {("published", "publish"), ("corrected", "publish")}
PAIRS = [(status, verb) for status in ClaimStatus for verb in SERVICES if (status, verb) not in ONCE]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "verb"), PAIRS)
def test_every_verb_of_a_claim_keeps_to_the_table(
    reviewer: User, second: User, editor: User, status: ClaimStatus, verb: str
) -> None:
    """A claim with a verdict and its evidence, so that nothing but its status stands in the way."""
    claim = put_claim(builders.make_submitted_claim(reviewer), status, reviewer)
    # Taking and taking over are one verb to people: which of them it is, the status and the lease decide.
    move = CLAIM_MOVES["take_over" if (verb, status) == ("take_over", ClaimStatus.IN_REVIEW) else verb]
    if verb == "take_over" and status in CLAIM_MOVES["take"].before:
        move = CLAIM_MOVES["take"]
    _expect(
        claim,
        lambda: SERVICES[verb](claim, reviewer, second, editor),
        after=move.after if status in move.before else None,
        verb=move.verb,
    )


def test_every_verb_of_the_table_has_its_service() -> None:
    assert SERVICES.keys() | NEED_MORE == CLAIM_MOVES.keys()


# -- what has no status of its own keeps to the claim's -------------------------------------------


SETTLED = [status for status in ClaimStatus if status not in claims.WORDABLE]
CHANGES: dict[str, Callable[[Claim, User], object]] = {
    "reword": lambda c, a: claims.reword_claim(actor=a, claim_id=c.pk, standalone="Anew.", now=LATER),
    "correct_speaker": lambda c, a: attributions.correct_speaker(actor=a, claim_id=c.pk, name="Mira Castel", now=LATER),
    "add_evidence": lambda c, a: sources.add_evidence(
        actor=a, claim_id=c.pk, title="A register", stance=Stance.SUPPORTS, proximity=Proximity.PRIMARY, now=LATER
    ),
    "withdraw_evidence": lambda c, a: sources.withdraw_evidence(
        actor=a, evidence_id=c.evidence.order_by("id")[0].pk, now=LATER
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", list(CHANGES))
@pytest.mark.parametrize("status", list(ClaimStatus))
def test_what_a_verdict_rests_on_changes_only_before_it_is_handed_in(
    reviewer: User, status: ClaimStatus, change: str
) -> None:
    claim = put_claim(builders.make_submitted_claim(reviewer), status, reviewer)
    before = _state(claim)
    if status in SETTLED:
        with pytest.raises(Refused) as caught:
            CHANGES[change](claim, reviewer)
        assert caught.value.code in ("settled", "evidence_settled")
        assert _state(claim) == before
    else:
        CHANGES[change](claim, reviewer)
        assert _state(claim) != before
        claim.refresh_from_db()
        assert claim.status == status


# -- articles --------------------------------------------------------------------------------------


def put_article(article: Article, status: str) -> Article:
    fields: dict[str, object] = {"status": status, "lease_expires_at": None, "error": ""}
    if status == ArticleStatus.EXTRACTING:
        fields |= LEASE
    if status == ArticleStatus.FAILED:
        fields["error"] = "It broke."
    Article.objects.filter(pk=article.pk).update(**fields)
    article.refresh_from_db()
    return article


@pytest.mark.django_db
@pytest.mark.parametrize("verb", list(ARTICLE_MOVES))
@pytest.mark.parametrize("status", list(ArticleStatus))
def test_moving_an_article_keeps_to_the_table(reviewer: User, status: ArticleStatus, verb: str) -> None:
    article = put_article(builders.make_article(reviewer), status)
    changes: dict[str, Any] = {"error": "It broke."} if verb == "fail" else {}
    if verb == "start_extraction":
        changes = dict(LEASE)
    _expect(
        article,
        lambda: articles.move_article(article, verb, actor=None, now=LATER, **changes),
        after=ARTICLE_MOVES[verb].after if status in ARTICLE_MOVES[verb].before else None,
        verb=verb,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["retry", "withdraw", "revise"])
@pytest.mark.parametrize("status", list(ArticleStatus))
def test_every_verb_of_an_article_keeps_to_the_table(reviewer: User, status: ArticleStatus, verb: str) -> None:
    article = put_article(builders.make_article(reviewer), status)
    run: dict[str, Callable[[], object]] = {
        "retry": lambda: articles.retry_article(actor=reviewer, article_id=article.pk, now=LATER),
        "withdraw": lambda: articles.withdraw_article(actor=reviewer, article_id=article.pk, reason="Gone.", now=LATER),
        "revise": lambda: versions.revise_article(
            actor=reviewer, article_id=article.pk, text="It reads differently.", now=LATER
        ),
    }
    move = ARTICLE_MOVES[verb]
    _expect(article, run[verb], after=move.after if status in move.before else None, verb=verb)


@pytest.mark.django_db
@pytest.mark.parametrize("status", list(ArticleStatus))
def test_worker_begins_only_what_waits(reviewer: User, status: ArticleStatus) -> None:
    article = put_article(builders.make_article(reviewer), status)
    before = _state(article)
    begun = articles.begin_extraction(article_id=article.pk, now=LATER)
    assert (begun is not None) == (status == ArticleStatus.QUEUED)
    assert (_state(article) == before) == (begun is None)


def _expect(row: Article | Claim, run: Callable[[], object], *, after: str | None, verb: str) -> None:
    """``after`` None: refused, with a word about what can be done, and nothing changed."""
    before = _state(row)
    if after is None:
        with pytest.raises(Refused) as caught, transaction.atomic():
            run()
        assert caught.value.code in ("wrong_status", "held", "no_verdict", "settled")
        assert len(caught.value.message) > 40
        assert _state(row) == before
        return
    run()
    row.refresh_from_db()
    assert row.status == after
    told = Event.objects.about(str(row._meta.model_name), row.pk).latest("sequence")
    assert told.verb == verb
    assert told.data["after"] == after
    others = [flaw for flaw in history.verify_history() if "its history tells" not in flaw.problem]
    assert others == []


def _state(row: Article | Claim) -> tuple[object, ...]:
    name = str(row._meta.model_name)
    fresh = type(row)._default_manager.filter(pk=row.pk).values().get()
    told = list(Event.objects.about(name, row.pk).values_list("digest", flat=True))
    rest: list[object] = []
    if isinstance(row, Claim):
        rest = [list(row.evidence.order_by("id").values()), list(row.verdicts.values()), row.publications.count()]
    return (fresh, told, *rest)
