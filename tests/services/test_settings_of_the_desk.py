"""Scales, policies, outlets and the register of speakers: what editors set, and what they may not break."""

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Event, Outlet, Rating, RatingScale, Speaker, User, VerdictPolicy
from claims.services import outlets, policies, scales, speakers
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def desk_scale() -> RatingScale:
    return RatingScale.objects.get(slug="desk")


def test_scale_is_added_and_changed_with_its_history(editor: User) -> None:
    scale = scales.save_scale(actor=editor, name="House words", now=NOW)
    assert (scale.slug, scale.is_default, scale.is_active) == ("house-words", False, True)
    scales.save_scale(actor=editor, scale_id=scale.pk, name="Our words", now=NOW)
    events = list(Event.objects.about("ratingscale", scale.pk))
    assert [event.verb for event in events] == ["create", "edit"]
    assert events[1].data == {"changed": {"name": {"from": "House words", "to": "Our words"}}}


def test_saving_without_a_change_writes_nothing(editor: User) -> None:
    scale = desk_scale()
    scales.save_scale(actor=editor, scale_id=scale.pk, name=scale.name, description=scale.description, now=NOW)
    assert not Event.objects.about("ratingscale", scale.pk).exists()


def test_default_scale_moves_and_is_never_put_away(editor: User) -> None:
    old, new = desk_scale(), scales.save_scale(actor=editor, name="House words", is_active=False, now=NOW)
    scales.choose_default_scale(actor=editor, scale_id=new.pk, now=NOW)
    assert list(RatingScale.objects.filter(is_default=True)) == [new]
    assert RatingScale.objects.get(pk=new.pk).is_active
    with pytest.raises(Refused) as caught:
        scales.save_scale(actor=editor, scale_id=new.pk, name=new.name, is_active=False, now=NOW)
    assert caught.value.code == "default_scale"
    assert not scales.save_scale(actor=editor, scale_id=old.pk, name=old.name, is_active=False, now=NOW).is_active


def test_two_scales_of_one_slug_are_refused(editor: User) -> None:
    with pytest.raises(Invalid) as caught:
        scales.save_scale(actor=editor, name="Another", slug="desk", now=NOW)
    assert "slug" in caught.value.fields


def test_new_rating_gets_its_number_from_its_place_on_the_axis(editor: User) -> None:
    rating = scales.save_rating(actor=editor, scale_id=desk_scale().pk, label="Spot on", truth="true", now=NOW)
    assert (rating.slug, rating.value) == ("spot-on", 5)
    off = scales.save_rating(actor=editor, scale_id=desk_scale().pk, label="Joke", flags=["satire", " "], now=NOW)
    assert (off.value, off.flags) == (None, ["satire"])


@pytest.mark.parametrize(
    ("fields", "where"),
    [({"label": "False"}, "__all__"), ({"label": ""}, "label"), ({"label": "X", "truth": "x"}, "truth")],
)
def test_unusable_rating_is_refused(editor: User, fields: dict[str, str], where: str) -> None:
    with pytest.raises(Invalid) as caught:
        scales.save_rating(actor=editor, scale_id=desk_scale().pk, **fields, now=NOW)  # type: ignore[arg-type]
    assert where in caught.value.fields
    assert "Constraint" not in str(caught.value.fields)


def test_rating_that_a_verdict_carries_keeps_its_meaning(editor: User, reviewer: User) -> None:
    builders.make_submitted_claim(reviewer)
    rating = builders.rating("true")
    same = {"scale_id": rating.scale_id, "label": rating.label, "truth": rating.truth}
    with pytest.raises(Refused) as caught:
        scales.save_rating(actor=editor, rating_id=rating.pk, **{**same, "label": "Almost"}, now=NOW)  # type: ignore[arg-type]
    assert caught.value.code == "rating_in_use"
    changed = scales.save_rating(actor=editor, rating_id=rating.pk, **same, description="New advice.", now=NOW)  # type: ignore[arg-type]
    assert (changed.label, changed.description) == ("True", "New advice.")


def test_rating_is_retired_and_restored_but_never_the_last_of_the_default_scale(editor: User) -> None:
    rows = list(Rating.objects.of_default_scale())
    for row in rows[:-1]:
        assert scales.retire_rating(actor=editor, rating_id=row.pk, now=NOW).is_retired
    with pytest.raises(Refused) as caught:
        scales.retire_rating(actor=editor, rating_id=rows[-1].pk, now=NOW)
    assert caught.value.code == "last_rating"
    assert not scales.restore_rating(actor=editor, rating_id=rows[0].pk, now=NOW).is_retired
    assert [e.verb for e in Event.objects.about("rating", rows[0].pk)] == ["retire", "restore"]


def test_policy_counts_must_fit_together(editor: User) -> None:
    rating = builders.rating("mostly-true")
    with pytest.raises(Invalid) as caught:
        policies.save_policy(
            actor=editor, rating_id=rating.pk, min_sources=1, min_independent=2, min_primary=3, now=NOW
        )
    assert set(caught.value.fields) == {"min_independent", "min_primary"}
    policy = policies.save_policy(actor=editor, rating_id=rating.pk, min_sources=3, min_primary=3, now=NOW)
    assert policies.policy_for(rating) == policy
    with pytest.raises(Invalid):
        policies.save_policy(actor=editor, rating_id=rating.pk, min_sources=1, now=NOW)
    policies.remove_policy(actor=editor, policy_id=policy.pk, now=NOW)
    assert policies.policy_for(rating).rating_id is None
    assert [event.verb for event in Event.objects.about("verdictpolicy", policy.pk)] == ["create", "remove"]


