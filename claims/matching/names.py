"""Folding names for comparison."""

import re
import unicodedata

_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady madam hon rev fr president prime minister premier "
    "chancellor senator sen representative rep congressman congresswoman governor gov mayor judge justice king queen "
    "prince princess gen general col colonel maj major capt captain lt lieutenant sgt sergeant the".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


def fold_name(name: str) -> str:
    """A key under which spellings of one name meet: case, accents, leading titles and possessives folded away.

    Never empty for a name that holds a letter or digit: a name made of titles alone keeps them.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    words = [_POSSESSIVE.sub("", word).strip(".") for word in _WORD.findall(plain)]
    kept = list(words)
    while len(kept) > 1 and kept[0] in _TITLES:
        kept.pop(0)
    return " ".join(kept)[:300]
