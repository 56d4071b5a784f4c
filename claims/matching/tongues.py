"""Whether a short text is English, in microseconds: by script and by the small words that every sentence has."""

import re
from functools import lru_cache

from claims.extraction.words import word_set

_ENGLISH = word_set("""
    the a an and of to in is was are were that this for on with as by at from it has have had be been he she
    they we you not but said will would can could after before who which what when his her their its our your
    more than about into over out up no all new than i my me him them us if or so do does did there because
    just
    """)
_OTHER = word_set("""
    der die das den dem des ein eine einen einem und ist sind war wurde wurden nicht mit von zu im auf für bei
    nach aus auch sich als wie dass hat haben werden über mehr durch le la les un une des du de et est sont
    était été ne pas dans sur pour avec par au aux ce cette qui que son sa ses il elle ils el los las una y es
    fue fueron en por para con del al se su sus lo como más pero ha han o não um uma dos das os que em no na
    por com il gli della delle di che è sono nel per het een van niet met op voor zijn och att som är på inte
    av till
    """)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


@lru_cache(maxsize=4096)
def is_english(text: str) -> bool:
    """True for English and for anything too short to tell, such as a name."""
    text = text[:1500]
    words = [word.casefold() for word in _WORD.findall(text)]
    letters = sum(map(len, words))
    english = sum(word in _ENGLISH for word in words)
    other = sum(word in _OTHER and word not in _ENGLISH for word in words)
    accents = 0
    if not text.isascii():
        if letters and len(_LATIN.findall(text)) < 0.5 * letters:
            return False
        accents = sum(any(ord(letter) > 127 for letter in word) for word in words)
    return other + accents / 2 <= english + len(words) / 12
