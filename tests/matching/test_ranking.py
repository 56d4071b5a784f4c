"""The ranker on invented sentences: the same claim is taken for the same, a turned one is refused, with the reason."""

from datetime import date

import pytest

from claims.matching import ranking, vectors
from claims.matching.ranking import Candidate, Match, ReasonName, rank
from tests.matching import pairs
from tests.matching.pairs import Pair


def judge(pair: Pair) -> Match:
    mine, theirs = vectors.embed([pair.query, pair.claim])
    return rank(pair.query, [Candidate(1, pair.claim, float(mine @ theirs))])[0]


def among(query: str, claims: list[str]) -> list[Match]:
    similarity = vectors.embed(claims) @ vectors.embed([query])[0]
    return rank(query, [Candidate(claim, claim, float(s)) for claim, s in zip(claims, similarity, strict=True)])


def against(match: Match, name: ReasonName) -> str:
    """What the reason says, if it speaks against."""
    return next((reason.detail for reason in match.reasons if reason.name == name and reason.weight < 0), "")


@pytest.mark.parametrize("pair", pairs.SAME, ids=lambda pair: pair.claim[:40])
def test_the_same_claim_in_other_words_is_probably_the_same(pair: Pair) -> None:
    assert judge(pair).score >= 0.5


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        *((pair, ReasonName.FIGURES) for pair in pairs.NUMBER),
        *((pair, ReasonName.DIRECTION) for pair in pairs.DIRECTION),
        *((pair, ReasonName.DENIAL) for pair in pairs.NEGATION),
        *((pair, ReasonName.DAYS) for pair in pairs.YEAR),
        *((pair, ReasonName.NAMES) for pair in pairs.PERSON),
    ],
    ids=lambda given: given.claim[:40] if isinstance(given, Pair) else given,
)
def test_one_turned_word_makes_another_claim(pair: Pair, reason: ReasonName) -> None:
    match = judge(pair)
    assert match.score < 0.5
    assert against(match, reason)
    assert judge(Pair(pair.claim, pair.claim)).score >= 0.5


@pytest.mark.parametrize("pair", pairs.UNRELATED, ids=lambda pair: pair.claim[:40])
def test_what_has_nothing_in_common_is_near_zero(pair: Pair) -> None:
    assert judge(pair).score < 0.02


def test_the_right_one_leads_among_its_likes() -> None:
    claims = [pair.claim for pair in (*pairs.SAME, *pairs.NUMBER, *pairs.DIRECTION, *pairs.UNRELATED)]
    claims = list(dict.fromkeys(claims))
    for pair in pairs.SAME:
        found = among(pair.query, claims)
        assert [match.key for match in found][:1] == [pair.claim]
        assert sorted((m.score for m in found), reverse=True) == [m.score for m in found]
        assert len(found) == len(claims)


@pytest.mark.parametrize("tongue", ["de", "fr", "es", "ru"])
def test_a_claim_is_found_from_another_language(tongue: str) -> None:
    claims = list(pairs.TONGUES)
    for claim, said in pairs.TONGUES.items():
        found = among(said[tongue], claims)
        assert found[0].key == claim
        assert found[0].score > 3 * found[1].score


def test_reasons_add_up_to_the_score_but_for_the_smallest() -> None:
    match = judge(pairs.SAME[0])
    logit = sum(reason.weight for reason in match.reasons)
    assert abs(logit - __import__("math").log(match.score / (1 - match.score))) < 0.5
    assert [abs(r.weight) for r in match.reasons] == sorted((abs(r.weight) for r in match.reasons), reverse=True)
    assert all(reason.detail for reason in match.reasons)


def test_who_said_it_counts_a_little() -> None:
    claim = Candidate(1, "The harbour tax will ruin us.", 0.8, made_by="Karla Brenn")
    bare = rank("The harbour tax ruins us.", [claim])[0].score
    same = rank("The harbour tax ruins us.", [claim], said_by="Senator Brenn")[0]
    other = rank("The harbour tax ruins us.", [claim], said_by="Tomas Ridley")[0]
    assert other.score < bare < same.score
    assert against(other, ReasonName.SPEAKER) == "Tomas Ridley / Karla Brenn"


def test_last_year_is_read_against_the_day_it_was_said() -> None:
    claim = Candidate(1, "The harbour of Norhaven was closed for a month in 2018.", 0.85)
    fits = rank("Last year the harbour of Norhaven was closed for a month.", [claim], said_on=date(2019, 5, 2))[0]
    not_so = rank("Last year the harbour of Norhaven was closed for a month.", [claim], said_on=date(2024, 5, 2))[0]
    assert fits.score > not_so.score
    assert against(not_so, ReasonName.DAYS)


def test_an_article_is_judged_by_the_sentence_that_fits() -> None:
    filler = " ".join(
        f"Visitors admired stall number {n} at the spring fair and talked about the weather of the week."
        for n in range(12)
    )
    said = "The floods in Karesh displaced about one million people, the governor told the council."
    claims = ["Around one million people were displaced by the floods in Karesh.", "The dam at Tarnow Falls broke."]
    found = among(f"Spring fair opens in Karesh. {filler} {said} {filler}", claims)
    assert found[0].key == claims[0]
    assert found[0].score > 5 * found[1].score


@pytest.mark.parametrize(
    "query", ["", "🎉", "https://example.org", "x", "word " * 5000, "\x00", "שלום", "<b></b>", "?!"]
)
def test_odd_queries_are_ranked_without_complaint(query: str) -> None:
    found = rank(query, [Candidate("a", "The dam broke.", 0.1), Candidate("b", "", 0.0), Candidate("c", "🎉", 0.0)])
    assert len(found) == 3
    assert all(0 <= match.score < 0.5 for match in found)


def test_no_candidates_no_matches() -> None:
    assert rank("The dam broke.", []) == []


def test_the_same_input_gives_the_same_answer() -> None:
    claims = [pair.claim for pair in pairs.SAME]
    assert among(pairs.SAME[0].query, claims) == among(pairs.SAME[0].query, claims)


def test_the_artefact_is_the_one_the_code_names() -> None:
    from claims.matching.weights import weights

    assert weights().version == ranking.VERSION


SMALL_INDEX = (
    "Since 2019, public hospitals in Norland have lost 4,200 nurses.",
    "Orsend's ferries carried more passengers in 2025 than in any year since 2011.",
    "The rain on 10 February 2026 was not the heaviest since 1931.",
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("4,200 nurses had left public hospitals since 2019.", 0),
        ("The island's ferries carried more passengers in 2025 than at any time since 2011.", 1),
        ("The oldest vessel would have to be taken out of service in April 2025.", None),
        ("More than 6,000 nurses had resigned in the same period, most of them under the age of 40.", None),
        ("The rain that fell on 10 February 2026 was the heaviest since measurements began in 1931.", None),
    ],
)
def test_nothing_stands_out_for_being_the_least_unlike_of_three(query: str, expected: int | None) -> None:
    rows = vectors.embed([query, *SMALL_INDEX])
    candidates = [Candidate(n, text, float(rows[0] @ rows[n + 1])) for n, text in enumerate(SMALL_INDEX)]
    best = rank(query, candidates)[0]
    assert (best.key if best.score >= 0.5 else None) == expected
