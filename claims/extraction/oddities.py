"""What is odd about a text, said to people: why less may have been found in it than they expect."""

import re

from claims.extraction.analysis import Span

_TAG = re.compile(
    r"</?(?:p|br|div|span|a|li|ul|h[1-6]|strong|em|b|i|td|tr|table|img|script)\b[^<>]{0,300}>", re.IGNORECASE
)
_MARKUP_FROM = 2  # tags
_LONG = 60  # words without a full stop, comma or line break between them
_SHOUTED = 0.8  # share of capitals among the letters
_FEWEST_LETTERS = 40
# Capitals glued to what follows: "HOME NEWS WEATHER Mayor Dorn". Short ones may be names: "US EPA Administrator".
_GLUED = re.compile(r"(?:[A-Z][A-Z&/|’'-]*[ \u00a0/|]+)*?(?:[A-Z]{4,}[ \u00a0/|]+){2,}(?=[A-Z][a-z])")


def without_headline(text: str, span: Span) -> Span:
    """Words without a headline or menu in capitals that was glued to their front."""
    found = _GLUED.match(text, span.start, span.end)
    return Span(found.end(), span.end) if found is not None else span


def oddities(text: str) -> tuple[str, ...]:
    """Sentences for people, none for an ordinary article. Linear in the length of the text."""
    letters = sum(character.isalpha() for character in text)
    if not letters:
        return ("Nothing was looked for: there are no words in the text.",)
    found = []
    if len(_TAG.findall(text)) >= _MARKUP_FROM:
        found.append(
            "The text holds HTML tags. They were read as words: give the page instead, or the text without them."
        )
    if letters >= _FEWEST_LETTERS and sum(character.isupper() for character in text) >= _SHOUTED * letters:
        found.append("The text is in capitals, so that names could not be told from other words: check the speakers.")
    if max((len(part.split()) for part in re.split(r"[.!?;:,\n\r。！？،؟]", text)), default=0) > _LONG:
        found.append("A long stretch has no punctuation, so that sentences were cut by their length alone.")
    return tuple(found)
