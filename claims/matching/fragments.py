"""Links that lead to a passage inside a page: the text directive of a URL's fragment."""

import unicodedata
from urllib.parse import quote, urldefrag

EXACT_LIMIT = 300  # longer passages are named by how they begin and end
EDGE_WORDS = 6
FEW_WORDS = 3  # so short a passage needs what stands around it


def passage_link(url: str, passage: str, *, prefix: str = "", suffix: str = "", is_ambiguous: bool = False) -> str:
    """The address with ``#:~:text=[prefix-,]start[,end][,-suffix]``; the address alone where there is no passage.

    ``prefix`` and ``suffix`` are what stands around the passage, as far as is known; they are taken along where the
    passage is short, or ``is_ambiguous``: where it stands on the page more than once. Browsers that know no text
    directives ignore it. A fragment that the address has already stays in front.
    """
    passage, prefix, suffix = (unicodedata.normalize("NFC", text) for text in (passage, prefix, suffix))
    words = passage.split()
    if not url or not words:
        return url
    # A directive matches whole words only: half a word at an edge would match nothing.
    is_cut_before = _joins(prefix[-1:], passage[:1])
    is_cut_after = _joins(passage[-1:], suffix[:1])
    inner = words[is_cut_before : len(words) - is_cut_after] if len(words) > is_cut_before + is_cut_after else words
    text = " ".join(inner)
    if len(text) <= EXACT_LIMIT:
        terms = [_escaped(text)]
    else:
        terms = [_escaped(" ".join(inner[:EDGE_WORDS])), _escaped(" ".join(inner[-EDGE_WORDS:]))]
    if len(inner) <= FEW_WORDS or is_ambiguous:
        # What stands between the context and the words would have to be part of one of them.
        before = [] if is_cut_before else prefix.split()
        after = [] if is_cut_after else suffix.split()
        # A word that the 32 code points of context may have cut in two would match nothing.
        if len(before) > 1:
            terms.insert(0, _escaped(" ".join(before[1:])) + "-")
        if len(after) > 1:
            terms.append("-" + _escaped(" ".join(after[:-1])))
    bare, fragment = urldefrag(url)
    fragment = fragment.split(":~:", 1)[0]
    return f"{bare}#{fragment}:~:text={','.join(terms)}"


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum()


def _escaped(term: str) -> str:
    """Percent-encoded; the directive's own signs, comma, dash and ampersand, too."""
    return quote(term, safe="").replace("-", "%2D")
