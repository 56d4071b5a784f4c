"""The register of speakers: linking mentions, suggesting, merging."""

from datetime import timedelta

import pytest
from django.db import transaction

from claims.errors import Forbidden, Missing, Refused
from claims.extraction import ResolvedBy, Span, SpeakerKind, SpeakerMention
from claims.models import Claim, Event, Speaker, Statement, User
from claims.services import claims, speakers
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)


def mention(name: str, confidence: float = 0.9, kind: SpeakerKind = SpeakerKind.PERSON) -> SpeakerMention:
    return SpeakerMention(name, kind, Span(0, 5), "Minister", ResolvedBy.NAME, confidence)


def register(*names: str) -> dict[str, Speaker]:
    with transaction.atomic():
        found = speakers.register_speakers(mentions=[mention(name) for name in names], now=NOW)
    return {one.name: speaker for one, speaker in found.items()}


@pytest.mark.django_db
def test_spellings_of_one_name_meet() -> None:
    found = register("Mira Castel", "MIRA  CASTEL", "Minister Mira Castel’s", "Míra Castel", "Tomas Vell")
    assert len({speaker.pk for speaker in found.values()}) == 2
    assert Speaker.objects.count() == 2
    again = register("mira castel")
    assert again["mira castel"] == found["Mira Castel"]
    assert found["Mira Castel"].aliases.count() == 1
    assert found["Mira Castel"].role == "Minister"


@pytest.mark.django_db
def test_doubtful_unnamed_and_empty_mentions_are_not_linked() -> None:
    doubtful, unnamed, empty = (
        mention("Ola Brandt", 0.4),
        mention("two officials", kind=SpeakerKind.UNNAMED),
        mention("…"),
    )
    with transaction.atomic():
        assert speakers.register_speakers(mentions=[doubtful, unnamed, empty], now=NOW) == {}
    assert not Speaker.objects.exists()


@pytest.mark.django_db
def test_name_that_two_carry_is_not_linked() -> None:
    first = register("Ola Brandt")["Ola Brandt"]
    twin = Speaker.objects.create(
        name="Ola Brandt", key=first.key, kind="person", disambiguation="the skipper", created_at=NOW
    )
    twin.aliases.create(name=twin.name, key=twin.key)
    assert register("Ola Brandt") == {}
    assert Speaker.objects.count() == 2


@pytest.mark.django_db
def test_suggestions_know_other_names_and_put_beginnings_first() -> None:
    found = register("Castel Group", "Mira Castel", "Tomas Vell")
    found["Tomas Vell"].aliases.create(name="T. Castellan", key="t castellan")
    assert [one.name for one in speakers.suggest_speakers(words="Castel")] == [
        "Castel Group", "Tomas Vell", "Mira Castel",
    ]  # fmt: skip
    assert speakers.suggest_speakers(words="  ") == []
    assert len(speakers.suggest_speakers(words="e", limit=1)) == 1


@pytest.fixture
def said(reviewer: User) -> Claim:
    claim = builders.make_claim(reviewer)
    statement = Statement.objects.create(
        version=claim.version, content_spans=[[0, 6]], content_text=claim.version.text[:6], start=0, end=6,
        kind="indirect", speaker=speakers.named_speaker(name="Tom Vell", now=NOW), created_at=NOW,
    )  # fmt: skip
    Claim.objects.filter(pk=claim.pk).update(statement=statement, speaker=statement.speaker)
    return claims.fresh_claim(claim.pk)


def test_merge_moves_everything_and_leaves_a_pointer(said: Claim, reviewer: User) -> None:
    gone, stays = said.speaker, speakers.named_speaker(name="Tomas Vell", now=NOW)
    assert gone
    before = speakers.named_speaker(name="T. Vell", now=NOW)
    speakers.merge_speakers(actor=reviewer, speaker_id=before.pk, into_id=gone.pk, now=NOW)
    assert speakers.merge_speakers(actor=reviewer, speaker_id=gone.pk, into_id=stays.pk, now=LATER) == stays
    said.refresh_from_db()
    assert said.speaker == stays
    assert said.statement
    assert said.statement.speaker == stays
    assert set(stays.aliases.values_list("name", flat=True)) == {"Tom Vell", "Tomas Vell", "T. Vell"}
    assert {one.merged_into for one in Speaker.objects.exclude(pk=stays.pk)} == {stays}
    assert register("Tom Vell")["Tom Vell"] == stays
    assert speakers.suggest_speakers(words="tom vell") == [stays]
    for subject, verb in ((gone, "merge"), (stays, "absorb")):
        last = Event.objects.about("speaker", subject.pk).latest("sequence")
        assert (last.verb, last.data["claims"], last.data["statements"]) == (verb, 1, 1)


def test_merge_refuses_what_makes_no_sense(said: Claim, reviewer: User, stranger: User) -> None:
    gone, stays = said.speaker, speakers.named_speaker(name="Tomas Vell", now=NOW)
    assert gone
    with pytest.raises(Refused) as caught:
        speakers.merge_speakers(actor=reviewer, speaker_id=gone.pk, into_id=gone.pk, now=NOW)
    assert caught.value.code == "same_speaker"
    with pytest.raises(Missing):
        speakers.merge_speakers(actor=reviewer, speaker_id=gone.pk, into_id=0, now=NOW)
    with pytest.raises(Forbidden):
        speakers.merge_speakers(actor=stranger, speaker_id=gone.pk, into_id=stays.pk, now=NOW)
    speakers.merge_speakers(actor=reviewer, speaker_id=gone.pk, into_id=stays.pk, now=NOW)
    for pair in ((gone, stays), (stays, gone)):
        with pytest.raises(Refused, match="merged before") as caught:
            speakers.merge_speakers(actor=reviewer, speaker_id=pair[0].pk, into_id=pair[1].pk, now=NOW)
        assert caught.value.code == "already_merged"
