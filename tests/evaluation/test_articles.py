"""What surrounds a statement, and claims with their wording and order, against a case that was worked out by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from claims.evaluation import gold
from claims.evaluation.articles import claim_counts, claim_shares, detail_counts, detail_shares, judge, likeness
from claims.evaluation.gold import GoldArticle
from claims.evaluation.intervals import Share
from claims.evaluation.mistakes import of_claims, of_details
from claims.extraction import (
    Analysis,
    Claim,
    ClaimKind,
    CueKind,
    Header,
    Interval,
    Language,
    Polarity,
    Precision,
    ResolvedBy,
    Span,
    SpeakerKind,
    SpeakerMention,
    Statement,
    StatementKind,
)
from tests.evaluation.test_gold_files import GOOD, written

WORDED = "The mill in Sandmark shut."


@pytest.fixture
def article(tmp_path: Path) -> GoldArticle:
    return gold.read(written(tmp_path, GOOD))


def statement(article: GoldArticle, number: int) -> Statement:
    """The gold statement as the engine would give it, without a medium."""
    marked = article.statements[number]
    assert marked.source is not None
    days = Interval(*marked.said_on, Precision.MONTH) if marked.said_on is not None else None
    return Statement(
        source=(marked.source,),
        cue=(),
        content=marked.content,
        kind=marked.kind,
        cue_kind=CueKind.SAY,
        polarity=Polarity.AFFIRMED,
        is_hedged=False,
        speaker=SpeakerMention(marked.speaker, SpeakerKind.PERSON, marked.source, "", ResolvedBy.NAME, 0.9),
        medium=None,
        addressee=None,
        said_on=days,
        parent=None,
        confidence=0.9,
    )


def claim(article: GoldArticle, words: str, score: float, of: int | None, standalone: str = "") -> Claim:
    start = article.text.index(words)
    return Claim(
        span=Span(start, start + len(words)),
        text=words,
        standalone=standalone or words,
        substitutions=(),
        kind=ClaimKind.FACTUAL,
        statement=of,
        speaker=None,
        said_on=None,
        times=(),
        quantities=(),
        check_worthiness=score,
        reasons=(),
        confidence=0.9,
    )


def analysis(statements: list[Statement], claims: list[Claim]) -> Analysis:
    return Analysis("test", Language("en", 1.0), Header(), (), tuple(statements), tuple(claims))


def test_the_same_as_the_reader_is_right_everywhere(article: GoldArticle) -> None:
    first, second = article.claims
    made = analysis(
        [statement(article, 0), statement(article, 1)],
        [
            claim(article, first.span.of(article.text), 0.6, 0, first.standalone),
            replace(claim(article, second.span.of(article.text), 0.8, 1, second.standalone), repeat_of=0),
        ],
    )
    judged = judge(article, made)
    details = detail_shares(detail_counts(judged))
    assert details["kind right (direct, mixed, indirect)"] == Share(1.0, 2)
    assert details["day F1"] == Share(1.0, 1)
    shares = claim_shares(claim_counts(judged))
    for name in (
        "claims: F1",
        "hangs on the right statement",
        "kind of claim right",
        "stand-alone wording: words F1",
        "repeats: pairs F1",
        "worth 2 or 3: average precision",
        "worth 2 or 3: F1 at 0.5",
        "worthiest claim: MRR",
        "worth 0 to 3: nDCG",
    ):
        assert shares[name].value == pytest.approx(1.0), name
    assert shares["… in the order of the text: MRR"].value == 0.5  # the worthiest stands second
    assert of_details(judged) == of_claims(judged) == []


def test_each_part_that_differs_costs_its_own_figure(article: GoldArticle) -> None:
    said = statement(article, 0)
    made = analysis(
        [replace(said, kind=StatementKind.MIXED, medium="Radio Halm", polarity=Polarity.DENIED, said_on=None)],
        [
            replace(claim(article, "the mill shut", 0.3, None, WORDED), kind=ClaimKind.OPINION),
            claim(article, "Ada Quill", 0.9, None),
        ],
    )
    judged = judge(article, made)
    details = detail_shares(detail_counts(judged))
    assert details["kind right (direct, mixed, indirect)"] == Share(0.0, 1)
    assert (details["medium F1"].value, details["day F1"].value, details["denial F1"].value) == (0.0, 0.0, 0.0)
    shares = claim_shares(claim_counts(judged))
    assert shares["claims: precision"].value == 1 / 2
    assert shares["claims: recall"].value == 1 / 2
    assert shares["hangs on the right statement"].value == 0.0
    assert shares["checkable or not right"].value == 0.0
    # the empty claim stands first, one of two worthy claims second
    assert shares["worth 2 or 3: average precision"].value == pytest.approx((1 / 2) / 2)
    assert shares["… in the order of the text"].value == pytest.approx((1 / 2) / 2)
    assert shares["worth 2 or 3: F1 at 0.5"].value == 0.0
    assert {m.kind for m in of_details(judged)} == {
        "words: another one",
        "medium: given where there is none",
        "denial: given where there is none",
        "day: not given",
    }
    assert [m.kind for m in of_claims(judged)] == [
        "claim missed: not seen",
        "claim: factual taken for opinion",
        "claim: a speaker's taken for the outlet's",
        "claim: repeat not seen",
        "claim extra",
    ]


@pytest.mark.parametrize(
    ("spans", "kind"),
    [
        (["the mill shut. “It shut in May,” she said"], "several left in one"),
        (["the", "shut."], "cut into several"),
        (["shut"], "span too short"),
        (["Ada Quill said the mill shut"], "span too long"),
        (["said the mill"], "span out of place"),
    ],
)
def test_a_missed_claim_says_why(article: GoldArticle, spans: list[str], kind: str) -> None:
    judged = judge(article, analysis([], [claim(article, words, 0.5, None) for words in spans]))
    first = [m for m in of_claims(judged) if m.wanted == "the mill shut"]
    assert [m.kind for m in first] == [f"claim missed: {kind}"]


def test_wordings_are_compared_as_bags_of_words() -> None:
    assert likeness("The mill shut.", "the MILL shut") == 1.0
    assert likeness("The mill shut.", "The mill") == pytest.approx(2 * (2 / 2) * (2 / 3) / (1 + 2 / 3))
    assert likeness("4.2 million", "4.3 million") == 0.5
    assert likeness("", "") == 0.0


def test_unnamed_sources_and_chains_are_counted(article: GoldArticle) -> None:
    first, second = article.statements
    chained = replace(
        article,
        statements=(
            replace(first, is_unnamed=True, speaker="", said_on=(date(2025, 3, 1),) * 2),
            replace(second, parent="s1"),
        ),
    )
    unnamed = SpeakerMention("officials", SpeakerKind.UNNAMED, None, "", ResolvedBy.UNNAMED, 0.8)
    made = analysis([replace(statement(article, 0), speaker=unnamed), replace(statement(article, 1), parent=0)], [])
    shares = detail_shares(detail_counts(judge(chained, made)))
    assert shares["unnamed source F1"] == Share(1.0, 1)
    assert shares["chain F1"] == Share(1.0, 1)
    assert shares["day F1"].value == 0.0  # a month is not its first day
