"""Links that lead to a passage inside a page: the text directive of a URL's fragment."""

import unicodedata
from urllib.parse import quote, urldefrag

EXACT_LIMIT = 300  # longer passages are named by how they begin and end
EDGE_WORDS = 6
FEW_WORDS = 3  # so short a passage needs what stands around it


def passage_link(url: str, passage: str, *, prefix: str = "", suffix: str = "") -> str:
    """The address with ``#:~:text=[prefix-,]start[,end][,-suffix]``; the address alone where there is no passage.

    Browsers that know no text directives ignore it. A fragment that the address has already stays in front.
    """
    words = _words(passage)
    if not url or not words:
        return url
    text = " ".join(words)
    if len(text) <= EXACT_LIMIT:
        terms = [_escaped(text)]
    else:
        terms = [_escaped(" ".join(words[:EDGE_WORDS])), _escaped(" ".join(words[-EDGE_WORDS:]))]
    if len(words) <= FEW_WORDS:
        before, after = _words(prefix), _words(suffix)
        # A word that the 32 code points of context may have cut in two would match nothing.
        if len(before) > 1:
            terms.insert(0, _escaped(" ".join(before[1:])) + "-")
        if len(after) > 1:
            terms.append("-" + _escaped(" ".join(after[:-1])))
    bare, fragment = urldefrag(url)
    fragment = fragment.split(":~:", 1)[0]
    return f"{bare}#{fragment}:~:text={','.join(terms)}"


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def _escaped(term: str) -> str:
    """Percent-encoded; the directive's own signs, comma, dash and ampersand, too."""
    return quote(term, safe="").replace("-", "%2D")
