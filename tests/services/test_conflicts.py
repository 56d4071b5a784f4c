"""Too near to a claim, its speaker or its outlet: said, in force at once, and ended by an editor."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Article, Claim, ConflictOfInterest, Event, Role, User
from claims.permissions import is_too_near
from claims.services import (
    attributions,
    claims,
    conflicts,
    corrections,
    leases,
    opinions,
    outlets,
    publishing,
    reviews,
    speakers,
)
from claims.services.nearness import nearness_of
from claims.services.offers import BARRED, claim_offers
from claims.services.verdicts import latest_verdict
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)


def near(person: User, **subject: int) -> ConflictOfInterest:
    return conflicts.declare_conflict(actor=person, note=" An old\n friend. ", now=NOW, **subject)


def test_a_claim_is_declared_and_bars_taking_it(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    conflict = near(second, claim_id=claim.pk)
    assert (conflict.person, conflict.note, conflict.declared_by) == (second, "An old friend.", second)
    assert near(second, claim_id=claim.pk) == conflict  # said twice is said once
    with pytest.raises(Forbidden, match="too near to this claim") as caught:
        claims.take_claim(actor=second, claim_id=claim.pk, now=LATER)
    assert caught.value.code == "conflict_of_interest"
    assert claims.take_claim(actor=reviewer, claim_id=claim.pk, now=LATER).assignee == reviewer
    with pytest.raises(Forbidden) as caught:
        leases.take_over_claim(actor=second, claim_id=claim.pk, note="I go on.", now=LATER)
    assert caught.value.code == "conflict_of_interest"
    assert [one.verb for one in Event.objects.about("user", second.pk)].count("declare_conflict") == 1


def test_speaker_and_outlet_bar_all_their_claims_merged_names_included(reviewer: User, second: User) -> None:
    claim, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    old = speakers.named_speaker(name="Mira Castel", now=NOW)
    new = speakers.named_speaker(name="M. Castel", now=NOW)
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, speaker_id=new.pk, now=NOW)
    near(second, speaker_id=old.pk)
    assert claims.take_claim(actor=second, claim_id=other.pk, now=LATER).assignee == second
    speakers.merge_speakers(actor=reviewer, speaker_id=old.pk, into_id=new.pk, now=NOW)
    with pytest.raises(Forbidden):
        claims.take_claim(actor=second, claim_id=claim.pk, now=LATER)
    outlet = outlets.save_outlet(actor=builders.make_user("chief", "editor"), name="The Norland Post", now=NOW)  # type: ignore[arg-type]
    article = builders.make_claim(reviewer).article
    type(article).objects.filter(pk=article.pk).update(outlet=outlet)
    near(second, outlet_id=outlet.pk)
    with pytest.raises(Forbidden):
        claims.take_claim(actor=second, claim_id=article.claims.get().pk, now=LATER)


def test_holder_who_declares_releases_the_claim(reviewer: User) -> None:
    claim, other = builders.make_held_claim(reviewer), builders.make_held_claim(reviewer)
    near(reviewer, claim_id=claim.pk)
    released = claims.fresh_claim(claim.pk)
    assert (released.status, released.assignee) == ("open", None)
    assert Event.objects.about("claim", claim.pk).latest("sequence").data["reason"] == "conflict_of_interest"
    assert claims.fresh_claim(other.pk).assignee == reviewer


def test_nothing_of_judging_reviewing_and_publishing_is_open_to_them(
    reviewer: User, second: User, editor: User
) -> None:
    submitted = builders.make_submitted_claim(reviewer)
    approved = builders.make_approved_claim(reviewer, second)
    published = builders.make_published_claim(reviewer, second, editor)
    correction = builders.make_correction(reviewer, published)
    split = builders.make_submitted_claim(reviewer)
    builders.review_blind()
    opinions.give_opinion(
        actor=second, claim_id=split.pk, rating_id=builders.rating("false").pk, note="They are not there.", now=NOW
    )
    held = builders.make_held_claim(editor)
    for claim in (submitted, approved, published, split):
        near(editor, claim_id=claim.pk)
    # Said of a speaker who turns out to be the claim's only while its holder works on it.
    castel = speakers.named_speaker(name="Mira Castel", now=NOW)
    near(editor, speaker_id=castel.pk)
    attributions.correct_speaker(actor=reviewer, claim_id=held.pk, speaker_id=castel.pk, now=NOW)
    rating = builders.rating().pk
    acts: list[Callable[[], object]] = [
        partial(reviews.record_verdict, actor=editor, claim_id=held.pk, rating_id=rating, summary="So it is.", now=NOW),
        partial(reviews.submit_claim, actor=editor, claim_id=held.pk, now=NOW),
        partial(opinions.give_opinion, actor=editor, claim_id=submitted.pk, rating_id=rating, note="So.", now=NOW),
        partial(reviews.approve_claim, actor=editor, claim_id=submitted.pk, now=NOW),
        partial(reviews.return_claim, actor=editor, claim_id=submitted.pk, note="No.", now=NOW),
        partial(reviews.return_claim, actor=editor, claim_id=approved.pk, note="No.", now=NOW),
        partial(reviews.adjudicate_claim, actor=editor, claim_id=split.pk, decision="approve", now=NOW),
        partial(publishing.publish_claim, actor=editor, claim_id=approved.pk, now=NOW),
        partial(corrections.publish_correction, actor=editor, correction_id=correction.pk, now=NOW),
        partial(corrections.decline_correction, actor=editor, correction_id=correction.pk, note="No.", now=NOW),
    ]
    for act in acts:
        with pytest.raises(Forbidden) as caught:
            act()
        assert caught.value.code == "conflict_of_interest", act
    for claim in (held, submitted, approved, published, split):
        offers = claim_offers(actor=editor, claim=claims.fresh_claim(claim.pk), verdict=latest_verdict(claim), now=NOW)
        assert not any(offers[verb].is_open for verb in BARRED)


def test_editor_declares_for_a_colleague_and_ends_it_but_never_their_own(
    reviewer: User, second: User, editor: User
) -> None:
    claim = builders.make_claim(reviewer)
    with pytest.raises(Forbidden) as caught:
        conflicts.declare_conflict(actor=second, person_id=reviewer.pk, claim_id=claim.pk, note="Kin.", now=NOW)
    assert caught.value.code == "not_an_editor"
    conflict = conflicts.declare_conflict(actor=editor, person_id=reviewer.pk, claim_id=claim.pk, note="Kin.", now=NOW)
    own = near(editor, claim_id=claim.pk)
    for who, row in ((reviewer, conflict), (second, conflict), (editor, own)):
        with pytest.raises(Forbidden) as caught:
            conflicts.end_conflict(actor=who, conflict_id=row.pk, now=LATER)
        assert caught.value.code == "not_to_end"
    conflicts.end_conflict(actor=editor, conflict_id=conflict.pk, now=LATER)
    assert claims.take_claim(actor=reviewer, claim_id=claim.pk, now=LATER).assignee == reviewer
    with pytest.raises(Refused) as again:
        conflicts.end_conflict(actor=editor, conflict_id=conflict.pk, now=LATER)
    assert again.value.code == "ended_already"
    assert list(conflicts.conflicts_for(reviewer)) == [conflict]
    assert set(conflicts.conflicts_for(editor)) == {conflict, own}


def test_what_is_wrong_with_a_declaration_is_said(reviewer: User, stranger: User) -> None:
    claim = builders.make_claim(reviewer)
    wrong: list[tuple[dict[str, object], str]] = [
        ({"note": "Kin."}, "subject"),
        ({"note": "Kin.", "claim_id": claim.pk, "speaker_id": 1}, "subject"),
        ({"note": " ", "claim_id": claim.pk}, "note"),
        ({"note": "x" * 501, "claim_id": claim.pk}, "note"),
    ]
    for given, field in wrong:
        with pytest.raises(Invalid) as caught:
            conflicts.declare_conflict(actor=reviewer, now=NOW, **given)  # type: ignore[arg-type]
        assert list(caught.value.fields) == [field]
    with pytest.raises(Missing):
        conflicts.declare_conflict(actor=reviewer, claim_id=0, note="Kin.", now=NOW)
    with pytest.raises(Forbidden):
        conflicts.declare_conflict(actor=stranger, claim_id=claim.pk, note="Kin.", now=NOW)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_declaring_twice_at_once_is_one_declaration(reviewer: User) -> None:
    claim = builders.make_held_claim(reviewer)
    won, lost = sorted_out(at_once([lambda: near(reviewer, claim_id=claim.pk)] * 3))
    assert (len(won), lost, ConflictOfInterest.objects.count()) == (3, [], 1)
    assert claims.fresh_claim(claim.pk).status == "open"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_taking_and_declaring_at_once_never_leaves_it_with_them(reviewer: User, second: User) -> None:
    claim: Claim = builders.make_claim(reviewer)
    acts: list[Callable[[], object]] = [
        lambda: claims.take_claim(actor=second, claim_id=claim.pk, now=NOW), lambda: near(second, claim_id=claim.pk),
    ]  # fmt: skip
    at_once(acts)
    assert claims.fresh_claim(claim.pk).assignee != second


def test_nearness_to_many_claims_is_asked_once_and_answers_as_permissions_do(reviewer: User, second: User) -> None:
    own, spoken, printed, other = (builders.make_claim(second) for _ in range(4))
    emil = builders.make_user("emil", Role.EDITOR)
    gone, stays = (speakers.named_speaker(name=name, now=NOW) for name in ("M. Castel", "Mira Castel"))
    Claim.objects.filter(pk=spoken.pk).update(speaker=stays)
    outlet = outlets.save_outlet(actor=emil, name="Gazette of Skag", now=NOW)
    Article.objects.filter(pk=printed.article_id).update(outlet=outlet)
    builders.make_conflict(reviewer, own)
    conflicts.declare_conflict(actor=reviewer, speaker_id=gone.pk, note="My aunt.", now=NOW)
    conflicts.declare_conflict(actor=reviewer, outlet_id=outlet.pk, note="I worked there.", now=NOW)
    speakers.merge_speakers(actor=second, speaker_id=gone.pk, into_id=stays.pk, now=NOW)
    ended = conflicts.declare_conflict(actor=reviewer, claim_id=other.pk, note="No more.", now=NOW)
    conflicts.end_conflict(actor=emil, conflict_id=ended.pk, now=NOW)
    found = list(Claim.objects.select_related("article").order_by("pk"))
    near = nearness_of(reviewer, now=NOW)
    told = [near.covers(one) for one in found]
    assert told == [is_too_near(reviewer, one.pk, now=NOW) for one in found] == [True, True, True, False]
    assert list(Claim.objects.filter(near.rows).order_by("pk")) == found[:3]
    assert list(Claim.objects.exclude(nearness_of(second, now=NOW).rows).order_by("pk")) == found
