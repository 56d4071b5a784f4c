"""Triage: accept, dismiss, take, reword, add, correct the speaker."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import PIECE_GAP, Article, Claim, Event, Speaker, Statement, User
from claims.services import articles, attributions, claims, extraction, speakers
from tests import builders
from tests.builders import NOW, STORY

LATER = NOW + timedelta(minutes=1)
AFTER_LEASE = NOW + timedelta(minutes=30) + timedelta(seconds=1)


def events(claim: Claim) -> list[Event]:
    return list(Event.objects.about("claim", claim.pk))


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


@pytest.fixture
def proposed(claim: Claim) -> Claim:
    Claim.objects.filter(pk=claim.pk).update(status="proposed")
    claim.refresh_from_db()
    return claim


@pytest.fixture
def statement(claim: Claim) -> Statement:
    """With two claims of one speaker in it."""
    text = claim.version.text
    made = Statement.objects.create(
        version=claim.version, content_spans=[[0, len(text)]], content_text=text, start=0, end=len(text),
        kind="indirect", speaker=speakers.named_speaker(name="Tomas Vell", now=NOW), speaker_name="Tomas Vell",
        resolved_by="name", created_at=NOW,
    )  # fmt: skip
    Claim.objects.filter(pk=claim.pk).update(statement=made, speaker=made.speaker)
    return made


VERBS: dict[str, Callable[[User, int], object]] = {
    "accept": lambda who, pk: claims.accept_claim(actor=who, claim_id=pk, now=LATER),
    "dismiss": lambda who, pk: claims.dismiss_claim(actor=who, claim_id=pk, reason="opinion", now=LATER),
    "reopen": lambda who, pk: claims.reopen_claim(actor=who, claim_id=pk, now=LATER),
    "take": lambda who, pk: claims.take_claim(actor=who, claim_id=pk, now=LATER),
    "release": lambda who, pk: claims.release_claim(actor=who, claim_id=pk, now=LATER),
    "reword": lambda who, pk: claims.reword_claim(actor=who, claim_id=pk, standalone="Anew.", now=LATER),
    "correct_speaker": lambda who, pk: attributions.correct_speaker(
        actor=who, claim_id=pk, name="Mira Castel", now=LATER
    ),
}


@pytest.mark.parametrize("verb", list(VERBS))
def test_stranger_may_do_nothing(claim: Claim, stranger: User, verb: str) -> None:
    told = len(events(claim))
    with pytest.raises(Forbidden) as caught:
        VERBS[verb](stranger, claim.pk)
    assert caught.value.code == "not_a_member"
    assert "administrator" in caught.value.message
    assert len(events(claim)) == told
    assert not Speaker.objects.exists()


@pytest.mark.parametrize("verb", list(VERBS))
def test_missing_claim_is_said(reviewer: User, verb: str) -> None:
    with pytest.raises(Missing, match="no claim 999"):
        VERBS[verb](reviewer, 999)


@pytest.mark.parametrize("verb", ["take", "dismiss", "reword", "correct_speaker"])
def test_event_is_written_with_the_change_or_not_at_all(claim: Claim, reviewer: User, verb: str) -> None:
    before = events(claim)
    with transaction.atomic():
        VERBS[verb](reviewer, claim.pk)
        told = events(claim)
        assert len(told) == len(before) + 1
        assert told[-1].verb == verb
        assert told[-1].actor_id == reviewer.pk
        assert told[-1].at == LATER
        transaction.set_rollback(True)
    assert events(claim) == before
    fresh = Claim.objects.get(pk=claim.pk)
    assert (fresh.status, fresh.revision) == (claim.status, claim.revision)


def test_proposal_is_accepted(proposed: Claim, reviewer: User) -> None:
    accepted = claims.accept_claim(actor=reviewer, claim_id=proposed.pk, revision=proposed.revision, now=LATER)
    assert (accepted.status, accepted.revision, accepted.updated_at) == ("open", proposed.revision + 1, LATER)


def test_dismissal_keeps_its_reason_and_is_taken_back(proposed: Claim, reviewer: User) -> None:
    dismissed = claims.dismiss_claim(actor=reviewer, claim_id=proposed.pk, reason=" not checkable ", now=LATER)
    assert (dismissed.status, dismissed.dismissed_reason) == ("dismissed", "not checkable")
    assert events(proposed)[-1].data["reason"] == "not checkable"
    reopened = claims.reopen_claim(actor=reviewer, claim_id=proposed.pk, now=LATER)
    assert (reopened.status, reopened.dismissed_reason) == ("open", "")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_dismissal_needs_a_reason_that_fits(claim: Claim, reviewer: User, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        claims.dismiss_claim(actor=reviewer, claim_id=claim.pk, reason=reason, now=NOW)
    assert list(caught.value.fields) == ["reason"]
    assert claims.fresh_claim(claim.pk).status == "open"


# -- taking ------------------------------------------------------------------------------------------


def test_taken_claim_is_told_to_whoever_comes_second(claim: Claim, reviewer: User, second: User) -> None:
    taken = claims.take_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
    until = NOW + claims.lease_length()
    assert (taken.status, taken.assignee, taken.lease_expires_at) == ("in_review", reviewer, until)
    with pytest.raises(Refused, match="Rita is working on this claim until 10:00 UTC") as caught:
        claims.take_claim(actor=second, claim_id=claim.pk, now=LATER)
    assert caught.value.code == "held"
    assert caught.value.details["holder"] == "Rita"
    assert "Take it over with a note to them" in caught.value.message


def test_taking_again_renews_the_lease_and_tells_nothing_new(claim: Claim, reviewer: User) -> None:
    first = claims.take_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
    for moment in (LATER, AFTER_LEASE):  # nobody took over meanwhile: it is still theirs
        again = claims.take_claim(actor=reviewer, claim_id=claim.pk, now=moment)
        assert again.lease_expires_at == moment + claims.lease_length()
        assert again.revision == first.revision
    assert [one.verb for one in events(claim)] == ["add", "take"]


def test_lease_that_ran_out_is_taken_over(claim: Claim, reviewer: User, second: User) -> None:
    claims.take_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
    taken = claims.take_claim(actor=second, claim_id=claim.pk, now=AFTER_LEASE)
    assert taken.assignee == second
    assert events(claim)[-1].verb == "take_over"
    assert events(claim)[-1].data["from"] == "Rita"


def test_acts_of_the_holder_renew_the_lease(claim: Claim, reviewer: User, second: User) -> None:
    claims.take_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="By another.", now=LATER)
    assert claims.fresh_claim(claim.pk).lease_expires_at == NOW + claims.lease_length()
    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone="By the holder.", now=LATER)
    assert claims.fresh_claim(claim.pk).lease_expires_at == LATER + claims.lease_length()
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="Tomas Vell", now=AFTER_LEASE)
    assert claims.fresh_claim(claim.pk).lease_expires_at == AFTER_LEASE + claims.lease_length()


def test_holder_and_editor_release(claim: Claim, reviewer: User, second: User, editor: User) -> None:
    for who in (reviewer, editor):
        claims.take_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
        with pytest.raises(Forbidden, match="Rita holds this claim"):
            claims.release_claim(actor=second, claim_id=claim.pk, now=LATER)
        released = claims.release_claim(actor=who, claim_id=claim.pk, now=LATER)
        assert (released.status, released.assignee, released.lease_expires_at) == ("open", None, None)


def test_releasing_what_nobody_holds_is_refused_as_such(claim: Claim, second: User) -> None:
    with pytest.raises(Refused) as caught:
        claims.release_claim(actor=second, claim_id=claim.pk, now=LATER)
    assert caught.value.code == "wrong_status"
    assert "take" in caught.value.details["allowed"]


# -- wording ---------------------------------------------------------------------------------------


def test_wording_and_kind_change_and_the_quotation_stays(claim: Claim, reviewer: User) -> None:
    changed = claims.reword_claim(
        actor=reviewer, claim_id=claim.pk, standalone=" Norland built \n many bridges. ", kind="numerical",
        revision=claim.revision, now=LATER,
    )  # fmt: skip
    assert (changed.standalone, changed.kind, changed.quote) == (
        "Norland built many bridges.",
        "numerical",
        claim.quote,
    )
    assert changed.revision == claim.revision + 1
    assert events(claim)[-1].data == {
        "from": claim.standalone, "to": "Norland built many bridges.", "kind_from": "factual", "kind_to": "numerical",
        "revision": changed.revision,
    }  # fmt: skip


def test_saving_without_a_change_writes_nothing(claim: Claim, reviewer: User) -> None:
    same = claims.reword_claim(
        actor=reviewer, claim_id=claim.pk, standalone=claim.standalone, kind=claim.kind, now=LATER
    )
    assert same.revision == claim.revision
    assert len(events(claim)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"standalone": " "}, "standalone"),
        ({"standalone": "x" * 2001}, "standalone"),
        ({"kind": "hunch"}, "kind"),
    ],
)
def test_unusable_wording_is_refused_by_field(
    claim: Claim, reviewer: User, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        claims.reword_claim(actor=reviewer, claim_id=claim.pk, now=LATER, **changes)  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


def test_stale_save_is_refused_and_shows_what_stands_now(claim: Claim, reviewer: User, second: User) -> None:
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Theirs.", revision=claim.revision, now=NOW)
    stale: list[Callable[[], object]] = [
        lambda: claims.reword_claim(
            actor=reviewer, claim_id=claim.pk, standalone="Mine.", revision=claim.revision, now=LATER
        ),
        lambda: attributions.correct_speaker(
            actor=reviewer, claim_id=claim.pk, name="Mira Castel", revision=claim.revision, now=LATER
        ),
        lambda: claims.dismiss_claim(
            actor=reviewer, claim_id=claim.pk, reason="opinion", revision=claim.revision, now=LATER
        ),
    ]
    for save in stale:
        with pytest.raises(Refused, match="Yours is not lost") as caught:
            save()
        assert caught.value.code == "stale"
        assert caught.value.details["standalone"] == "Theirs."
        assert caught.value.details["revision"] == claim.revision + 1
    assert claims.fresh_claim(claim.pk).standalone == "Theirs."
    assert not Speaker.objects.filter(name="Mira Castel").exists()


# -- adding ------------------------------------------------------------------------------------------


@pytest.fixture
def article(reviewer: User) -> Article:
    return builders.make_article(reviewer)


def test_missed_claim_is_added_from_a_selection(article: Article, reviewer: User) -> None:
    version = article.versions.get()
    words = "Norland spends 9.4 percent of its national income on health"
    start = STORY.index(words)
    added = claims.add_claim(
        actor=reviewer, version_id=version.pk, start=start - 2, end=start + len(words), quote=f"\n{words}", now=LATER,
        speaker_name="Mira Castel",
    )  # fmt: skip
    assert (added.start, added.quote, added.standalone, added.status) == (start, words, words, "open")
    assert added.added_by == reviewer
    assert added.speaker
    assert added.speaker.name == "Mira Castel"
    assert [one.verb for one in events(added)] == ["add"]


def test_claim_inside_a_statement_is_its_speakers(claim: Claim, statement: Statement, reviewer: User) -> None:
    added = claims.add_claim(actor=reviewer, version_id=claim.version_id, start=0, end=6, now=LATER)
    assert (added.statement, added.speaker) == (statement, statement.speaker)


GAP = STORY.index("\n\n")


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [(-1, 5, ""), (5, 5, ""), (0, 10**6, ""), (8, 5, ""), (0, 9, "Another text"), (GAP, GAP + 2, ""), (0, 2001, "")],
)
def test_selection_that_does_not_fit_is_refused(
    article: Article, reviewer: User, start: int, end: int, quote: str
) -> None:
    with pytest.raises(Invalid) as caught:
        claims.add_claim(
            actor=reviewer, version_id=article.versions.get().pk, start=start, end=end, quote=quote, now=LATER
        )
    assert list(caught.value.fields) == ["selection"]
    assert not Claim.objects.exists()


def test_adding_twice_names_the_claim_that_is_there(claim: Claim, reviewer: User) -> None:
    with pytest.raises(Refused, match=rf"claim {claim.pk} already \(open\)") as caught:
        claims.add_claim(actor=reviewer, version_id=claim.version_id, start=claim.start, end=claim.end, now=LATER)
    assert (caught.value.code, caught.value.details["claim"]) == ("known_claim", claim.pk)


def test_adding_to_a_missing_text_or_by_a_stranger_is_refused(article: Article, reviewer: User, stranger: User) -> None:
    with pytest.raises(Missing, match="Reload the article"):
        claims.add_claim(actor=reviewer, version_id=0, start=0, end=5, now=LATER)
    with pytest.raises(Forbidden):
        claims.add_claim(actor=stranger, version_id=article.versions.get().pk, start=0, end=5, now=LATER)


def test_added_claim_survives_the_engine_finding_it_too(article: Article, reviewer: User) -> None:
    """A person was faster than the worker: their row stays as it is."""
    sentence = "Norland spends 9.4 percent of its national income on health, less than any of its neighbours."
    start = STORY.index(sentence)
    version = article.versions.get()
    mine = claims.add_claim(
        actor=reviewer, version_id=version.pk, start=start, end=start + len(sentence), standalone="Mine.", now=NOW
    )
    assert extraction.extract_article(article_id=article.pk, clock=lambda: LATER) == "ready"
    assert version.claims.filter(start=mine.start, end=mine.end).get().standalone == "Mine."


# -- speakers ----------------------------------------------------------------------------------------


def test_corrected_speaker_goes_to_the_statement_and_its_other_claims(
    claim: Claim, statement: Statement, reviewer: User, second: User
) -> None:
    sibling = claims.add_claim(actor=second, version_id=claim.version_id, start=0, end=6, now=NOW)
    settled = claims.add_claim(actor=second, version_id=claim.version_id, start=2, end=6, now=NOW)
    Claim.objects.filter(pk=settled.pk).update(status="approved")
    changed = attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="mira  castel", now=LATER)
    assert changed.speaker
    assert changed.speaker.name == "mira castel"
    sibling.refresh_from_db()
    settled.refresh_from_db()
    statement.refresh_from_db()
    assert sibling.speaker == changed.speaker
    assert events(sibling)[-1].data["to"] == "mira castel"
    assert settled.speaker
    assert settled.speaker.name == "Tomas Vell"  # the verdict was given on what he said
    assert (statement.speaker, statement.resolved_by, statement.set_by) == (changed.speaker, "person", reviewer)
    assert statement.speaker_confidence == 1


def test_speaker_is_taken_from_the_register_or_is_nobody(claim: Claim, statement: Statement, reviewer: User) -> None:
    known = speakers.named_speaker(name="Mira Castel", now=NOW)
    assert (
        attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, speaker_id=known.pk, now=LATER).speaker == known
    )
    assert attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, now=LATER).speaker is None
    statement.refresh_from_db()
    assert (statement.speaker, statement.speaker_name) == (None, "")


def test_merged_speaker_leads_to_the_standing_one(claim: Claim, reviewer: User) -> None:
    one, two, three = (speakers.named_speaker(name=name, now=NOW) for name in ("T. Vell", "Tom Vell", "Tomas Vell"))
    speakers.merge_speakers(actor=reviewer, speaker_id=one.pk, into_id=two.pk, now=NOW)
    speakers.merge_speakers(actor=reviewer, speaker_id=two.pk, into_id=three.pk, now=NOW)
    assert (
        attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, speaker_id=one.pk, now=LATER).speaker == three
    )


def test_speaker_that_is_unknown_or_ambiguous_is_refused(claim: Claim, reviewer: User) -> None:
    with pytest.raises(Missing, match="Choose one from the list"):
        attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, speaker_id=999, now=LATER)
    first = speakers.named_speaker(name="Ola Brandt", now=NOW)
    twin = Speaker.objects.create(
        name="Ola Brandt", key=first.key, kind="person", disambiguation="the skipper", created_at=NOW
    )
    twin.aliases.create(name=twin.name, key=twin.key)
    with pytest.raises(Refused, match="2 speakers are called Ola Brandt") as caught:
        attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="Ola Brandt", now=LATER)
    assert caught.value.code == "ambiguous_speaker"
    assert [one["name"] for one in caught.value.details["speakers"]] == ["Ola Brandt", "Ola Brandt (the skipper)"]
    with pytest.raises(Invalid, match="no name"):
        attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="…", now=LATER)


def test_gap_mark_is_the_same_for_engine_and_trigger(reviewer: User) -> None:
    """A statement in two pieces as the engine stores it passes the rule that cuts it again."""
    text = "“We moved on,” Vell said, “and so did they.”"
    version = articles.freeze_text(article=builders.make_article(reviewer, text + " Once."), text=text, now=NOW)
    pieces = [[text.index("We"), text.index(",”")], [text.index("and"), text.index(".”")]]
    Statement.objects.create(
        version=version, content_spans=pieces, content_text=f"We moved on{PIECE_GAP}and so did they",
        start=pieces[0][0], end=pieces[1][1], kind="direct", created_at=NOW,
    )  # fmt: skip