def test_policy_for_all_other_ratings_stays(editor: User) -> None:
    fallback = VerdictPolicy.objects.get(rating=None)
    for act in (
        lambda: policies.remove_policy(actor=editor, policy_id=fallback.pk, now=NOW),
        lambda: policies.save_policy(
            actor=editor, policy_id=fallback.pk, rating_id=builders.rating().pk, min_sources=1, now=NOW
        ),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "fallback_policy"
    with pytest.raises(Invalid):
        policies.save_policy(actor=editor, rating_id=None, min_sources=1, now=NOW)


@pytest.mark.parametrize("given", ["https://www.News.example.org/a?b", "news.example.org", " WWW.news.example.org. "])
def test_outlet_host_is_read_from_whatever_is_pasted(editor: User, given: str) -> None:
    assert outlets.save_outlet(actor=editor, name="News", host=given, now=NOW).host == "news.example.org"


@pytest.mark.parametrize("given", ["news", "two words.org x", "http://[", "//"])
def test_unusable_host_is_refused(editor: User, given: str) -> None:
    with pytest.raises(Invalid) as caught:
        outlets.save_outlet(actor=editor, name="News", host=given, now=NOW)
    assert list(caught.value.fields) == ["host"]


def test_second_outlet_of_a_host_is_refused(editor: User) -> None:
    outlets.save_outlet(actor=editor, name="News", host="news.example.org", now=NOW)
    with pytest.raises(Invalid) as caught:
        outlets.save_outlet(actor=editor, name="Other", host="news.example.org", now=NOW)
    assert "Another outlet" in str(caught.value)
    assert Outlet.objects.count() == 1
    with pytest.raises(Missing):
        outlets.save_outlet(actor=editor, outlet_id=0, name="News", now=NOW)


def test_speaker_is_edited_with_the_names_they_go_by(editor: User) -> None:
    speaker = speakers.named_speaker(name="Mira Castel", now=NOW)
    saved = speakers.save_speaker(
        actor=editor, speaker_id=speaker.pk, name="Mira  Castel-Vey", kind="person", role="Minister",
        aliases=["Mira Castel", "M. Castel", ""], now=NOW,
    )  # fmt: skip
    assert saved.name == "Mira Castel-Vey"
    assert set(saved.aliases.values_list("name", flat=True)) == {"Mira Castel-Vey", "Mira Castel", "M. Castel"}
    speakers.save_speaker(actor=editor, speaker_id=speaker.pk, name="Mira Castel-Vey", kind="person", now=NOW)
    assert set(speaker.aliases.values_list("name", flat=True)) == {"Mira Castel-Vey"}
    assert speakers.suggest_speakers(words="castel-vey") == [speaker]
    verbs = [event.verb for event in Event.objects.about("speaker", speaker.pk)]
    assert verbs == ["edit", "edit_aliases", "edit", "edit_aliases"]


def test_speakers_of_one_name_are_told_apart_or_refused(editor: User) -> None:
    speakers.named_speaker(name="Tomas Vell", now=NOW)
    with pytest.raises(Invalid) as caught:
        speakers.save_speaker(actor=editor, name="Tomas Vell", kind="person", now=NOW)
    assert "disambiguation" in str(caught.value)
    other = speakers.save_speaker(actor=editor, name="Tomas Vell", kind="person", disambiguation="the rower", now=NOW)
    assert other.pk
    for wrong in ({"name": "…"}, {"name": "A", "kind": "ghost"}, {"name": "A", "same_as": "nowhere"}):
        with pytest.raises(Invalid):
            speakers.save_speaker(actor=editor, **{"kind": "person", **wrong}, now=NOW)  # type: ignore[arg-type]


def test_merged_speaker_is_not_edited(editor: User) -> None:
    gone, stays = (speakers.named_speaker(name=name, now=NOW) for name in ("Tom Vell", "Tomas Vell"))
    speakers.merge_speakers(actor=editor, speaker_id=gone.pk, into_id=stays.pk, now=NOW)
    with pytest.raises(Refused) as caught:
        speakers.save_speaker(actor=editor, speaker_id=gone.pk, name="Tommy Vell", kind="person", now=NOW)
    assert caught.value.code == "merged"
    assert Speaker.objects.get(pk=gone.pk).name == "Tom Vell"


def test_reviewers_change_none_of_this(reviewer: User) -> None:
    scale, rating, policy = desk_scale(), builders.rating(), VerdictPolicy.objects.get(rating=None)
    for act in (
        lambda: scales.save_scale(actor=reviewer, name="X", now=NOW),
        lambda: scales.choose_default_scale(actor=reviewer, scale_id=scale.pk, now=NOW),
        lambda: scales.save_rating(actor=reviewer, scale_id=scale.pk, label="X", now=NOW),
        lambda: scales.retire_rating(actor=reviewer, rating_id=rating.pk, now=NOW),
        lambda: scales.restore_rating(actor=reviewer, rating_id=rating.pk, now=NOW),
        lambda: policies.save_policy(actor=reviewer, policy_id=policy.pk, min_sources=0, now=NOW),
        lambda: policies.remove_policy(actor=reviewer, policy_id=policy.pk, now=NOW),
        lambda: outlets.save_outlet(actor=reviewer, name="X", now=NOW),
        lambda: speakers.save_speaker(actor=reviewer, name="X", kind="person", now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()
