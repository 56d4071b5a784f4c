"""Another span, two claims of one, one of two, and the way back from each."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Claim, Event, Stance, User
from claims.services import bulk, claims, history, sources, surgery
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=2)
TWO = "Norland closed 14 mines and opened 3 harbours in 2025"


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer, TWO)


def verbs_of(claim: Claim) -> list[str]:
    return list(Event.objects.about("claim", claim.pk).values_list("verb", flat=True))


def adjust(actor: User, claim: Claim, words: str, **more: int) -> Claim:
    start = claim.version.text.index(words)
    return surgery.adjust_span(
        actor=actor, claim_id=claim.pk, start=start, end=start + len(words), quote=words, now=LATER, **more
    )


def split(actor: User, claim: Claim, before: str = "opened", *, first: str = "", second: str = "") -> list[Claim]:
    at = claim.quote.index(before)
    return surgery.split_claim(actor=actor, claim_id=claim.pk, at=at, first=first, second=second, now=LATER)


# -- the span -----------------------------------------------------------------------------------


def test_marks_on_the_wrong_words_are_put_right(claim: Claim, reviewer: User) -> None:
    changed = adjust(reviewer, claim, "Norland closed 14 mines")
    assert changed.quote == claim.version.text[changed.start : changed.end] == "Norland closed 14 mines"
    assert changed.standalone == "Norland closed 14 mines"  # it was the quotation itself
    assert changed.revision == claim.revision + 1
    assert verbs_of(claim)[-1] == "adjust_span"
    assert list(history.verify_history()) == []


def test_a_wording_of_ones_own_stays(claim: Claim, reviewer: User) -> None:
    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone="In 2025 Norland closed mines.", now=LATER)
    assert adjust(reviewer, claim, "Norland closed 14 mines").standalone == "In 2025 Norland closed mines."


def test_a_changed_span_is_taken_back(claim: Claim, reviewer: User) -> None:
    adjust(reviewer, claim, "Norland closed 14 mines")
    back = surgery.unadjust_span(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert (back.start, back.end, back.quote, back.standalone) == (claim.start, claim.end, TWO, TWO)
    assert verbs_of(claim)[-2:] == ["adjust_span", "unadjust_span"]
    with pytest.raises(Refused, match="were not changed last"):
        surgery.unadjust_span(actor=reviewer, claim_id=claim.pk, now=LATER)


def test_a_span_is_not_taken_back_from_under_a_colleague(claim: Claim, reviewer: User, second: User) -> None:
    adjust(reviewer, claim, "Norland closed 14 mines")
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Norland closed 14 of its mines.", now=LATER)
    with pytest.raises(Refused, match=str(second)) as caught:
        surgery.unadjust_span(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert caught.value.code == "moved_on"


@pytest.mark.parametrize(
    ("start", "end", "quote", "sentence"),
    [(0, 0, "", "start first"), (0, 9999, "", "start first"), (0, 7, "Norland", "reads differently")],
)
def test_words_that_are_not_there_are_refused(
    claim: Claim, reviewer: User, start: int, end: int, quote: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as caught:
        surgery.adjust_span(actor=reviewer, claim_id=claim.pk, start=start, end=end, quote=quote, now=LATER)
    assert sentence in caught.value.fields["selection"][0]


def test_the_words_of_another_claim_are_refused(claim: Claim, reviewer: User) -> None:
    start = claim.start
    other = claims.add_claim(actor=reviewer, version_id=claim.version_id, start=start, end=start + 23, now=LATER)
    with pytest.raises(Refused, match=f"claim {other.pk} already"):
        adjust(reviewer, claim, other.quote)


def test_a_stale_change_of_the_span_is_refused(claim: Claim, reviewer: User, second: User) -> None:
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Anew.", now=LATER)
    with pytest.raises(Refused) as caught:
        adjust(reviewer, claim, "Norland closed 14 mines", revision=claim.revision)
    assert caught.value.code == "stale"


# -- two of one ---------------------------------------------------------------------------------


def test_a_claim_is_split_in_two(claim: Claim, reviewer: User) -> None:
    first, other = split(reviewer, claim)
    assert (first.quote, other.quote) == ("Norland closed 14 mines", "opened 3 harbours in 2025")
    assert {first.split_from_id, other.split_from_id} == {claim.pk}
    assert {first.status, other.status} == {claim.status}
    claim.refresh_from_db()
    assert (claim.status, claim.dismissed_reason) == ("dismissed", "split")
    assert list(history.verify_history()) == []


def test_the_parts_are_worded_as_one_says(claim: Claim, reviewer: User) -> None:
    first, other = split(reviewer, claim, first="Norland closed 14 mines in 2025.", second="It opened 3 harbours.")
    assert (first.standalone, other.standalone) == ("Norland closed 14 mines in 2025.", "It opened 3 harbours.")


def test_what_the_wording_put_in_is_put_into_its_part(reviewer: User) -> None:
    claim = builders.make_claim(reviewer, "it closed 14 mines, it opened 3 harbours")
    put = [{"start": claim.start + at, "end": claim.start + at + 2, "replacement": "Norland", "why": "pronoun"}
           for at in (0, 20)]  # fmt: skip
    Claim.objects.filter(pk=claim.pk).update(substitutions=put)
    first, other = split(reviewer, claim, "it opened")
    assert (first.standalone, other.standalone) == ("Norland closed 14 mines", "Norland opened 3 harbours")
    assert (first.substitutions, other.substitutions) == ([put[0]], [put[1]])


def test_a_split_is_taken_back_and_made_again(claim: Claim, reviewer: User) -> None:
    parts = split(reviewer, claim)
    whole = surgery.unsplit_claim(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert (whole.status, whole.dismissed_reason) == ("open", "")
    assert set(Claim.objects.filter(split_from=claim).values_list("status", flat=True)) == {"dismissed"}
    again = split(reviewer, claim)
    assert [part.pk for part in again] == [part.pk for part in parts]
    assert list(history.verify_history()) == []


def test_a_split_stays_once_somebody_worked_on_a_part(claim: Claim, reviewer: User, second: User) -> None:
    first, _ = split(reviewer, claim)
    sources.add_evidence(
        actor=second, claim_id=first.pk, title="A register", stance=Stance.SUPPORTS, passage="14 mines", now=LATER
    )
    with pytest.raises(Refused, match=f"{second} went on .* It has evidence") as caught:
        surgery.unsplit_claim(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert caught.value.details["claim"] == first.pk
    claim.refresh_from_db()
    assert claim.status == "dismissed"


@pytest.mark.parametrize(
    ("at", "sentence"), [(0, "first and the last"), (9999, "first and the last"), (3, "two words")]
)
def test_a_cut_lies_between_two_words(claim: Claim, reviewer: User, at: int, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        surgery.split_claim(actor=reviewer, claim_id=claim.pk, at=at, now=LATER)
    assert sentence in caught.value.fields["at"][0]


# -- one of two ---------------------------------------------------------------------------------


def test_a_claim_goes_on_in_another_and_stands_alone_again(claim: Claim, reviewer: User) -> None:
    into = builders.make_claim(reviewer)
    builders.attach_sources(reviewer, claim, 1)
    merged = surgery.merge_claim(actor=reviewer, claim_id=claim.pk, into_id=into.pk, now=LATER)
    assert (merged.status, merged.merged_into_id, merged.evidence.count()) == ("dismissed", into.pk, 1)
    assert list(into.merged.all()) == [merged]
    assert verbs_of(into)[-1] == "absorb"
    alone = surgery.unmerge_claim(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert (alone.status, alone.merged_into_id, alone.dismissed_reason) == ("open", None, "")
    assert verbs_of(into)[-1] == "unabsorb"
    assert list(history.verify_history()) == []


def test_a_proposal_goes_back_to_triage_and_a_held_claim_to_everybody(claim: Claim, reviewer: User) -> None:
    into = builders.make_claim(reviewer)
    bulk.unaccept_claim(actor=reviewer, claim_id=claim.pk, now=LATER)
    surgery.merge_claim(actor=reviewer, claim_id=claim.pk, into_id=into.pk, now=LATER)
    assert surgery.unmerge_claim(actor=reviewer, claim_id=claim.pk, now=LATER).status == "proposed"
    claims.take_claim(actor=reviewer, claim_id=claim.pk, now=LATER)
    surgery.merge_claim(actor=reviewer, claim_id=claim.pk, into_id=into.pk, now=LATER)
    back = surgery.unmerge_claim(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert (back.status, back.assignee, back.lease_expires_at) == ("open", None, None)


def test_a_merged_claim_is_neither_reopened_nor_merged_into(claim: Claim, reviewer: User) -> None:
    into, third = builders.make_claim(reviewer), builders.make_claim(reviewer)
    surgery.merge_claim(actor=reviewer, claim_id=claim.pk, into_id=into.pk, now=LATER)
    with pytest.raises(Refused, match="Take the merge back") as caught:
        claims.reopen_claim(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert caught.value.code == "merged"
    with pytest.raises(Refused, match=f"into claim {into.pk}"):
        surgery.merge_claim(actor=reviewer, claim_id=third.pk, into_id=claim.pk, now=LATER)


def test_nothing_goes_on_in_what_is_dismissed_gone_or_itself(claim: Claim, reviewer: User) -> None:
    gone = builders.make_claim(reviewer)
    claims.dismiss_claim(actor=reviewer, claim_id=gone.pk, reason="opinion", now=LATER)
    with pytest.raises(Refused, match="nobody would go on"):
        surgery.merge_claim(actor=reviewer, claim_id=claim.pk, into_id=gone.pk, now=LATER)
    for into, error in ((claim.pk, Invalid), (10**9, Invalid)):
        with pytest.raises(error):
            surgery.merge_claim(actor=reviewer, claim_id=claim.pk, into_id=into, now=LATER)
    with pytest.raises(Missing):
        surgery.merge_claim(actor=reviewer, claim_id=10**9, into_id=claim.pk, now=LATER)


def test_what_was_never_merged_or_split_is_not_taken_back(claim: Claim, reviewer: User) -> None:
    for undo in (surgery.unmerge_claim, surgery.unsplit_claim):
        with pytest.raises(Refused) as caught:
            undo(actor=reviewer, claim_id=claim.pk, now=LATER)
        assert caught.value.code == "moved_on"


# -- for all ------------------------------------------------------------------------------------


ACTS: dict[str, Callable[[User, Claim, Claim], object]] = {
    "adjust": lambda actor, claim, other: adjust(actor, claim, "Norland closed 14 mines"),
    "split": lambda actor, claim, other: split(actor, claim),
    "merge": lambda actor, claim, other: surgery.merge_claim(
        actor=actor, claim_id=claim.pk, into_id=other.pk, now=LATER
    ),
}


@pytest.mark.parametrize("act", list(ACTS))
def test_strangers_and_settled_claims_are_refused(claim: Claim, reviewer: User, act: str) -> None:
    other = builders.make_claim(reviewer)
    with pytest.raises(Forbidden):
        ACTS[act](builders.make_stranger(), claim, other)
    claims.dismiss_claim(actor=reviewer, claim_id=claim.pk, reason="opinion", now=LATER)
    with pytest.raises(Refused, match="Reopen it first"):
        ACTS[act](reviewer, claim, other)


@pytest.mark.parametrize("act", ["split", "merge"])
def test_a_claim_is_not_cut_out_of_a_colleagues_hands(claim: Claim, reviewer: User, second: User, act: str) -> None:
    claims.take_claim(actor=second, claim_id=claim.pk, now=LATER)
    with pytest.raises(Refused, match=f"{second} is working on") as caught:
        ACTS[act](reviewer, claim, builders.make_claim(reviewer))
    assert caught.value.code == "held"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_split_and_merge_at_once_one_is_told(reviewer: User, second: User) -> None:
    claim, other = builders.make_claim(reviewer, TWO), builders.make_claim(reviewer)
    at = TWO.index("opened")
    went, refused = sorted_out(
        at_once(
            [
                lambda: surgery.split_claim(actor=reviewer, claim_id=claim.pk, at=at, now=LATER)[0].pk,
                lambda: surgery.merge_claim(actor=second, claim_id=claim.pk, into_id=other.pk, now=LATER).pk,
            ]
        )
    )
    assert len(went) == len(refused) == 1
    assert isinstance(refused[0], Refused)
    assert list(history.verify_history()) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_merges_crosswise_one_is_told(reviewer: User, second: User) -> None:
    one, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    went, refused = sorted_out(
        at_once(
            [
                lambda: surgery.merge_claim(actor=reviewer, claim_id=one.pk, into_id=other.pk, now=LATER).pk,
                lambda: surgery.merge_claim(actor=second, claim_id=other.pk, into_id=one.pk, now=LATER).pk,
            ]
        )
    )
    assert len(went) == len(refused) == 1
    assert isinstance(refused[0], Refused)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_split_taken_back_while_a_part_is_taken_ends_one_way(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer, TWO)
    first, _ = split(reviewer, claim)
    went, refused = sorted_out(
        at_once(
            [
                lambda: surgery.unsplit_claim(actor=reviewer, claim_id=claim.pk, now=LATER).pk,
                lambda: claims.take_claim(actor=second, claim_id=first.pk, now=LATER).pk,
            ]
        )
    )
    assert len(went) == len(refused) == 1
    assert isinstance(refused[0], Refused)
    first.refresh_from_db()
    assert first.status == ("dismissed" if went == [claim.pk] else "in_review")
