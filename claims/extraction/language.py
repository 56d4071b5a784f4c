"""Which language a text is in, as a BCP 47 tag."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from claims.extraction.analysis import Language

UNDETERMINED = Language("und", 0.0)
SAMPLE = 4000  # characters: more adds time, not certainty
FEWEST_LETTERS = 3

_LETTER = re.compile(r"[^\W\d_]")
_ENGLISH = re.compile(
    r"\b(?:the|and|of|to|in|is|was|are|were|that|for|on|with|as|by|at|from|it|has|have|had|be|he|she|they|we|not|but|said)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def preload() -> None:
    _identifier()


def identify(text: str) -> Language:
    """The language of the text's first few thousand characters; ``und`` when there are no words to judge by."""
    sample = text[:SAMPLE]
    words = _WORD.findall(sample)
    if sum(map(len, words)) < FEWEST_LETTERS:
        return UNDETERMINED
    tag, confidence = _identifier().classify(sample)
    if tag != "en" and _looks_english(sample, words):
        return Language("en", 0.6)
    return Language(str(tag), round(min(1.0, float(confidence)), 4))


def _looks_english(sample: str, words: list[str]) -> bool:
    """A guard for short and odd English (headlines, capitals, many foreign names), which the model misjudges."""
    return len(_ENGLISH.findall(sample)) >= max(2, 0.18 * len(words))
