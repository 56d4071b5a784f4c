"""Quotations in every style of marks."""

import pytest

from claims.extraction import quotes, sentences
from claims.extraction.quotes import Quote
from tests.extraction import texts


def find(text: str) -> tuple[Quote, ...]:
    paragraphs = sentences.paragraphs(text)
    return quotes.find(text, paragraphs, sentences.split(text, paragraphs))


def outer(text: str) -> list[str]:
    return [quote.span.of(text) for quote in find(text) if not quote.is_nested]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "it is over" and left.', ['"it is over"']),
        ("He said “it is over” and left.", ["“it is over”"]),
        ('“It is over," he said.', ['“It is over,"']),
        ('"It is over,” he said.', ['"It is over,”']),
        ("She said „es ist vorbei“ twice.", ["„es ist vorbei“"]),
        ("She said «it is over» twice.", ["«it is over»"]),
        ("He said ``it is over'' and left.", ["``it is over''"]),
        ("‘It is over,’ he said.", ["‘It is over,’"]),
        ("'It is over,' he said.", ["'It is over,'"]),
        ("‘The players’ demands are fair,’ he said.", ["‘The players’ demands are fair,’"]),
        ("In the ’90s the dogs’ home wasn’t full.", []),
        ("The boys' club and the girls' club met.", []),
        ("He is 5'10\" tall and 6'2\" in boots.", []),
        ("“One,” he said, “and two.”", ["“One,”", "“and two.”"]),
    ],
)
def test_outer_quotations(text: str, expected: list[str]) -> None:
    assert outer(text) == expected


def test_an_inner_quotation_is_nested_in_both_styles() -> None:
    for text in ("“She said ‘never again’ to me,” he said.", "‘She said “never again” to me,’ he said."):
        found = find(text)
        assert [quote.is_nested for quote in found] == [False, True]
        assert found[1].inner.of(text) == "never again"


def test_a_missing_closing_mark_ends_before_the_cue_and_harms_no_other_paragraph() -> None:
    found = outer(texts.UNCLOSED)
    assert found[0] == '"The dam is safe,'
    assert '"It has never failed in 60 years,"' in found


def test_a_speech_over_several_paragraphs_goes_on() -> None:
    found = [quote for quote in find(texts.PARAGRAPHS) if not quote.is_nested]
    assert [quote.continues for quote in found] == [True, True, False, False]


def test_marks_without_partners_never_lose_the_rest() -> None:
    text = "A ” stray mark.\n\n“ Another one.\n\n“We won,” said Olt."
    assert outer(text)[-1] == "“We won,”"


def test_lookup_by_position() -> None:
    text = "Olt said “it is over” today."
    inside = quotes.Inside(find(text))
    assert inside.quote_at(text.index("over")) is not None
    assert inside.quote_at(text.index("today")) is None
    assert len(inside.between(0, len(text))) == 1
