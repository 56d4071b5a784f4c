"""Rules of the desk as data: what they ask of a verdict, and every state they ever had."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from claims.errors import Forbidden, Invalid, Refused
from claims.models import (
    Claim,
    DeskPolicy,
    Event,
    PolicyVersion,
    Question,
    Rating,
    RatingScale,
    Stance,
    User,
    VerdictPolicy,
)
from claims.services import policies, reviews, scales, sources
from claims.services.policyversions import changes, versions_of
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def held(reviewer: User) -> Claim:
    return builders.make_held_claim(reviewer)


def ask(actor: User, slug: str, **wishes: object) -> VerdictPolicy:
    """A policy of this rating that asks for nothing but this."""
    rating = builders.rating(slug)
    known = VerdictPolicy.objects.filter(rating=rating).first()
    values: dict[str, object] = {"min_sources": 0, "min_independent": 0, "min_primary": 0, **wishes}
    return policies.save_policy(
        actor=actor,
        policy_id=known.pk if known else None,
        rating_id=rating.pk,
        now=NOW,
        **values,  # type: ignore[arg-type]
    )


def attach(claim: Claim, who: User, stance: Stance, *, passage: str = "", url: bool = True) -> None:
    number = claim.evidence.count()
    sources.add_evidence(
        actor=who, claim_id=claim.pk, url=f"https://site{number}-{claim.pk}.example.org/page" if url else "",
        title=f"Page {number}", stance=stance, passage=passage, now=NOW,
    )  # fmt: skip


def codes(claim: Claim, slug: str) -> dict[str, bool]:
    rows = policies.requirements(claim=claim, rating=builders.rating(slug), summary="Long enough to be a summary.")
    return {row.code: row.is_met for row in rows}


@pytest.mark.parametrize(
    ("slug", "stances", "is_met"),
    [
        ("true", [Stance.SUPPORTS], False),
        ("true", [Stance.SUPPORTS, Stance.REFUTES], True),
        ("mostly-true", [Stance.MIXED], True),
        ("false", [Stance.REFUTES], False),
        ("false", [Stance.SUPPORTS], True),
        ("satire", [Stance.REFUTES], False),
        ("satire", [Stance.REFUTES, Stance.SUPPORTS], True),
    ],
)
def test_other_side_is_what_speaks_against_the_rating(
    held: Claim, reviewer: User, editor: User, slug: str, stances: list[Stance], is_met: bool
) -> None:
    ask(editor, slug, needs_other_side=True)
    for stance in stances:
        attach(held, reviewer, stance)
    assert codes(held, slug)["other_side"] is is_met


def test_an_answered_question_looked_for_the_other_side(held: Claim, reviewer: User, editor: User) -> None:
    ask(editor, "true", needs_other_side=True)
    question = Question.objects.create(claim=held, question="Does anyone count fewer?", created_at=NOW)
    assert codes(held, "true")["other_side"] is False
    Question.objects.filter(pk=question.pk).update(answer_kind="unanswerable", answered_at=NOW)
    assert codes(held, "true")["other_side"] is True
    Question.objects.filter(pk=question.pk).update(withdrawn_at=NOW)
    assert codes(held, "true")["other_side"] is False


def test_every_source_from_the_web_has_its_passage_marked(held: Claim, reviewer: User, editor: User) -> None:
    ask(editor, "true", needs_marked_passages=True)
    assert codes(held, "true")["passages"] is True  # none to mark
    attach(held, reviewer, Stance.SUPPORTS, passage="All of them.")
    attach(held, reviewer, Stance.SUPPORTS, url=False)
    assert codes(held, "true")["passages"] is True
    attach(held, reviewer, Stance.SUPPORTS)
    with pytest.raises(Refused) as caught:
        reviews.judge_claim(
            actor=reviewer, claim_id=held.pk, rating_id=builders.rating().pk, now=LATER,
            summary="The register lists every one of them.",
        )  # fmt: skip
    assert caught.value.details["codes"] == ["passages"]
    assert caught.value.details["missing"] == ["Mark the passage in every source from the web: you have 1."]


def test_a_decisive_verdict_with_an_empty_source_list(held: Claim, reviewer: User) -> None:
    """Refused, for each rating on the truth axis, with what to add."""
    for rating in Rating.objects.of_default_scale().exclude(truth=""):
        with pytest.raises(Refused) as caught:
            reviews.judge_claim(
                actor=reviewer, claim_id=held.pk, rating_id=rating.pk, now=LATER, right_of_reply="Asked.",
                summary="It is as it is, and that is that.",
            )  # fmt: skip
        assert caught.value.code == "policy"
        assert "sources" in caught.value.details["codes"], rating
        assert any(line.startswith("Add ") for line in caught.value.details["missing"])
    assert not held.verdicts.exists()


def test_what_each_rating_needs_is_told_at_a_glance(
    held: Claim, reviewer: User, django_assert_max_num_queries: object
) -> None:
    ratings = list(Rating.objects.of_default_scale().select_related("scale"))
    told = policies.needs_by_rating(claim=held, ratings=ratings)
    assert told[builders.rating("false").pk] == "2 more independent sources, 1 more primary source"
    assert told[builders.rating("true").pk] == "1 more source"
    builders.attach_sources(reviewer, held, 2)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        told = policies.needs_by_rating(claim=held, ratings=ratings)
    assert told[builders.rating("false").pk] == "1 more primary source"
    assert told[builders.rating("true").pk] == ""


# -- versions ------------------------------------------------------------------------------------


def test_every_change_of_a_policy_is_kept_under_its_number(editor: User) -> None:
    policy = VerdictPolicy.objects.get(rating=None)
    assert (policy.number, versions_of(policy).count()) == (1, 0)
    for sources_asked in (3, 3, 4):
        policies.save_policy(actor=editor, policy_id=policy.pk, min_sources=sources_asked, now=NOW)
    kept = list(versions_of(policy))
    assert [one.number for one in kept] == [3, 2, 1]  # saving what stands there changes nothing
    assert [one.values["min_sources"] for one in kept] == [4, 3, 1]
    assert (kept[0].changed_by, kept[2].changed_by) == (editor, None)
    policy.refresh_from_db()
    assert policy.number == 3
    assert changes(kept[1].values, kept[0].values) == [("min sources", "3", "4")]
    with pytest.raises(IntegrityError, match="policyversion_frozen"), transaction.atomic():
        PolicyVersion.objects.filter(pk=kept[0].pk).update(number=9)


def test_removal_is_the_last_version(editor: User) -> None:
    policy = VerdictPolicy.objects.exclude(rating=None)[0]
    pk = policy.pk
    policies.remove_policy(actor=editor, policy_id=pk, now=NOW)
    kept = PolicyVersion.objects.filter(subject="verdictpolicy", subject_id=pk).order_by("number")
    assert [bool(one.values) for one in kept] == [True, False]


def test_scale_keeps_a_version_of_each_change_of_a_label(editor: User) -> None:
    scale = RatingScale.objects.get(is_default=True)
    rating = builders.rating("satire")
    scales.retire_rating(actor=editor, rating_id=rating.pk, now=NOW)
    scales.save_rating(actor=editor, scale_id=scale.pk, label="Out of date", now=NOW)
    scales.save_scale(actor=editor, scale_id=scale.pk, name="House scale, second edition", now=NOW)
    kept = list(versions_of(scale))
    assert [one.number for one in kept] == [4, 3, 2, 1]
    assert changes(kept[3].values, kept[2].values) == [("label “Satire”, is retired", "no", "yes")]
    assert ("label “Out of date”", "none", "added") in changes(kept[2].values, kept[1].values)
    scale.refresh_from_db()
    assert scale.number == 4


def test_known_scale_is_loaded_as_one_version_more(editor: User) -> None:
    (loaded,) = scales.load_scales(actor=editor, slugs=["politifact"], now=NOW)
    scale = RatingScale.objects.get(slug="politifact")
    assert loaded.added == scale.ratings.count()
    kept = list(versions_of(scale))
    assert len(kept) == 2
    assert len(kept[0].values["labels"]) == loaded.added
    scales.load_scales(actor=editor, slugs=["politifact"], now=NOW)
    assert versions_of(scale).count() == 2


def test_making_another_scale_the_default_is_a_version_of_both(editor: User) -> None:
    former = RatingScale.objects.get(is_default=True)
    scales.load_scales(actor=editor, slugs=["politifact"], now=NOW)
    other = RatingScale.objects.get(slug="politifact")
    scales.choose_default_scale(actor=editor, scale_id=other.pk, now=NOW)
    assert [one.values["is_default"] for one in versions_of(former)] == [False, True]
    assert versions_of(other)[0].values["is_default"] is True


def test_submitting_tells_which_version_the_verdict_was_held_against(reviewer: User, editor: User) -> None:
    policy = ask(editor, "true", min_sources=1)
    policy = ask(editor, "true", min_sources=2)
    claim = builders.make_submitted_claim(reviewer)
    told = Event.objects.about("claim", claim.pk).get(verb="submit").data
    assert (told["policy"], told["policy_number"], told["desk_policy_number"]) == (policy.pk, policy.number, 1)
    assert PolicyVersion.objects.get(subject_id=policy.pk, number=policy.number, subject="verdictpolicy").values[
        "min_sources"
    ] == 2  # fmt: skip


def test_desk_policy_is_changed_by_editors_and_kept(reviewer: User, editor: User) -> None:
    values = {
        "is_review_blind": True, "is_dissent_public": True, "lease_minutes": 45, "recheck_days": 90, "watch_days": 0,
        "article_watch_hours": 0,
    }  # fmt: skip
    with pytest.raises(Forbidden):
        policies.save_desk_policy(actor=reviewer, now=NOW, **values)  # type: ignore[arg-type]
    saved = policies.save_desk_policy(actor=editor, now=NOW, **values)  # type: ignore[arg-type]
    assert {name: getattr(saved, name) for name in values} == values
    assert (saved.number, [one.number for one in versions_of(saved)]) == (2, [2, 1])
    assert DeskPolicy.objects.count() == 1
    assert policies.desk_policy().is_review_blind
    wrong = {"lease_minutes": 4, "recheck_days": 0, "watch_days": 4000, "article_watch_hours": 9000}
    with pytest.raises(Invalid) as caught:
        policies.save_desk_policy(actor=editor, now=NOW, **{**values, **wrong})  # type: ignore[arg-type]
    assert set(caught.value.fields) == set(wrong)
