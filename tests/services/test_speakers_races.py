"""Two people, or two workers, at the same moment with the register of speakers and the history, on real PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from claims.extraction import ResolvedBy, SpeakerKind, SpeakerMention
from claims.models import (
    Claim,
    Event,
    Speaker,
    Statement,
    User,
)
from claims.services import (
    attributions,
    claims,
    extraction,
    speakers,
)
from claims.services.history import record_event
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("history_stays_whole"),
]
LATER = NOW + timedelta(minutes=1)


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
        return attributions.correct_speaker(actor=who, claim_id=claim.pk, name=name, now=LATER)

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
            partial(attributions.correct_speaker, actor=second, claim_id=claim.pk, speaker_id=gone.pk, now=LATER),
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
