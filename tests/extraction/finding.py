"""What the tests of the engine ask of an analysis, in words instead of spans."""

from datetime import date

from claims.extraction import Analysis, Claim, Statement, analyze

PUBLISHED = date(2021, 5, 20)  # a Thursday


def read(text: str, published_on: date | None = PUBLISHED) -> Analysis:
    return analyze(text, published_on=published_on)


def content(text: str, statement: Statement) -> str:
    return " | ".join(span.of(text) for span in statement.content)


def statement_with(text: str, words: str, published_on: date | None = PUBLISHED) -> Statement:
    """The innermost statement whose content holds the words."""
    found = [s for s in read(text, published_on).statements if words in content(text, s)]
    assert found, f"no statement holds {words!r}"
    return min(found, key=lambda s: sum(span.end - span.start for span in s.content))


def claim_with(text: str, words: str, published_on: date | None = PUBLISHED) -> Claim:
    """The claim whose words in the text hold these."""
    found = [claim for claim in read(text, published_on).claims if words in claim.text]
    assert found, f"no claim holds {words!r}"
    return min(found, key=lambda claim: len(claim.text))


def speaker_of(text: str, words: str) -> str | None:
    speaker = statement_with(text, words).speaker
    return speaker.name if speaker is not None else None
