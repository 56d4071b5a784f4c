"""Two people, or two workers, at the same moment, on real PostgreSQL."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from claims.errors import Refused
from claims.extraction import ResolvedBy, SpeakerKind, SpeakerMention
from claims.models import (
    Article,
    Claim,
    Event,
    Notice,
    Publication,
    Role,
    Source,
    Speaker,
    Statement,
    User,
    Verdict,
    Visit,
)
from claims.services import (
    articles,
    claims,
    corrections,
    extraction,
    leases,
    presence,
    publishing,
    reviews,
    sources,
    speakers,
)
from claims.services.history import record_event, verify_history
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW, STORY

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def history_stays_whole() -> Any:
    yield
    assert list(verify_history()) == []


def refusals(raised: list[Exception]) -> list[str]:
    """Their codes; anything but a refusal is a failure of the test."""
    assert all(isinstance(one, Refused) for one in raised), raised
    return [one.code for one in raised if isinstance(one, Refused)]


def verbs(row: Article | Claim) -> list[str]:
    return list(Event.objects.about(str(row._meta.model_name), row.pk).values_list("verb", flat=True))


def test_two_takes_have_one_winner_and_the_loser_is_told_who(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    people = [reviewer, second, *(builders.make_user() for _ in range(4))]
    won, lost = sorted_out(
        at_once([partial(claims.take_claim, actor=who, claim_id=claim.pk, now=NOW) for who in people])
    )
    assert len(won) == 1
    assert refusals(lost) == ["held"] * 5
    holder = claims.fresh_claim(claim.pk).assignee
    assert {one.details["holder"] for one in lost if isinstance(one, Refused)} == {str(holder)}
    assert verbs(claim) == ["add", "take"]


def test_one_takeover_of_a_lease_that_ran_out(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_held_claim(reviewer)
    after = NOW + timedelta(hours=1)
    won, lost = sorted_out(
        at_once([partial(claims.take_claim, actor=who, claim_id=claim.pk, now=after) for who in (second, editor)])
    )
    assert len(won) == 1
    assert refusals(lost) == ["held"]
    assert verbs(claim) == ["add", "take", "take_over"]


def test_take_overs_of_a_live_claim_at_once_have_one_winner(reviewer: User, second: User, editor: User) -> None:
    """What people complained of elsewhere: the same item given to two people."""
    claim = builders.make_held_claim(reviewer)
    others = [second, editor, *(builders.make_user() for _ in range(4))]
    won, lost = sorted_out(
        at_once(
            [
                partial(
                    leases.take_over_claim, actor=who, claim_id=claim.pk, note="Mine.", holder_id=reviewer.pk, now=LATER
                )
                for who in others
            ]
        )
    )
    assert len(won) == 1
    assert refusals(lost) == ["held"] * 5
    held = claims.fresh_claim(claim.pk)
    assert held.assignee == won[0].assignee
    assert {one.details["holder_id"] for one in lost if isinstance(one, Refused)} == {held.assignee_id}
    assert verbs(claim) == ["add", "take", "take_over"]
    assert Notice.objects.filter(kind="taken_over").count() == 1


def test_take_over_and_the_holders_verdict_at_once_leave_one_of_the_two(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    sources.add_evidence(actor=reviewer, claim_id=claim.pk, stance="supports", title="A paper", now=NOW)
    won, lost = sorted_out(
        at_once(
            [
                lambda: leases.take_over_claim(
                    actor=second, claim_id=claim.pk, note="Mine.", holder_id=reviewer.pk, now=LATER
                ),
                lambda: reviews.judge_claim(
                    actor=reviewer, claim_id=claim.pk, rating_id=builders.rating().pk,
                    summary="The paper says one thing.", now=LATER,
                ),
            ]
        )
    )  # fmt: skip
    assert len(won) == 1
    now = claims.fresh_claim(claim.pk)
    if now.status == "submitted":
        assert (now.assignee, refusals(lost)) == (reviewer, ["wrong_status"])
    else:
        assert (now.assignee, refusals(lost)) == (second, ["held"])
        assert not Verdict.objects.exists()


def test_beats_and_a_take_over_at_once_leave_the_lease_with_its_taker(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    beat = partial(presence.beat, actor=reviewer, claim_id=claim.pk, is_active=True, now=LATER)
    beats: list[Callable[[], object]] = [beat] * 4
    after = LATER + timedelta(minutes=2)

    def take() -> Claim:
        return leases.take_over_claim(actor=second, claim_id=claim.pk, note="Mine.", now=after)

    _, lost = sorted_out(at_once([*beats, take]))
    assert lost == []
    now = claims.fresh_claim(claim.pk)
    assert (now.assignee, now.lease_expires_at) == (second, after + claims.lease_length())
    assert Visit.objects.filter(person=reviewer).count() == 1


def test_two_verdicts_at_once_are_submitted_once(reviewer: User) -> None:
    """The same person, in two windows."""
    claim = builders.make_held_claim(reviewer)
    sources.add_evidence(actor=reviewer, claim_id=claim.pk, stance="supports", title="A paper", now=NOW)

    def judge(summary: str) -> Claim:
        return reviews.judge_claim(
            actor=reviewer, claim_id=claim.pk, rating_id=builders.rating().pk, summary=summary, now=LATER
        )

    won, lost = sorted_out(
        at_once([lambda: judge("The paper says one thing."), lambda: judge("The paper says another thing.")])
    )
    assert len(won) == 1
    assert refusals(lost) == ["wrong_status"]
    assert Verdict.objects.count() == 1
    assert verbs(claim)[-2:] == ["record_verdict", "submit"]


def test_two_verdicts_recorded_at_once_are_numbered(reviewer: User) -> None:
    claim = builders.make_held_claim(reviewer)
    rating = builders.rating().pk
    won, lost = sorted_out(
        at_once(
            [
                lambda: reviews.record_verdict(
                    actor=reviewer, claim_id=claim.pk, rating_id=rating, summary="As it is.", now=LATER
                )
            ]
            * 4
        )
    )
    assert lost == []
    assert sorted(verdict.number for verdict in won) == [1, 2, 3, 4]


def test_two_approvals_are_one(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_submitted_claim(reviewer)
    won, lost = sorted_out(
        at_once([partial(reviews.approve_claim, actor=who, claim_id=claim.pk, now=LATER) for who in (second, editor)])
    )
    assert len(won) == 1
    assert refusals(lost) == ["wrong_status"]
    assert claim.verdicts.get().reviews.count() == 1


def test_approving_and_returning_at_once_leave_one_word(reviewer: User, second: User, editor: User) -> None:
    """Both had the submitted claim before them; an approved one may be returned too, but by somebody who saw that."""
    claim = builders.make_submitted_claim(reviewer)
    seen = claims.fresh_claim(claim.pk).revision
    won, lost = sorted_out(
        at_once(
            [
                lambda: reviews.approve_claim(actor=second, claim_id=claim.pk, revision=seen, now=LATER),
                lambda: reviews.return_claim(
                    actor=editor, claim_id=claim.pk, note="Which year?", revision=seen, now=LATER
                ),
            ]
        )
    )
    assert len(won) == 1
    assert refusals(lost) == ["stale"]
    review = claim.verdicts.get().reviews.get()
    assert claims.fresh_claim(claim.pk).status == {"approve": "approved", "return": "returned"}[review.decision]


def test_publishing_twice_at_once_is_once(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    other = builders.make_user("elin", Role.EDITOR)
    won, lost = sorted_out(
        at_once(
            [
                partial(publishing.publish_claim, actor=who, claim_id=claim.pk, now=LATER)
                for who in (editor, other, editor, other)
            ]
        )
    )
    assert lost == []
    assert len({one.pk for one in won}) == Publication.objects.count() == 1
    assert verbs(claim).count("publish") == 1


def test_saving_at_once_makes_all_but_one_stale(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)

    def save(who: User) -> Claim:
        return claims.reword_claim(
            actor=who, claim_id=claim.pk, standalone=f"By {who}.", revision=claim.revision, now=LATER
        )

    won, lost = sorted_out(at_once([lambda: save(reviewer), lambda: save(second)]))
    assert len(won) == 1
    assert refusals(lost) == ["stale"]
    assert claims.fresh_claim(claim.pk).standalone == won[0].standalone


def test_evidence_added_at_once_shares_one_source(reviewer: User) -> None:
    first, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    url = "https://registry.example.org/bridges"
    calls: list[Callable[[], object]] = [
        partial(sources.add_evidence, actor=reviewer, claim_id=pk, stance="supports", url=url, now=LATER)
        for pk in (first.pk, other.pk, first.pk)
    ]
    won, lost = sorted_out(at_once(calls))
    assert len(won) == 2
    assert refusals(lost) == ["known_evidence"]
    assert Source.objects.count() == 1


# -- handing in and taking apart ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "submission",
    [articles.Submission(text=STORY), articles.Submission(url="https://news.example.org/1", outlet="The Gazette")],
    ids=["text", "address"],
)
def test_the_same_handed_in_at_once_is_one_article(reviewer: User, submission: articles.Submission) -> None:
    won, lost = sorted_out(
        at_once([lambda: articles.submit_article(actor=reviewer, submission=submission, now=NOW)] * 6)
    )
    assert lost == []
    assert sum(one.is_new for one in won) == 1
    article = Article.objects.get()
    assert {one.article.pk for one in won} == {article.pk}
    assert verbs(article) == ["submit"]


def test_article_delivered_twice_is_extracted_once(reviewer: User) -> None:
    article = builders.make_article(reviewer)
    won, lost = sorted_out(
        at_once([lambda: extraction.extract_article(article_id=article.pk, clock=lambda: LATER)] * 4)
    )
    assert lost == []
    assert sorted(won) == ["left", "left", "left", "ready"]
    assert verbs(article) == ["submit", "start_extraction", "finish_extraction"]
    spans = list(Claim.objects.values_list("start", "end"))
    assert len(spans) == len(set(spans)) > 0


def test_worker_that_lost_its_lease_writes_nothing(reviewer: User) -> None:
    """It slept through its lease; another worker has finished the article meanwhile."""
    article = builders.make_article(reviewer)
    state: dict[str, str] = {}

    def slow_clock() -> datetime:
        # The clock is asked at the start and again after the engine: between them the lease runs out.
        if not state:
            state["first"] = "begun"
            return NOW
        if "other" not in state:
            state["other"] = "running"
            assert articles.sweep_articles(now=NOW + timedelta(hours=1))["freed"] == 1
            moment = NOW + timedelta(hours=2)
            state["other"] = extraction.extract_article(article_id=article.pk, clock=lambda: moment)
        return NOW + timedelta(hours=3)

    assert extraction.extract_article(article_id=article.pk, clock=slow_clock) == "left"
    assert state["other"] == "ready"
    assert verbs(article) == ["submit", "start_extraction", "requeue", "start_extraction", "finish_extraction"]
    assert article.versions.get().extracted_at == NOW + timedelta(hours=2)


def test_two_workers_add_one_speaker(reviewer: User) -> None:
    """Articles with the same new names, in opposite order."""
    texts = [
        "Mira Castel said 40 dams broke. Tomas Vell said 50 bridges fell.",
        "Tomas Vell said 60 mills closed. Mira Castel said 70 mines opened.",
    ]
    made = [builders.make_article(reviewer, text) for text in texts]
    won, lost = sorted_out(
        at_once([partial(extraction.extract_article, article_id=one.pk, clock=lambda: LATER) for one in made])
    )
    assert lost == []
    assert won == ["ready", "ready"]
    assert set(Speaker.objects.values_list("name", flat=True)) == {"Mira Castel", "Tomas Vell"}
    assert Claim.objects.filter(speaker=None).count() == 0


def test_many_names_registered_in_any_order_do_not_block_each_other() -> None:
    names = [f"Person Number{number}" for number in range(40)]

    def register(order: list[str]) -> int:
        mentions = [SpeakerMention(name, SpeakerKind.PERSON, None, "", ResolvedBy.NAME, 0.9) for name in order]
        with transaction.atomic():
            return len(speakers.register_speakers(mentions=mentions, now=NOW))

    orders = [names, names[::-1], names[20:] + names[:20], names[10:] + names[:10]]
    won, lost = sorted_out(at_once([partial(register, order) for order in orders]))
    assert lost == []
    assert won == [40] * 4
    assert Speaker.objects.count() == 40


# -- several rows at once ------------------------------------------------------------------------------------


@pytest.fixture
def statement(reviewer: User) -> Statement:
    """Of one speaker, with six claims in it."""
    claim = builders.make_claim(reviewer)
    text = claim.version.text
    made = Statement.objects.create(
        version=claim.version, content_spans=[[0, len(text)]], content_text=text, start=0, end=len(text),
        kind="indirect", speaker=speakers.named_speaker(name="Tom Vell", now=NOW), created_at=NOW,
    )  # fmt: skip
    Claim.objects.filter(pk=claim.pk).update(statement=made, speaker=made.speaker)
    for start in range(5):  # of the word "Report"
        claims.add_claim(actor=reviewer, version_id=claim.version_id, start=start, end=6, now=NOW)
    return made


def test_correcting_claims_of_one_statement_at_once_ends_with_one_speaker(
    statement: Statement, reviewer: User, second: User
) -> None:
    first, *_, last = statement.claims.order_by("pk")

    def correct(who: User, claim: Claim, name: str) -> Claim:
        return claims.correct_speaker(actor=who, claim_id=claim.pk, name=name, now=LATER)

    won, lost = sorted_out(
        at_once(
            [
                lambda: correct(reviewer, first, "Mira Castel"),
                lambda: correct(second, last, "Ola Brandt"),
                lambda: correct(second, first, "Tomas Vell"),
                lambda: correct(reviewer, last, "Ines Quill"),
            ]
        )
    )
    assert lost == []
    assert len(won) == 4
    statement.refresh_from_db()
    assert {one.speaker_id for one in statement.claims.all()} == {statement.speaker_id}
    assert {one.revision for one in statement.claims.all()} == {5}


def test_merging_and_correcting_at_once_leave_nothing_with_the_merged(
    statement: Statement, reviewer: User, second: User
) -> None:
    for number in range(6):
        gone = speakers.named_speaker(name=f"T{number} Vell", now=NOW)
        stays = speakers.named_speaker(name=f"Tomas{number} Vell", now=NOW)
        claim = statement.claims.order_by("pk")[number]
        calls: list[Callable[[], object]] = [
            partial(speakers.merge_speakers, actor=reviewer, speaker_id=gone.pk, into_id=stays.pk, now=LATER),
            partial(claims.correct_speaker, actor=second, claim_id=claim.pk, speaker_id=gone.pk, now=LATER),
            partial(register_one, gone.name),
        ]
        _, lost = sorted_out(at_once(calls))
        assert lost == []
        assert not Claim.objects.filter(speaker=gone).exists()
        assert not Statement.objects.filter(speaker=gone).exists()


def register_one(name: str) -> Speaker:
    mention = SpeakerMention(name, SpeakerKind.PERSON, None, "", ResolvedBy.NAME, 0.9)
    with transaction.atomic():
        return speakers.register_speakers(mentions=[mention], now=NOW)[mention]


def test_chain_stays_whole_under_many_writers(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)

    def write(writer: int) -> None:
        for number in range(10):
            with transaction.atomic():
                record_event(actor=reviewer, verb="note", subject=claim, now=LATER, data={"text": f"{writer}.{number}"})

    _, lost = sorted_out(at_once([partial(write, writer) for writer in range(8)]))
    assert lost == []
    events = list(Event.objects.about("claim", claim.pk))
    assert [one.sequence for one in events] == list(range(1, 82))
    assert len({one.data["text"] for one in events[1:]}) == 80


def test_first_event_of_a_chain_is_written_by_two_at_once(reviewer: User) -> None:
    """Neither finds the chain there yet."""
    subject = speakers.named_speaker(name="Tomas Vell", now=NOW)

    def write() -> None:
        with transaction.atomic():
            record_event(actor=reviewer, verb="note", subject=subject, now=LATER)

    _, lost = sorted_out(at_once([write] * 6))
    assert lost == []
    assert Event.objects.about("speaker", subject.pk).count() == 6


def test_two_editors_publish_a_change_once() -> None:
    reviewer, second = builders.make_user("rita"), builders.make_user("sam")
    editors = [builders.make_user(name, Role.EDITOR) for name in ("edda", "egon")]
    claim = builders.make_published_claim(reviewer, second, editors[0])
    change = corrections.Change(occasion="clarification", reason="wording", note="We now name the register.")
    correction = corrections.propose_correction(actor=reviewer, claim_id=claim.pk, change=change, now=LATER)
    calls = [
        partial(corrections.publish_correction, actor=one, correction_id=correction.pk, now=LATER) for one in editors
    ]
    done, raised = sorted_out(at_once(calls))
    assert raised == []
    assert len(set(done)) == 1
    assert claim.publications.count() == 2
